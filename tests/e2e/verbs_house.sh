#!/usr/bin/env bash
# verbs_house: the private server, migrations, people, kiosks, batch, relay, maintenance, help.
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"
home_make
export GEMBA_PIN=1234
tmp=$home_dir/tmp
mkdir -p "$tmp"

# ---- local
gemba --json local status
is "$status $(json running)" "0 false" "nothing runs yet"
home_start
gemba --json local start
is "$status $(json running) $(json data_dir)" "0 true $GEMBA_HOME/data" "start is idempotent"
gemba --json local status
is "$(json maintained)" true "maintenance runs beside it"
gemba local url
is "$(psql -XAtq -d "$out" -c 'SELECT 1')" 1 "the url is for psql"
is "$(stat -c %a "$GEMBA_HOME/data")" 700 "data is private"

# ---- migrate
gemba --json migrate status
latest=$(json latest)
is "$status $(json version)" "0 $latest" "up to date"
gemba --json migrate up
is "$status $(json applied)" "0 " "nothing to do"
gemba --json migrate down
is "$status $(json version)" "0 $((latest - 1))" "one step down"
gemba --json migrate down 0
is "$status $(json version)" "0 0" "down to nothing"
gemba --json migrate up
is "$status $(json version)" "0 $latest" "and up again"
gemba --json migrate down x
is $status 2 "a version is a number"
gemba demo
is $status 0 "demo"
has "$out" "kiosk1" "says which kiosks there are"
passwords=$(cat "$GEMBA_HOME/passfile")
is "$(stat -c %a "$GEMBA_HOME/passfile")" 600 "the passfile is private"
gemba demo
is "$status $(cat "$GEMBA_HOME/passfile")" "0 $passwords" "again: passwords are kept"
gemba --json migrate down 0
is "$status $(json error.kind "$err")" "6 CONFLICT" "tables with rows are not dropped"
gemba --json local url --kiosk kiosk1
has "$(json url)" kiosk1 "a kiosk's url"
is "$(psql -XAtq -d "$(json url)" -c 'SELECT session_user')" kiosk1 "lets psql in"

# ---- organizations, kiosks, people
gemba --json org add T --name "Test"
is "$status $(json organization)" "0 T" "org add"
gemba --json org add T --name "Test"
is $status 5 "not twice"
gemba --json plant add TP --org T --tz Asia/Kolkata
is "$status $(json time_zone)" "0 Asia/Kolkata" "plant add"
gemba --json plant add TQ --org T --tz Nowhere/None
is $status 2 "a zone must exist"
gemba --json plant add TQ --org NONE --tz UTC
is $status 3 "and so must the organization"
gemba --json kiosk enrol tkiosk --org T --plant TP
is "$status $(json passfile)" "0 $GEMBA_HOME/passfile" "kiosk enrol"
GEMBA_NEW_PIN=9876 gemba --json user add boss --org T --role admin,storekeeper --badge B-1
is "$status $(json roles)" "0 admin, storekeeper" "a first person"
gemba --json user add x --org T --role admin
is "$status $(json error.field "$err")" "1 new_pin" "needs a PIN"
GEMBA_PIN=9876 gemba --json --user boss --kiosk tkiosk stock
is "$status $out" '0 {"materials":[]}' "who may sign on at once"
boss() { GEMBA_PIN=9876 gemba --json --user boss --kiosk tkiosk "$@"; }
out=$(GEMBA_PIN=9876 "$program" --json --user boss --kiosk tkiosk user add helper --role operator --new-pin-fd 8 8<<<5555)
is "$(json user)" helper "user add by the kiosk, PIN by descriptor"
out=$("$program" --json --user helper --pin-fd 8 --kiosk tkiosk stock 8<<<5555)
is "$out" '{"materials":[]}' "sign-on by descriptor"
GEMBA_NEW_PIN=6666 boss user pin helper
is $status 0 "user pin"
GEMBA_PIN=6666 gemba --json --user helper --kiosk tkiosk stock
is $status 0 "the new PIN counts"
boss user lock helper
is "$status $(json locked)" "0 true" "user lock"
GEMBA_PIN=6666 gemba --json --user helper --kiosk tkiosk stock
is $status 4 "locked"
boss user list
is "$status $(json users.1.user)" "0 helper" "user list"
boss material add I-1 --name x --uom pcs
boss receive I-1 1 --ref-type ADJUSTMENT --unit-cost 1 --at 2026-07-01T12:00
boss moves I-1
is "$(json transactions.0.transaction_date)" "2026-07-01T12:00:00+05:30" "times are the plant's"
gemba --json kiosk list
has "$out" tkiosk "kiosk list"
gemba --json kiosk retire tkiosk
is $status 0 "kiosk retire"
boss stock
is $status 4 "is shut out"
gemba --json --db "$url" kiosk enrol skiosk --org T --plant TP --passfile "$tmp/pass"
is "$status $(stat -c %a "$tmp/pass")" "0 600" "for a server in the network the password goes to a file"
gemba --json kiosk enrol 'BAD; NAME' --org T --plant TP
is $status 2 "a kiosk's name is also a role's"

# ---- batch
cat >"$tmp/lines" <<'LINES'
# a comment, then a blank line

