#!/usr/bin/env bash
# Calls that overflow, block a screen, wait on time or hide in a wrong layer,
# and SQL text outside of sql/. Prints each place; exits 1 if there is any.
set -euo pipefail
lint=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$lint/../..}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t files < <(find src tests bench -name '*.[ch]' 2>/dev/null | sort)
[ ${#files[@]} -gt 0 ] || exit 0
LC_ALL=C awk -f "$lint/strip.awk" "${files[@]}" >"$work/code"
LC_ALL=C awk -v keep_strings=1 -f "$lint/strip.awk" "${files[@]}" >"$work/strings"
: >"$work/found"

# ban REASON REGEX [ALLOWED_PATHS]: calls of a name that REGEX matches.
ban() {
	grep -E "^[^:]*:[0-9]+:(.*[^A-Za-z0-9_])?($2)[[:space:]]*\(" "$work/code" |
		{ if [ -n "${3:-}" ]; then grep -vE "^($3)"; else cat; fi; } |
		sed "s|\$|  <- $1|" >>"$work/found" || true
}

ban 'no limit: use core/base/str' 'strcpy|strcat|strncpy|strncat|stpcpy|v?sprintf|gets|scanf|sscanf'
ban 'keeps state or hides errors' 'strtok|atoi|atol|atoll|atof|localtime|gmtime|ctime|asctime'
ban 'a shell sees the arguments' 'system|popen'
ban 'repaints the whole screen' 'w?clear|w?refresh|clearok' 'src/ui/term(_[a-z]+)?\.c'
ban 'the only doupdate is in ui/term.c' 'doupdate' 'src/ui/term(_[a-z]+)?\.c|tests/'
ban 'blocks the screens' 'PQexec|PQexecParams|PQexecPrepared|PQprepare|PQconnectdb|PQconnectdbParams|PQreset|PQcancel|PQdescribePrepared' \
	'src/db/migrate|src/db/cluster|src/db/admin|tests/|bench/'
ban 'blocks the screens: there is one poll' 'sleep|usleep|nanosleep|clock_nanosleep' 'src/db/cluster|src/db/migrate|bench/'

# Tests wait on conditions.
find tests -name '*.sh' ! -path 'tests/lint/*' -exec grep -nE '(^|[;&|(]|[[:space:]])sleep[[:space:]]+[0-9$]' /dev/null {} + |
	sed 's|$|  <- a test waits on a condition, never on time|' >>"$work/found" || true

grep -E '^src/[^:]*:[0-9]+:.*"[^"]*(SELECT |INSERT INTO|UPDATE [a-z%]|DELETE FROM|CREATE [A-Z]|ALTER [A-Z]|DROP [A-Z]|GRANT [A-Z])' \
	"$work/strings" | sed 's|$|  <- SQL text belongs in sql/|' >>"$work/found" || true

cat "$work/found"
[ ! -s "$work/found" ]
