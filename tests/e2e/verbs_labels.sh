#!/usr/bin/env bash
# verbs_labels: scan without any server, then barcodes and suppliers' rules on the demo plant.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make

scan() { # scan TEXT: as JSON
	gemba --json scan "$1"
}
refused() { # refused CODE TEXT
	scan "$2"
	is "$status $out $(json error.code "$err") $(json error.field "$err") $(json error.kind "$err")" \
		"2  $1 text VALIDATION" "$1"
}

# ---- scan: nobody signs on, there is no server
scan $']C1010401234567890110L2611-7\x1d1729020030500'
is $status 0 "GS1"
is "$(json format) $(json elements.1.id) $(json elements.1.value)" "gs1 10 L2611-7" "pairs in their order"
is "$(json fields.gtin) $(json fields.expiry) $(json fields.quantity)" "04012345678901 2029-02-28 500" "what they mean"
has "$out" '"expiry_day_given":false' "a boolean"
has "$out" '"warnings":[],"readings":[{"elements":[' "one reading"
scan ']C1010401234567890110L2611-717290228'
is "$status $(json readings.1.fields.lot) $(json fields.lot)" "0 L2611-7 L2611-717290228" "a lost separator: two readings"
is "$(json readings.2)" null "no third"
gemba scan ']C1010401234567890110L2611-717290228'
has "$out" "reading 2" "both are shown to people"
scan '(01)04012345678901(3103)001250'
is "$(json fields.quantity) $(json fields.uom)" "1.25 KG" "as people read it"
scan 'https://id.gs1.org/01/4012345678901/10/A%2F1?17=290228'
is "$(json format) $(json fields.gtin) $(json fields.lot)" "digital_link 04012345678901 A/1" "a link"
scan $'[)>\x1e06\x1dPM-1077\x1dQ500\x1dS\xff\x01\x1e\x04'
is "$status $(json format) $(json fields.material) $(json fields.quantity)" "0 mh10 M-1077 500" "an envelope"
has "$out" $'"value":"\xef\xbf\xbd\\u0001"' "any bytes become JSON"
gemba scan $'[)>\x1e06\x1dPM-1077\x1dSA\x01'
has "$out" "A<SOH>" "and something to look at"
scan ']E04012345678901'
is "$(json format) $(json elements.0.value) $(json fields.gtin)" "ean 4012345678901 04012345678901" "EAN"
scan '.O.PO-4500012'
is "$(json format) $(json fields.order)" "plain PO-4500012" "in-house"
scan 'https://example.com/2026/01/15'
is "$status $(json format) $(json fields.text)" "0 plain https://example.com/2026/01/15" "a page of somebody"
scan '0104012345678901'
is "$status $(json format)" "0 plain" "the beginning decides"
refused UNKNOWN_AI '(09)1'
refused TOO_SHORT ']C1010401234567'
refused BAD_CHECK_DIGIT ']E04012345678902'
refused BAD_DATE '(01)04012345678901(17)291301'
refused EXCLUSIVE_AI '(01)04012345678901(02)04012345678901'
refused UNKNOWN_SYMBOLOGY ']?1'
refused BAD_ENVELOPE '[)>text'
refused BAD_QUALIFIER 'https://x.de/01/04012345678901/21/S/10/L'
refused BAD_ESCAPE 'https://x.de/01/04012345678901/10/%2'
refused EMPTY ''
gemba scan
is $status 1 "a text is missing"

# ---- barcodes and rules
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234
admin() { gemba --json --user admin "$@"; }
admin barcode add 24012345678922 --material M-1077 --uom crate --factor 250
is "$status $(json barcode) $(json uom) $(json factor) $(json replayed)" "0 24012345678922 crate 250 false" "barcode add"
admin barcode add 24012345678922 --material M-1077 --uom crate
is "$status $(json error.kind "$err")" "5 DUPLICATE" "twice"
admin barcode add T-9 --material M-1077 --uom drum
is "$status $(json error.field "$err")" "2 factor" "how many are one?"
admin barcode add T-9
is $status 1 "on which material?"
admin barcode add T-9 --material NO-SUCH
is $status 3 "an unknown material"
gemba --json --user storekeeper barcode add T-9 --material M-1077
is $status 4 "needs admin"
op=3b0cbf5c-7a0f-4c3a-9f0c-0d6c7c1f0a51
admin barcode add T-9 --material M-1077 --op-id $op
admin barcode add T-9 --material M-1077 --op-id $op
is "$status $(json replayed) $(json factor)" "0 true 1" "repeated"

admin supplier label ACME 9D=expiry t=- 1P=
is "$status $(json rules.0.label_field) $(json rules.1.identifier) $(json rules.1.label_field) $(json rules.2.label_field)" \
	"0 expiry T - null" "supplier label"
gemba --json --user storekeeper supplier labels
is "$status $(json rules.0.supplier)" "0 ACME" "supplier labels"
has "$out" '"identifier":"9D","label_field":"expiry"' "the rule is there"
admin supplier label ACME 9D=lot P=lot --op-id $op
is "$status $(json error.field "$err")" "1 op_id" "one rule an op-id"
op=3b0cbf5c-7a0f-4c3a-9f0c-0d6c7c1f0a52
admin supplier label ACME 9D=lot --op-id $op
admin supplier label ACME 9D=lot --op-id $op
is "$status $(json replayed)" "0 true" "repeated"
admin supplier label ACME 6D=lot 9D
is "$status $(json error.code "$err")" "2 BAD_PAIR" "a pair without ="
gemba --json --user storekeeper supplier labels
[[ $out != *6D* ]]
ok $? "nothing of it was sent"
admin supplier label ACME 9D=weather
is "$status $(json error.code "$err")" "2 UNKNOWN_FIELD" "an unknown field"
finish
