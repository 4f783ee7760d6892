-- Statements of db_conn.c. "setup" and "teardown" run as administrator.

-- name: setup
DROP SCHEMA IF EXISTS gemba_test CASCADE;
CREATE SCHEMA gemba_test;
CREATE FUNCTION gemba_test.fail(p_state text, p_message text, p_column text, p_constraint text, p_hint text)
    RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF p_state IS NULL THEN
        RETURN 1;
    END IF;
    RAISE EXCEPTION USING ERRCODE = p_state, MESSAGE = p_message, COLUMN = coalesce(p_column, ''),
        CONSTRAINT = coalesce(p_constraint, ''), HINT = coalesce(p_hint, '');
END
$$;
CREATE FUNCTION gemba_test.listen(p_channel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('LISTEN %I', p_channel);
END
$$;
CREATE TABLE gemba_test.shape (a integer);
INSERT INTO gemba_test.shape VALUES (7);

-- name: teardown
DROP SCHEMA IF EXISTS gemba_test CASCADE;

-- name: change_shape
ALTER TABLE gemba_test.shape ALTER COLUMN a TYPE text;

-- name: cells
SELECT $1::text, NULL::text, 'ü 現場'

-- name: two_columns
SELECT 1, 2

-- name: two_rows
SELECT * FROM (VALUES ('a', '1'), ('b', '2')) v ORDER BY 1

-- name: fail
SELECT gemba_test.fail($1, $2, $3, $4, $5)

-- name: refusal
SELECT $1::text AS kind, 'LOCKED' AS code, 'pin' AS field, 'Locked for a while.' AS message, 'Wait.' AS hint, 'tok' AS token

-- name: shape
SELECT a FROM gemba_test.shape

-- name: prepared
SELECT count(*) FROM pg_prepared_statements WHERE name LIKE $1

-- name: deallocate
DEALLOCATE ALL

-- name: backend_pid
SELECT pg_backend_pid()

-- name: setting
SELECT current_setting($1)

-- name: listen
SELECT gemba_test.listen($1)

-- name: notify
SELECT pg_notify($1, $2)

-- name: wait_long
SELECT pg_sleep(60)

-- name: terminate
SELECT pg_terminate_backend($1::integer)

-- name: is_asleep
SELECT count(*) FROM pg_stat_activity WHERE pid = $1::integer AND wait_event = 'PgSleep'

-- name: repeat
SELECT length($1::text), repeat('y', 3000000)

-- name: drop_kiosk
DROP ROLE IF EXISTS gemba_test_kiosk;

-- name: make_kiosk
CREATE ROLE gemba_test_kiosk LOGIN PASSWORD 'right : one \ here';
