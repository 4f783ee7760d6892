#!/usr/bin/env bash
# verbs_refused: hostile and wrong input at every verb: the exit code says which kind, and nothing is changed.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234

# refused STATUS CODE USER VERB ...: CODE "" is any; stdout stays empty
refused() {
	local wanted=$1 code=$2 user=$3
	shift 3
	gemba --json --user "$user" "$@"
	is "$status${code:+ $(json error.code "$err")}" "$wanted${code:+ $code}" "$*"
	[ -z "$out" ] || ok 1 "nothing on stdout"
}
ledger() { sql "SELECT count(*), coalesce(sum(quantity), 0) FROM material_transactions"; }
before=$(ledger)
adjusted=(--ref-type ADJUSTMENT --unit-cost 1)

# ---- numbers
for q in 0 0.0000000 -0; do refused 2 NOT_POSITIVE storekeeper receive M-1042 $q "${adjusted[@]}"; done
refused 2 NOT_POSITIVE storekeeper receive M-1042 -1 "${adjusted[@]}"
for q in 1e30 NaN nan Infinity abc 0x10 1,5 "1 000" "1; DROP TABLE materials" "1' OR '1'='1" $'5\033'; do
	refused 2 NOT_A_NUMBER storekeeper receive M-1042 "$q" "${adjusted[@]}"
done
refused 2 TOO_MANY_DECIMALS storekeeper receive M-1042 1.0000001 "${adjusted[@]}"
refused 2 TOO_LARGE storekeeper receive M-1042 1000000000000 "${adjusted[@]}"
refused 2 MISSING storekeeper receive M-1042 "" "${adjusted[@]}"
refused 2 "" storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost -1
refused 2 "" storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1e3
refused 2 "" storekeeper receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1.123456789
refused 2 ZERO supervisor adjust M-1042 0 --reason x
refused 2 NEGATIVE storekeeper count M-1042 -1
refused 2 BAD_DATE storekeeper receive M-1042 1 "${adjusted[@]}" --lot L --expiry 2027-02-30
refused 2 BAD_TIME storekeeper receive M-1042 1 "${adjusted[@]}" --at yesterday
refused 2 BAD_UUID storekeeper receive M-1042 1 "${adjusted[@]}" --op-id 5
refused 2 NOT_A_NUMBER supervisor reverse "1 OR 1=1" --reason x

# ---- codes
sq="1' OR '1'='1" drop="1; DROP TABLE materials" esc=$'a\033[31mb'
for code in NO-SUCH "$sq" "$drop"; do
	refused 3 "" storekeeper receive "$code" 1 "${adjusted[@]}"
	refused 3 "" storekeeper issue "$code" 1 --ref-type ADJUSTMENT --ref 1
	refused 3 "" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref "$code"
	refused 3 "" storekeeper receive M-1042 1 --ref-type PURCHASE_ORDER --ref "$code"
	refused 3 "" storekeeper receive M-1042 1 "${adjusted[@]}" --location "$code"
	refused 3 "" supervisor adjust "$code" 1 --reason x
	refused 3 "" storekeeper transfer M-1042 1 --from "$code" --to MAIN
	refused 3 "" storekeeper count "$code" 1
	refused 3 "" storekeeper layers "$code"
	refused 3 "" storekeeper material show "$code"
	refused 3 "" storekeeper po show "$code"
	refused 3 "" storekeeper po receive "$code" 10=1
	refused 3 "" storekeeper order show "$code"
	refused 3 "" supervisor order release "$code"
	refused 3 "" operator order log "$code" --good 1
	refused 3 "" admin po add T-PO --supplier "$code" --line M-1042=1@1
	refused 3 "" admin po add T-PO --supplier ACME --line "$code=1@1"
	refused 3 "" admin user pin "$code" --new-pin-fd 9 9< <(echo 4711)
	refused 3 "" admin user lock "$code"
	refused 3 "" admin user add T-USER --role "$code" --new-pin-fd 9 9< <(echo 4711)
	refused 3 "" admin location add T-LOC --plant "$code"
done
for verb in "receive @ 1 ${adjusted[*]}" "issue @ 1 --ref-type ADJUSTMENT --ref 1" "issue M-1042 1 --ref-type WORK_ORDER --ref @" \
	"receive M-1042 1 ${adjusted[*]} --lot @" "receive M-1042 1 ${adjusted[*]} --notes @" "receive M-1042 1 ${adjusted[*]} --delivery-note @" \
	"stock @" "moves @" "layers @" "po show @" "po close @" "order show @" "order cancel WO-130 --reason @" "material add @ --name x --uom pcs" \
	"material add T-9 --name @ --uom pcs" "supplier add @ --name x" "location add @" "user lock @" "po add @ --supplier ACME --line M-1042=1@1"; do
	words=()
	for word in $verb; do
		[ "$word" = @ ] && word=$esc
		words+=("$word")
	done
	refused 2 CONTROL_CHARACTER admin "${words[@]}"
