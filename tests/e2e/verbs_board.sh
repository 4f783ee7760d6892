#!/usr/bin/env bash
# verbs_board: the board without a screen, on the demo plant: an order's life, gestures and what refuses them, undo and
# redo across a restart, days when the clocks change, repeats by op-id, two people at once.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234
day=2031-06-02 # a Monday, years away from the demo's own plan

as() { # as USER VERB ...
	local user=$1
	shift
	gemba --json --user "$user" "$@"
}
done_as() { # done_as NAME USER VERB ...: must be exit 0
	local name=$1
	shift
	as "$@"
	is $status 0 "$name"
	[ $status = 0 ] || echo "# $err"
}
refused() { # refused NAME EXIT CODE USER VERB ...
	local name=$1 wanted=$2 code=$3
	shift 3
	as "$@"
	is "$status $(json error.code "$err")${out:+ with output}" "$wanted $code" "$name"
}
# shellcheck disable=SC2016  # perl's variables
bars() { # of $out: what a gantt says of orders, by start and lane
	perl -MJSON::PP -e 'print join " ", map { my ($s, $e) = map { s/.*T(..:..).*/$1/r } @$_{qw(start_date end_date)}; "$_->{work_order_number}/$_->{operation}\@$_->{lane}:$s-$e" }
		sort { $a->{start_date} cmp $b->{start_date} || $a->{lane} cmp $b->{lane} } @{decode_json($ARGV[0])->{tasks}}' -- "$out"
}
# shellcheck disable=SC2016
moved() { # of $out: what a gesture changed, by order
	perl -MJSON::PP -e 'print join " ", sort map { my $t = $_->{to} ? $_->{to}{lane} . ":" . $_->{to}{start} =~ s/.*T(..:..).*/$1/r : "tray"; "$_->{work_order_number}/$_->{operation}>$t" }
		@{decode_json($ARGV[0])->{changed}}' -- "$out"
}
board_is() { # board_is NAME WANTED [LANE..]
	local name=$1 wanted=$2
	shift 2
	as supervisor gantt --from $day --to $day ${1:+--lane "$@"}
	is "$(bars)" "$wanted" "$name"
}
new_order() { # new_order NUMBER ADD-OPTIONS..: added and released
	as supervisor order add "$1" --qty 10 --due ${day}T20:00 "${@:2}"
	[ $status = 0 ] && as supervisor order release "$1"
	is $status 0 "order $1"
	[ $status = 0 ] || echo "# $err"
}

# ---- lanes: B-1 and B-2 round the clock, B-D by day with a break, B-N a night
for lane in B-1 B-2 B-N B-D; do done_as "lane $lane" supervisor lane add $lane; done
done_as "day shift" supervisor shift add DAY --lane B-D --from ${day}T06:00 --to ${day}T14:00 --break ${day}T10:00/${day}T10:30
done_as "the next one" supervisor shift add DAY --lane B-D --from 2031-06-03T06:00 --to 2031-06-03T14:00

# ---- the life of an order
done_as "a material" admin material add B-M --name Steel --uom kg --method FIFO --reorder-point 0
done_as "in stock" storekeeper receive B-M 100 --ref-type ADJUSTMENT --unit-cost 2
done_as "a product" admin material add B-P --name Frame --uom pcs --method FIFO --reorder-point 0
done_as "create" supervisor order add B-W --product B-P --qty 10 --due ${day}T20:00 --needs B-M=20 --op 10:B-1:60 20:B-2:30.5
is "$(json order_status) $(json operations.0.lane) $(json operations.1.work_minutes)" "PLANNED B-1 30.5" "as planned"
refused "not before it is released" 2 NOT_RELEASED supervisor order assign B-W --lane B-1 --start ${day}T08:00
done_as "release" supervisor order release B-W
done_as "assign" supervisor order assign B-W/10 --lane B-1 --start ${day}T08:00
is "$(json work_order_number) $(json operations.0.start) $(json operations.0.booking_status) $(json replayed)" \
	"B-W ${day}T08:00:00+02:00 planned false" "the order as it is now"
refused "another operation before the first is done" 6 DEPENDENCY supervisor order assign B-W/20 --lane B-2 --start ${day}T08:30
is "$(json error.conflicts.0.kind "$err") $(json error.conflicts.0.lane "$err") $(json error.conflicts.0.to "$err")" \
	"dependency B-2 ${day}T09:00:00+02:00" "which says when it may"
