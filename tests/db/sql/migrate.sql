-- Scripts and questions of db_migrate.c.

-- name: roles
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gemba_owner') THEN
        CREATE ROLE gemba_owner LOGIN;
    END IF;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO gemba_owner', current_database());
END
$$;

-- name: shop_up
CREATE SCHEMA shop;
CREATE TABLE shop.kind (code text PRIMARY KEY);
COMMENT ON TABLE shop.kind IS 'reference data: what there is';
INSERT INTO shop.kind VALUES ('bolt');

-- name: shop_down
DROP SCHEMA shop CASCADE;

-- name: part_up
CREATE TABLE shop.part (id integer PRIMARY KEY, name text);

-- name: part_down
DROP TABLE shop.part;

-- name: log_up
-- run as: administrator
CREATE TABLE shop.log (at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE shop.log_all PARTITION OF shop.log DEFAULT;

-- name: log_down
-- run as: administrator
DROP TABLE shop.log;

-- name: api
CREATE OR REPLACE FUNCTION shop.parts() RETURNS SETOF shop.part LANGUAGE sql BEGIN ATOMIC
    SELECT * FROM shop.part;
END;

-- name: api_changed
CREATE OR REPLACE FUNCTION shop.parts() RETURNS SETOF shop.part LANGUAGE sql BEGIN ATOMIC
    SELECT * FROM shop.part ORDER BY id;
END;

-- name: api_down
DROP FUNCTION IF EXISTS shop.parts();

-- name: broken_at_3
-- Übergröße 現場
CREATE TABLE shop.half (id integer);
CREATE TABEL shop.broken (id integer);

-- name: broken_at_run_time
DO $$ BEGIN RAISE EXCEPTION 'not today' USING HINT = 'tomorrow'; END $$;

-- name: commits
CREATE TABLE shop.early (id integer);
COMMIT;

-- name: add_part
INSERT INTO shop.part VALUES (1, 'M6');

-- name: drop_part_rows
DELETE FROM shop.part;

-- name: add_log
INSERT INTO shop.log VALUES (now());

-- name: owner_of
SELECT tableowner FROM pg_tables WHERE schemaname || '.' || tablename = $1;

-- name: exists
SELECT coalesce(to_regclass($1)::text, to_regproc($1)::text, '');

-- name: make_newer
INSERT INTO migration.applied (version, name, hash) VALUES (77, '0077_future', 'x');

-- name: make_current
DELETE FROM migration.applied WHERE version = 77;

-- name: drop_database
DROP DATABASE IF EXISTS gemba_migrate_test WITH (FORCE);

-- name: make_database
CREATE DATABASE gemba_migrate_test TEMPLATE template0;
