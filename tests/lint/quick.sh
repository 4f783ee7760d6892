#!/usr/bin/env bash
# The lints that need nothing but the source and its objects, as TAP.
#
#   GEMBA_TEST_BUILD=DIR quick.sh [-v]      -v also shows warnings and figures
set -uo pipefail
lint=$(cd "$(dirname "$0")" && pwd)
build=${GEMBA_TEST_BUILD:-build}
verbose=${1:-}
cd "$lint/../.." || exit 1

lints=(layers lengths banned globals sql words migrations readme)
echo "1..${#lints[@]}"
status=0
number=0
for name in "${lints[@]}"; do
	number=$((number + 1))
	root=$PWD
	[ "$name" = globals ] && root=$build
	if output=$("$lint/$name.sh" "$root" 2>&1); then
		echo "ok $number - $name"
		[ -z "$verbose" ] || [ -z "$output" ] || printf '%s\n' "$output" | sed 's/^/# /'
	else
		echo "not ok $number - $name"
		printf '%s\n' "$output" | sed 's/^/# /'
		status=1
	fi
done
exit $status
