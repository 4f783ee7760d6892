#!/usr/bin/env bash
# contract_board: what the verbs promise about planning: lanes, shifts, orders with operations and dependencies, gantt,
# reschedule, undo, redo, plan cpm and plan level. Each figure is worked out by hand beside it.
# shellcheck source=tests/support/e2e_contract.sh
. "$(dirname "$0")/../support/e2e_contract.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234
tmp=$home_dir/tmp
mkdir -p "$tmp"
uuid() { printf '6f1c2d3e-0000-4000-9000-%012d' "$1"; }
order=(work_order_number:s order_status:s quantity:d good:d scrap:d actual_material_cost:d operations:a)
place=(start:t end:t lane:s)

# ---- plan cpm: A 3, B 4 after A, C 2 after A, D 5 after B and C, E 1 after C; D ends at 12, E may slip
printf 'task\tduration\tpredecessors\nA\t3\t\nB\t4\tA\nC\t2\tA\nD\t5\tB,C\nE\t1\tC\n' > "$tmp/cpm.tsv"
gemba --json plan cpm "$tmp/cpm.tsv"
is "$status" 0 "plan cpm needs no database and nobody"
shape "plan cpm" "" length:n critical:a tasks:a
shape "a task" tasks task:s es:n ef:n ls:n lf:n slack:n critical:b
says "length and the critical path" "12 A B D" length critical.0 critical.1 critical.2
says "C" "3 5 5 7 2 false" tasks.2.es tasks.2.ef tasks.2.ls tasks.2.lf tasks.2.slack tasks.2.critical
says "E" "5 6 11 12 6" tasks.4.es tasks.4.ef tasks.4.ls tasks.4.lf tasks.4.slack
says "file order" "A B C D E" tasks.0.task tasks.1.task tasks.2.task tasks.3.task tasks.4.task
# lag and lead in elapsed minutes; a task that is really called A+1; decimals
printf '# a comment\npredecessors\ttask\tduration\n\tA\t10\nA+30\tB\t5\nA-4\tC\t2.125\n\tA+1\t1\nA+1\tD\t1\n' > "$tmp/lag.tsv"
gemba --json plan cpm "$tmp/lag.tsv"
is "$status" 0 "plan cpm with lags"
says "lag, lead, a name with a plus, thousandths" "45 40 6 8.125 1" length tasks.1.es tasks.2.es tasks.2.ef tasks.4.es
for bad in 'A\t1\tB\nB\t1\tA' 'A\t1\tX' 'A\t-1\t' 'A\tx\t' 'A\t1.0005\t' 'A\t1\t\nA\t2\t'; do
	printf 'task\tduration\tpredecessors\n%b\n' "$bad" > "$tmp/bad.tsv"
	gemba --json plan cpm "$tmp/bad.tsv"
	is "$status${out:+ with output}" 2 "plan cpm refuses $bad"
done
printf 'task\tduration\tpredecessors\nA\t1\tC\nB\t1\tA\nC\t1\tB\n' > "$tmp/bad.tsv"
gemba --json plan cpm "$tmp/bad.tsv"
[[ $err == *A* && $err == *B* && $err == *C* ]]
ok $? "a cycle names its tasks"
gemba --json plan cpm "$tmp/no-such-file"
[ "$status" != 0 ] && [ -z "$out" ]
ok $? "a file that is not there"

# ---- plan level: two lanes; A then B on L1, C on L1 or L2: 3 + 4 = 7
printf '@lane L1 1\n@lane L2\ntask\tduration\tpredecessors\tlane\nA\t3\t\tL1\nB\t4\tA\tL1\nC\t5\t\tL1|L2\nD\t2\t\tL1=9|L2=2\n' > "$tmp/level.tsv"
gemba --json plan level "$tmp/level.tsv" --iterations 500 --seed 1
is "$status" 0 "plan level"
shape "plan level" "" makespan:n tasks:a
shape "a task" tasks task:s lane:s start:n end:n
says "the best there is" "7 L2 L2" makespan tasks.2.lane tasks.3.lane
first=$out
gemba --json plan level "$tmp/level.tsv" --iterations 500 --seed 1
is "$out" "$first" "the same seed, the same plan"
gemba --json plan level "$tmp/level.tsv" --seconds 0.1
says "by time" 7 makespan
gemba --json plan level "$tmp/level.tsv"
is "$status" 1 "seconds or iterations must be there"