receive M-1042 5 --ref-type ADJUSTMENT --unit-cost 1 --op-id 6f1c2d3e-0000-4000-8000-000000000001
stock 'M-1042'   # behind a line
receive "M-1042" 0 --ref-type ADJUSTMENT
dance
stock "open
stock M-1077
LINES
gemba --user storekeeper batch "$tmp/lines"
is "$status $(wc -l <<<"$out")" "2 3" "stops at the first error"
has "$(tail -n 1 <<<"$out")" '"error":{"kind":"VALIDATION"' "whose object stands in its place"
gemba --user storekeeper batch --keep-going "$tmp/lines"
is "$status $(wc -l <<<"$out")" "2 6" "goes on when told; exit of the first error"
is "$(json replayed "$(head -n 1 <<<"$out")") $(json error.kind "$(sed -n 4p <<<"$out")") $(json error.line "$(sed -n 5p <<<"$out")")" \
	"true usage 7" "replayed, usage, line number"
is "$(json materials.0.material "$(tail -n 1 <<<"$out")")" M-1077 "the last line ran"
out=$(printf 'stock M-1042\nstock M-1077' | "$program" --user storekeeper batch)
is "$?" 0 "from standard input"
is "$(wc -l <<<"$out")" 2 "a last line without newline"
out=$(printf '1234\nstock M-1042\n' | env -u GEMBA_PIN "$program" --user storekeeper --pin-fd 0 batch)
is "$(json materials.0.material)" M-1042 "PIN and lines on one descriptor"
out=$(printf 'stock a\0b\n' | "$program" --user storekeeper batch)
is "$? $(json error.code)" "2 CONTROL_CHARACTER" "a NUL is refused"
gemba --user storekeeper batch "$tmp/none"
is $status 2 "a file that is not there"
GEMBA_PIN=1 gemba --user storekeeper batch "$tmp/lines"
is "$status $out" "4 " "a wrong PIN ends it before the first line"
printf 'stock --user admin\nlocal stop\nbatch\nstock --help\n' >"$tmp/lines"
gemba --user storekeeper batch --keep-going "$tmp/lines"
is "$status $(grep -c '"NOT_IN_BATCH"' <<<"$out")" "1 4" "what does not go inside a batch"

# ---- relay
gemba --json relay --once
is "$status $(json error.field "$err")" "2 relay.program" "needs a program"
mkdir -p "$tmp/erp"
chmod 0777 "$tmp/erp"
printf '#!/bin/sh\ncat >>%s/erp/got; echo >>%s/erp/got\n' "$tmp" "$tmp" >"$tmp/good"
printf '#!/bin/sh\necho no route >&2\nexit 1\n' >"$tmp/bad"
chmod 0755 "$tmp/good" "$tmp/bad"
echo "relay = { program = \"$tmp/bad\"; timeout_s = 5; };" >"$tmp/bad.conf"
echo "relay = { program = \"$tmp/good\"; timeout_s = 5; };" >"$tmp/good.conf"
waiting=$(sql "SELECT waiting FROM admin.relay_status()")
gemba --json -c "$tmp/bad.conf" relay --once
is "$status $(json delivered) $(json failed) $(json waiting)" "0 0 $waiting $waiting" "failures stay"
gemba --json --user supervisor adjust M-1042 1 --reason x
gemba --json -c "$tmp/good.conf" relay --once
is "$status $(json delivered) $(json failed)" "0 1 0" "what is due is delivered, the others wait for their time"
has "$(cat "$tmp/erp/got")" '"kind"' "as JSON on standard input"

# ---- maintain
gemba --json maintain
is $status 0 "maintain"
gemba local stop
gemba --json local status
is "$(json running) $(json maintained)" "false false" "stop ends the maintenance too"
gemba local start

# ---- help, version, config
gemba --help
is $status 0 "help"
for verb in receive issue adjust return reverse transfer count stock moves layers "check stock" "po add" "po line" "po close" "po show" \
	"po list" "po receive" "order add" "order release" "order start" "order log" "order complete" "order cancel" "order show" \
	"order list" "material add" "material set" "material show" "supplier add" "location add" "user add" "user pin" "user lock" \
	"user list" channels "org add" "plant add" "kiosk enrol" "kiosk retire" demo doctor "local start" "local stop" "local status" \
	"local url" "local destroy" "migrate up" "migrate down" "migrate status" relay maintain batch; do
	# shellcheck disable=SC2086
	text=$("$program" $verb --help) && [[ $text == "gemba $verb"* && $out == *"  $verb "* ]]
	ok $? "$verb --help"
done
gemba po --help
has "$out" "po receive" "help of a group"
gemba --version
has "$out" "gemba " "version"
echo 'kisok = "x";' >"$tmp/wrong.conf"
gemba --json -c "$tmp/wrong.conf" local status
is $status 2 "a typing mistake in the config"
has "$(json error.message "$err")" "wrong.conf:1" "is named with file and line"
gemba doctor
is $status 0 "doctor"
has "$out" "passfile" "knows the files"

# ---- the server dies in the middle of a batch
for cost in {1..400}; do echo "receive M-1078 1 --ref-type ADJUSTMENT --unit-cost $cost"; done >"$tmp/lines"
gemba --json --user storekeeper stock M-1078
on_hand=$(json materials.0.quantity_on_hand)
"$program" --user storekeeper batch "$tmp/lines" >"$tmp/answers" &
batch=$!
wait_for 30 test -s "$tmp/answers"
kill -9 "$(head -n 1 "$GEMBA_HOME/data/postmaster.pid")"
gemba local start
wait $batch
is "$? $(wc -l <"$tmp/answers") $(grep -c '"error"' "$tmp/answers")" "0 400 0" "every line was answered"
gemba --json --user storekeeper stock M-1078
is "$(json materials.0.quantity_on_hand)" $((on_hand + 400)) "and booked once"
gemba --json local destroy
is "$status $(json running) $(ls -A "$GEMBA_HOME" 2>/dev/null)" "0 false " "destroy leaves nothing"

finish
