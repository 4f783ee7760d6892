#!/usr/bin/env bash
# contract: what other people's scripts rely on: keys and their types, exit codes, global options, who may do what, who sees
# costs, repeats by op-id, reservations, two organizations side by side.
# shellcheck source=tests/support/e2e_contract.sh
. "$(dirname "$0")/../support/e2e_contract.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234
tmp=$home_dir/tmp
mkdir -p "$tmp"

movement=(transaction_id:n transaction_type:s material:s quantity:d cost_per_unit:d total_cost:d quantity_on_hand:d replayed:b)
without_cost=("${movement[@]/total_cost:d/total_cost:0}")
without_cost=("${without_cost[@]/cost_per_unit:d/cost_per_unit:0}")
order=(work_order_number:s order_status:s quantity:d good:d scrap:d operations:a)
adjusted=(--ref-type ADJUSTMENT --unit-cost 1)
uuid() { printf '6f1c2d3e-0000-4000-8000-%012d' "$1"; }

# ---- the catalogue: keys, types, methods in any case
did "material add" admin material add K-1 --name "Kit one" --uom pcs --method weighted_average --reorder-point 12.50
material=(material:s name:s uom:s method:s reorder_point:d quantity_on_hand:d)
shape "material add" "" "${material[@]}" replayed:b
says "method in capitals, plain digits" "WEIGHTED_AVERAGE 12.5" method reorder_point
did "material set" admin material set K-1 --name "Kit 1" --method Fifo
says "only what is given changes" "Kit 1 FIFO 12.5 pcs" name method reorder_point uom
did "material show" operator material show K-1
shape "material show" "" "${material[@]}"
refuses 3 NOT_FOUND "" operator material show NO-SUCH
refuses 3 NOT_FOUND "" admin material set NO-SUCH --name x
refuses 5 DUPLICATE "" admin material add K-1 --name x --uom pcs --method FIFO --reorder-point 0
refuses 2 VALIDATION "" admin material add K-2 --name x --uom pcs --method AVERAGE --reorder-point 0
refuses 2 VALIDATION "" admin material add K-2 --name x --uom pcs --method FIFO --reorder-point -1
refuses 1 usage "" admin material add K-2 --uom pcs --method FIFO --reorder-point 0
did "supplier add" admin supplier add K-SUP --name "Kit supplier"
shape "supplier add" "" supplier:s name:s replayed:b
refuses 5 DUPLICATE "" admin supplier add K-SUP --name x
did "location add" admin location add K-LOC --plant RHO
shape "location add" "" location:s plant:s replayed:b
refuses 5 DUPLICATE "" admin location add K-LOC --plant RHO
refuses 3 NOT_FOUND "" admin location add K-LOC2 --plant NO-SUCH
did "stock" storekeeper stock M-10
level=(material:s name:s uom:s quantity_on_hand:d reserved:d available:d reorder_point:d)
shape "stock" materials "${level[@]}" value_on_hand:d
did "stock of nothing that is known" storekeeper stock NO-SUCH-THING
is "$out" '{"materials":[]}' "is an empty list"
did "stock by name" storekeeper stock washer
says "any case" M-1077 materials.0.material
did "channels" storekeeper channels
shape "channels" channels low_stock_alert:s work_order_status_changed:s

