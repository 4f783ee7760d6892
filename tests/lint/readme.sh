#!/usr/bin/env bash
# readme: the README's key table is the one that action.def says, and every verb it names exists.
# "readme.sh --print" writes the table.
set -u
cd "$(dirname "$0")/../.." || exit 1

table() {
	echo '| key | also | what |'
	echo '|---|---|---|'
	sed -n 's/^ACTION([A-Z_]*, "[^"]*", "\([^"]*\)", "\([^"]*\)", "\([^"]*\)", "\([^"]*\)")$/| \1 | \2 | \4 |/p' src/ui/action.def
}
if [ "${1:-}" = --print ]; then table; exit 0; fi
if diff <(sed -n '/^| key | also | what |$/,/^$/p' README.md | sed '/^$/d') <(table); then
	exit 0
fi
echo "README.md: the key table is not that of src/ui/action.def (tests/lint/readme.sh --print writes it)"
exit 1
