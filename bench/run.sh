#!/usr/bin/env bash
# bench/run.sh: what a receipt and an issue cost, as ratios in one run; then what a scan, a label, a plan and the board do.
#
# The floor is pgbench's own simple-update (three statements, prepared) on the same cluster with the same number of
# clients. Method: cluster on tmpfs (BENCH_DIR to put it elsewhere), interleaved rounds with the order reversed each
# round, a fixed number of transactions, the median of the ratios. Everything is on: kiosk role, token, row security,
# op_log, audit, balances, ERP outbox, throttled notifications with a listener.
#
#   bench/run.sh [build-directory]          ROUNDS=7 CLIENTS="1 8" SCALE=1 PARTS="post scan label plan board"
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
gemba=$(realpath "$build/gemba")
parts=" ${PARTS:-post scan label plan board} "
rounds=${ROUNDS:-7} clients_list=${CLIENTS:-"1 8"} scale=${SCALE:-1}
bin=${PG_BINDIR:-/usr/lib/postgresql/15/bin}
dir=${BENCH_DIR:-/dev/shm}/gemba-bench.$$
materials=500

mkdir -p "$dir"
chmod 755 "$dir"
[ "$(id -u)" != 0 ] || chown postgres "$dir"
export GEMBA_HOME=$dir/home
cleanup() {
	[ -z "${listener:-}" ] || kill "$listener" 2>/dev/null || true
	"$gemba" local destroy >/dev/null 2>&1 || true
	rm -rf "$dir"
}
trap cleanup EXIT

"$gemba" local start >/dev/null
"$gemba" demo >/dev/null
admin=$("$gemba" local url)
kiosk=$("$gemba" local url --kiosk kiosk1)
as_admin() { "$bin/psql" -XAtq -v ON_ERROR_STOP=1 "$admin" "$@"; }
as_kiosk() { "$bin/psql" -XAtq -v ON_ERROR_STOP=1 "$kiosk" "$@"; }

echo "preparing: $materials materials, purchase and work orders, layers ..."
token=$(as_kiosk -c "SELECT token FROM api.sign_on('admin', '1234')")
as_kiosk -v token="$token" -v materials="$materials" -f bench/setup.sql >/dev/null
as_admin -c 'CREATE DATABASE floor' >/dev/null
floor=${admin/dbname=gemba/dbname=floor}
"$bin/pgbench" -i -q -s 10 "$floor" >/dev/null 2>&1
as_admin -c 'VACUUM ANALYZE' -c 'CHECKPOINT' >/dev/null

# A terminal that listens, so that notifications have somebody to wake.
mkfifo "$dir/listen"
"$bin/psql" -XAtq "$kiosk" <"$dir/listen" >/dev/null 2>&1 &
listener=$!
exec 9>"$dir/listen"
echo "SELECT * FROM api.listen('$token');" >&9

# tps NAME CLIENTS TRANSACTIONS
tps() {
	local conninfo=$kiosk script=(-f "bench/$1.sql" -D token="$token" -D materials="$materials")
	[ "$1" != floor ] || { conninfo=$floor; script=(-N); }
	"$bin/pgbench" -n -M prepared -c "$2" -j 2 -t "$3" "${script[@]}" "$conninfo" 2>"$dir/err" |
		sed -n 's/^tps = \([0-9.]*\).*/\1/p' | grep . || { cat "$dir/err" >&2; exit 1; }
}
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a / b }'; }

# compare CLIENTS TRANSACTIONS BASE NAME...: medians of each NAME over BASE
compare() {
	local clients=$1 count=$2 base=$3 names order name
	shift 3
	names=("$base" "$@")
	for name in "${names[@]}"; do : >"$dir/$name.tps"; done
	for ((round = 1; round <= rounds; round++)); do
		order=("${names[@]}")
		if ((round % 2 == 0)); then mapfile -t order < <(printf '%s\n' "${names[@]}" | tac); fi
		for name in "${order[@]}"; do tps "$name" "$clients" "$count" >>"$dir/$name.tps"; done
	done
	for name in "$@"; do
		paste "$dir/$name.tps" "$dir/$base.tps" | while read -r a b; do ratio "$a" "$b"; done >"$dir/ratios"
		printf '%-34s %2d client(s)  %8.0f /s   %5.2f of %s   (rounds %s .. %s)\n' "$name" "$clients" \
			"$(median <"$dir/$name.tps")" "$(median <"$dir/ratios")" "$base" \
			"$(sort -g "$dir/ratios" | head -1)" "$(sort -g "$dir/ratios" | tail -1)"
	done
	printf '%-34s %2d client(s)  %8.0f /s\n' "$base" "$clients" "$(median <"$dir/$base.tps")"
}