# ---- global options: either side of the verb, --opt=value, descriptors, files
did "a receipt" storekeeper receive M-1042 5 "${adjusted[@]}"
shape "a receipt" "" "${movement[@]}"
gemba receive --json M-1042 --user=storekeeper --ref-type=adjustment 5 --unit-cost=1 --kiosk kiosk3
is "$status $(json quantity)" "0 5" "options between arguments"
gemba receive M-1042 5 --ref-type ADJUSTMENT --unit-cost 1 --user storekeeper --home "$GEMBA_HOME" --json
is "$status $(json quantity)" "0 5" "options behind"
home=$GEMBA_HOME
GEMBA_HOME=/nonexistent gemba --home="$home" --json --user storekeeper stock M-1042
is "$status" 0 "--home before GEMBA_HOME"
did "a negative value" supervisor adjust M-1042 -5 --reason -7
says "an argument and an option" "-5" quantity
refuses 1 usage "" supervisor adjust M-1042 -x --reason r
refuses 2 VALIDATION "" storekeeper receive M-1042 -5 "${adjusted[@]}"
out=$(env -u GEMBA_PIN "$program" --json --user storekeeper --pin-fd 7 stock M-1042 7<<<1234 </dev/null)
is "$? $(json materials.0.material)" "0 M-1042" "--pin-fd"
out=$(GEMBA_PIN=0000 "$program" --json --user storekeeper --pin-fd=7 stock M-1042 7< <(printf 1234) </dev/null)
is "$?" 0 "--pin-fd before GEMBA_PIN, without newline"
out=$(env -u GEMBA_PIN "$program" --json --user storekeeper stock <&- 2>"$tmp/err")
is "$? $out" "1 " "without a PIN nothing asks, standard input closed"
out=$(env -u GEMBA_PIN "$program" --user storekeeper stock </dev/null 2>"$tmp/err")
is "$? $out $(wc -l <"$tmp/err")" "1  1" "nor without --json: one line"
out=$("$program" </dev/null 2>"$tmp/err")
is "$? $out $(wc -l <"$tmp/err")" "1  1" "no verb and no terminal: says so and ends"
out=$("$program" --json </dev/null 2>"$tmp/err")
is "$? $out $(json error.kind "$(<"$tmp/err")")" "1  usage" "as JSON too"
out=$("$program" --user storekeeper stock M-1042 </dev/null 2>/dev/full)
is "$?" 0 "a full stderr hurts nobody"
gemba --db "$(GEMBA_PIN='' "$program" local url --kiosk kiosk3)" --json --kiosk kiosk3 --user storekeeper stock M-1042
is "$status $(json materials.0.material)" "0 M-1042" "--db with a kiosk's conninfo"
gemba --db "$url" --json migrate status
is "$status" 0 "--db with the administrator's"
gemba --db "host=/nonexistent dbname=gemba" --json --user storekeeper stock
is "$status $out $(json error.kind "$err")" "7  OFFLINE" "--db to nowhere"
gemba --db "no conninfo" --json --user storekeeper stock
is "$status $out $(json error.kind "$err")" "2  VALIDATION" "--db that is no conninfo"
echo 'kiosk = "kiosk3";' >"$tmp/k3.conf"
gemba -c "$tmp/k3.conf" --json --user storekeeper receive M-1042 1 "${adjusted[@]}"
gemba --json --user storekeeper moves M-1042
says "the kiosk of the config" kiosk3 transactions.0.kiosk
gemba --json --user storekeeper stock -c "$tmp/k3.conf" --kiosk kiosk1
is "$status" 0 "--kiosk before the config's"
refuses 2 VALIDATION "" storekeeper -c "$tmp/none.conf" stock
refuses 1 usage "" storekeeper dance
refuses 1 usage "" storekeeper stock --dance
refuses 1 usage "" storekeeper stock one two
refuses 1 usage "" storekeeper receive M-1042 --ref-type ADJUSTMENT
refuses 1 usage MISSING storekeeper receive M-1042 1 --ref-type PURCHASE_ORDER
refuses 2 VALIDATION MISSING storekeeper receive M-1042 1 --ref-type PURCHASE_ORDER --ref ""
refuses 2 VALIDATION MISSING storekeeper receive M-1077 1 --ref-type ADJUSTMENT --unit-cost 1
refuses 1 usage MISSING storekeeper moves --ref 5
refuses 1 usage MISSING admin po add K-P0 --supplier ACME
refuses 2 VALIDATION MISSING storekeeper layers ""
refuses 2 VALIDATION MISSING storekeeper order show " "
refuses 1 usage "" storekeeper stock --home
refuses 1 usage "" - stock
gemba count M-1042 -1 --user storekeeper
has "$err" "quantity" "the line for people names the field"
gemba receive M-1042 5 --ref-type BOGUS --user storekeeper
is "$status $out $(wc -l <<<"$err")" "2  1" "for people an error is one line on stderr"
gemba stock --user storekeeper --help
is "$status ${err:+error}" "0 " "--help behind"

