#!/usr/bin/env bash
# A released migration is never edited: sql/migrations/SUMS holds the SHA-256
# of each, and the database refuses what differs from what it ran.
#
#   migrations.sh [ROOT]      compare; exits 1 on any difference
#   migrations.sh --record    add the sums of new files ("make sums")
set -euo pipefail
record=no
[ "${1:-}" = --record ] && record=yes && shift
cd "${1:-$(dirname "$0")/../..}"
cd sql/migrations 2>/dev/null || exit 0

status=0
touch_list=()
for file in *.sql; do
	[ -e "$file" ] || continue
	recorded=$(awk -v file="$file" '$2 == file { print $1 }' SUMS 2>/dev/null || true)
	actual=$(sha256sum "$file" | cut -d' ' -f1)
	if [ -z "$recorded" ]; then
		touch_list+=("$actual  $file")
	elif [ "$recorded" != "$actual" ]; then
		echo "sql/migrations/$file: was changed after its release; write a new migration"
		status=1
	fi
done
if [ -e SUMS ]; then
	while read -r _ file; do
		[ -e "$file" ] || {
			echo "sql/migrations/$file: was released and is gone"
			status=1
		}
	done <SUMS
fi
if [ $record = yes ]; then
	[ ${#touch_list[@]} -eq 0 ] || printf '%s\n' "${touch_list[@]}" >>SUMS
elif [ ${#touch_list[@]} -gt 0 ] && [ -e SUMS ]; then
	printf '%s\n' "${touch_list[@]}" | sed 's|.*  \(.*\)|sql/migrations/\1: not in SUMS; when it is final run make sums|'
	status=1
fi
exit $status
