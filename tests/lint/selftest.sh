#!/usr/bin/env bash
# A lint that never fails is worth nothing: each one must refuse a small tree
# that breaks its rule, name the place, and accept the same tree without it.
set -uo pipefail
lint=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
status=0

tree() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree"/{src/core/base,src/db,src/ui/screens,sql/api,sql/migrations,tests/e2e}
	cd "$work/tree" || exit 1
	printf '#include <stddef.h>\n' >src/core/base/err.h
	printf '#include "core/base/err.h"\n' >src/db/db.h
	printf '#include "core/base/err.h"\n#include "db/db.h"\n' >src/core/stock.h
	printf '#include "core/stock.h"\n#include <curses.h>\n' >src/ui/app.c
	printf -- '-- What it is for.\nSELECT 1;\n' >sql/api/a.sql
	printf -- '-- One.\nCREATE TABLE t();\n' >sql/migrations/0001_one.up.sql
}

report() {
	number=$((number + 1))
	if [ "$1" = ok ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		status=1
	fi
}

# refuses LINT FILE TEXT: with TEXT added to FILE the lint must fail and name FILE.
refuses() {
	local output
	tree
	printf '%b' "$3" >>"$2"
	if output=$("$lint/$1.sh" "$work/tree" 2>&1) || [[ $output != *"$2"* ]]; then
		report bad "$1 refuses in $2: $3"
		printf '%s\n' "$output" | sed 's/^/# /'
	else
		report ok "$1 refuses in $2: $3"
	fi
}

accepts() {
	local output
	tree
	[ $# -lt 3 ] || printf '%b' "$3" >>"$2"
	if output=$("$lint/$1.sh" "$work/tree" 2>&1); then
		report ok "$1 accepts ${3:-the clean tree}"
	else
		report bad "$1 accepts ${3:-the clean tree}"
		printf '%s\n' "$output" | sed 's/^/# /'
	fi
}

long_function() {
	printf 'int f(int a)\\n{\\n'
	for _ in $(seq "$1"); do printf '\\ta++;\\n'; done
	printf '\\treturn a;\\n}\\n'
}

for name in layers lengths banned sql words migrations; do accepts $name; done

refuses layers src/db/db.h '#include "core/stock.h"\n'
refuses layers src/db/db.h '#include "ui/app.h"\n'
refuses layers src/core/stock.h '#include "ui/app.h"\n'
refuses layers src/core/base/err.h '#include "db/db.h"\n'
refuses layers src/ui/app.c '#include "db/db.h"\n'
refuses layers src/core/stock.h '#include <ncurses.h>\n'
refuses layers src/core/stock.c '#include <libpq-fe.h>\n'
refuses layers src/ui/app.c '#include <libpq-fe.h>\n'
refuses layers src/core/stock.c '#include <libconfig.h>\n'
refuses layers src/ui/app.c '#include <ini.h>\n'
refuses layers src/db/db.c '#include <sqlite3.h>\n'
tree
printf '#include "core/order.h"\n' >>src/core/stock.c
printf '#include "core/stock.h"\n' >>src/core/order.h
if "$lint/layers.sh" "$work/tree" >"$work/out" 2>&1 || ! grep -q circle "$work/out"; then
	report bad "layers refuses a circle"
else
	report ok "layers refuses a circle"
fi

refuses lengths src/core/stock.c "$(long_function 70)"
accepts lengths src/core/stock.c "$(long_function 60)"
refuses lengths src/core/stock.c "$(for _ in $(seq 601); do printf '/* x */\\n'; done)"

refuses banned src/core/stock.c 'void f(char *a)\n{\n\tstrcpy(a, "x");\n}\n'
refuses banned src/core/stock.c 'int f(char *a)\n{\n\treturn x + atoi (a);\n}\n'
refuses banned src/core/stock.c 'struct tm *t = localtime(&now);\n'
refuses banned src/core/stock.c 'int r = system("ls");\n'
refuses banned src/ui/screens/x.c 'wrefresh(w);\n'
refuses banned src/ui/screens/x.c 'doupdate();\n'
refuses banned src/db/conn.c 'r = PQexec(c, q);\n'
refuses banned src/db/conn.c 'const char *q = "SELECT 1 FROM t";\n'
refuses banned src/core/stock.c 'const char *q = "update: UPDATE materials SET x";\n'
refuses banned tests/e2e/a.c 'void f(void)\n{\n\tusleep(10);\n}\n'
refuses banned tests/e2e/a.sh 'make x; sleep 1\n'
accepts banned src/core/stock.c '/* strcpy(a, b) */ const char *s = "system(1)"; // atoi(x)\nlocaltime_r(&a, &b);\n'
accepts banned src/db/migrate.c 'r = PQexec(c, q);\n'

refuses sql sql/api/b.sql 'SELECT 1;\n'
refuses sql sql/api/a.sql "EXECUTE 'DROP TABLE ' || name;\n"
refuses sql sql/api/a.sql "EXECUTE format('DROP TABLE %s', name);\n"
refuses sql sql/api/a.sql "EXECUTE format('DROP TABLE ' || name);\n"
refuses sql sql/api/a.sql "EXECUTE format('DROP TABLE %I', name) || more;\n"
refuses sql sql/api/a.sql 'EXECUTE statement;\n'
refuses sql sql/api/a.sql 'FOR r IN EXECUTE query LOOP\n'
refuses sql sql/api/a.sql "EXECUTE\n  'DROP TABLE '\n  || name;\n"
refuses sql sql/api/a.sql 'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;\n'
accepts sql sql/api/a.sql 'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = api AS $$ SELECT 1 $$;\n'
accepts sql sql/api/a.sql "EXECUTE format('DROP TABLE %I', a || '_b') INTO x USING a || b;\nGRANT EXECUTE ON FUNCTION f() TO x;\n"
accepts sql sql/api/a.sql "EXECUTE format('SELECT x FROM %s', name::regclass) INTO x;\n"
refuses sql sql/api/a.sql "EXECUTE format('SELECT %s FROM %s', name, name::regclass) INTO x;\n"
accepts sql sql/api/a.sql 'CREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION f();\n'

refuses words src/core/stock.c '/* TO''DO */\n'
refuses words src/core/stock.c 'int a; \n'
refuses words src/core/stock.c 'int a;\r\n'
refuses words src/core/stock.c 'int a;'

tree
"$lint/migrations.sh" --record "$work/tree" && "$lint/migrations.sh" "$work/tree" && good=ok || good=bad
report $good "migrations accepts what it recorded"
echo '-- more' >>sql/migrations/0001_one.up.sql
"$lint/migrations.sh" "$work/tree" >/dev/null && good=bad || good=ok
report $good "migrations refuses an edited file"
"$lint/migrations.sh" --record "$work/tree" >/dev/null && good=bad || good=ok
report $good "migrations records no edited file"
rm sql/migrations/0001_one.up.sql
"$lint/migrations.sh" "$work/tree" >/dev/null && good=bad || good=ok
report $good "migrations refuses a missing file"

# globals reads objects: const tables pass, anything else does not.
global() {
	mkdir -p "$work/build/obj/src"
	printf '%b' "$2" >"$work/x.c"
	gcc -O2 -c -o "$work/build/obj/src/x.o" "$work/x.c" || return
	if "$lint/globals.sh" "$work/build" >/dev/null; then [ "$1" = accepts ]; else [ "$1" = refuses ]; fi && good=ok || good=bad
	report $good "globals $1: $2"
}
global refuses 'int count;\n'
global refuses 'static int count;\nint f(void) { return ++count; }\n'
global refuses 'int f(void) { static int count; return ++count; }\n'
global refuses 'const char *name = "x";\n'
global accepts 'static const char *const names[] = { "x" };\nconst char *f(int i) { return names[i]; }\n'
global accepts 'int f(int i) { return i; }\n'

echo "1..$number"
exit $status