# ---- people: the contract's roles; badge as name; another organization's kiosk
refuses 4 UNAUTHORIZED "" storekeeper2 stock
refuses 4 UNAUTHORIZED "" nobody stock
GEMBA_PIN=9 refuses 4 UNAUTHORIZED "" storekeeper stock
refuses 4 UNAUTHORIZED "" storekeeper --kiosk kiosk2 stock
refuses 4 UNAUTHORIZED "" storekeeper --kiosk nokiosk stock
did "a badge" STOREKEEPER stock M-1042
may() { # may USERS VERB..: these may, the others of the five are UNAUTHORIZED
	local allowed=" $1 " user got='' wanted=''
	shift
	for user in storekeeper operator supervisor manager admin; do
		as_user "$user" "$@"
		[ $status = 4 ] || got+="$user "
		[[ $allowed == *" $user "* ]] && wanted+="$user "
	done
	is "$got" "$wanted" "who may: $*"
}
all="storekeeper operator supervisor manager admin" keepers="storekeeper supervisor admin"
may "$all" stock M-1042
may "$all" moves M-1042
may "$all" layers M-1042
may "$all" check stock
may "$all" material show M-1042
may "$all" po show PO-4500012
may "$all" po list
may "$keepers" receive M-1042 1 "${adjusted[@]}"
may "$keepers" po receive PO-4500012 10=1
may "$keepers" issue M-1078 1 --ref-type ADJUSTMENT --ref 1
may "$keepers" transfer M-1042 1 --from MAIN --to K-LOC
may "supervisor admin" order release NO-SUCH
may "supervisor admin" order cancel NO-SUCH --reason x
may "operator supervisor admin" order log WO-121 --good 0 --scrap 1
may admin material add K-9 --name x --uom pcs --method FIFO --reorder-point 0
may admin material set K-9 --name y
may admin supplier add K-S9 --name x
may admin location add K-L9 --plant RHO
may admin po add K-P9 --supplier ACME --line M-1042=1@1
may admin po line K-P9 M-1042=1@1
may admin po close K-P9
may admin user list
may admin user lock NO-SUCH
GEMBA_NEW_PIN=1111 may admin user pin NO-SUCH
GEMBA_NEW_PIN=1111 may admin user add K-USER --role operator
for verb in "adjust M-1042 1 --reason x" "count M-1042 1" "reverse 1 --reason x" "return M-1042 1 --ref-type WORK_ORDER --of 1" "order release WO-130"; do
	# shellcheck disable=SC2086
	refuses 4 UNAUTHORIZED "" operator $verb
	# shellcheck disable=SC2086
	refuses 4 UNAUTHORIZED "" manager $verb
done

# ---- costs are null without cost.view
did "stock" operator stock M-1042
shape "stock" materials "${level[@]}" value_on_hand:0
did "moves" operator moves M-1042
shape "moves" transactions quantity:d quantity_change:d cost_per_unit:0 total_cost:0 value_change:0
did "layers" operator layers M-1042
shape "layers" "" quantity_on_hand:d value_on_hand:0
shape "each layer" layers quantity_left:d value_left:0 unit_cost:0
did "material show" operator material show M-1042
is "$(grep -oE '"[a-z_]*(cost|value)[a-z_]*":"' <<<"$out")" "" "material show has no cost"
did "po show" operator po show PO-4500012
shape "po show" lines ordered:d unit_price:0
did "po list" operator po list
is "$(grep -oE '"[a-z_]*(cost|value|price|amount)[a-z_]*":"' <<<"$out")" "" "po list has no cost"
did "order show" operator order show WO-121
shape "order show" "" "${order[@]}" actual_material_cost:0
is "$(grep -oE '"[a-z_]*(cost|value)[a-z_]*":"' <<<"$out")" "" "order show has no cost anywhere"
did "order list" operator order list --all
is "$(grep -oE '"[a-z_]*(cost|value)[a-z_]*":"' <<<"$out")" "" "nor has order list"
did "order show" manager order show WO-121
shape "with cost.view" "" "${order[@]}" actual_material_cost:d
# a supervisor who may not see costs
sql "INSERT INTO roles (organization_id, name) SELECT organization_id, 'blind' FROM roles r JOIN organizations o ON o.id = organization_id
	WHERE o.code = 'DEMO' AND r.name = 'supervisor'" >/dev/null
sql "INSERT INTO role_permissions SELECT r.organization_id, b.id, p.permission FROM roles r JOIN role_permissions p ON
	(p.organization_id, p.role_id) = (r.organization_id, r.id) JOIN roles b ON b.name = 'blind' AND b.organization_id = r.organization_id
	WHERE r.name = 'supervisor' AND p.permission <> 'cost.view'" >/dev/null
