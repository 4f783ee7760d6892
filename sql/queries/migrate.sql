-- The migrations' own statements, on the administrator's connection.

-- One migration at a time in a database.
-- name: migrate_lock
-- out: locked bool
SELECT pg_try_advisory_lock(1734700386, 1) AS locked;

-- name: migrate_exists
-- out: table_exists bool
SELECT to_regclass('migration.applied') IS NOT NULL AS table_exists;

-- name: migrate_applied
-- out: version int, name text, hash text, applied_at time
SELECT version, name, hash, applied_at FROM migration.applied ORDER BY version;

-- name: migrate_hash
-- in:  script text
-- out: hash text
SELECT encode(sha256(convert_to($1::text, 'UTF8')), 'hex') AS hash;

-- name: migrate_begin
BEGIN;

-- Who waits for a lock makes every kiosk wait behind it, hence the limit. Role "none" is the administrator.
-- name: migrate_act_as
-- in:  role text
-- out: role text, lock_timeout text
SELECT set_config('role', $1, true) AS role, set_config('lock_timeout', '15s', true) AS lock_timeout;

-- name: migrate_commit
COMMIT;

-- name: migrate_rollback
ROLLBACK;

-- name: migrate_record
-- in:  version int, name text, hash text
INSERT INTO migration.applied (version, name, hash) VALUES ($1::integer, $2, $3);

-- name: migrate_unrecord
-- in:  version int
DELETE FROM migration.applied WHERE version = $1::integer;

-- name: migrate_api_hash
-- out: hash text
SELECT hash FROM migration.api;

-- name: migrate_api_record
-- in:  hash text
INSERT INTO migration.api (hash) VALUES ($1)
    ON CONFLICT (singleton) DO UPDATE SET hash = excluded.hash, applied_at = now();

-- name: migrate_api_unrecord
DELETE FROM migration.api;

-- name: migrate_filled_tables
-- out: table_name text
SELECT migration.filled_tables() AS table_name;

-- name: migrate_table_exists
-- in:  table_name text
-- out: table_exists bool
SELECT to_regclass($1) IS NOT NULL AS table_exists;