done
refused 2 NOT_UTF8 storekeeper stock $'\xff\xfe'
refused 2 TOO_LONG storekeeper stock "$(printf 'x%.0s' {1..3000})"
refused 2 BAD_PAIR admin po add T-PO --supplier ACME --line M-1042
refused 2 BAD_PAIR admin po line PO-4500012 M-1042=5
refused 2 NOT_POSITIVE storekeeper po receive PO-4500012 10=0
refused 2 NOT_A_NUMBER storekeeper po receive PO-4500012 x=1

# ---- rules
refused 2 STOCK_SHORT storekeeper issue M-9001 1000000 --ref-type ADJUSTMENT --ref 1
refused 2 WRONG_REFERENCE_TYPE storekeeper receive M-1042 1 --ref-type WORK_ORDER --ref WO-121
refused 2 WRONG_REFERENCE_TYPE storekeeper issue M-1042 1 --ref-type PURCHASE_ORDER --ref PO-4500012
refused 2 "" storekeeper receive M-1042 1 --ref-type BOGUS --ref 1
refused 2 "" storekeeper issue M-1042 1 --ref-type ADJUSTMENT --ref 0
refused 2 "" storekeeper issue M-1042 1 --ref-type ADJUSTMENT --ref x
refused 2 "" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref WO-118
refused 2 "" storekeeper issue M-1042 1 --ref-type WORK_ORDER --ref WO-130
refused 2 "" supervisor order complete WO-130
refused 5 "" admin material add M-1042 --name x --uom pcs
refused 5 "" admin po add PO-4500012 --supplier ACME --line M-1042=1@1
refused 5 "" admin user add storekeeper --role operator --new-pin-fd 9 9< <(echo 4711)

# ---- permissions, and the other organization
refused 4 NOT_PERMITTED storekeeper material add T-9 --name x --uom pcs
refused 4 NOT_PERMITTED operator receive M-1042 1 "${adjusted[@]}"
refused 4 NOT_PERMITTED manager issue M-1042 1 --ref-type ADJUSTMENT --ref 1
refused 4 NOT_PERMITTED storekeeper user list
refused 4 BAD_CREDENTIALS storekeeper2 stock
refused 3 "" storekeeper material show N-0001
refused 3 "" storekeeper receive N-0001 1 "${adjusted[@]}"
gemba --json --user storekeeper2 --kiosk kiosk2 po show PO-4500012
is $status 3 "an order of the other organization is not found"
gemba --json --user storekeeper2 --kiosk kiosk2 material show N-0001
is $status 0 "one's own is"
gemba --json --user storekeeper2 --kiosk kiosk2 reverse 1 --reason x
is $status 3 "nor is its transaction"
gemba --json --user storekeeper --kiosk nobody stock
is $status 4 "a kiosk that was never enrolled"
gemba --json --user "$sq" stock
is $status 4 "an injection is nobody's name"
is "$(ledger)" "$before" "nothing was booked by all this"

# ---- words
usage() {
	gemba --json --user storekeeper "$@"
	is "$status $(json error.kind "$err")" "1 usage" "$*"
}
usage dance
usage po
usage po dance
usage receive
usage receive M-1042 1
usage receive M-1042 1 "${adjusted[@]}" --bogus
usage receive M-1042 1 "${adjusted[@]}" --lot
usage receive M-1042 1 2 "${adjusted[@]}"
usage stock --op-id 6f1c2d3e-0000-4000-8000-000000000001
usage check oee
usage gantt --from 2026-01-01
usage order assign WO-121
usage order add T-9 --qty 1 --due 2026-12-24 --op
usage reschedule WO-121
usage board level --seconds 1 --iterations 1
gemba --json stock
is "$status $(json error.field "$err")" "1 user" "without a name"
GEMBA_PIN='' gemba --json --user storekeeper stock
is "$status $(json error.field "$err")" "1 pin" "without a PIN"
gemba stock --bogus
is "$status" 1 "for people"
has "$err" "unknown option: --bogus" "one line"
is "$(wc -l <<<"$err")" 1 "only one"
gemba -c /nonexistent stock
is $status 2 "a config file that is not there"

# ---- five wrong PINs, then a right one
for _ in 1 2 3 4 5; do
	GEMBA_PIN=0000 gemba --json --user manager --kiosk kiosk3 stock
	is "$status" 4 "a wrong PIN"
done
gemba --json --user manager --kiosk kiosk3 stock
is "$status $(json error.code "$err")" "4 LOCKED" "the right one comes too late"
gemba --json --user admin user lock manager --unlock
is $status 0 "an administrator may help"
gemba --json --user MANAGER --kiosk kiosk3 stock
is $status 0 "signed on by badge again"

# ---- without a server
gemba local stop
gemba --json --user storekeeper stock
is "$status $(json error.kind "$err")" "7 OFFLINE" "a kiosk's verb"
gemba --json migrate status
is "$status $(json error.code "$err")" "7 NO_SERVER" "an administrator's verb"
GEMBA_HOME=$home_dir/none gemba --json --user storekeeper stock
is "$status $(json error.code "$err")" "7 NO_SERVER" "a home that is not one"
gemba doctor
is $status 7 "the doctor sees it"

finish