done_as "assign the second" supervisor order assign B-W/20 --lane B-2 --start ${day}T09:00
board_is "both on the board" "B-W/10@B-1:08:00-09:00 B-W/20@B-2:09:00-09:30" B-1 B-2
done_as "material is drawn" storekeeper issue B-M 20 --ref-type WORK_ORDER --ref B-W
done_as "start" operator order start B-W
is "$(json order_status) $(json operations.0.booking_status)" "IN_PROGRESS running" "it runs"
done_as "log" operator order log B-W/10 --good 10
done_as "pause" operator order pause B-W --reason "tool broke"
is "$(json order_status)" PAUSED "paused"
done_as "go on with the second operation" operator order start B-W/20
is "$(json operations.0.booking_status) $(json operations.1.booking_status)" "done running" "the first is done"
done_as "log again" operator order log B-W/20 --good 9 --scrap 1
done_as "complete" operator order complete B-W
is "$(json order_status) $(json good)" "COMPLETED 9" "completed"
done_as "show" manager order show B-W
is "$(json actual_material_cost)" 40 "at cost"
done_as "the product's stock" storekeeper stock B-P
is "$(json materials.0.quantity_on_hand)" 9 "was posted"
refused "a completed order stays" 2 ORDER_CLOSED supervisor reschedule B-W --start ${day}T08:00
done_as "gone" supervisor gantt --from $day --to $day --lane B-1
is "$(json tasks)" "" "from the plan"
now=$(date +%F)
done_as "unless asked for" supervisor gantt --from "$(date -d "$now -1 day" +%F)" --to "$(date -d "$now +1 day" +%F)" --lane B-1 --include-completed
is "$(json tasks.0.work_order_number) $(json tasks.0.booking_status)" "B-W done" "with what is completed"

# ---- names with a plus or a minus are names first
new_order B-X --op 10:B-1:60
new_order B-X-1 --op 10:B-2:60
new_order B-Y --op 10:B-1:60 --after B-X-1
is "$(sql "SELECT string_agg(p.work_order_number || d.lag_s, ' ' ORDER BY 1) FROM work_order_dependencies d JOIN work_orders p ON p.id = d.predecessor_id JOIN work_orders s ON s.id = d.successor_id WHERE s.work_order_number = 'B-Y'")" \
	"B-X-10" "an order's name is that order"
done_as "another lag" supervisor order link B-Y --after B-X+90
done_as "a lead" supervisor order link B-X-1 --after B-X-15
is "$(sql "SELECT string_agg(s.work_order_number || ' after ' || p.work_order_number || ' ' || d.lag_s, ', ' ORDER BY s.work_order_number, p.work_order_number) FROM work_order_dependencies d JOIN work_orders p ON p.id = d.predecessor_id JOIN work_orders s ON s.id = d.successor_id WHERE s.work_order_number LIKE 'B-%'")" \
	"B-X-1 after B-X -900, B-Y after B-X 5400, B-Y after B-X-1 0" "lags and leads in seconds"
refused "a circle" 6 CYCLE supervisor order link B-X --after B-Y
refused "no such order" 3 UNKNOWN_WORK_ORDER supervisor order link B-X --after B-NO+30
done_as "unlink" supervisor order unlink B-X-1 --after B-X
refused "only once" 3 NOT_LINKED supervisor order unlink B-X-1 --after B-X
refused "a bad operation" 2 BAD_OPERATION supervisor order add B-Z --qty 1 --due $day --op B-1:60
refused "bad minutes" 2 NOT_POSITIVE supervisor order add B-Z --qty 1 --due $day --op 10:B-1:0

# ---- gantt: hours are working hours; slack and critical path of the whole plan
done_as "book" supervisor order assign B-X --lane B-1 --start ${day}T08:00
done_as "book" supervisor order assign B-X-1 --lane B-2 --start ${day}T08:00
done_as "book" supervisor order assign B-Y --lane B-1 --start ${day}T10:30
done_as "gantt" supervisor gantt --from $day --to $day
is "$(bars)" "B-X/10@B-1:08:00-09:00 B-X-1/10@B-2:08:00-09:00 B-Y/10@B-1:10:30-11:30" "three bars"
is "$(json tasks.1.slack_hours) $(json tasks.1.is_critical_path) $(json lanes.2.capacity)" "0 true 1" "the last one is critical"
is "$(perl -MJSON::PP -e 'my $g = decode_json($ARGV[0]); my %id = map { $_->{work_order_number} => $_->{work_order_id} } @{$g->{tasks}};
	my %n = reverse %id; my ($y) = grep { $_->{work_order_number} eq "B-Y" } @{$g->{tasks}};
	my ($one) = grep { $_->{work_order_number} eq "B-X-1" } @{$g->{tasks}};
	print join " ", (sort map { $n{$_} } @{$y->{dependencies}}), "critical", (map { $n{$_} } @{$g->{critical_path}}), "slack", $one->{slack_hours}' -- "$out")" \
	"B-X B-X-1 critical B-X B-Y slack 1.5" "what waits for what"
