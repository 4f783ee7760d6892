#!/usr/bin/env bash
# contract_house: what the verbs promise about the house: local, migrate, demo, organizations and people, batch, relay,
# maintain, doctor; two homes at once; a server that dies; two organizations with the same codes.
# shellcheck source=tests/support/e2e_contract.sh
. "$(dirname "$0")/../support/e2e_contract.sh"
home_make
tmp=$home_dir/tmp
mkdir -p "$tmp"
local_=(running:b data_dir:s url:s)

# ---- before there is anything
did "local status" - local status
shape "local status" "" running:b data_dir:s
says "nothing runs" false running
did "local stop" - local stop
says "stop of nothing is done" false running
GEMBA_PIN=1234 refuses 7 OFFLINE "" storekeeper stock
refuses 7 OFFLINE "" - migrate status
refuses 7 OFFLINE "" - demo
refuses 7 OFFLINE "" - org add X --name x
refuses 1 usage "" - local
refuses 1 usage "" - local dance

# ---- local, migrate, demo
did "local start" - local start
shape "local start" "" "${local_[@]}"
says "in the home" "true $GEMBA_HOME/data" running data_dir
started=$out
did "local start again" - local start
is "$out" "$started" "is idempotent"
gemba local start
is "$status" 0 "for people too"
did "migrate status" - migrate status
shape "migrate status" "" version:n applied:a
latest=$(json version)
did "migrate up" - migrate up
shape "migrate up" "" version:n applied:a
says "nothing to do" "$latest " version applied
did "doctor" - doctor
did "demo" - demo
first=$out
did "demo again" - demo
is "$out" "$first" "is idempotent"
gemba demo
for person in storekeeper supervisor operator manager admin storekeeper2 1234 kiosk1 kiosk2 kiosk3; do
	has "$out" "$person" "demo prints $person"
done
refuses 6 CONFLICT "" - migrate down
did "local url" - local url
shape "local url" "" "${local_[@]}"
url=$(json url)
gemba local url
is "$out" "$url" "alone it is a conninfo and nothing else"
is "$(psql -XAtq -d "$url" -c "SELECT 'in'" </dev/null)" in "which psql takes"
gemba local url --kiosk kiosk2
is "$(psql -XAtq -d "$out" -c 'SELECT session_user' </dev/null)" kiosk2 "a kiosk's too"
gemba --kiosk kiosk2 local url
is "$(psql -XAtq -d "$out" -c 'SELECT session_user' </dev/null)" kiosk2 "option in front"
refuses 3 NOT_FOUND "" - local url --kiosk nokiosk

# ---- a second home beside it
second() { GEMBA_HOME=$home_dir/two gemba --json "$@"; }
second local start
is "$status $(json running) $(json data_dir)" "0 true $home_dir/two/data" "another home starts"
second migrate status
says "with its own schema" "$latest" version
second org list
second --db "$(GEMBA_HOME=$home_dir/two "$program" local url)" org add TWO --name Two
is "$status" 0 "an organization there"
refuses 3 NOT_FOUND "" - plant add P --org TWO --tz UTC
second local stop
is "$status $(json running)" "0 false" "stops alone"
did "the first runs on" - local status
says "the first runs on" true running
second local destroy
is "$status $([ -e "$home_dir/two/data" ] && echo there)" "0 " "destroyed"

