#!/usr/bin/env bash
# Functions: a warning above 50 lines, wrong above 70, the signature counted.
# Files: wrong above 600. A function is what stands between "{" and "}" in
# column 0, which the formatter guarantees.
set -euo pipefail
cd "${1:-$(dirname "$0")/../..}"

status=0
{ find src tests -name '*.[ch]'; find sql/api sql/queries -name '*.sql'; find tests -name '*.sh'; } 2>/dev/null | sort |
	while IFS= read -r file; do
		lines=$(wc -l <"$file")
		[ "$lines" -le 600 ] || echo "$file:$lines: $lines lines, the limit is 600"
	done | grep . && status=1

mapfile -t files < <(find src tests -name '*.[ch]' | sort)
[ ${#files[@]} -gt 0 ] || exit $status
LC_ALL=C awk '
	FNR == 1 { head = 0; inside = 0 }
	/^[ \t]*$/ || /^[#\/}]/ || /^ \*/ { if (!inside) head = 0 }
	/^[A-Za-z_]/ && !inside && !head { head = FNR; name = $0 }
	/^\{/ && head { inside = 1 }
	/^\}/ && inside {
		n = FNR - head + 1
		inside = 0
		size[++functions] = n
		sub(/\(.*/, "", name)
		sub(/.*[ *]/, "", name)
		if (n > 70) {
			print FILENAME ":" head ": " name " has " n " lines, the limit is 70"
			wrong = 1
		} else if (n > 50) {
			print FILENAME ":" head ": warning: " name " has " n " lines, aim below 50"
		}
		head = 0
	}
	END {
		for (i = 1; i <= functions; i++)
			of_size[size[i]]++
		for (n = 1; n < 10000 && seen < functions; n++) {
			seen += of_size[n]
			if (!median && seen * 2 >= functions) median = n
			if (!p95 && seen * 100 >= functions * 95) p95 = n
			if (of_size[n]) longest = n
		}
		printf "%d functions: median %d lines, p95 %d, longest %d\n", functions, median, p95, longest
		exit wrong
	}' "${files[@]}" || status=1
exit $status
