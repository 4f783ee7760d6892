#!/usr/bin/env bash
# contract_costing: what the verbs promise about money: FIFO, LIFO, WEIGHTED_AVERAGE to the last digit, default costs,
# returns, reversals, transfers, counts, purchase orders, dates. Each figure is worked out by hand beside it.
# shellcheck source=tests/support/e2e_contract.sh
. "$(dirname "$0")/../support/e2e_contract.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234

movement=(transaction_id:n transaction_type:s material:s quantity:d cost_per_unit:d total_cost:d quantity_on_hand:d replayed:b)
new() { # new CODE METHOD: a material without stock
	did "new material $1" admin material add "$1" --name "Test $1" --uom pcs --method "$2" --reorder-point 0
}
in_() { # in_ MATERIAL QTY COST [OPTION..]
	did "receive $1 $2 at $3" storekeeper receive "$1" "$2" --ref-type ADJUSTMENT --unit-cost "$3" "${@:4}"
}
out_() { # out_ MATERIAL QTY [OPTION..]
	did "issue $1 $2" storekeeper issue "$1" "$2" --ref-type ADJUSTMENT --ref 1 "${@:3}"
}
held() { # held MATERIAL WANTED: quantity value, then each layer's quantity:value in the order of drawing
	did "layers of $1" storekeeper layers "$1"
	is "$(perl -MJSON::PP -e 'my $v = decode_json($ARGV[0]); print join " ", $v->{quantity_on_hand}, $v->{value_on_hand},
		map { "$_->{quantity_left}:$_->{value_left}" } @{$v->{layers}}' -- "$out")" "$2" "$1 holds $2"
}

# ---- the textbook: 10 at 1, 20 at 1.5, 5 at 2.345 make 35 worth 51.725; 12 go out
for method in FIFO LIFO WEIGHTED_AVERAGE; do
	new "C-$method" $method
	in_ "C-$method" 10 1 --at 2026-03-01
	shape "a receipt" "" "${movement[@]}"
	says "a receipt's figures" "RECEIPT C-$method 10 1 10 10 false" transaction_type material quantity cost_per_unit total_cost quantity_on_hand replayed
	in_ "C-$method" 20 1.50 --at 2026-03-02
	in_ "C-$method" 5 2.345 --at 2026-03-03
	says "its value" "5 2.345 11.725 35" quantity cost_per_unit total_cost quantity_on_hand
done
# FIFO: 10 x 1 + 2 x 1.5 = 13; 13 / 12 = 1.08333333; 18 x 1.5 = 27 stay
held C-FIFO "35 51.725 10:10 20:30 5:11.725"
shape "layers" "" material:s method:s quantity_on_hand:d value_on_hand:d layers:a
shape "a layer" layers received_at:t quantity_left:d value_left:d unit_cost:d
says "received when it says" "2026-03-01T00:00:00+01:00 1.5" layers.0.received_at layers.1.unit_cost
out_ C-FIFO 12
shape "an issue" "" "${movement[@]}"
says "FIFO" "ISSUE 12 1.08333333 13 23" transaction_type quantity cost_per_unit total_cost quantity_on_hand
fifo=$(json transaction_id)
held C-FIFO "23 38.725 18:27 5:11.725"
# LIFO: 5 x 2.345 + 7 x 1.5 = 22.225; / 12 = 1.85208333; 13 x 1.5 = 19.5 stay
held C-LIFO "35 51.725 5:11.725 20:30 10:10"
out_ C-LIFO 12
says "LIFO" "12 1.85208333 22.225 23" quantity cost_per_unit total_cost quantity_on_hand
lifo=$(json transaction_id)
held C-LIFO "23 29.5 13:19.5 10:10"
# WEIGHTED_AVERAGE: 51.725 / 35 x 12 = 17.73428..., stored as 17.7343; 33.9907 stay, and the draw that empties takes them
held C-WEIGHTED_AVERAGE "35 51.725 35:51.725"
out_ C-WEIGHTED_AVERAGE 12
says "weighted average" "12 17.7343 23" quantity total_cost quantity_on_hand
average=$(json transaction_id)
held C-WEIGHTED_AVERAGE "23 33.9907 23:33.9907"
out_ C-WEIGHTED_AVERAGE 23
says "the last draw takes all the value" "23 33.9907 0" quantity total_cost quantity_on_hand
held C-WEIGHTED_AVERAGE "0 0"
did "nothing left is no value" storekeeper stock C-WEIGHTED
says "nothing left is no value" "0 0" materials.0.quantity_on_hand materials.0.value_on_hand

