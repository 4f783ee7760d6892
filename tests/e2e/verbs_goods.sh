#!/usr/bin/env bash
# verbs_goods: each verb that moves or shows goods and orders, on the demo plant: shapes, values, repeats by op-id.
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
done_as() { # done_as NAME USER VERB ...: must be exit 0
	local name=$1
	shift
	as "$@"
	is $status 0 "$name"
	[ $status = 0 ] || echo "# $err"
}
keys() { # keys PATH WANTED.. : the object there has at least these keys
	local path=$1 key text missing=''
	shift
	text=$(perl -MJSON::PP -e 'my $v = decode_json($ARGV[1]); for (split /\./, $ARGV[0]) { $v = ref $v eq "ARRAY" ? $v->[$_] : $v->{$_} }
		print " ", join(" ", sort keys %$v), " "' -- "$path" "$out")
	for key; do [[ $text == *" $key "* ]] || missing+=" $key"; done
	is "$missing" "" "keys of ${path:-the object}"
}
movement=(transaction_id transaction_type material quantity cost_per_unit total_cost quantity_on_hand replayed)

# ---- the catalogue
done_as "material add" admin material add T-1 --name "Test bolt" --uom pcs --method fifo --reorder-point 10
is "$(json method) $(json reorder_point) $(json quantity_on_hand) $(json replayed)" "FIFO 10 0 false" "the material as made"
done_as "material set" admin material set T-1 --name "Test bolt M4" --reorder-point 12.5
is "$(json name) $(json reorder_point) $(json method)" "Test bolt M4 12.5 FIFO" "changed, the rest kept"
done_as "material show" storekeeper material show T-1
is "$(json material)" T-1 "shown"
done_as "supplier add" admin supplier add T-SUP --name "Test supplier"
done_as "location add" admin location add T-LOC --plant RHO
done_as "supplier list" storekeeper supplier list
done_as "location list" storekeeper location list

# ---- purchase orders
done_as "po add" admin po add T-PO --supplier T-SUP --line T-1=100@2.5 M-1042=50@0.04
keys "" purchase_order supplier status lines replayed
keys lines.0 line material ordered received open unit_price status
is "$(json lines.0.line) $(json lines.1.line) $(json lines.0.unit_price)" "10 20 2.5" "lines are numbered"
done_as "po line" admin po line T-PO T-1=20@3
is "$(json lines.2.line) $(json lines.2.ordered)" "30 20" "one line more"
done_as "po receive" storekeeper po receive T-PO 10=40 20=50 --delivery-note DN-1
keys "" purchase_order lines replayed
is "$(json lines.0.quantity_on_hand) $(json lines.0.total_cost) $(json lines.1.material)" "40 100 M-1042" "a delivery"
done_as "po show" storekeeper po show T-PO
is "$(json lines.0.received) $(json lines.0.open) $(json lines.1.status)" "40 60 RECEIVED" "received and open"
done_as "po list" storekeeper po list --supplier T-SUP --open
is "$(json purchase_orders.0.purchase_order)" T-PO "listed"
done_as "po close of a line" admin po close T-PO/30
is "$(json lines.2.status) $(json status)" "CLOSED OPEN" "only that line"

# ---- goods in and out
done_as "receive to a line" storekeeper receive T-1 10 --ref-type purchase_order --ref T-PO/10
keys "" "${movement[@]}"
is "$(json transaction_type) $(json quantity) $(json cost_per_unit) $(json total_cost) $(json quantity_on_hand)" \
	"RECEIPT 10 2.5 25 50" "at the line's price"
done_as "receive to an order" storekeeper receive T-1 10 --ref-type PURCHASE_ORDER --ref T-PO
is "$(json quantity_on_hand)" 60 "its only open line"
done_as "receive without order" storekeeper receive T-1 4 --ref-type ADJUSTMENT --unit-cost 5 --notes "found"
done_as "receive by transfer" storekeeper receive T-1 1 --ref-type TRANSFER --ref 77 --unit-cost 0
is "$(json total_cost)" 0 "a typed zero is a cost"
done_as "order add" admin order add T-WO --product T-1 --qty 8 --due 2026-12-24 --needs T-1=6
keys "" work_order_number order_status quantity good scrap actual_material_cost operations
is "$(json order_status) $(json materials.0.required)" "PLANNED 6" "planned with its needs"
done_as "order release" supervisor order release T-WO
is "$(json order_status) $(json materials.0.reserved)" "RELEASED 6" "reserves"
done_as "issue to an order" storekeeper issue T-1 6 --ref-type WORK_ORDER --ref T-WO
is "$(json quantity) $(json total_cost) $(json quantity_on_hand)" "6 15 59" "positive, at cost"
issue=$(json transaction_id)
done_as "return from the floor" storekeeper return T-1 2 --ref-type WORK_ORDER --of "$issue"
is "$(json transaction_type) $(json total_cost)" "RETURN 5" "at the issue's cost"
done_as "issue to scrap" storekeeper issue T-1 1 --ref-type ADJUSTMENT --ref 1
scrap=$(json transaction_id)
done_as "reverse" supervisor reverse "$scrap" --reason "wrong material"
is "$(json transaction_type)" REVERSAL "its opposite"
as supervisor reverse "$scrap" --reason again
is $status 5 "not twice"
done_as "adjust down" supervisor adjust T-1 -3 --reason broken
is "$(json transaction_type) $(json quantity)" "ADJUSTMENT -3" "signed"
done_as "adjust up" supervisor adjust T-1 +2 --reason found --unit-cost 1
done_as "transfer" storekeeper transfer T-1 5 --from MAIN --to T-LOC
keys "" "${movement[@]}" in_transaction_id
done_as "count" storekeeper count T-1 7 --location T-LOC
is "$(json quantity)" 2 "the difference is posted"
done_as "count again" storekeeper count T-1 7 --location T-LOC
is "$(json transaction_id)" null "no difference, no transaction"

# ---- the order's end
done_as "order start" supervisor order start T-WO
done_as "order log" operator order log T-WO --good 7 --scrap 1
is "$(json good) $(json scrap) $(json operations.0.good)" "7 1 7" "pieces"
done_as "order log of an operation" operator order log T-WO/10 --good 1
done_as "order complete" supervisor order complete T-WO
is "$(json order_status) $(json actual_material_cost)" "COMPLETED 10" "cost is issues less returns"
done_as "order show" storekeeper order show T-WO
done_as "order list" storekeeper order list T-WO --all
is "$(json orders.0.order_status)" COMPLETED "listed with the finished"
done_as "order list by status" storekeeper order list --status planned
done_as "order add and cancel" admin order add T-WO2 --qty 1 --due 2026-12-24
done_as "order cancel" supervisor order cancel T-WO2 --reason "no longer wanted"
is "$(json order_status)" CANCELLED "cancelled"

# ---- looking
done_as "stock" storekeeper stock T-1
keys materials.0 material name uom quantity_on_hand reserved available reorder_point value_on_hand
done_as "stock without cost.view" operator stock T-1
is "$(json materials.0.value_on_hand)" null "no values without cost.view"
done_as "moves" storekeeper moves T-1
keys transactions.0 transaction_id transaction_type reference_type reference_id quantity quantity_change cost_per_unit \
	total_cost value_change transaction_date created_at user kiosk
has "$(json transactions.0.created_at)" "T" "times are RFC 3339"
done_as "moves of a type" storekeeper moves T-1 --type return --from 2026-01-01
is "$(json transactions.0.quantity_change) $(json transactions.1.quantity_change)" "2 null" "only returns"
today=$(json transactions.0.created_at)
done_as "moves up to today" storekeeper moves T-1 --type return --to "${today%%T*}"
is "$(json transactions.0.quantity_change)" 2 "a bare date includes its day"
done_as "moves before today" storekeeper moves T-1 --type return --to "${today%%T*}T00:00"
is "$(json transactions.0.quantity_change)" null "a timestamp is exclusive"
done_as "layers" storekeeper layers T-1
keys "" material method quantity_on_hand value_on_hand layers
keys layers.0 received_at quantity_left value_left unit_cost
done_as "check stock" storekeeper check stock
is "$out" '{"ok":true,"violations":[]}' "sound"
done_as "channels" storekeeper channels
has "$(json channels.low_stock_alert)" low_stock_alert_ "channel names"

# ---- exactly once
id=6f1c2d3e-0000-4000-8000-000000000042
done_as "a write with op-id" storekeeper receive T-1 3 --ref-type ADJUSTMENT --unit-cost 1 --op-id $id
first=$out
done_as "the same again" storekeeper receive T-1 3 --ref-type ADJUSTMENT --unit-cost 1 --op-id $id
is "$out" "${first/\"replayed\":false/\"replayed\":true}" "the first result, replayed"
as storekeeper receive T-1 4 --ref-type ADJUSTMENT --unit-cost 1 --op-id $id
is "$status $(json error.code "$err")" "5 OP_ID_REUSED" "other arguments are refused"
done_as "po write with op-id" admin po add T-PO3 --supplier T-SUP --line T-1=1@1 --op-id 6f1c2d3e-0000-4000-8000-000000000043
done_as "the same again" admin po add T-PO3 --supplier T-SUP --line T-1=1@1 --op-id 6f1c2d3e-0000-4000-8000-000000000043
is "$(json replayed)" true "replayed"

# ---- what a broken ledger looks like
gemba --json local url
sql "ALTER TABLE materials DISABLE TRIGGER ALL; UPDATE materials SET quantity_on_hand = quantity_on_hand + 1 WHERE material_code = 'T-1'" >/dev/null
as storekeeper check stock
is "$status $(json ok)" "8 false" "a violation is exit 8 with its object"
keys violations.0 rule material expected found

finish
