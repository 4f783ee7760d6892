#!/usr/bin/env bash
# sql/embed.awk: what it makes compiles and holds the text byte by byte, and
# what it must refuse it refuses with file and line.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0
status=0

report() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		status=1
	fi
}

embed() {
	LC_ALL=C awk -v mode="$1" -f "$root/sql/embed.awk" "${@:2}" </dev/null
}

# refuses WORDS LINE SQL [MODE]
refuses() {
	printf '%b' "$3" >q.sql
	embed "${4:-table}" q.sql >/dev/null 2>err && {
		report 1 "refuses: $1"
		return
	}
	grep -q "^q.sql:$2:.*$1" err
	report $? "refuses: $1"
	[ -s err ] && sed 's/^/# /' err
}

refuses 'unknown kind "quantity"' 2 '-- name: a\n-- in: x quantity\nSELECT $1\n'
refuses 'declares 1 parameters' 4 '-- name: a\n-- in: x text\n\nSELECT $1, $2\n'
refuses 'declares 0 parameters' 2 '-- name: a\nSELECT $1\n'
refuses 'declared but not used' 5 '-- name: a\n-- in: x text, y text\nSELECT $1;\n\n-- name: b\nSELECT 1;\n'
refuses 'declared twice' 2 '-- name: a\n-- in: x text, x int\nSELECT $1, $2\n'
refuses 'expected "name kind"' 2 '-- name: a\n-- in: x\nSELECT $1\n'
refuses 'is already in q.sql:1' 3 '-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n'
refuses 'no name for a statement' 1 '-- name: A b\nSELECT 1;\n'
refuses 'has no statement' 2 '-- name: a\n-- name: b\nSELECT 1;\n'
refuses 'before any name' 1 'SELECT 1;\n'
refuses 'before any name' 1 '-- in: x int\n'

refuses 'declares nothing' 2 '-- name: a\n-- in: x int\nSELECT ?1;\n' spool_table
refuses 'parameters of the spool' 2 '-- name: a\nSELECT :x;\n' spool_table
refuses 'parameters of the spool' 2 '-- name: a\nSELECT ?;\n' spool_table
refuses 'parameters of the spool' 3 '-- name: a\nSELECT ?1,\n$2;\n' spool_table
refuses 'is already in q.sql:1' 3 '-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n' spool_ids

cat >good.sql <<'SQL'
-- What the file is for.

-- name: first
-- in:  token secret, material code
-- in:  lot code?
-- out: lot code, quantity qty
-- A comment with "quotes" and $9.
SELECT "lot", quantity -- kept: behind code
  FROM api.x($1, $2, $3)

 WHERE note <> 'a\b??/"c'	AND name = 'Ö€';

-- name: second
SELECT 1
SQL
cat >expected <<'SQL'
first|SELECT "lot", quantity -- kept: behind code
  FROM api.x($1, $2, $3)

 WHERE note <> 'a\b??/"c'	AND name = 'Ö€'|token 13 0|material 1 0|lot 1 1|>lot 1|>quantity 2
second|SELECT 1
SQL
cat >main.c <<'C'
#include <stdio.h>
#include "db/query.h"
#include "queries.c"
int main(void)
{
	for (int i = 0; i < Q_COUNT; i++) {
		const struct query *q = &query_table[i];
		printf("%s|%s", q->name, q->sql);
		for (size_t j = 0; j < q->n_params; j++)
			printf("|%s %d %d", q->param[j].name, (int)q->param[j].kind, q->param[j].optional);
		for (size_t j = 0; j < q->n_columns; j++)
			printf("|>%s %d", q->column[j].name, (int)q->column[j].kind);
		printf("\n");
	}
	return Q_FIRST != 0 || Q_SECOND != 1;
}
C
embed ids good.sql >query_ids.h && embed table good.sql >queries.c &&
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$root/src" -I. -o main main.c && ./main >got && cmp got expected
report $? "statements arrive as they were written"

cat >spool.sql <<'SQL'
-- What the file is for.

-- name: add
INSERT INTO t VALUES (?1, ':a ? $1 @b', ?12); -- ?

-- name: many
BEGIN;
SELECT '%Y-%m-%d %H:%M' || "x\y" /* ?1?1= */;
COMMIT;
SQL
cat >spool_expected <<'SQL'
0 INSERT INTO t VALUES (?1, ':a ? $1 @b', ?12); -- ?
1 BEGIN;
SELECT '%Y-%m-%d %H:%M' || "x\y" /* ?1?1= */;
COMMIT
SQL
cat >spool.c <<'C'
#include <stdio.h>
#include "spool_sql.h"
#include "spool_sql.c"
int main(void)
{
	for (int i = 0; i < SPOOL_SQL_COUNT; i++)
		printf("%d %s\n", i, spool_sql_text[i]);
	return SPOOL_SQL_ADD != 0 || SPOOL_SQL_MANY != 1;
}
C
embed spool_ids spool.sql >spool_sql.h && embed spool_table spool.sql >spool_sql.c &&
	gcc -std=gnu11 -Wall -Wextra -Werror -I. -o spool spool.c && ./spool >got && cmp got spool_expected
report $? "the spool's statements arrive as they were written"

# Each kind of the header is a word that embed.awk knows, and means it.
LC_ALL=C awk '/^\tVAL_/ { sub(/,/, "", $1); gsub(/[][]/, "", $3); print $3, $1 }' "$root/src/core/base/rows.h" >kinds
{
	echo '-- name: all'
	awk '{ print "-- out: c" NR, $1 }' kinds
	echo 'SELECT 1;'
} >kinds.sql
embed table kinds.sql | LC_ALL=C awk '/\{ "c[0-9]+",/ { print $3 }' >constants
[ -s kinds ] && cut -d' ' -f2 kinds | cmp - constants
report $? "the kinds are those of rows.h"

mkdir -p themes
printf 'a = "b\\c"??=\ttab\n\n[\xc3\x96]\n' >themes/x.ini
printf 'no newline' >themes/y.ini
: >themes/z.ini
cat >file.c <<'C'
#include <stdio.h>
#include <string.h>
#include "core/base/embedded.h"
int main(int argc, char **argv)
{
	for (size_t i = 0; i < embedded_files_n; i++)
		if (argc > 1 && strcmp(embedded_files[i].path, argv[1]) == 0)
			fputs(embedded_files[i].text, stdout);
	return embedded_files_n != (size_t)(argc > 1 ? 2 : 0);
}
C
embed files themes/x.ini themes/y.ini themes/z.ini >embedded.c &&
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$root/src" -o file file.c embedded.c &&
	./file themes/x.ini | cmp - themes/x.ini && [ "$(./file themes/y.ini)" = 'no newline' ]
report $? "files arrive byte by byte"

embed files >embedded.c && embed ids >query_ids.h && embed table >queries.c && embed spool_ids >spool_sql.h &&
	embed spool_table >spool_sql.c &&
	gcc -std=gnu11 -Wall -Wextra -Werror -I"$root/src" -o file file.c embedded.c && ./file
report $? "nothing to embed is fine"

echo "1..$number"
exit $status