# ---- lanes, machines, calendars, shifts
did "lane add" supervisor lane add K-1
shape "a lane" "" lane:s capacity:n replayed:b
says "one bar at once" "K-1 1" lane capacity
did "a lane for two" supervisor lane add K-2 --capacity 2
did "a third" supervisor lane add K-3 --op-id "$(uuid 1)"
did "again" supervisor lane add K-3 --op-id "$(uuid 1)"
says "is a replay" true replayed
refuses 5 DUPLICATE "" supervisor lane add K-1
refuses 2 VALIDATION "" supervisor lane add K-9 --capacity 0
refuses 4 UNAUTHORIZED "" operator lane add K-9
refuses 3 NOT_FOUND "" supervisor lane add K-9 --calendar NO-SUCH
did "machine add" supervisor machine add K-M1 --lane K-1 --ideal-cycle 30 --minor-stop 120
shape "a machine" "" machine:s lane:s replayed:b
did "machine without a lane" supervisor machine add K-M2
refuses 5 DUPLICATE "" supervisor machine add K-M1
refuses 3 NOT_FOUND "" supervisor machine add K-M9 --lane NO-SUCH
refuses 2 VALIDATION "" supervisor machine add K-M9 --ideal-cycle 0
did "calendar add" supervisor calendar add K-DAY
refuses 5 DUPLICATE "" supervisor calendar add K-DAY
did "a lane with it" supervisor lane add K-4 --calendar K-DAY
did "one occurrence with a break" supervisor shift add EARLY --lane K-4 --from 2031-03-03T06:00 --to 2031-03-03T14:00 --break 2031-03-03T10:00/2031-03-03T10:30
did "another" supervisor shift add EARLY --lane K-4 --from 2031-03-04T06:00 --to 2031-03-04T14:00
did "a pattern" supervisor shift add DAY --machine K-M2 --days Mon-Fri --at 08:00 --minutes 480
refuses 2 VALIDATION "" supervisor shift add X --lane K-4 --from 2031-03-03T14:00 --to 2031-03-03T06:00
refuses 2 VALIDATION "" supervisor shift add X --lane K-4 --days Mon-Fry --at 08:00 --minutes 480
refuses 2 VALIDATION "" supervisor shift add X --lane K-4 --days Mon --at 25:00 --minutes 480
refuses 3 NOT_FOUND "" supervisor shift add X --lane NO-SUCH --days Mon --at 08:00 --minutes 480

# ---- the order's life: add, release, assign, start, log, pause, complete
did "a product" admin material add K-P --name Product --uom pcs --method FIFO --reorder-point 0
did "an order" supervisor order add K-W1 --product K-P --qty 10 --due 2031-03-05T12:00
shape "an order" "" "${order[@]}"
refuses 2 VALIDATION "" supervisor order start K-W1
did "release" supervisor order release K-W1
did "assign" supervisor order assign K-W1 --lane K-1 --start 2031-03-03T08:00
shape "assign answers the order" "" "${order[@]}"
did "its bar" supervisor gantt --from 2031-03-03 --to 2031-03-03
shape "gantt" "" tasks:a conflicts:a critical_path:a lanes:a
shape "a task" tasks id:n work_order_id:n operation:n name:s work_order_number:s start_date:t end_date:t duration_hours:n lane_id:n lane_name:s dependencies:a progress_percent:n status:s booking_status:s slack_hours:n is_critical_path:b
shape "a lane" lanes lane:s capacity:n load_percent:n
says "in the plant's zone" "2031-03-03T08:00:00+01:00 K-W1 RELEASED planned 0" tasks.0.start_date tasks.0.work_order_number tasks.0.status tasks.0.booking_status tasks.0.progress_percent
did "start" operator order start K-W1
says "in progress" IN_PROGRESS order_status
did "log" operator order log K-W1 --good 4 --scrap 1
says "pieces" "4 1" good scrap
did "the same by its machine" operator order log K-W1/10 --machine K-M1 --good 6
did "pause" operator order pause K-W1
says "paused" PAUSED order_status
refuses 2 VALIDATION "" operator order complete K-W1
did "go on" operator order start K-W1
now_from=$(date -d -2days +%F) now_to=$(date -d +2days +%F)
did "running bars stand where they run" supervisor gantt --from "$now_from" --to "$now_to" --lane K-1
says "all pieces are made" "running 100 IN_PROGRESS" tasks.0.booking_status tasks.0.progress_percent tasks.0.status
did "complete" operator order complete K-W1
says "completed" "COMPLETED 10" order_status good
did "the product came into stock" storekeeper moves K-P
says "as a receipt" "RECEIPT WORK_ORDER 10" transactions.0.transaction_type transactions.0.reference_type transactions.0.quantity
did "gone from the board" supervisor gantt --from "$now_from" --to "$now_to" --lane K-1
is "$(json tasks)" "" "unless asked for"
did "asked for" supervisor gantt --from "$now_from" --to "$now_to" --lane K-1 --include-completed
says "done" "COMPLETED done" tasks.0.status tasks.0.booking_status