done_as "only one lane" supervisor gantt --from $day --to $day --lane B-2
is "$(bars) $(json lanes.0.lane) $(json lanes.0.load_percent)" "B-X-1/10@B-2:08:00-09:00 B-2 4" "one bar, its load"
done_as "a window that ends before" supervisor gantt --from ${day}T00:00 --to ${day}T08:00
is "$(json tasks)" "" "shows nothing: half-open"
refused "an empty window" 2 BAD_WINDOW supervisor gantt --from $day --to ${day}T00:00
refused "no such lane" 3 UNKNOWN_LANE supervisor gantt --from $day --to $day --lane NO
refused "no window" 1 MISSING supervisor gantt --from $day
refused "storekeepers do not look at it" 4 NOT_PERMITTED storekeeper gantt --from $day --to $day
gemba --user supervisor gantt --day $day --lane B-1 --csv
is "$out" "$(printf 'lane,order,operation,product,name,start,end,hours,quantity,good,status,flags\r\nB-1,B-X,10,,%s,%s 08:00,%s 09:00,1,10,0,planned,\r\nB-1,B-Y,10,,%s,%s 10:30,%s 11:30,1,10,0,planned,\r' \
	"$(sql "SELECT o.name FROM work_order_operations o JOIN work_orders w ON w.id = o.work_order_id WHERE w.work_order_number = 'B-X'")" $day $day \
	"$(sql "SELECT o.name FROM work_order_operations o JOIN work_orders w ON w.id = o.work_order_id WHERE w.work_order_number = 'B-Y'")" $day $day)" "the day as CSV"
gemba --user supervisor gantt --day $day --page
has "$out" "Plant Rho                  $day" "the day as a page"
gemba plant add FAR --org DEMO --tz Asia/Tokyo --name "Plant Far"
gemba --user supervisor gantt --plant FAR --day $day --page
has "$out" "Plant Far" "the page of another plant names it"
gemba --user supervisor gantt --plant NO-SUCH --day $day --page
is "$status" 3 "a plant that is not there"

# ---- reschedule: look, push, none, force
refused "where to?" 1 MISSING supervisor reschedule B-X
refused "who is that?" 3 UNKNOWN_WORK_ORDER supervisor reschedule B-NO --start ${day}T09:00
refused "no such operation" 3 UNKNOWN_OPERATION supervisor reschedule B-X/70 --start ${day}T09:00
refused "nor a number that is none" 3 UNKNOWN_OPERATION supervisor reschedule B-X/0 --start ${day}T09:00
refused "a time out of this world" 2 BAD_TIME supervisor reschedule B-X --start 9999-12-30
refused "no such mode" 2 UNKNOWN_MODE supervisor reschedule B-X --start ${day}T09:00 --cascade sideways
refused "no time at all" 2 NOT_POSITIVE supervisor reschedule B-X --minutes 0
refused "operators look only" 4 NOT_PERMITTED operator reschedule B-X --start ${day}T09:00
done_as "a look" operator reschedule B-X --start ${day}T08:30 --dry-run
is "$(moved) $(json change_set)" "B-X/10>B-1:08:30 B-Y/10>B-1:11:00 null" "what a push would move"
board_is "nothing happened" "B-X/10@B-1:08:00-09:00 B-Y/10@B-1:10:30-11:30" B-1
refused "alone it breaks the link" 6 DEPENDENCY supervisor reschedule B-X --start ${day}T08:30 --cascade none
refused "no override of a link" 6 DEPENDENCY supervisor reschedule B-X --start ${day}T08:30 --cascade none --force --reason haste
done_as "push" supervisor reschedule B-X --start ${day}T08:30
is "$(moved)" "B-X/10>B-1:08:30 B-Y/10>B-1:11:00" "only as far as it must"
done_as "close up" supervisor reschedule B-X --start ${day}T08:00 --cascade close
is "$(moved)" "B-X/10>B-1:08:00 B-Y/10>B-1:10:30" "back again"
new_order B-C --op 10:B-2:120
refused "two on one lane" 6 OVERLOAD supervisor order assign B-C --lane B-2 --start ${day}T08:30 --cascade none
is "$(json error.conflicts.0.kind "$err") $(json error.conflicts.0.from "$err") $(json error.conflicts.0.load "$err") $(json error.conflicts.0.orders "$err")" \
	"overload ${day}T08:30:00+02:00 2 B-X-1 B-C" "names lane, time and orders"