# ---- organizations, plants, kiosks, people
did "org add" - org add ORG --name "Other org"
says "org add" ORG organization
refuses 5 DUPLICATE "" - org add ORG --name x
refuses 1 usage "" - org add ORG2
did "plant add" - plant add RHO --org ORG --tz America/New_York
refuses 5 DUPLICATE "" - plant add RHO --org ORG --tz UTC
refuses 3 NOT_FOUND "" - plant add P --org NO-SUCH --tz UTC
refuses 2 VALIDATION "" - plant add P --org ORG --tz Mars/Base
did "kiosk enrol" - kiosk enrol okiosk --org ORG --plant RHO
refuses 3 NOT_FOUND "" - kiosk enrol okiosk2 --org ORG --plant NO-SUCH
refuses 3 NOT_FOUND "" - kiosk enrol okiosk2 --org NO-SUCH --plant RHO
refuses 5 DUPLICATE "" - kiosk enrol okiosk --org DEMO --plant RHO
GEMBA_NEW_PIN=4321 did "the first user add" - user add admin --role admin --badge ADMIN --org ORG
says "the first user add" admin user
GEMBA_NEW_PIN=4321 refuses 5 DUPLICATE "" - user add admin --role admin --org ORG
GEMBA_NEW_PIN=4321 refuses 3 NOT_FOUND "" - user add x --role nobody --org ORG
GEMBA_NEW_PIN=4321 refuses 3 NOT_FOUND "" - user add x --role admin --org NO-SUCH
refuses 2 VALIDATION "" - org add "" --name x
refuses 2 VALIDATION "" - kiosk enrol "" --org ORG --plant RHO
GEMBA_PIN=1234 GEMBA_NEW_PIN=4321 refuses 1 usage "" storekeeper user add x --role admin --org ORG
GEMBA_NEW_PIN=4321 refuses 1 usage "" - user add x --org ORG
GEMBA_NEW_PIN=12 refuses 2 VALIDATION "" - user add x --role admin --org ORG
refuses 1 usage "" - user add x --role admin --org ORG
export GEMBA_PIN=1234
there=(--kiosk okiosk)
as_other() { GEMBA_PIN=4321 did "there: $*" admin "${there[@]}" "$@"; }
as_other user add helper --role operator --role storekeeper --badge H-1 --new-pin-fd 8 8<<<2222
as_other user list
shape "user list" users user:s locked:b
GEMBA_PIN=2222 did "a badge" H-1 "${there[@]}" stock
says "sees nothing of the demo" "" materials
as_other user lock helper
GEMBA_PIN=2222 refuses 4 UNAUTHORIZED "" helper "${there[@]}" stock
as_other user lock helper --unlock
GEMBA_PIN=2222 did "unlocked" helper "${there[@]}" stock
GEMBA_NEW_PIN=3333 as_other user pin helper
GEMBA_PIN=2222 refuses 4 UNAUTHORIZED "" helper "${there[@]}" stock
GEMBA_PIN=3333 did "the new PIN" helper "${there[@]}" stock
GEMBA_PIN=4321 refuses 5 DUPLICATE "" admin "${there[@]}" user add helper --role operator --new-pin-fd 8 8<<<2222
did "channels here" storekeeper channels
here=$(json channels.low_stock_alert)
[[ $here =~ ^low_stock_alert_[0-9a-f]{32}$ ]]
ok $? "a name per organization"
as_other channels
[ "$(json channels.low_stock_alert)" != "$here" ]
ok $? "not ours"