# ---- operations and dependencies: K-A is 60 + 30 minutes on two lanes, K-B waits for it by 15 minutes
did "a routing" supervisor order add K-A --qty 5 --due 2031-03-03T18:00 --op 10:K-1:60 20:K-2:30
shape "operations" operations operation:n name:s good:d scrap:d
says "two" "10 K-1 20 K-2" operations.0.operation operations.0.lane operations.1.operation operations.1.lane
did "one that waits" supervisor order add K-B --qty 5 --due 2031-03-03T18:00 --op 10:K-1:120 --after K-A+15
refuses 3 NOT_FOUND "" supervisor order add K-X --qty 1 --due 2031-03-03T18:00 --after NO-SUCH
refuses 3 NOT_FOUND "" supervisor order add K-X --qty 1 --due 2031-03-03T18:00 --op 10:NO-SUCH:60
refuses 2 VALIDATION "" supervisor order add K-X --qty 1 --due 2031-03-03T18:00 --op 10:K-1:60 10:K-1:30
refuses 6 CONFLICT "" supervisor order link K-A --after K-B
for wo in K-A K-B; do did "release $wo" supervisor order release $wo; done
did "first operation" supervisor order assign K-A/10 --lane K-1 --start 2031-03-03T08:00
did "second operation" supervisor order assign K-A/20 --lane K-2 --start 2031-03-03T09:00
refuses 6 CONFLICT "" supervisor order assign K-B --lane K-1 --start 2031-03-03T09:30
did "after its predecessor" supervisor order assign K-B --lane K-1 --start 2031-03-03T09:45
did "the day" operator gantt --from 2031-03-03 --to 2031-03-03
is "$(perl -MJSON::PP -e 'my $g = decode_json($ARGV[0]); print join " ", scalar @{$g->{tasks}}, scalar @{$g->{critical_path}},
	map { ($_->{is_critical_path} ? "critical" : "slack") . "/$_->{duration_hours}" } sort { $a->{start_date} cmp $b->{start_date} } @{$g->{tasks}}' -- "$out")" \
	"3 2 critical/1 critical/0.5 critical/2" "three critical tasks of two orders"

# ---- reschedule
refuses 1 usage "" supervisor reschedule K-A
refuses 4 UNAUTHORIZED "" operator reschedule K-A/10 --start 2031-03-03T09:00
refuses 3 NOT_FOUND "" supervisor reschedule NO-SUCH --start 2031-03-03T09:00
refuses 3 NOT_FOUND "" supervisor reschedule K-A/10 --lane NO-SUCH
did "a look first" supervisor reschedule K-A/10 --start 2031-03-03T09:00 --dry-run
says "changes nothing" "null K-A 10 2031-03-03T08:00:00+01:00 2031-03-03T09:00:00+01:00" change_set changed.0.work_order_number changed.0.operation changed.0.from.start changed.0.to.start
did "push" supervisor reschedule K-A/10 --start 2031-03-03T09:00
shape "reschedule" "" change_set:n changed:a conflicts:a late:a
shape "a change" changed work_order_number:s operation:n from:o to:o
shape "from" changed.0.from "${place[@]}"
shape "to" changed.0.to "${place[@]}"
is "$(perl -MJSON::PP -e 'my $g = decode_json($ARGV[0]); print join " ", map { "$_->{work_order_number}/$_->{operation} " . substr($_->{to}{start}, 11, 5) }
	sort { $a->{to}{start} cmp $b->{to}{start} } @{$g->{changed}}' -- "$out")" \
	"K-A/10 09:00 K-A/20 10:00 K-B/10 10:45" "all three moved by the hour they had to"