refused "force wants a reason" 1 MISSING supervisor order assign B-C --lane B-2 --start ${day}T08:30 --cascade none --force
done_as "with a reason" supervisor order assign B-C --lane B-2 --start ${day}T08:30 --cascade none --force --reason "customer waits"
done_as "history" supervisor board history
is "$(json changes.0.kind) $(json changes.0.reason) $(json changes.0.bars)" "drop customer waits 1" "is kept"
done_as "another lane, same time" supervisor reschedule B-C --lane B-N
is "$(moved) $(json conflicts) $(json late)" "B-C/10>B-N:08:30  " "no conflict left"
done_as "longer" supervisor reschedule B-C --minutes 150
is "$(json changed.0.to.end)" "${day}T11:00:00+02:00" "ends later"
refused "too late" 6 LATE supervisor reschedule B-C --start ${day}T19:00
done_as "a look at it" supervisor reschedule B-C --start ${day}T19:00 --dry-run
is "$(json error.conflicts.0.kind "$err")" null "nothing is refused"
is "$(json late.0.work_order_number) $(json late.0.due) $(json late.0.end)" "B-C ${day}T20:00:00+02:00 ${day}T21:30:00+02:00" "tells by how much"
done_as "nothing to do" supervisor reschedule B-C --start ${day}T08:30
is "$(json change_set) $(moved)" "null " "changes nothing"

# ---- calendars: five hours over the break; off time is refused, or overtime
as supervisor order add B-D1 --qty 1 --due 2031-06-03T20:00 --op 10:B-D:300
as supervisor order release B-D1
done_as "over the break" supervisor order assign B-D1 --lane B-D --start ${day}T08:00
board_is "ends half an hour later" "B-D1/10@B-D:08:00-13:30" B-D
refused "in the evening" 6 OFF_CALENDAR supervisor reschedule B-D1 --start ${day}T15:00
is "$(json error.hint "$err")" "The next working time is Tue 03 Jun 06:00." "the hint says when"
done_as "as overtime" supervisor reschedule B-D1 --start ${day}T14:00 --force --reason overtime
is "$(json changed.0.to.end) $(json conflicts.0.kind)" "${day}T19:00:00+02:00 off_calendar" "it goes on through off time"
done_as "back into the shift" supervisor reschedule B-D1 --start ${day}T12:00
is "$(json changed.0.to.end)" 2031-06-03T09:00:00+02:00 "over night"

# ---- the nights when the clocks change: seven and nine hours of work
done_as "spring" supervisor shift add NIGHT --lane B-N --from 2031-03-29T22:00 --to 2031-03-30T06:00
done_as "autumn" supervisor shift add NIGHT --lane B-N --from 2031-10-25T22:00 --to 2031-10-26T06:00
new_order B-S --op 10:B-N:420
done_as "seven hours in March" supervisor order assign B-S --lane B-N --start 2031-03-29T22:00
done_as "fill that night" supervisor gantt --from 2031-03-29 --to 2031-03-30 --lane B-N
is "$(json tasks.0.start_date) $(json tasks.0.end_date) $(json tasks.0.duration_hours)" "2031-03-29T22:00:00+01:00 2031-03-30T06:00:00+02:00 7" "with both offsets"
as supervisor order add B-A --qty 1 --due 2031-12-01 --op 10:B-N:480
as supervisor order release B-A
done_as "eight hours in October" supervisor order assign B-A --lane B-N --start 2031-10-25T22:00
done_as "leave one of nine" supervisor gantt --from 2031-10-25 --to 2031-10-26 --lane B-N
is "$(json tasks.0.end_date) $(json tasks.0.duration_hours)" "2031-10-26T05:00:00+01:00 8" "an hour before the shift ends"
done_as "an hour that is there twice" supervisor reschedule B-A --start 2031-10-26T02:30 --minutes 30
is "$(json changed.0.to.start)" 2031-10-26T02:30:00+01:00 "is the later one"
done_as "or the one that is named" supervisor reschedule B-A --start 2031-10-26T02:30+02:00
is "$(json changed.0.to.start)" 2031-10-26T02:30:00+02:00 "by its offset"

