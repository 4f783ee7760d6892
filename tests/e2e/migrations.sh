#!/usr/bin/env bash
# migrations: up, down and up again on a real server leave the same schema; rows are not dropped unasked; what was edited
# behind our back is noticed.
set -u
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
source_dir=$(cd "$(dirname "$0")/../.." && pwd)

# All that makes the schema. A newer pg_dump writes a random key into \restrict.
dump() {
	pg_dump --schema-only -d "$url" | grep -vE '^\\(un)?restrict ' >"$home_dir/$1"
}
same_dump() { # same_dump OLD NAME
	dump now
	cmp -s "$home_dir/$1" "$home_dir/now"
	ok $? "$2"
	diff "$home_dir/$1" "$home_dir/now" | head -20 | sed 's/^/# /'
}
version() {
	gemba --json migrate status
	json version
}

mapfile -t files < <(cd "$source_dir/sql/migrations" && printf '%s\n' *.up.sql | sort)
names=("${files[@]%.up.sql}")
latest=$((10#${names[-1]%%_*}))
downwards=$(printf '%s\n' "${names[@]}" | tac | paste -sd' ')

home_make
home_start

# ---- up
gemba --json migrate status
is "$status $(json version) $(json latest)" "0 $latest $latest" "local start migrates to version $latest"
is "$(json applied)" "${names[*]}" "status names what is applied"
dump first
[ "$(grep -c '^CREATE TABLE' "$home_dir/first")" -gt 30 ]
ok $? "the dump holds the tables"
gemba --json migrate up
is "$status $(json version) $(json applied)" "0 $latest " "up again has nothing to do"
same_dump first "up again changes nothing"
gemba --json local start
is "$status $(json running)" "0 true" "local start is idempotent"
same_dump first "and changes nothing"

# ---- down and up without rows
gemba --json migrate down
is "$status $(json version) $(json applied)" "0 $((latest - 1)) ${names[-1]}" "down undoes one step"
gemba --json migrate status
is "$(json version) $(json latest) $(json migrations.$((${#names[@]} - 1)).state)" "$((latest - 1)) $latest pending" "status: the last is pending"
gemba --json migrate up
is "$status $(json version) $(json applied)" "0 $latest ${names[-1]}" "up does that step again"
same_dump first "one step down and up leaves the same schema"
gemba --json migrate down 2
is "$status $(json version)" "0 2" "down 2 goes to version 2"
gemba --json migrate down 2
is "$status $(json version) $(json applied)" "0 2 " "down 2 again has nothing to do"
gemba --json migrate down 0
is "$status $(json version)" "0 0" "an empty database goes down to 0 without asking"
is "$(sql "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'private', 'api', 'admin', 'ledger')")" 0 "nothing of the schema is left"
gemba --json migrate up
is "$status $(json version) $(json applied)" "0 $latest ${names[*]}" "up from nothing"
same_dump first "all the way down and up leaves the same schema, byte for byte"

# ---- rows are kept
gemba --json demo
is "$status" 0 "the demo plant is loaded"
dump filled
rows=$(sql 'SELECT count(*) FROM material_transactions')
[ "$rows" -gt 0 ]
ok $? "it has movements ($rows)"
for target in "" 0; do
	# shellcheck disable=SC2086  # an empty target is no argument
	gemba --json migrate down $target
	is "$status $(json error.kind "$err") $(json error.code "$err")" "6 CONFLICT HOLDS_ROWS" "down $target is refused"
	is "$out" "" "down $target: nothing on stdout"
	table=$(json error.message "$err" | grep -oE 'table [^,]+' | cut -d' ' -f2)
	[ "$(sql "SELECT EXISTS (SELECT FROM ${table:-pg_prepared_xacts})")" = t ]
	ok $? "down $target names a table that holds rows: $table"
	has "$(json error.hint "$err")" "--destroy" "down $target says how to"
	same_dump filled "down $target: the schema is as it was"
	is "$(version) $(sql 'SELECT count(*) FROM material_transactions')" "$latest $rows" "down $target: version and rows are as they were"
done
GEMBA_PIN=1234 gemba --json stock --user storekeeper
is "$status" 0 "a storekeeper works on after the refusals"

gemba --json migrate down 0 --destroy
is "$status $(json version) $(json applied)" "0 0 $downwards" "down 0 --destroy does it, in reverse order"
GEMBA_PIN=1234 gemba --json stock --user storekeeper
[ "$status" != 0 ]
ok $? "nobody works in an empty database (exit $status)"
gemba --json migrate up
is "$status $(json version)" "0 $latest" "up after --destroy"
same_dump first "the same schema, byte for byte"
gemba --json demo
is "$status" 0 "the demo plant is loaded again"
GEMBA_PIN=1234 gemba --json check stock --user storekeeper
is "$status $out" '0 {"ok":true,"violations":[]}' "and its stock is sound"

# ---- drift
hash=$(sql 'SELECT hash FROM migration.applied WHERE version = 2')
sql "UPDATE migration.applied SET hash = 'edited' WHERE version = 2"
dump drifted
for verb in up "down 1" "down 0 --destroy"; do
	# shellcheck disable=SC2086  # several words
	gemba --json migrate $verb
	is "$status $(json error.kind "$err") $(json error.code "$err")" "6 CONFLICT DRIFT" "$verb is refused after an edit"
	has "$(json error.message "$err")" "${names[1]}" "$verb names the migration"
done
same_dump drifted "nothing was touched"
gemba --json migrate status
is "$status $(json migrations.0.state) $(json migrations.1.state)" "0 applied drift" "status shows the drift"
gemba local start
is "$status" 6 "local start refuses it too"
sql "UPDATE migration.applied SET hash = '$hash' WHERE version = 2"
gemba local start
is "$status" 0 "and starts when the text is the right one again"

# ---- another program's database
sql "INSERT INTO migration.applied (version, name, hash) VALUES (9000, '9000_future', 'x')"
gemba --json migrate up
is "$status $(json error.code "$err")" "6 NEWER_DATABASE" "a newer database is left alone"
gemba --json migrate down 0 --destroy
is "$status $(json error.code "$err")" "6 NEWER_DATABASE" "and is not taken down"
sql "DELETE FROM migration.applied WHERE version = 9000"
gemba --json migrate up
is "$status" 0 "all is well without it"

# ---- what is typed
gemba --json migrate down $((latest + 1))
is "$status" 2 "there is no such version"
gemba --json migrate down x
is "$status" 2 "a version is a number"
gemba --json migrate down 1 2
is "$status" 1 "one version is enough"
gemba --json migrate sideways
is "$status" 1 "sideways is no direction"
gemba local stop
gemba --json migrate up
is "$status $(json error.kind "$err")" "7 OFFLINE" "without a server"
finish