# ---- the same codes in both: separate; ids of the other: NOT_FOUND
as_other material add M-1042 --name Theirs --uom kg --method LIFO --reorder-point 0
as_other supplier add ACME --name "Their supplier"
as_other po add PO-4500012 --supplier ACME --line M-1042=7@8
as_other receive M-1042 2 --ref-type PURCHASE_ORDER --ref PO-4500012/10 --op-id 6f1c2d3e-0000-4000-8000-000000000001
says "from nothing" "2 8" quantity_on_hand cost_per_unit
theirs=$(json transaction_id)
as_other order add WO-118 --qty 3 --due 2027-01-01 --needs M-1042=1
as_other order release WO-118
as_other issue M-1042 1 --ref-type WORK_ORDER --ref WO-118
their_issue=$(json transaction_id)
as_other moves M-1042
says "their zone" "admin okiosk" transactions.0.user transactions.0.kiosk
[[ $(json transactions.0.created_at) =~ -0[45]:00$ ]]
ok $? "America/New_York"
as_other stock
says "only theirs" "M-1042 Theirs null" materials.0.material materials.0.name materials.1.material
did "an op-id of theirs is free here" storekeeper receive M-1042 2 --ref-type ADJUSTMENT --unit-cost 1 --op-id 6f1c2d3e-0000-4000-8000-000000000001
says "an op-id of theirs is free here" false replayed
ours=$(json transaction_id)
did "ours" storekeeper order show WO-118
says "ours" "200 COMPLETED" quantity order_status
refuses 3 NOT_FOUND "" supervisor reverse "$theirs" --reason x
refuses 3 NOT_FOUND "" storekeeper return M-1042 1 --ref-type PURCHASE_ORDER --of "$theirs"
refuses 3 NOT_FOUND "" storekeeper return M-1042 1 --ref-type WORK_ORDER --of "$their_issue"
GEMBA_PIN=4321 refuses 3 NOT_FOUND "" admin "${there[@]}" reverse "$ours" --reason x
for verb in "material show M-1077" "layers M-1077" "moves M-1077" "po show PO-4500007" "order show WO-121" "order release WO-130" \
	"order complete WO-121" "po close PO-4500007" "receive M-1077 1 --ref-type ADJUSTMENT --unit-cost 1" \
	"issue M-1042 1 --ref-type WORK_ORDER --ref WO-121" "receive M-1042 1 --ref-type PURCHASE_ORDER --ref PO-4500007" \
	"transfer M-1042 1 --from MAIN --to D2-04" "po add P-1 --supplier COLORA --line M-1042=1@1" "user lock supervisor" \
	"moves --ref-type WORK_ORDER --ref WO-121" "po list --supplier COLORA" "location add X --plant KITA"; do
	# shellcheck disable=SC2086
	GEMBA_PIN=4321 refuses 3 NOT_FOUND "" admin "${there[@]}" $verb
done
gemba local url --kiosk okiosk
okiosk=$out
did "kiosk retire" - kiosk retire okiosk
GEMBA_PIN=4321 refuses 4 UNAUTHORIZED "" admin "${there[@]}" stock
refuses 3 NOT_FOUND "" - kiosk retire nokiosk
refuses 3 NOT_FOUND "" - local url --kiosk okiosk
is "$(psql -XAtq -d "$okiosk" -c 'SELECT 1' 2>/dev/null </dev/null)" "" "a retired kiosk's role does not get in"

# ---- batch
cat >"$tmp/lines" <<'LINES'
# comment
   # indented comment

material show 'M-1042' # behind
stock "Bolt M8x40"
stock M\-1042
adjust M-1042 -1 --reason 'it''s "so"' --user-is-not-here
material show NO-SUCH
receive M-1042 0 --ref-type ADJUSTMENT
stock ''
stock "a
dance
stock M-1078
LINES
gemba --user supervisor batch "$tmp/lines"
is "$status $(wc -l <<<"$out")" "1 4" "stops at the first error"
gemba --user supervisor --keep-going batch "$tmp/lines"
is "$status" 1 "an option of the verb stands behind it"
gemba --user supervisor batch --keep-going "$tmp/lines"
is "$status $(wc -l <<<"$out")" "1 10" "goes on: a line for each verb; exit of the first error"
answers=$out
bad=0
while IFS= read -r line; do one_object "$line" || bad=$((bad + 1)); done <<<"$answers"
is $bad 0 "one object a line"
line() { sed -n "$1p" <<<"$answers"; }
is "$(json material "$(line 1)") $(json materials.0.material "$(line 2)") $(json materials.0.material "$(line 3)")" "M-1042 M-1042 M-1042" "quoting"
is "$(json error.kind "$(line 4)") $(json error.kind "$(line 5)") $(json error.kind "$(line 6)")" "usage NOT_FOUND VALIDATION" "errors in their place"
is "$(json error.code "$(line 5)") $(json error.field "$(line 6)")" "UNKNOWN_MATERIAL quantity" "the whole object"
is "$(json error.kind "$(line 9)") $(json materials.0.material "$(line 10)")" "usage M-1078" "to the end"
printf 'stock M-1042\n' >"$tmp/one"
gemba --user storekeeper batch "$tmp/one"
is "$status $(json materials.0.material)" "0 M-1042" "one line"
: >"$tmp/none"
gemba --user storekeeper batch "$tmp/none"
is "$status $out" "0 " "no line"
printf 'material show NO-SUCH\nreceive M-1042 0 --ref-type ADJUSTMENT\n' >"$tmp/two"
gemba --user storekeeper batch --keep-going "$tmp/two"
is "$status" 3 "the first error's"
printf 'stock M-1042\r\n' >"$tmp/dos"
gemba --user storekeeper batch "$tmp/dos"
is "$status $(json materials.0.material)" "0 M-1042" "lines that end in CR LF"
gemba --json batch "$tmp/one"
is "$status $(json error.field)" "1 user" "without a name each line says so"
out=$(printf 'stock M-1042' | "$program" batch - --user storekeeper)
is "$? $(json materials.0.material)" "0 M-1042" "- is standard input"

