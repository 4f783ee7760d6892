#!/usr/bin/env bash
# Runs the tests and ends with one line "N passed, N failed" over all kinds.
#
#   run_tests.sh --build DIR [--only "unit lint screen sql db e2e"] [--pattern REGEX]
#
# TEST_SECONDS in the environment: how long one test may take, in place of the kind's own limit.
#
# Every test prints TAP: a plan, then "ok" or "not ok" lines. A test that
# prints no plan, or fewer or more lines than planned, or exits other than 0
# without a "not ok" line, or does not end in time, is one more failure. The
# database is private, in a fresh home, and stopped however this ends.
#
# A test sees: GEMBA (the program), GEMBA_HOME (where the server runs),
# GEMBA_TEST_SOURCE (root of the source), GEMBA_TEST_URL (conninfo of the
# administrator), GEMBA_TEST_TMP (an empty directory of its own).
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1

build=build
only=
pattern=
while [ $# -gt 0 ]; do
	case $1 in
	--build) build=$2 ;;
	--only) only=$2 ;;
	--pattern) pattern=$2 ;;
	*)
		echo "run_tests.sh: unknown option $1" >&2
		exit 1
		;;
	esac
	shift 2
done
[ -n "$only" ] || only="unit lint screen sql db e2e"
case $build in /*) ;; *) build=$root/$build ;; esac

# Nothing of the caller's machine may change a result.
unset "${!PG@}" "${!GEMBA@}" NO_COLOR COLUMNS LINES LC_CTYPE LC_MESSAGES LANGUAGE
export TZ=UTC LC_ALL=C.UTF-8 LANG=C.UTF-8 TERM=xterm-256color ESCDELAY=25
export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
export GEMBA=$build/gemba GEMBA_TEST_SOURCE=$root

# The server runs as "postgres" when we are root, so its home must be open to
# that user: not every source directory is, /tmp always.
work=$(mktemp -d /tmp/gemba-test.XXXXXX) || exit 1
chmod 0755 "$work"
export GEMBA_HOME=$work/home
export XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config
log=$work/output
passed=0
failed=0
server=off # off | on | broken
child=

# shellcheck disable=SC2317  # called by the trap
finish() {
	[ -n "$child" ] && kill "$child" 2>/dev/null && wait "$child" 2>/dev/null
	if [ $server != off ]; then
		timeout 60 "$GEMBA" local stop >/dev/null 2>&1
	fi
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_server() {
	[ $server = off ] || return
	server=broken
	if [ ! -x "$GEMBA" ]; then
		echo "not ok   local start: there is no program at $GEMBA"
	elif ! timeout 180 "$GEMBA" local start >"$log" 2>&1 </dev/null; then
		echo "not ok   local start"
		sed 's/^/    /' "$log"
	else
		server=on
		GEMBA_TEST_URL=$("$GEMBA" --json local url | perl -MJSON::PP -0777 -ne 'print decode_json($_)->{url}')
		export GEMBA_TEST_URL
		return
	fi
	failed=$((failed + 1))
}

# count STATUS: adds what $log holds; prints "passed failed skipped" of this test.
count() {
	LC_ALL=C awk -v status="$1" '
		/^1\.\.[0-9]+/ { planned = substr($1, 4) + 0; has_plan = 1 }
		/^(not )?ok .*# (SKIP|skip)/ { skipped++; next }
		/^ok [0-9]/ { passed++ }
		/^not ok [0-9]/ { failed++ }
		END {
			if (!has_plan || planned != passed + failed + skipped || (status != 0 && !failed))
				failed++
			print passed + 0, failed + 0, skipped + 0
		}' "$log"
}

# run NAME SECONDS COMMAND...: one line when all is well, all it said when not.
run() {
	local name=$1 seconds=${TEST_SECONDS:-$2} status good bad skipped started=$SECONDS
	shift 2
	export GEMBA_TEST_TMP=$work/tmp
	rm -rf "$GEMBA_TEST_TMP"
	mkdir -p "$GEMBA_TEST_TMP"
	timeout --kill-after=10 "$seconds" "$@" >"$log" 2>&1 </dev/null &
	child=$!
	wait "$child"
	status=$?
	child=
	read -r good bad skipped < <(count "$status")
	passed=$((passed + good))
	failed=$((failed + bad))
	if [ "$bad" -eq 0 ]; then
		[ "$skipped" -eq 0 ] && skipped= || skipped=", $skipped skipped"
		printf 'ok       %s (%d%s, %ds)\n' "$name" "$good" "$skipped" $((SECONDS - started))
		return
	fi
	printf 'not ok   %s (%d passed, %d failed, exit %d)\n' "$name" "$good" "$bad" "$status"
	[ "$status" -ne 124 ] || echo "    did not end within $seconds seconds"
	sed 's/^/    /' "$log"
}

chosen() {
	[[ -z $pattern || $1 =~ $pattern ]]
}

# Programs are named by their sources, so that a left-over binary never runs.
run_programs() {
	local kind=$1 seconds=$2 source name
	for source in tests/"$kind"/*.c; do
		[ -e "$source" ] || continue
		name=$kind/$(basename "$source" .c)
		chosen "$name" || continue
		case $kind in
		db | e2e) start_server ;;
		esac
		if [ "$kind" != unit ] && [ "$kind" != screen ] && [ $server != on ]; then
			echo "not run  $name"
			continue
		fi
		run "$name" "$seconds" "$build/tests/$name"
	done
}

# run_scripts GLOB NEEDS_SERVER SECONDS RUNNER...
run_scripts() {
	local glob=$1 needs=$2 seconds=$3 source name
	shift 3
	for source in $glob; do
		[ -e "$source" ] || continue
		name=${source#tests/}
		chosen "$name" || continue
		[ "$needs" = no ] || start_server
		if [ "$needs" = yes ] && [ $server != on ]; then
			echo "not run  $name"
			continue
		fi
		run "$name" "$seconds" "$@" "$source"
	done
}

# pgTAP stands in a schema of its own, made once.
prepare_pgtap() {
	start_server
	[ $server = on ] || return
	psql -XAtq -v ON_ERROR_STOP=1 -d "$GEMBA_TEST_URL" -f tests/support/pgtap_schema.psql >"$log" 2>&1 && return
	echo "not ok   pgtap"
	sed 's/^/    /' "$log"
	failed=$((failed + 1))
}

for kind in $only; do
	case $kind in
	unit) run_programs unit 120 ;;
	screen) run_programs screen 120 ;;
	lint)
		export GEMBA_TEST_BUILD=$build
		run_scripts 'tests/lint/quick.sh tests/lint/selftest.sh tests/lint/embed_test.sh' no 120 bash
		;;
	sql)
		if compgen -G 'tests/sql/*.sql' >/dev/null; then
			prepare_pgtap
			run_scripts 'tests/sql/*.sql' yes 180 prove --verbose --ext .sql --exec tests/support/pgtap.sh
		fi
		;;
	db) run_programs db 300 ;;
	e2e)
		run_programs e2e 300
		run_scripts 'tests/e2e/*.sh' yes 600 bash
		;;
	*)
		echo "run_tests.sh: no tests of kind $kind" >&2
		failed=$((failed + 1))
		;;
	esac
done

# Nothing run is nothing proved.
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