GEMBA_NEW_PIN=1234 did "a blind supervisor" admin user add blind --role blind
hidden() { # hidden VERB..: costs are null in the first answer and in the repeat of another's
	seen=$((seen + 2))
	did "with costs: $*" supervisor "$@" --op-id "$(uuid $seen)"
	is "$(grep -cE "$cost\"" <<<"$out")" 1 "shown to who may see them"
	did "repeated by the blind: $*" blind "$@" --op-id "$(uuid $seen)"
	is "$(json replayed) $(grep -oE "${cost}[^n].*" <<<"$out")" "true " "null in the repeat"
	did "by the blind: $*" blind "$@" --op-id "$(uuid $((seen + 1)))"
	is "$(json replayed) $(grep -oE "${cost}[^n].*" <<<"$out")" "false " "null at first"
	did "repeated by the first: $*" supervisor "$@" --op-id "$(uuid $((seen + 1)))"
	is "$(grep -cE "$cost\"" <<<"$out")" 1 "shown to who may see them"
}
seen=700 cost='"[a-z_]*(cost|value|price)[a-z_]*":'
hidden receive M-1042 4 "${adjusted[@]}"
shape "a receipt" "" "${movement[@]}"
hidden issue M-1042 1 --ref-type ADJUSTMENT --ref 1
hidden issue M-1042 1 --ref-type WORK_ORDER --ref WO-124
issued=$(json transaction_id)
hidden return M-1042 0.1 --ref-type WORK_ORDER --of "$issued"
hidden adjust M-1042 1 --reason x
hidden transfer M-1042 1 --from MAIN --to K-LOC
hidden po receive PO-4500012 10=1
hidden order log WO-121 --good 1
did "count by the blind" blind count M-1042 1 --location K-LOC
shape "count by the blind" "" "${without_cost[@]}"
did "an issue" storekeeper issue M-1042 1 --ref-type ADJUSTMENT --ref 1
did "reverse by the blind" blind reverse "$(json transaction_id)" --reason x
shape "reverse by the blind" "" "${without_cost[@]}"
did "log with an op-id" supervisor order log WO-121 --good 1 --op-id "$(uuid 1)"
shape "log" "" "${order[@]}" actual_material_cost:d replayed:b
did "repeated by somebody else" operator order log WO-121 --good 1 --op-id "$(uuid 1)"
shape "without cost" "" "${order[@]}" actual_material_cost:0
says "the first result" "true" replayed
did "repeated by the first" supervisor order log WO-121 --good 1 --op-id "$(uuid 1)"
shape "with cost" "" actual_material_cost:d replayed:b

# ---- work orders: keys, legal moves
did "order add" admin order add K-WO --product M-4001 --qty 10 --due 2027-03-01T12:00 --needs M-1042=20 --needs M-1105=4
shape "order add" "" "${order[@]}" actual_material_cost:d replayed:b
says "planned, plain digits" "PLANNED 10 0 0 0" order_status quantity good scrap actual_material_cost
refuses 5 DUPLICATE "" admin order add K-WO --qty 1 --due 2027-03-01
refuses 3 NOT_FOUND "" admin order add K-WO2 --product NO-SUCH --qty 1 --due 2027-03-01
refuses 2 VALIDATION "" admin order add K-WO2 --qty 0 --due 2027-03-01
refuses 2 VALIDATION "" admin order add K-WO2 --qty 1 --due never
refuses 1 usage "" admin order add K-WO2 --qty 1
refuses 2 VALIDATION "" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref K-WO
refuses 2 VALIDATION "" operator order log K-WO --good 1
refuses 2 VALIDATION "" supervisor order start K-WO
refuses 2 VALIDATION "" supervisor order complete K-WO
for verb in release start; do
	did "order $verb" supervisor order $verb K-WO
	shape "order $verb" "" "${order[@]}" actual_material_cost:d replayed:b
done
says "in progress" IN_PROGRESS order_status
refuses 2 VALIDATION "" supervisor order release K-WO
did "issue to it" storekeeper issue M-1042 20 --ref-type WORK_ORDER --ref K-WO
issue_cost=$(json total_cost)
did "order log" operator order log K-WO --good 9 --scrap 2 --rework 1
says "counted" "9 2" good scrap
refuses 2 VALIDATION "" operator order log K-WO --good -1
refuses 2 VALIDATION "" operator order log K-WO --good x
refuses 1 usage "" operator order log K-WO
did "order complete" supervisor order complete K-WO
shape "order complete" "" "${order[@]}" actual_material_cost:d replayed:b
says "its cost is its issue's" "COMPLETED $issue_cost" order_status actual_material_cost
did "the product's receipt" storekeeper moves M-4001 --ref-type WORK_ORDER --ref K-WO
says "good pieces at that cost" "RECEIPT WORK_ORDER 9 $issue_cost" transactions.0.transaction_type transactions.0.reference_type transactions.0.quantity transactions.0.total_cost
refuses 2 VALIDATION "" supervisor order cancel K-WO --reason late
refuses 2 VALIDATION "" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref K-WO
did "order list" storekeeper order list
shape "order list" orders work_order_number:s order_status:s quantity:d good:d scrap:d actual_material_cost:d
did "order add" admin order add K-WO3 --qty 1 --due 2027-03-01
did "order cancel" supervisor order cancel K-WO3 --reason "not wanted"
says "cancelled" "K-WO3 CANCELLED" work_order_number order_status
refuses 3 NOT_FOUND "" supervisor order show NO-SUCH