refuses 6 CONFLICT "" supervisor reschedule K-A/10 --start 2031-03-03T09:30 --cascade none
[[ $err == *'"conflicts"'* ]]
ok $? "a refusal lists what it would break"
did "another order on the lane" supervisor order add K-C --qty 1 --due 2031-03-03T09:30 --op 10:K-1:60
did "release it" supervisor order release K-C
refuses 6 CONFLICT "" supervisor order assign K-C --lane K-1 --start 2031-03-03T09:30 --cascade none
did "where there is room" supervisor order assign K-C --lane K-3 --start 2031-03-03T08:00
refuses 6 CONFLICT "" supervisor reschedule K-C --start 2031-03-03T09:00 --lane K-1 --cascade none
refuses 1 usage "" supervisor reschedule K-C --start 2031-03-03T09:00 --lane K-1 --cascade none --force
refuses 2 VALIDATION "" supervisor reschedule K-C --start 2031-03-03T09:00 --lane K-1 --cascade none --force --reason " "
did "forced, with a reason" supervisor reschedule K-C --start 2031-03-03T09:00 --lane K-1 --cascade none --force --reason "customer waits"
shape "what it overrides" conflicts lane:s from:t to:t load:n capacity:n orders:a
says "two on one" "K-1 2 1" conflicts.0.lane conflicts.0.load conflicts.0.capacity
did "gantt tells the overload" supervisor gantt --from 2031-03-03 --to 2031-03-03
says "and by whom" "K-1 2 1 2031-03-03T09:00:00+01:00" conflicts.0.lane conflicts.0.load conflicts.0.capacity conflicts.0.from
refuses 2 VALIDATION "" supervisor reschedule K-C --start 2031-02-30
refuses 2 VALIDATION "" supervisor reschedule K-C --start 2031-03-03T09:00 --cascade sideways

# ---- undo, redo
refuses 1 usage "" supervisor undo --force
did "undo" supervisor undo
shape "undo" "" change_set:n changed:a
says "back on its lane" "K-C K-3" changed.0.work_order_number changed.0.to.lane
did "redo" supervisor redo --force --reason "customer waits"
says "there again" "K-C K-1" changed.0.work_order_number changed.0.to.lane
did "undo again" supervisor undo
did "and the push before it" supervisor undo
gemba local stop
gemba local start
is "$status" 0 "the server was restarted"
did "undo survives a restart" supervisor undo
did "the board" supervisor gantt --from 2031-03-03 --to 2031-03-03 --lane K-1
is "$(perl -MJSON::PP -e 'my $g = decode_json($ARGV[0]); print join " ", map { "$_->{work_order_number}/$_->{operation} " . substr($_->{start_date}, 11, 5) }
	sort { $a->{start_date} cmp $b->{start_date} } @{$g->{tasks}}' -- "$out")" "K-A/10 08:00 K-B/10 09:45" "everything stands where it stood"

# ---- calendars: K-4 works 06:00-14:00 with a break from 10:00 to 10:30, two days
did "an order of 5 hours" supervisor order add K-D --qty 1 --due 2031-03-05 --op 10:K-4:300
did "release" supervisor order release K-D
did "over the break" supervisor order assign K-D --lane K-4 --start 2031-03-03T08:00
did "its bar" supervisor gantt --from 2031-03-03 --to 2031-03-04 --lane K-4
says "5 hours of work end at 13:30" "2031-03-03T13:30:00+01:00 5" tasks.0.end_date tasks.0.duration_hours
did "into the night" supervisor reschedule K-D --start 2031-03-03T12:00
says "goes on the next morning" "2031-03-04T09:00:00+01:00" changed.0.to.end
refuses 6 CONFLICT "" supervisor reschedule K-D --start 2031-03-03T20:00
did "load" supervisor gantt --from 2031-03-03 --to 2031-03-04 --lane K-4
# 300 of 450 + 480 minutes
is "$(json lanes.0.load_percent | cut -c1-2)" 32 "load is of the working time"

# ---- repeats, another organization
did "with an op-id" supervisor reschedule K-B --start 2031-03-03T12:00 --op-id "$(uuid 2)"
says "first" "false" replayed
first=$(json change_set)
did "again" supervisor reschedule K-B --start 2031-03-03T12:00 --op-id "$(uuid 2)"
says "is a replay" "true $first" replayed change_set
refuses 5 DUPLICATE "" supervisor reschedule K-B --start 2031-03-03T13:00 --op-id "$(uuid 2)"
did "the neighbours see nothing of it" admin2 --kiosk kiosk2 gantt --from 2031-03-03 --to 2031-03-04
is "$(json tasks)" "" "no bar"
refuses 3 NOT_FOUND "" admin2 --kiosk kiosk2 reschedule K-B --start 2031-03-03T13:00
refuses 3 NOT_FOUND "" admin2 --kiosk kiosk2 undo "$first"
refuses 3 NOT_FOUND "" admin2 --kiosk kiosk2 order assign K-B --lane K-1 --start 2031-03-03T13:00
finish