# ---- rounding: half away from zero, once, to 4 decimals
new C-ROUND FIFO
in_ C-ROUND 1 0.00005
says "half away from zero" 0.0001 total_cost
in_ C-ROUND 3 0.33333333
says "0.99999999 is 1" 1 total_cost
in_ C-ROUND 0.000001 1
says "a millionth" "0.000001 0 4.000001" quantity total_cost quantity_on_hand
# three draws of 1 out of 3 worth 1: 0.3333, then 0.3334 (half of 0.6667, up), then the rest
new C-THIRD FIFO
in_ C-THIRD 3 0.33333333
out_ C-THIRD 1
says "a third" 0.3333 total_cost
out_ C-THIRD 1
says "half of what is left" 0.3334 total_cost
out_ C-THIRD 1
says "the rest" 0.3333 total_cost
# large: 999999999999 x 0.01 is 9999999999.99
new C-LARGE LIFO
in_ C-LARGE 999999999999 0.01
says "no exponent, no grouping" "999999999999 9999999999.99" quantity total_cost

# ---- back from the floor at the issue's cost; the last return takes what is left of it: 13 x 4 / 12 = 4.3333, then 8.6667
new C-BACK FIFO
in_ C-BACK 10 1 --at 2026-03-01
in_ C-BACK 20 1.5 --at 2026-03-02
did "an order" admin order add C-WO --qty 1 --due 2027-12-24 --needs C-BACK=30
did "released" supervisor order release C-WO
did "issue to it" storekeeper issue C-BACK 12 --ref-type WORK_ORDER --ref C-WO
says "at cost" "ISSUE 13 18" transaction_type total_cost quantity_on_hand
issue=$(json transaction_id)
did "return of a part" storekeeper return C-BACK 4 --ref-type WORK_ORDER --of "$issue"
shape "a return" "" "${movement[@]}"
says "at the issue's cost" "RETURN 4 4.3333 22" transaction_type quantity total_cost quantity_on_hand
refuses 2 VALIDATION "" storekeeper return C-BACK 9 --ref-type WORK_ORDER --of "$issue"
did "return of the rest" storekeeper return C-BACK 8 --ref-type WORK_ORDER --of "$issue"
says "no rounding is lost" "8 8.6667 30" quantity total_cost quantity_on_hand
did "the order's cost" storekeeper order show C-WO
says "is issues less returns" 0 actual_material_cost
refuses 2 VALIDATION "" storekeeper return C-BACK 1 --ref-type WORK_ORDER --of "$issue"
refuses 2 VALIDATION "" storekeeper return C-BACK 1 --ref-type ADJUSTMENT --of "$issue"
refuses 2 VALIDATION "" storekeeper return C-FIFO 1 --ref-type WORK_ORDER --of "$issue"
refuses 3 NOT_FOUND "" storekeeper return C-BACK 1 --ref-type WORK_ORDER --of 99999999
refuses 1 usage "" storekeeper return C-BACK 1 --ref-type WORK_ORDER
did "as it was" storekeeper check stock

# ---- reversals put quantity and value back into the very layers
did "reverse of a FIFO issue" supervisor reverse "$fifo" --reason wrong
shape "a reversal" "" "${movement[@]}"
says "positive" "REVERSAL C-FIFO 12 13 35" transaction_type material quantity total_cost quantity_on_hand
held C-FIFO "35 51.725 10:10 20:30 5:11.725"
refuses 5 DUPLICATE "" supervisor reverse "$fifo" --reason again
did "reverse of a LIFO issue" supervisor reverse "$lifo" --reason wrong
held C-LIFO "35 51.725 5:11.725 20:30 10:10"
did "reverse of an average issue" supervisor reverse "$average" --reason wrong
held C-WEIGHTED_AVERAGE "12 17.7343 12:17.7343"
in_ C-FIFO 7 3
untouched=$(json transaction_id)
did "reverse of a receipt" supervisor reverse "$untouched" --reason typo
says "takes it out again" "REVERSAL 7 21 35" transaction_type quantity total_cost quantity_on_hand
new C-DRAWN LIFO
in_ C-DRAWN 5 2
drawn=$(json transaction_id)
out_ C-DRAWN 1
refuses 6 CONFLICT "" supervisor reverse "$drawn" --reason typo
refuses 3 NOT_FOUND "" supervisor reverse 99999999 --reason x
refuses 1 usage "" supervisor reverse "$drawn"

