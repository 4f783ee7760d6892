-- Optional extensions: each is recorded with the reason in words, and nothing depends on one.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT * FROM no_plan();

CREATE TEMPORARY TABLE found AS SELECT * FROM admin.detect_extensions();
SELECT is((SELECT string_agg(f.name, ' ' ORDER BY f.name) FROM found f), 'pg_cron pgmq timescaledb', 'three are looked for');
SELECT is((SELECT count(*)::integer FROM found f JOIN capabilities c ON c.name = f.name AND c.is_usable = f.usable AND c.reason = f.reason), 3, 'and recorded');
SELECT is((SELECT count(*)::integer FROM found f WHERE f.reason = '' OR f.reason IS NULL), 0, 'each with a reason in words');
SELECT is(f.usable, f.usable AND EXISTS (SELECT FROM pg_extension e WHERE e.extname = f.name), f.name || ' is called usable only where it was created')
  FROM found f;
SELECT is(extensions.gemba_obstacle('pg_trgm_of_another_world'), 'not installed on this server', 'what the server lacks');
SELECT is(extensions.gemba_obstacle('hstore'), 'installed, but not in shared_preload_libraries', 'what is not preloaded is not even tried');
SET LOCAL gemba.timescaledb = 'off';
SELECT is(extensions.gemba_obstacle('timescaledb'), 'switched off by the setting gemba.timescaledb', 'the operator''s switch comes first');
SELECT is((SELECT usable FROM admin.detect_extensions() WHERE name = 'timescaledb'), false, 'and is obeyed');
SELECT lives_ok('SELECT * FROM admin.detect_extensions()', 'looking again is harmless');

-- The clock: one entry where pg_cron is usable, none elsewhere. Without its library nobody reads its table, nor can it be
-- changed.
CREATE FUNCTION pg_temp.entries() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_count bigint := 0;
BEGIN
    IF to_regclass('cron.job') IS NOT NULL
       AND 'pg_cron' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) THEN
        EXECUTE 'SELECT count(*) FROM cron.job WHERE database = current_database() AND username = ''gemba_owner''' INTO v_count;
    END IF;
    RETURN v_count;
END
$$;
SELECT is(pg_temp.entries(), (SELECT f.usable::integer::bigint FROM found f WHERE f.name = 'pg_cron'), 'one entry in pg_cron''s table, or none');
SELECT lives_ok('SELECT admin.schedule_jobs(false)', 'it is taken out');
SELECT is(pg_temp.entries(), 0::bigint, 'when it cannot be used');

SELECT is((SELECT string_agg(e.extname, ' ' ORDER BY e.extname) FROM pg_extension e
            WHERE e.extname NOT IN ('plpgsql', 'pgcrypto', 'pgtap', 'pg_cron', 'timescaledb', 'pgmq')), NULL, 'nothing else is needed');
SELECT is((SELECT e.extnamespace::regnamespace::text FROM pg_extension e WHERE e.extname = 'pgcrypto'), 'extensions', 'pgcrypto has a schema of its own');

SELECT * FROM finish();
ROLLBACK;