# ---- relay, outbox, maintain
refuses 2 VALIDATION "" - relay --once
mkdir -p "$tmp/erp"
chmod 0777 "$tmp/erp"
printf '#!/bin/sh\n[ -e %s/erp/up ] || exit 3\ncat >>%s/erp/got; echo >>%s/erp/got\n' "$tmp" "$tmp" "$tmp" >"$tmp/program"
chmod 0755 "$tmp/program"
echo "relay = { program = \"$tmp/program\"; timeout_s = 5; };" >"$tmp/relay.conf"
did "relay, the program fails" - -c "$tmp/relay.conf" relay --once
shape "relay" "" delivered:n failed:n
says "nothing delivered" 0 delivered
[ "$(json failed)" -gt 0 ]
ok $? "all failed"
touch "$tmp/erp/up"
sql "UPDATE outbox SET next_try_at = now()" >/dev/null
did "a movement" storekeeper receive M-1042 3 --ref-type ADJUSTMENT --unit-cost 2
movement=$(json transaction_id)
did "relay, the program is back" - -c "$tmp/relay.conf" relay --once
says "all delivered" "0 0" failed waiting
bad=0
while IFS= read -r line; do one_object "$line" || bad=$((bad + 1)); done <"$tmp/erp/got"
is "$bad $(grep -c "\"transaction_id\": *$movement\b" "$tmp/erp/got")" "0 1" "JSON objects, each once"
tail -n 1 "$tmp/erp/got" | sed 's/^/# /'
did "relay again" - -c "$tmp/relay.conf" relay --once
says "nothing left" "0 0" delivered failed
did "maintain" - maintain
gemba maintain
is "$status" 0 "for people"
gemba doctor
is "$status" 0 "doctor for people"
for word in PostgreSQL pgcrypto cache passfile kiosk1; do has "$out" "$word" "doctor knows $word"; done

# ---- the server dies and comes back
kill -9 "$(head -n 1 "$GEMBA_HOME/data/postmaster.pid")"
refuses 7 OFFLINE "" storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1
did "start after a crash" - local start
did "everything is there" storekeeper moves M-1042
says "everything is there" "$movement" transactions.0.transaction_id
did "local stop" - local stop
shape "local stop" "" running:b data_dir:s
says "stopped" false running
did "local stop again" - local stop
refuses 7 OFFLINE "" storekeeper stock
did "local start" - local start
did "local destroy" - local destroy
shape "local destroy" "" running:b data_dir:s
is "$([ -e "$GEMBA_HOME/data" ] && echo there)" "" "nothing left"
did "local destroy again" - local destroy
finish