# ---- adjust: signed; up at the last receipt's cost, or as typed
new C-ADJ FIFO
refuses 2 VALIDATION "" supervisor adjust C-ADJ 5 --reason found
refuses 2 VALIDATION "" supervisor adjust C-ADJ -5 --reason lost
in_ C-ADJ 10 4
did "adjust down" supervisor adjust C-ADJ -2.5 --reason "broken"
shape "an adjustment" "" "${movement[@]}"
says "signed" "ADJUSTMENT -2.5 4 -10 7.5" transaction_type quantity cost_per_unit total_cost quantity_on_hand
did "adjust up with a plus" supervisor adjust C-ADJ +1 --reason found
says "at the last receipt's cost" "1 4 4 8.5" quantity cost_per_unit total_cost quantity_on_hand
did "adjust up, cost typed" supervisor adjust C-ADJ 1.5 --reason=found --unit-cost=0
says "zero is a cost" "1.5 0 0 10" quantity cost_per_unit total_cost quantity_on_hand
did "moves" storekeeper moves C-ADJ --type ADJUSTMENT
says "signed effects" "0 -10 -2.5" transactions.0.value_change transactions.2.value_change transactions.2.quantity_change
refuses 2 VALIDATION "" supervisor adjust C-ADJ -11 --reason lost
refuses 1 usage "" supervisor adjust C-ADJ -1

# ---- transfer and count
did "a location" admin location add C-LOC --plant RHO
did "transfer" storekeeper transfer C-ADJ 4 --from MAIN --to C-LOC
shape "a transfer" "" "${movement[@]}" in_transaction_id:n
says "positive, and nothing more on hand" "TRANSFER 4 10" transaction_type quantity quantity_on_hand
away=$(json transaction_id)
into=$(json in_transaction_id)
did "its moves" storekeeper moves C-ADJ --type TRANSFER
says "one out, one in" "$into 4 $away -4" transactions.0.transaction_id transactions.0.quantity_change transactions.1.transaction_id transactions.1.quantity_change
refuses 2 VALIDATION "" storekeeper transfer C-ADJ 7 --from MAIN --to C-LOC
refuses 2 VALIDATION "" storekeeper transfer C-ADJ 1 --from MAIN --to MAIN
refuses 3 NOT_FOUND "" storekeeper transfer C-ADJ 1 --from MAIN --to NOWHERE
refuses 1 usage "" storekeeper transfer C-ADJ 1 --from MAIN
did "count short" storekeeper count C-ADJ 5
shape "a count" "" "${movement[@]}"
says "of the kiosk's location, the difference" "ADJUSTMENT -1 9" transaction_type quantity quantity_on_hand
did "count over" storekeeper count C-ADJ 6 --location C-LOC
says "there" "ADJUSTMENT 2 11" transaction_type quantity quantity_on_hand
did "count the same" storekeeper count C-ADJ 6 --location C-LOC
shape "a count without difference" "" transaction_id:0 material:s quantity:d quantity_on_hand:d replayed:b
says "nothing is posted" "0 11" quantity quantity_on_hand
did "count to zero" storekeeper count C-ADJ 0 --location C-LOC
says "zero is a count" "-6 5" quantity quantity_on_hand
refuses 2 VALIDATION "" storekeeper count C-ADJ -1
refuses 2 VALIDATION "" storekeeper count C-ADJ x
refuses 3 NOT_FOUND "" storekeeper count C-ADJ 1 --location NOWHERE
in_ C-ADJ 3 1 --lot C-LOT
did "count of a lot" storekeeper count C-ADJ 2 --lot C-LOT
says "only that lot" "-1 7" quantity quantity_on_hand