# ---- undo and redo, across a restart
done_as "undo" supervisor undo
is "$(json changed.0.to.start)" 2031-10-26T02:30:00+01:00 "the last move"
done_as "redo" supervisor redo
is "$(json changed.0.to.start)" 2031-10-26T02:30:00+02:00 "again"
done_as "undo it" supervisor undo
gemba local stop
home_start
done_as "one more after the restart" supervisor undo
is "$(json changed.0.to.start) $(json changed.0.from.start)" "2031-10-25T22:00:00+02:00 2031-10-26T02:30:00+01:00" "the move before it"
done_as "redo survives it too" supervisor redo
set=$(json change_set)
done_as "a move in between" supervisor reschedule B-A --start 2031-10-25T23:00
refused "what went on since" 6 MOVED_ON supervisor undo "$set"
is "$(json error.conflicts "$err")" "" "has a list too"
refused "no such set" 3 UNKNOWN_CHANGE_SET supervisor undo 999999
refused "of another plant" 3 UNKNOWN_CHANGE_SET admin2 --kiosk kiosk2 undo "$set"
refused "not operators" 4 NOT_PERMITTED operator undo

# ---- repeats
id=6f1c2d3e-0000-4000-8000-0000000000b1
done_as "with an op-id" supervisor reschedule B-Y --start ${day}T12:00 --op-id $id
first=$(json change_set)
done_as "moved on" supervisor reschedule B-Y --start ${day}T13:00
done_as "the repeat" supervisor reschedule B-Y --start ${day}T12:00 --op-id $id
is "$(json change_set) $(json replayed) $(moved)" "$first true B-Y/10>B-1:12:00" "tells the first answer"
board_is "and moves nothing" "B-X/10@B-1:08:00-09:00 B-Y/10@B-1:13:00-14:00" B-1
refused "other words" 5 OP_ID_REUSED supervisor reschedule B-Y --start ${day}T12:30 --op-id $id
id=6f1c2d3e-0000-4000-8000-0000000000b2
new_order B-R --op 10:B-1:30
done_as "assign with an op-id" supervisor order assign B-R --lane B-1 --start ${day}T15:00 --op-id $id
done_as "again" supervisor order assign B-R --lane B-1 --start ${day}T15:00 --op-id $id
is "$(json replayed) $(json work_order_number)" "true B-R" "replayed, with the order"
id=6f1c2d3e-0000-4000-8000-0000000000b3
done_as "undo with an op-id" supervisor undo --op-id $id
first=$(json change_set)
done_as "again" supervisor undo --op-id $id
is "$(json change_set) $(json replayed) $(moved)" "$first true B-R/10>tray" "undone once"

# ---- levelling
done_as "put it on top" supervisor order assign B-R --lane B-1 --start ${day}T08:15 --cascade none --force --reason test
id=6f1c2d3e-0000-4000-8000-0000000000b4
done_as "a look" supervisor board level --iterations 200 --seed 7 --dry-run
is "$(json change_set) $(json conflicts) $(json unplaced)" "null  0" "without conflicts"
first=$(moved)
done_as "level" supervisor board level --iterations 200 --seed 7 --op-id $id
[ -n "$(json change_set)" ]
ok $? "is one change set"
done_as "again" supervisor board level --iterations 200 --seed 7 --op-id $id
is "$(json replayed)" true "replayed"
done_as "what is left" supervisor gantt --from $day --to $day
is "$(json conflicts)" "" "no overload"
refused "to what was overloaded" 6 OVERLOAD supervisor undo
done_as "taken back" supervisor undo --force --reason "as it was"

# ---- a batch: errors carry their lists there too
cat > "$home_dir/board.batch" <<-BATCH
	reschedule B-Y --start ${day}T16:00
	reschedule B-X --start ${day}T15:30 --cascade none
	gantt --from $day --to $day --lane B-1
BATCH
as supervisor batch --keep-going "$home_dir/board.batch"
is "$status $(wc -l <<<"$out")" "6 3" "three lines"
is "$(sed -n 2p <<<"$out" | perl -MJSON::PP -e 'my $e = decode_json(<STDIN>)->{error}; print "$e->{code} $e->{line} $e->{conflicts}[0]{kind}"')" \
	"DEPENDENCY 2 dependency" "the refused one"
out=$(sed -n 3p <<<"$out")
has "$(bars)" "B-Y/10@B-1:16:00-17:00" "the board after it"

# ---- two supervisors at once: every drop counts, none is lost
for i in 1 2 3 4; do
	"$program" --json --user supervisor --kiosk "kiosk$((i % 2 * 2 + 1))" \
		reschedule B-Y --start "${day}T1$i:45" > "$home_dir/race.$i" 2>&1 &
done
wait
is "$(grep -l '"change_set":[0-9]' "$home_dir"/race.? | wc -l)" 4 "four drops at once are four change sets"
as supervisor board history
is "$(perl -MJSON::PP -e 'my @c = @{decode_json($ARGV[0])->{changes}}[0..3]; my %g = map { $_->{gesture} => 1 } @c; print scalar keys %g' -- "$out")" 4 "all in the history"
finish