post() {
	for c in $clients_list; do
		compare "$c" $((c == 1 ? 4000 * scale : 2000 * scale)) floor receive issue
	done
	compare 8 $((400 * scale)) receive delivery_10
	echo "  (a delivery posts 10 lines a call: times 10 in lines)"
	compare 1 $((2000 * scale)) issue_5_layers issue_20000_layers
}

# What a person feels: from the last byte of a label to "received" on the screen (spool on the disk, door, painting),
# beside one bare commit on the same disk; percentiles in ms.
percentile() { sort -g "$2" | awk -v p="$1" '{ v[NR] = $1 } END { i = int(NR * p / 100 + 0.999); print v[i < 1 ? 1 : i] }'; }
as_gemba() { GEMBA_PIN=1234 "$gemba" --json --user admin "$@" >/dev/null; }
scan() {
	local scanned commit
	as_gemba material add BENCH-1 --name Box --uom pcs
	as_gemba barcode add 04012345999983 --material BENCH-1
	as_gemba po add PO-BENCH-1 --supplier ACME --line BENCH-1=100000000@0.5
	"$bin/psql" -XAtq "$floor" -c 'CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)'
	for ((round = 1; round <= rounds; round++)); do
		"$build/bench/scan_to_posted" "$gemba" PO-BENCH-1 $((60 * scale)) >>"$dir/scans"
		"$bin/pgbench" -n -M prepared -c 1 -t $((300 * scale)) -f bench/commit.sql -l --log-prefix="$dir/bare" "$floor" \
			>/dev/null 2>&1
	done
	cat "$dir"/bare.* | awk '{ print $3 }' >"$dir/commits"
	for p in 50 99; do
		scanned=$(percentile $p "$dir/scans") commit=$(percentile $p "$dir/commits")
		awk -v p=$p -v s="$scanned" -v c="$commit" 'BEGIN {
			printf "scan to posted, p%d %21.1f ms   %5.1f bare commits of %.2f ms\n", p, s / 1000, s / c, c / 1000 }'
	done
}

# A figure that misses its gate fails the whole, after all others were printed.
missed=0
gate() { "$@" || missed=1; }

# What a key of the board costs with 10 000 bars, alone and while somebody else moves bars five times a second; and what
# the server does for it.
board() {
	local neighbour asked
	as_admin -f bench/board.sql >/dev/null
	as_kiosk -c '\timing' -v token="$token" -f bench/board_read.sql | awk '$1 == "Time:" { n++; ms[n] = $2 }
		END { printf "board read by the server: lanes %.0f, windows %.0f, bars %.0f, links %.0f ms\n", ms[5], ms[6], ms[7], ms[8] }'
	gate "$build/bench/board_drag" "$gemba" BO-2250/10 $((8 * scale))
	asked=$(as_kiosk -c "SELECT token FROM api.sign_on('admin', '1234')")
	while sleep 0.2; do echo '\i bench/board_neighbour.sql'; done |
		"$bin/psql" -XAtq -v ON_ERROR_STOP=1 -v kiosk=kiosk1 -v token="$asked" "$admin" >/dev/null &
	neighbour=$!
	gate "$build/bench/board_drag" "$gemba" BO-2250/10 $((4 * scale)) others
	kill "$neighbour" || { echo "the neighbour stopped early" >&2; missed=1; }
}

[[ $parts != *" post "* ]] || post
[[ $parts != *" scan "* ]] || scan
[[ $parts != *" label "* ]] || "$build/bench/label"
[[ $parts != *" plan "* ]] || { gate "$build/bench/plan"; gate "$build/bench/plan_drag"; }
[[ $parts != *" board "* ]] || board
exit "$missed"