# ---- purchase orders: numbering, cost defaults, over-receipt, closed, all or nothing
new C-PO FIFO
new C-PO2 LIFO
did "po add" admin po add C-1 --supplier ACME --line C-PO=100@2.50 C-PO2=5@3 C-PO2=7@0
order=(purchase_order:s supplier:s status:s lines:a)
line=(line:n material:s ordered:d received:d open:d unit_price:d status:s)
shape "po add" "" "${order[@]}" replayed:b
shape "po add, lines" lines "${line[@]}"
says "numbered by ten" "10 20 30 2.5" lines.0.line lines.1.line lines.2.line lines.0.unit_price
did "po add, a line each" admin po add C-2 --supplier ACME --line C-PO=1@1 --line C-PO2=2@2
says "repeated option" "C-PO C-PO2" lines.0.material lines.1.material
did "po line" admin po line C-1 C-PO2=9@1.25
shape "po line" "" "${order[@]}"
says "the next number" "40 9 1.25" lines.3.line lines.3.ordered lines.3.unit_price
did "po show" storekeeper po show C-1
shape "po show" "" "${order[@]}"
shape "po show, lines" lines "${line[@]}"
did "receive at the line's price" storekeeper receive C-PO 10 --ref-type PURCHASE_ORDER --ref C-1/10
says "the line's price" "2.5 25" cost_per_unit total_cost
did "receive by order" storekeeper receive C-PO 10 --ref-type PURCHASE_ORDER --ref C-1
says "the material's only open line" 20 quantity_on_hand
did "receive at a typed cost" storekeeper receive C-PO 10 --ref-type PURCHASE_ORDER --ref C-1/10 --unit-cost 3
says "typed" 3 cost_per_unit
did "receive at the last cost" storekeeper receive C-PO 1 --ref-type ADJUSTMENT
says "the last receipt's" "3 3" cost_per_unit total_cost
new C-NEVER FIFO
refuses 2 VALIDATION "" storekeeper receive C-NEVER 1 --ref-type ADJUSTMENT
did "zero when typed" storekeeper receive C-NEVER 1 --ref-type ADJUSTMENT --unit-cost 0
says "zero when typed" "0 0" cost_per_unit total_cost
refuses 2 VALIDATION "" storekeeper receive C-PO2 1 --ref-type PURCHASE_ORDER --ref C-1
refuses 2 VALIDATION "" storekeeper receive C-PO 1 --ref-type PURCHASE_ORDER --ref C-1/20
refuses 2 VALIDATION OVER_RECEIPT storekeeper receive C-PO 71 --ref-type PURCHASE_ORDER --ref C-1/10
refuses 3 NOT_FOUND "" storekeeper receive C-PO 1 --ref-type PURCHASE_ORDER --ref C-1/99
refuses 3 NOT_FOUND "" storekeeper receive C-PO 1 --ref-type PURCHASE_ORDER --ref NO-SUCH
refuses 2 VALIDATION OVER_RECEIPT storekeeper po receive C-1 10=5 20=6
did "po show" storekeeper po show C-1
says "all or nothing" "30 0" lines.0.received lines.1.received
did "po receive" storekeeper po receive C-1 10=70 20=5
did "po show" storekeeper po show C-1
says "received and open" "100 0 5 0 7 OPEN" lines.0.received lines.0.open lines.1.received lines.1.open lines.2.open status
refuses 3 NOT_FOUND "" storekeeper po receive C-1 99=1
did "po close of a line" admin po close C-1/40
shape "po close" "" "${order[@]}" replayed:b
says "that line" "CLOSED" lines.3.status
refuses 2 VALIDATION "" storekeeper receive C-PO2 1 --ref-type PURCHASE_ORDER --ref C-1/40
did "po close" admin po close C-1
says "the order" CLOSED status
refuses 2 VALIDATION "" storekeeper receive C-PO2 1 --ref-type PURCHASE_ORDER --ref C-1/30
refuses 2 VALIDATION "" storekeeper po receive C-1 30=1
did "po list" storekeeper po list
shape "po list" purchase_orders purchase_order:s supplier:s status:s
did "po list of a supplier, open" storekeeper po list --supplier ACME --open
is "$([[ $out == *'"C-2"'* && $out != *'"C-1"'* && $out != *COLORA* ]] && echo yes)" yes "only those"
refuses 3 NOT_FOUND "" storekeeper po list --supplier NO-SUCH

# ---- back to the supplier: the receipt's own layer (FIFO, LIFO), or the average
did "po receive" storekeeper receive C-PO 1 --ref-type PURCHASE_ORDER --ref C-2/10
receipt=$(json transaction_id)
did "return to the supplier" storekeeper return C-PO 1 --ref-type PURCHASE_ORDER --of "$receipt"
says "at its own cost" "RETURN 1 1 1" transaction_type quantity cost_per_unit total_cost
refuses 2 VALIDATION "" storekeeper return C-PO 1 --ref-type PURCHASE_ORDER --of "$receipt"

