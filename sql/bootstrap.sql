-- What the migrations themselves need. Run by the administrator after roles.sql and before any migration; idempotent.

CREATE SCHEMA IF NOT EXISTS migration;
REVOKE ALL ON SCHEMA migration FROM PUBLIC;
GRANT USAGE ON SCHEMA migration TO gemba_owner;

-- hash: sha256 of the up and the down text as they stood when they were applied; one that differs later is drift.
CREATE TABLE IF NOT EXISTS migration.applied (
    version    integer PRIMARY KEY CHECK (version > 0),
    name       text NOT NULL,
    hash       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- The functions of sql/api: one row, or none while they are not loaded.
CREATE TABLE IF NOT EXISTS migration.api (
    singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    hash       text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT ON migration.applied, migration.api TO gemba_owner;

-- Quoted names of the tables that hold rows somebody entered. Partitions count with their parent; what a migration
-- itself put in is marked by a comment that begins with "reference data".
CREATE OR REPLACE FUNCTION migration.filled_tables() RETURNS SETOF text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET row_security = off
    AS $$
DECLARE
    v_schema name;
    v_name name;
    v_filled boolean;
BEGIN
    FOR v_schema, v_name IN
        SELECT n.nspname, c.relname
          FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p')
           AND NOT c.relispartition
           AND c.relpersistence <> 't'
           AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'migration')
           AND NOT starts_with(n.nspname, '_timescaledb')
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
           AND NOT starts_with(coalesce(obj_description(c.oid, 'pg_class'), ''), 'reference data')
         ORDER BY n.nspname, c.relname
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', v_schema, v_name) INTO v_filled;
        IF v_filled THEN
            RETURN NEXT format('%I.%I', v_schema, v_name);
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION migration.filled_tables() FROM PUBLIC;
