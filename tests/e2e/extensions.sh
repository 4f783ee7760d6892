#!/usr/bin/env bash
# extensions: optional ones are used where they can work and are not missed where they cannot; either way the jobs run
# and everybody is told why.
set -u
# shellcheck source=tests/support/e2e_home.sh
. "$(dirname "$0")/../support/e2e_home.sh"

# What doctor says of one thing: finding AREA NAME KEY, after gemba --json doctor.
finding() {
	perl -MJSON::PP -e '
		my $all = decode_json($ARGV[0]);
		my ($list) = grep { ref eq "ARRAY" } values %$all;
		my ($f) = grep { $_->{area} eq $ARGV[1] && $_->{name} eq $ARGV[2] } @$list;
		print $f ? $f->{$ARGV[3]} // "null" : "not mentioned";
	' -- "$out" "$@"
}
capability() {
	sql "SELECT is_usable || ' ' || reason FROM capabilities WHERE name = '$1'"
}
settings() { # settings [LINE...]: the operator's own file, and a restart
	gemba local stop
	printf '%s\n' "$@" >"$GEMBA_HOME/data/gemba.local.conf"
	chown --reference="$GEMBA_HOME/data" "$GEMBA_HOME/data/gemba.local.conf"
	gemba local start
}
# The loop that "local start" leaves beside the server: our own child of sorts, known by its pid file.
stop_maintenance() {
	local pid
	read -r pid <"$GEMBA_HOME/log/maintain.pid" && kill "$pid" && wait_for 20 maintenance_is_down
}
maintenance_is_down() {
	gemba --json local status
	[ "$(json maintained)" = false ]
}
make_all_due() {
	sql "UPDATE jobs SET next_due_at = now() - interval '1 second', last_started_at = NULL, last_finished_at = NULL, last_error = NULL"
}
all_jobs_ran() {
	[ "$(sql 'SELECT bool_and(last_finished_at IS NOT NULL AND last_error IS NULL) FROM jobs')" = t ]
}
cron_ran() {
	all_jobs_ran && [ "$(sql "SELECT count(*) > 0 FROM cron.job_run_details WHERE status = 'succeeded' AND database = 'gemba'
	                           AND username = 'gemba_owner' AND start_time > '$1'")" = t ]
}
# Received and seen: the floor works.
works() { # works NAME
	local op
	op=$(cat /proc/sys/kernel/random/uuid)
	GEMBA_PIN=1234 gemba --json receive EXT 3 --ref-type ADJUSTMENT --unit-cost 2 --op-id "$op" --user chief --kiosk desk
	is "$status $(json quantity)" "0 3" "$1: goods are received"
	GEMBA_PIN=1234 gemba --json check stock --user chief --kiosk desk
	is "$status $(json ok)" "0 true" "$1: the books are sound"
}

home_make
home_start
gemba org add T --name "Test works"
gemba plant add P --org T --tz Europe/Rome
gemba kiosk enrol desk --org T --plant P
GEMBA_NEW_PIN=1234 gemba user add chief --role admin --org T
GEMBA_PIN=1234 gemba --json material add EXT --name "Thing" --uom pcs --method FIFO --user chief --kiosk desk
is "$status" 0 "a works with one material"

# ---- what is not installed
for name in timescaledb pgmq; do
	if [ -e "$(pg_config --sharedir)/extension/$name.control" ]; then
		ok 0 "$name is installed here # SKIP only its absence is tested"
		continue
	fi
	is "$(capability $name)" "false not installed on this server" "$name: the reason is written down"
	is "$(sql "SELECT count(*) FROM pg_extension WHERE extname = '$name'")" 0 "$name was not created"
done
is "$(sql "SELECT count(*) FROM pg_partitioned_table")" 4 "the time series are plain partitions"
gemba --json doctor
is "$status" 0 "doctor finds nothing wrong"
for name in timescaledb pgmq; do
	is "$(finding extension $name state) $(finding extension $name detail)" "ok not used: not installed on this server" "doctor says why $name is not used"
done
is "$(finding extension pgcrypto state)" ok "doctor names the one that is needed"

if [ ! -e "$(pg_config --sharedir)/extension/pg_cron.control" ]; then
	is "$(capability pg_cron)" "false not installed on this server" "pg_cron: the reason is written down"
	works "without pg_cron"
	finish
fi

# ---- pg_cron as it comes
is "$(capability pg_cron)" "true runs the jobs every minute" "pg_cron is used"
has "$(finding extension pg_cron detail)" "runs the jobs every minute" "doctor says so"
job="SELECT jobname, schedule, database, username, active, command FROM cron.job"
is "$(sql "$job")" "gemba jobs|* * * * *|gemba|gemba_owner|t|SELECT private.run_due_jobs()" "it holds our job"
gemba migrate up
gemba --json doctor
is "$(sql 'SELECT count(*) FROM cron.job')" 1 "once, however often it is looked for"
is "$(sql "SELECT has_schema_privilege('desk', 'cron', 'USAGE')")" f "a kiosk cannot reach it"
stop_maintenance
ok $? "the loop beside the server is stopped"
gemba --json doctor
is "$(finding jobs "maintenance loop" state)" warning "doctor sees that"
make_all_due
wait_for 90 cron_ran "$(sql "SELECT now() - interval '2 seconds'")"
ok $? "pg_cron runs all jobs by itself, as the owner"
is "$(sql "SELECT string_agg(name || ': ' || last_error, ', ') FROM jobs")" "" "without an error"
is "$(sql "SELECT count(*) FROM jobs WHERE next_due_at <= now()")" 0 "nothing is due any more"
works "with pg_cron"

# ---- the operator takes it out of the server
settings "shared_preload_libraries = ''"
is "$status" 0 "the server starts without it"
is "$(capability pg_cron)" "false installed, but not in shared_preload_libraries" "not preloaded: the reason is written down"
gemba --json doctor
is "$status" 0 "doctor finds nothing wrong with that"
is "$(finding extension pg_cron state) $(finding extension pg_cron detail)" "ok not used: installed, but not in shared_preload_libraries" "doctor says why"
has "$(finding extension pg_cron advice)" "maintain --loop" "and what does the work instead"
gemba --json local status
is "$(json maintained)" true "the loop runs beside the server"
works "not preloaded"
stop_maintenance
make_all_due
gemba --json maintain
is "$status $(perl -MJSON::PP -e 'print scalar grep { $_->{ok} } @{decode_json($ARGV[0])->{jobs}}' -- "$out")" \
	"0 $(sql 'SELECT count(*) FROM jobs')" "maintain runs all that is due"
all_jobs_ran
ok $? "and they have run"
gemba --json maintain
is "$status $(json jobs)" "0 " "maintain again: nothing is due"
make_all_due
gemba local start
wait_for 60 all_jobs_ran
ok $? "maintain --loop, started again beside the server, runs them too"

# ---- preloaded, but of no use
settings "cron.use_background_workers = off"
has "$(capability pg_cron)" "false cron.use_background_workers is off" "without workers: the reason is written down"
is "$(sql "SELECT count(*) FROM cron.job WHERE jobname = 'gemba jobs'")" 0 "and no job is left that could only fail"
works "without workers"
settings "cron.database_name = 'postgres'"
has "$(capability pg_cron)" "false cron.database_name names the database postgres" "in another database: the reason is written down"
works "in another database"

# ---- and back
settings ""
is "$(capability pg_cron)" "true runs the jobs every minute" "without the operator's settings it is used again"
is "$(sql "$job")" "gemba jobs|* * * * *|gemba|gemba_owner|t|SELECT private.run_due_jobs()" "with its one job"
finish