# ---- when: business time, plant's zone (Europe/Rome), half-open windows
new C-DAY FIFO
in_ C-DAY 1 1 --at 2026-07-01T00:00
in_ C-DAY 2 1 --at 2026-07-02
in_ C-DAY 4 1 --at 2026-07-02T23:59:59
in_ C-DAY 8 1 --at 2026-07-03T00:00:00+02:00
in_ C-DAY 16 1 --at 2026-01-15T12:00:00Z
sum() { # sum NAME WANTED OPTION..: of the quantities that moves shows
	did "moves ${*:3}" storekeeper moves C-DAY "${@:3}"
	is "$(perl -MJSON::PP -e 'my $n = 0; $n += $_->{quantity} for @{decode_json($ARGV[0])->{transactions}}; print $n' -- "$out")" "$2" "$1"
}
sum "all" 31
shape "moves" transactions transaction_id:n transaction_type:s reference_type:s reference_id:n? quantity:d quantity_change:d cost_per_unit:d \
	total_cost:d value_change:d transaction_date:t created_at:t user:s kiosk:s
sum "a bare date begins at midnight" 14 --from 2026-07-02
sum "as --to it includes its day" 23 --to 2026-07-02
sum "one day" 6 --from 2026-07-02 --to 2026-07-02
sum "a timestamp is exclusive" 16 --to 2026-07-01T00:00:00+02:00
sum "in the plant's zone" 17 --to 2026-07-02T00:00
sum "UTC is understood" 8 --from 2026-07-02T22:00:00Z
did "moves of winter" storekeeper moves C-DAY --to 2026-01-31
says "winter's offset" "2026-01-15T13:00:00+01:00 storekeeper kiosk1" transactions.0.transaction_date transactions.0.user transactions.0.kiosk
did "moves of summer" storekeeper moves C-DAY --from 2026-07-01 --to 2026-07-01
says "summer's offset" "2026-07-01T00:00:00+02:00" transactions.0.transaction_date
refuses 2 VALIDATION "" storekeeper moves C-DAY --from soon
refuses 2 VALIDATION "" storekeeper moves C-DAY --to 2026-02-30
refuses 2 VALIDATION "" storekeeper moves C-DAY --type BOGUS
refuses 2 VALIDATION "" storekeeper receive C-DAY 1 --ref-type ADJUSTMENT --at 2026-13-01
# a back-dated receipt leaves draws as they are, and is drawn next by FIFO
out_ C-DAY 1
in_ C-DAY 5 9 --at 2025-12-31
out_ C-DAY 5
says "drawn by its date" "9 45" cost_per_unit total_cost

# ---- moves: the other filters
did "an issue with a number" storekeeper issue C-DAY 1 --ref-type TRANSFER --ref 4711
did "moves by number" storekeeper moves --ref-type TRANSFER --ref 4711
says "kept as it is" "TRANSFER 4711 1 -1" transactions.0.reference_type transactions.0.reference_id transactions.0.quantity transactions.0.quantity_change
did "moves of an order" storekeeper moves --ref-type WORK_ORDER --ref C-WO
says "by its number" "RETURN RETURN ISSUE null" transactions.0.transaction_type transactions.1.transaction_type transactions.2.transaction_type transactions.3.transaction_type
did "moves of a line" storekeeper moves --ref-type PURCHASE_ORDER --ref C-1/20
says "by order and line" "5 null" transactions.0.quantity transactions.1.quantity
did "moves of a purchase order" storekeeper moves --ref-type purchase_order --ref C-2
says "all its lines" "RETURN RECEIPT null" transactions.0.transaction_type transactions.1.transaction_type transactions.2.transaction_type
did "moves of a lot" storekeeper moves C-ADJ --lot C-LOT
says "only that lot" "-1 3 null" transactions.0.quantity_change transactions.1.quantity_change transactions.2.quantity_change
refuses 3 NOT_FOUND "" storekeeper moves NO-SUCH
refuses 3 NOT_FOUND "" storekeeper moves --ref-type WORK_ORDER --ref NO-SUCH
did "after all this" storekeeper check stock
is "$out" '{"ok":true,"violations":[]}' "the books are sound"

finish
