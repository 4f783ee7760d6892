#!/usr/bin/env bash
# adversary: what somebody tries who holds a kiosk's password, and hostile files and descriptors at the verbs.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make
home_start
gemba demo
is $status 0 "demo loads"
export GEMBA_PIN=1234
kiosk3=$("$program" local url --kiosk kiosk3)
as_kiosk3() { psql -XAtq "$kiosk3" 2>&1; }
logged() { cat "$GEMBA_HOME"/log/server-*.log | grep -c "$1"; }

# ---- guessing PINs and taking the failures back
guesses=$(for pin in {2000..2024}; do echo "BEGIN; SELECT code FROM api.sign_on('operator', '$pin'); ROLLBACK;"; done | as_kiosk3)
is "$(sort <<<"$guesses" | uniq -c | xargs)" "20 BAD_CREDENTIALS 5 KIOSK_LOCKED" "a rollback gives no guess back"
is "$(logged 'wrong name or PIN at kiosk "kiosk3"')" 20 "and the server's log keeps each"
has "$(as_kiosk3 <<<"SELECT pg_advisory_lock(1)")" "permission denied" "no advisory locks"
is "$(as_kiosk3 <<<"SHOW idle_in_transaction_session_timeout")" 30s "no forgotten transactions"
# Each waits for words on a pipe that never come.
mkfifo "$home_dir/silence"
exec 9<>"$home_dir/silence"
for _ in {1..45}; do
	psql -XAtq "$kiosk3" <"$home_dir/silence" >/dev/null 2>&1 &
	others+=($!)
done
# shellcheck disable=SC2317  # called by wait_for
is_full() { [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE usename = 'kiosk3'")" = 40 ]; }
wait_for 30 is_full
ok $? "a kiosk has 40 connections"
gemba --kiosk kiosk2 --user storekeeper2 stock
is $status 0 "one kiosk's connections leave room for the others"
kill "${others[@]}" 2>/dev/null
wait "${others[@]}" 2>/dev/null
exec 9>&-

# ---- refusals that leave a trace
gemba --json --user operator receive M-1042 1 --ref-type ADJUSTMENT --unit-cost 1
is "$status $(json error.code "$err")" "4 NOT_PERMITTED" "an operator receives nothing"
is "$(logged 'refused at kiosk "kiosk1": You may not do this: it needs materials.receive')" 1 "which the server's log tells"

# ---- sums that no column holds
gemba --user admin material add BIG --name Big --uom pcs --method FIFO
gemba --json --user admin receive BIG 900000000000 --ref-type ADJUSTMENT --unit-cost 0
gemba --json --user admin issue BIG 900000000000 --ref-type ADJUSTMENT --ref 1
issued=$(json transaction_id)
gemba --json --user admin receive BIG 900000000000 --ref-type ADJUSTMENT --unit-cost 0
gemba --json --user admin reverse "$issued" --reason x
is "$status $(json error.kind "$err")" "2 VALIDATION" "a reversal beyond what can be booked"
has "$err" "too large" "says so"
gemba --json --user admin stock BIG
is "$(json materials.0.quantity_on_hand)" 900000000000 "and changes nothing"

# ---- descriptors and files
batch() {
	printf '%b' "$1" >"$home_dir/batch"
	gemba --json --user storekeeper batch "$home_dir/batch"
}
gemba --json --user storekeeper --pin-fd 9 stock
is "$status $(json error.code "$err")" "2 PIN_FD" "a closed descriptor"
gemba --json --user storekeeper batch "$home_dir"
is "$status $(json error.code "$err")" "2 UNREADABLE" "a directory as a batch"
batch 'stock M-1042\r\nstock M-1077\r\n'
is "$status $(wc -l <<<"$out")" "0 2" "lines of another system"
batch 'stock M-1042\0 evil\n'
is "$status $(json error.code "$out$err")" "2 CONTROL_CHARACTER" "a NUL in a line"
batch 'stock "M-1042\n'
is "$status $(json error.code "$out$err")" "1 BAD_QUOTING" "an open quote"

# ---- homes
if [ "$(id -u)" = 0 ]; then
	theirs=$home_dir/theirs
	mkdir "$theirs"
	chown nobody:root "$theirs"
	chmod 0755 "$home_dir" "$theirs"
	answer=$(runuser -u nobody -- env GEMBA_HOME="$theirs" "$program" --json local start 2>&1)
	has "$answer" '"running":true' "a home whose group is not its owner's"
	runuser -u nobody -- env GEMBA_HOME="$theirs" "$program" local destroy >/dev/null 2>&1
	answer=$(runuser -u nobody -- env GEMBA_HOME="$GEMBA_HOME" "$program" --json local destroy 2>&1)
	has "$answer" FOREIGN_HOME "nobody destroys another one's home"
	gemba --json local status
	is "$(json running)" true "it runs on"
fi
finish
