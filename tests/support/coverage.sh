#!/usr/bin/env bash
# Line coverage of src/core and src/db after the tests ran in an instrumented
# build; exits 1 below the limit.
#
#   coverage.sh BUILD_DIR MINIMUM_PERCENT
set -euo pipefail
build=$1
minimum=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Also files that never ran: gcov reports them with 0 %.
find "$build/obj/src/core" "$build/obj/src/db" -name '*.gcno' | sort |
	xargs -n 50 gcov --no-output >"$work/gcov" 2>/dev/null || true

awk -v minimum="$minimum" -v quote="'" '
	/^File / { split($0, part, quote); file = part[2] }
	/^Lines executed:/ && file ~ /^src\/(core|db)\/.*\.c$/ {
		split($0, part, /[:%]| of /)
		lines = part[4]
		hit = int(part[2] * lines / 100 + 0.5)
		printf "%6.1f %%  %4d of %4d  %s\n", lines ? 100 * hit / lines : 0, hit, lines, file
		total += lines
		covered += hit
	}
	/^Lines executed:/ || /^No executable/ { file = "" }
	END {
		percent = total ? 100 * covered / total : 0
		printf "%6.1f %%  %4d of %4d  lines of src/core and src/db, limit %d %%\n", percent, covered, total, minimum
		exit percent < minimum
	}' "$work/gcov"
