#!/usr/bin/env bash
# verbs_spool: --queue and the spool verbs: kept without a server, posted once, refused lines, who may do what.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234

as() { # as USER VERB ...
	local user=$1
	shift
	gemba --json --user "$user" "$@"
}
quietly() { # quietly NAME VERB ...: must be exit 0
	local name=$1
	shift
	gemba "$@"
	is $status 0 "$name"
	[ $status = 0 ] || echo "# $err"
}
on_hand() {
	as storekeeper stock "$1"
	json materials.0.quantity_on_hand
}
id() { printf '00000000-0000-4000-8000-%012d' "$1"; }

as admin material add Q-1 --name "Test" --uom pcs
as admin po add Q-PO2 --supplier ACME --line Q-1=100@1
as admin po add Q-PO --supplier ACME --line M-1042=100@0.04
is $status 0 "an order to receive on"
[ $status = 0 ] || echo "# $err"

# ---- looking at a spool that is not there makes none
gemba --json spool status
is "$status $(json kiosk) $(json queued) $(json refused) $(json oldest_at) $(json broken)" "0 kiosk1 0 0 null false" "nothing kept yet"
gemba --json spool list
is "$(json operations)" "" "no lines"
[ ! -e "$GEMBA_HOME/spool/kiosk1.db" ]
ok $? "looking made no file"

# ---- with a server: as without --queue, and it says so
as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 1)"
is "$status $(json queued) $(json replayed) $(json transaction_type) $(json quantity)" "0 false false RECEIPT 1" "posted at once"
first=$(json transaction_id)
as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 1)"
is "$status $(json replayed) $(json transaction_id) $(json queued)" "0 true $first false" "the same op_id again: the first answer"
as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --op-id "$(id 1)"
is "$status $(json replayed) $(json transaction_id)" "0 true $first" "the server knows it under that op_id too"
as storekeeper receive M-1042 2 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 1)"
is "$status $(json error.code "$err")" "5 OP_ID_REUSED" "another operation under it is refused"
as storekeeper receive M-1042 5 --ref-type PURCHASE_ORDER --ref NONE --queue
is "$status $(json error.kind "$err")" "3 NOT_FOUND" "a refusal is the verb's error"
is "$out" "" "and nothing else"
for i in 1 2; do
	as storekeeper receive M-1042 5 --ref-type PURCHASE_ORDER --ref NONE --queue --op-id "$(id 5)"
	is "$status $(json error.kind "$err")" "3 NOT_FOUND" "refused, the same op_id: time $i"
done
as storekeeper receive M-1042 1000 --ref-type PURCHASE_ORDER --ref Q-PO --queue
is "$status $(json error.code "$err")" "2 OVER_RECEIPT" "above tolerance is refused while somebody waits"
gemba --json spool list --open
is "$(json operations)" "" "refused ones that were seen are closed"
GEMBA_PIN=9999 as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --queue
is "$status" 4 "a wrong PIN is refused"
as storekeeper issue M-1042 1 --ref-type ADJUSTMENT --ref 1 --queue
is "$status $(json error.code "$err")" "1 UNKNOWN_OPTION" "an issue needs the server's truth"
as storekeeper receive M-1042 0 --ref-type ADJUSTMENT --queue
is "$status" 2 "a wrong value is refused before anything is kept"
as storekeeper po receive Q-PO 10=10 --queue
is "$status $(json queued) $(json purchase_order) $(json lines.0.quantity)" "0 false Q-PO 10" "a delivery"
as storekeeper count M-1042 "$(on_hand M-1042)" --queue
[ $status = 0 ] || [ "$(json error.kind "$err")" = VALIDATION ]
ok $? "a count"