# ---- reservations: what another order reserved is not available, except to who may override, with a reason
did "material" admin material add K-RES --name x --uom pcs --method FIFO --reorder-point 0
did "stock for it" storekeeper receive K-RES 10 "${adjusted[@]}"
did "one order" admin order add K-R1 --qty 1 --due 2027-03-01 --needs K-RES=8
did "another" admin order add K-R2 --qty 1 --due 2027-03-01 --needs K-RES=8
did "the first is released" supervisor order release K-R1
did "the second too" supervisor order release K-R2
did "stock" storekeeper stock K-RES
says "reserved as far as stock goes" "10 10 0" materials.0.quantity_on_hand materials.0.reserved materials.0.available
refuses 2 VALIDATION RESERVED storekeeper issue K-RES 3 --ref-type WORK_ORDER --ref K-R2
refuses 2 VALIDATION RESERVED storekeeper issue K-RES 1 --ref-type ADJUSTMENT --ref 1
refuses 4 UNAUTHORIZED "" storekeeper issue K-RES 3 --ref-type WORK_ORDER --ref K-R2 --force --reason hurry
refuses 1 usage "" supervisor issue K-RES 3 --ref-type WORK_ORDER --ref K-R2 --force
did "forced" supervisor issue K-RES 3 --ref-type WORK_ORDER --ref K-R2 --force --reason hurry
says "forced" "3 7" quantity quantity_on_hand
did "the owner's issue" storekeeper issue K-RES 7 --ref-type WORK_ORDER --ref K-R1
refuses 2 VALIDATION STOCK_SHORT supervisor issue K-RES 1 --ref-type WORK_ORDER --ref K-R2 --force --reason hurry
did "books" storekeeper check stock

