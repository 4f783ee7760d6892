#!/usr/bin/env bash
# batch_storm: four batch processes post random receipts and issues on the same few materials at once; then again with
# kill -9 of a client and of the server in the middle and a replay by op-id. Nothing may be lost, doubled or negative.
#
#   GEMBA=build/gemba STORM_LINES=250 STORM_SEED=7 tests/e2e/batch_storm.sh      (lines: for each process and part)
set -u
lines=${STORM_LINES:-250} seed=${STORM_SEED:-20261124}
gemba=$(realpath "${GEMBA:-build/gemba}")
dir=$(mktemp -d /tmp/gemba-storm.XXXXXX)
chmod 755 "$dir"
[ "$(id -u)" != 0 ] || chown postgres "$dir"
export GEMBA_HOME=$dir/home
trap '"$gemba" local destroy >/dev/null 2>&1; rm -rf "$dir"' EXIT

tests=0 failed=0
ok() { # ok STATUS NAME
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then echo "ok $tests - $2"; else echo "not ok $tests - $2 (seed $seed)"; failed=$((failed + 1)); fi
}
is() { # is GOT WANTED NAME
	[ "$1" = "$2" ]; ok $? "$3"
	[ "$1" = "$2" ] || printf '#      got: %s\n#   wanted: %s\n' "$1" "$2"
}
bail() { echo "Bail out! $1"; exit 1; }
sql() { psql -XAtq -v ON_ERROR_STOP=1 "$url" -c "$1"; }

# Operation ids from the seed, so that a replay names the same ones. part process
make_lines() {
	awk -v lines="$lines" -v seed="$seed" -v part="$1" -v process="$2" '
		BEGIN {
			srand(seed * 100 + part * 10 + process)
			split("S-FIFO S-LIFO S-AVG", material, " ")
			for (i = 1; i <= lines; i++) {
				id = sprintf("%08x-%04x-4%03x-8%03x-%012x", seed % 4294967296, part, process, 0, i)
				m = material[int(rand() * 3) + 1]
				q = int(rand() * 50) + 1
				if (rand() < 0.5)
					printf "receive %s %d --ref-type ADJUSTMENT --unit-cost %.2f --op-id %s\n", m, q, rand() * 9 + 0.01, id
				else
					printf "issue %s %d --ref-type ADJUSTMENT --ref %d --op-id %s\n", m, q, i, id
			}
		}'
}

# Posted by the answers: "count received-issued" over all four outputs of a part.
posted() {
	cat "$dir"/part"$1".*.out | grep -o '"transaction_type":"[A-Z]*","material":"[^"]*","quantity":"[0-9.]*"' |
		sed 's/"transaction_type":"\([A-Z]*\)".*"quantity":"\([0-9.]*\)"/\1 \2/' |
		awk '{ n++; sum += $1 == "RECEIPT" ? $2 : -$2 } END { printf "%d %d\n", n, sum }'
}
run_part() { # run_part PART: all four at once
	local pids=() p kiosks=(kiosk1 kiosk3 kiosk1 kiosk3)
	for p in 1 2 3 4; do
		GEMBA_PIN=1234 "$gemba" batch "$dir/part$1.$p" --keep-going --json --kiosk "${kiosks[p - 1]}" --user storekeeper \
			>"$dir/part$1.$p.out" 2>"$dir/part$1.$p.err" &
		pids+=($!)
	done
	echo "${pids[@]}" >"$dir/pids"
	[ "${2:-}" = leave ] || wait "${pids[@]}"
}
count_ids() { cat "$dir"/part"$1".*.out | grep -o '"transaction_id":[0-9]*' | sort -u | wc -l; }
check_stock() { GEMBA_PIN=1234 "$gemba" check stock --json --user storekeeper; }

"$gemba" local start >/dev/null || bail "no server"
"$gemba" demo >/dev/null || bail "no demo"
url=$("$gemba" local url)
for m in FIFO LIFO "AVG WEIGHTED_AVERAGE"; do
	echo "material add S-${m% *} --name storm --uom pcs --method ${m#* }"
done | GEMBA_PIN=1234 "$gemba" batch --json --user admin >/dev/null || bail "no materials"
before=$(sql 'SELECT count(*) FROM material_transactions')
held() { sql "SELECT sum(quantity_on_hand)::bigint FROM materials WHERE material_code LIKE 'S-%'"; }

# ---- part 1: four at once
for p in 1 2 3 4; do make_lines 1 $p >"$dir/part1.$p"; done
run_part 1
read -r count sum < <(posted 1)
is "$(cat "$dir"/part1.*.out | wc -l)" $((4 * lines)) "part 1: one answer for each line"
[ "$count" -gt "$lines" ]; ok $? "part 1: most are posted ($count of $((4 * lines)))"
is "$(count_ids 1)" "$count" "part 1: every transaction has its own number"
is "$(($(sql 'SELECT count(*) FROM material_transactions') - before))" "$count" "part 1: the ledger holds what was answered, no more, no less"
is "$(held)" "$sum" "part 1: on hand is the sum of the answers"
is "$(grep -ho '"kind":"[A-Z_]*"' "$dir"/part1.*.out | sort -u | tr '\n' ' ')" '"kind":"VALIDATION" ' "part 1: the only refusals are for want of stock"
is "$(check_stock)" '{"ok":true,"violations":[]}' "part 1: check stock is clean"

# ---- part 2: a client and the server die in the middle; then the same files again
for p in 1 2 3 4; do make_lines 2 $p >"$dir/part2.$p"; done
before=$(sql 'SELECT count(*) FROM material_transactions')
run_part 2 leave
read -ra pids <"$dir/pids"
enough=$((before + lines / 2)) tries=0
until [ "$(sql 'SELECT count(*) FROM material_transactions' 2>/dev/null || echo 0)" -ge "$enough" ]; do
	tries=$((tries + 1)); [ $tries -lt 3000 ] || bail "the storm did not get going"
done
kill -9 "${pids[0]}"
kill -9 "$(head -1 "$GEMBA_HOME/data/postmaster.pid")"
"$gemba" local start >/dev/null; ok $? "part 2: the server starts again after kill -9"
wait "${pids[@]}" 2>/dev/null
run_part 2
read -r count sum2 < <(posted 2)
is "$(cat "$dir"/part2.*.out | wc -l)" $((4 * lines)) "part 2: after the replay one answer for each line"
replayed=$(cat "$dir"/part2.*.out | grep -c '"replayed":true')
[ "$replayed" -gt 0 ]; ok $? "part 2: $replayed were posted before and only answered again"
is "$(count_ids 2)" "$count" "part 2: every transaction has its own number"
is "$(($(sql 'SELECT count(*) FROM material_transactions') - before))" "$count" "part 2: nothing is lost, nothing is there twice"
is "$(held)" "$((sum + sum2))" "part 2: on hand is the sum of the answers"
twice="SELECT count(*) FROM (SELECT op_id FROM material_transactions t JOIN materials m ON m.id = t.material_id
	WHERE m.material_code LIKE 'S-%' GROUP BY op_id HAVING count(*) > 1) twice"
is "$(sql "$twice")" 0 "part 2: no operation stands twice in the ledger"
is "$(check_stock)" '{"ok":true,"violations":[]}' "part 2: check stock is clean"
echo "1..$tests"
[ "$failed" = 0 ]