# ---- without a server
middle=$(on_hand M-1042)
quietly "the server stops" local stop
as storekeeper receive M-1042 7 --ref-type PURCHASE_ORDER --ref Q-PO/10 --op-id "$(id 2)"
is "$status $(json error.kind "$err")" "7 OFFLINE" "without --queue nothing is kept"
as storekeeper receive M-1042 7 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 2)"
is "$status $(json queued) $(json op_id)" "0 true $(id 2)" "kept"
as storekeeper receive M-1042 7 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 2)"
is "$status $(json queued) $(json op_id)" "0 true $(id 2)" "twice is once"
as storekeeper receive M-1042 8 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 2)"
is "$status $(json error.code "$err")" "5 OP_ID_REUSED" "nor is another kept under its op_id"
as STOREKEEPER receive M-1042 3 --ref-type ADJUSTMENT --unit-cost 1 --queue
is "$status $(json queued)" "0 true" "an op_id is made"
as supervisor receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue
is "$status" 0 "somebody else's"
as storekeeper receive M-1042 1 --ref-type PURCHASE_ORDER --ref NONE --queue
is "$status" 0 "what the server will refuse is kept too"
gemba --json spool status
is "$(json queued) $(json refused) $(json waiting_for_person) $(json broken)" "4 0 4 false" "four wait for their people"
[[ $(json oldest_at) =~ ^20[0-9-]+T[0-9:.]+[+-][0-9:]+$ ]]
ok $? "since when, as RFC 3339"
gemba --json spool list --open
is "$(json operations.0.state) $(json operations.3.op_id)" "QUEUED $(id 2)" "newest first"
is "$(json operations.3.kind) $(json operations.3.material) $(json operations.3.quantity) $(json operations.3.user)" \
	"stock_receive M-1042 7 storekeeper" "what a line tells"
seq=$(json operations.3.seq)
others=$(json operations.1.seq)
bad=$(json operations.0.seq)
has "$(json operations.3.words)" "Q-PO/10" "in words"
gemba spool list
has "$out" QUEUED "for people"
as storekeeper spool retry "$seq"
is "$status $(json error.kind "$err")" "7 OFFLINE" "a retry needs the server"
as storekeeper spool void "$seq" --reason "no"
is "$status $(json error.kind "$err")" "7 OFFLINE" "so does a void"
echo "stock M-1042" >"$home_dir/lines"
gemba --json --user storekeeper batch --queue "$home_dir/lines"
is "$status" 7 "in a batch the rest still needs a server"
gemba local destroy
is "$status" 6 "a home whose spool waits is not destroyed"
has "$err" "not sent" "because of that"
GEMBA_HOME=$home_dir/nowhere as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --queue
is "$status" 7 "a home that never had a server keeps nothing"

# ---- with it again
quietly "the server starts" local start
as storekeeper spool retry "$seq"
is "$status $(json state) $(json quantity) $(json op_id)" "0 POSTED 7 $(id 2)" "sent and posted"
as storekeeper receive M-1042 7 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 2)"
is "$status $(json replayed) $(json queued)" "0 true false" "its op_id answers what it became"
is "$(on_hand M-1042)" "$(perl -e 'print $ARGV[0] + 10' "$middle")" "each once, with the other line of the same person"
as storekeeper spool retry "$others"
is "$status $(json error.code "$err")" "6 WAITS_FOR_PERSON" "somebody else's waits for her"
as supervisor spool retry "$others"
is "$status $(json state)" "0 POSTED" "and goes when she signs on"
as storekeeper spool retry "$bad"
is "$status $(json error.kind "$err")" "3 NOT_FOUND" "the refused one says why"
gemba --json spool status
is "$(json queued) $(json refused)" "0 1" "it waits for a person now"
gemba local destroy
is "$status" 6 "which is a reason to keep the home, too"
as storekeeper spool void "$bad" --reason "not mine"
is "$status $(json error.kind "$err")" "4 UNAUTHORIZED" "taking a refused one back is for supervisors"
as supervisor spool void "$bad" --reason "wrong order"
is "$status $(json state) $(json reason)" "0 VOID wrong order" "with a reason"
as supervisor spool void "$bad" --reason again
is "$status" 6 "not twice"
as supervisor spool void "$seq" --reason "posted"
is "$status $(json error.code "$err")" "6 ALREADY_POSTED" "nor what is posted"
as supervisor spool void 9999 --reason "none"
is "$status" 3 "nor what is not there"
as supervisor spool retry x
is "$status" 2 "a line is a number"
gemba --json spool status
is "$(json queued) $(json refused)" "0 0" "all done"