# ---- every write takes an op-id: the first result again, or DUPLICATE for anything else
next=100
repeats() { # leaves $first; repeats USER OTHER VERB..: OTHER is an option or argument that makes it another request
	local user=$1 other=$2
	shift 2
	next=$((next + 1))
	did "op-id: $*" "$user" "$@" --op-id "$(uuid $next)"
	first=$out
	as_user "$user" "$@" --op-id "$(uuid $next)"
	is "$status $out" "0 ${first/\"replayed\":false/\"replayed\":true}" "again: $*"
	[ "${first/\"replayed\":false/}" != "$first" ]
	ok $? "not replayed at first: $*"
	read -ra words <<<"$other"
	refuses 5 DUPLICATE "" "$user" "${words[@]}" --op-id "$(uuid $next)"
}
repeats storekeeper "receive M-1042 4 ${adjusted[*]}" receive M-1042 3 "${adjusted[@]}"
receipt=$(json transaction_id "$first")
repeats storekeeper "issue M-1042 1 --ref-type ADJUSTMENT --ref 2" issue M-1042 1 --ref-type ADJUSTMENT --ref 1
issued=$(sql "SELECT max(id) FROM material_transactions WHERE transaction_type = 'ISSUE'")
repeats supervisor "adjust M-1042 2 --reason x" adjust M-1042 1 --reason x
repeats storekeeper "transfer M-1042 2 --from MAIN --to K-LOC" transfer M-1042 1 --from MAIN --to K-LOC
repeats storekeeper "count M-1078 71" count M-1078 70
repeats supervisor "reverse $receipt --reason x" reverse "$issued" --reason x
did "an issue" storekeeper issue M-1042 20 --ref-type WORK_ORDER --ref WO-124
issued=$(json transaction_id)
repeats storekeeper "return M-1042 3 --ref-type WORK_ORDER --of $issued" return M-1042 2 --ref-type WORK_ORDER --of "$issued"
repeats admin "material add K-5 --name x --uom pcs --method LIFO --reorder-point 0" material add K-4 --name x --uom pcs --method FIFO --reorder-point 0
repeats admin "material set K-4 --name z" material set K-4 --name y
repeats admin "supplier add K-S5 --name x" supplier add K-S4 --name x
repeats admin "location add K-L5 --plant RHO" location add K-L4 --plant RHO
repeats admin "po add K-P5 --supplier ACME --line M-1042=1@1" po add K-P4 --supplier ACME --line M-1042=9@1
repeats admin "po line K-P4 M-1042=3@1" po line K-P4 M-1042=2@1
repeats storekeeper "po receive K-P4 10=2" po receive K-P4 10=1
repeats admin "po close K-P4/10" po close K-P4/20
repeats admin "order add K-W5 --qty 2 --due 2027-03-01" order add K-W4 --qty 1 --due 2027-03-01
repeats supervisor "order release K-W5" order release K-W4
repeats supervisor "order start K-W5" order start K-W4
repeats operator "order log K-W4 --good 2" order log K-W4 --good 1
repeats supervisor "order complete K-W5" order complete K-W4
repeats supervisor "order cancel WO-130 --reason y" order cancel WO-131 --reason x
GEMBA_NEW_PIN=5555 repeats admin "user add K-U5 --role operator" user add K-U4 --role operator
GEMBA_NEW_PIN=6666 repeats admin "user pin operator" user pin K-U4
repeats admin "user lock operator" user lock K-U4
refuses 5 DUPLICATE "" storekeeper issue M-1042 3 --ref-type ADJUSTMENT --ref 1 --op-id "$(uuid 101)"
refuses 2 VALIDATION "" storekeeper receive M-1042 3 "${adjusted[@]}" --op-id xyz
did "a refused request" storekeeper stock M-1042
refuses 2 VALIDATION "" storekeeper issue M-9001 999999 --ref-type ADJUSTMENT --ref 1 --op-id "$(uuid 900)"
did "does not use its op-id up" storekeeper issue M-9001 1 --ref-type ADJUSTMENT --ref 1 --op-id "$(uuid 900)"

# ---- the first result also when the order has moved on
late() { # late USER VERB..: the first time; late_again compares, after something else happened
	next=$((next + 1))
	late_call=("$@" --op-id "$(uuid $next)")
	did "first: $*" "${late_call[@]}"
	first=$out
}
late_again() {
	did "late: ${late_call[*]}" "${late_call[@]}"
	is "$out" "${first/\"replayed\":false/\"replayed\":true}" "the first result"
}
late admin order add K-LATE --product M-4001 --qty 3 --due 2027-03-01T12:00 --needs M-1042=2
did "what it shows" admin order show K-LATE
is "${out%\}}" "${first%,\"replayed\"*}" "an answer is what show tells"
did "released since" supervisor order release K-LATE
late_again
late supervisor order start K-LATE
did "what it shows" supervisor order show K-LATE
is "${out%\}}" "${first%,\"replayed\"*}" "an answer is what show tells"
did "issued since" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref K-LATE
late_again
late operator order log K-LATE --good 1
did "more pieces since" operator order log K-LATE --good 1
late_again
late supervisor order complete K-LATE
late_again
late admin po add K-LATE --supplier ACME --line M-1042=5@1.50 M-1077=1@2
did "what it shows" admin po show K-LATE
is "${out%\}}" "${first%,\"replayed\"*}" "an answer is what show tells"
did "received since" storekeeper po receive K-LATE 10=4
late_again
says "nothing received" "0 5" lines.0.received lines.0.open
late storekeeper po receive K-LATE 10=1
did "another line since" admin po line K-LATE M-1042=1@1
late_again
late admin po line K-LATE M-1078=1@1
did "a line closed since" admin po close K-LATE/20
late_again
late admin po close K-LATE/10
did "closed since" admin po close K-LATE
late_again
says "still open" OPEN status

# ---- a broken ledger: exit 8, the object on stdout
did "check" storekeeper check stock
is "$out" '{"ok":true,"violations":[]}' "sound so far"
sql "UPDATE cost_layers SET quantity_left = quantity_left + 1 WHERE (organization_id, id) IN
	(SELECT organization_id, id FROM cost_layers WHERE quantity_left > 0 ORDER BY 1, 2 LIMIT 1)" >/dev/null
as_user storekeeper check stock
is "$status $err" "8 " "refused"
shape "with its object" "" ok:b violations:a
shape "naming what" violations rule:s
says "not ok" false ok
finish
