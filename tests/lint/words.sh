#!/usr/bin/env bash
# Text files: no note to do something later, no blanks at a line's end, no
# CRLF, a newline at the end. Recorded inputs and screens are as they are.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"

mapfile -t files < <(find . \( -path ./.git -o -path './build*' -o -path './tests/fuzz/*/*' -o -path '*/data' -o -path '*/.cache' \) \
	-prune -o -type f ! -name '*.golden' ! -name '*.png' ! -name '*.csv' ! -name '*~' -print | sort)
[ ${#files[@]} -gt 0 ] || exit 0
status=0
later='TO''DO|FIX''ME|X''XX'
grep -nIwE "$later" /dev/null "${files[@]}" | sed 's/$/  <- do it, or open an issue/' | grep . && status=1
grep -nIE '[[:blank:]]+$' /dev/null "${files[@]}" | sed 's/$/  <- blanks at the end/' | grep . && status=1
grep -lI $'\r' /dev/null "${files[@]}" | sed 's/$/: CRLF/' | grep . && status=1
for file in "${files[@]}"; do
	[ -s "$file" ] || continue
	[ -z "$(tail -c 1 "$file" | tr -d '\n\0')" ] || {
		echo "$file: no newline at the end"
		status=1
	}
done
exit $status