# ---- the order is closed while a receipt waits: refused, opened again by a supervisor, sent again
quietly "stop" local stop
as storekeeper receive M-1042 2 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 3)"
is "$status" 0 "kept"
as storekeeper receive Q-1 500 --ref-type PURCHASE_ORDER --ref Q-PO2 --queue --op-id "$(id 4)"
is "$status" 0 "more than was ordered"
quietly "start" local start
as admin po close Q-PO
is "$status" 0 "the order is closed meanwhile"
as storekeeper receive M-1042 2 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 3)"
is "$status" 2 "its own repeat is told the refusal"
has "$(json error.hint "$err")" "spool retry" "and what to do"
gemba --json spool list --open
is "$(json operations.0.state) $(json operations.0.op_id)" "REFUSED $(id 3)" "it stays for a supervisor"
again=$(json operations.0.seq)
as supervisor spool retry "$again"
is "$status $(json error.code "$err")" "6 WAITS_FOR_PERSON" "QUEUED again, for its person"
as storekeeper spool retry "$again"
is "$status" 2 "refused again"
is "$(on_hand Q-1)" 500 "goods on the floor above tolerance are posted"
as storekeeper receive M-1042 2 --ref-type PURCHASE_ORDER --ref Q-PO/10 --queue --op-id "$(id 3)"
is "$status $(json error.kind "$err")" "2 VALIDATION" "and so is its repeat"
as supervisor spool void "$again" --reason "came back to the supplier"
is "$status" 0 "taken back"

# ---- kept under a badge: nobody could be asked whose it is
GEMBA_NEW_PIN=1234 as admin user add q.person --role storekeeper --badge B-4711
is "$status" 0 "a person with a badge"
quietly "stop once more" local stop
as B-4711 receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 6)"
is "$status $(json queued)" "0 true" "kept for the badge"
quietly "start once more" local start
as q.person receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 7)"
is "$status $(json queued)" "0 false" "its owner by name, another line"
gemba --json spool status
is "$(json waiting_for_person)" 1 "the name alone says nothing about the badge"
as B-4711 receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue --op-id "$(id 6)"
is "$status $(json queued) $(json replayed)" "0 false true" "by the badge again: posted as the person's"
gemba --json spool status
is "$(json queued)" 0 "nothing waits"

# ---- a batch, killed and repeated
lines() {
	local i
	for i in $(seq 100 139); do echo "receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --op-id $(id "$i")"; done
}
start=$(on_hand M-1042)
lines >"$home_dir/lines"
"$program" --json --user storekeeper batch --queue "$home_dir/lines" >"$home_dir/part" 2>/dev/null &
batch=$!
some() { [ "$(wc -l <"$home_dir/part")" -ge 5 ]; }
wait_for 30 some
kill -9 $batch
wait $batch 2>/dev/null
gemba --json --user storekeeper batch --queue "$home_dir/lines"
is "$status $(wc -l <<<"$out")" "0 40" "every line is answered"
is "$(grep -c '"queued":false' <<<"$out")" 40 "by what it became"
is "$(on_hand M-1042)" "$(perl -e 'print $ARGV[0] + 40' "$start")" "each posted once"

# ---- a terminal has the spool
exec 9>>"$GEMBA_HOME/spool/kiosk1.db.lock"
if flock -n 9; then
	as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1 --queue
	is "$status $(json error.code "$err")" "6 SPOOL_HELD" "two do not share one"
	gemba --json spool status
	is "$status $(json error.code "$err")" "6 SPOOL_HELD" "not to look either"
	has "$(json error.hint "$err")" "queue screen" "where to look"
	as storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1
	is "$status" 0 "without --queue the spool is left alone"
	gemba local destroy
	is "$status" 6 "nor is it deleted"
else
	ok 1 "the lock could be taken"
fi
exec 9>&-

as storekeeper check stock
is "$(json ok)" true "the books agree"
gemba local destroy
is "$status" 0 "with an empty spool the home goes"
[ ! -e "$GEMBA_HOME" ]
ok $? "all of it"
finish
