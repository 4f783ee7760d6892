-- Run by the administrator before every migration and harmless each time: the roles that own and use the database, what
-- PUBLIC loses, and the extensions. Only pgcrypto is needed. The optional ones are created where they can work, so that
-- the migrations find them; admin.detect_extensions() then records the outcome, with the reason in words.

DO $$
BEGIN
    -- One cluster may hold several gemba databases: the roles may be there already.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gemba_owner') THEN
        -- LOGIN without a password: background jobs must be able to start as the owner; pg_hba has no line for it.
        CREATE ROLE gemba_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gemba_kiosk') THEN
        CREATE ROLE gemba_kiosk NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO gemba_kiosk', current_database());
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO gemba_owner', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO gemba_owner;

-- Large objects belong to whoever makes them and need no right on any schema; nobody needs them here.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;

-- Advisory locks know neither roles nor rows: whoever may take one could hold up every organization's writes with it.
REVOKE EXECUTE ON FUNCTION
    pg_advisory_lock(bigint), pg_advisory_lock(integer, integer),
    pg_advisory_lock_shared(bigint), pg_advisory_lock_shared(integer, integer),
    pg_advisory_xact_lock(bigint), pg_advisory_xact_lock(integer, integer),
    pg_advisory_xact_lock_shared(bigint), pg_advisory_xact_lock_shared(integer, integer),
    pg_try_advisory_lock(bigint), pg_try_advisory_lock(integer, integer),
    pg_try_advisory_lock_shared(bigint), pg_try_advisory_lock_shared(integer, integer),
    pg_try_advisory_xact_lock(bigint), pg_try_advisory_xact_lock(integer, integer),
    pg_try_advisory_xact_lock_shared(bigint), pg_try_advisory_xact_lock_shared(integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(bigint), pg_try_advisory_xact_lock(bigint) TO gemba_owner;

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto SCHEMA extensions;

-- Why an optional extension cannot be used here, or NULL where it can be tried. Asking in this order matters: creating
-- one that is not preloaded can end the connection, which no exception block catches.
CREATE OR REPLACE FUNCTION extensions.gemba_obstacle(p_name text) RETURNS text
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_version   text;
    v_preloaded text[] := string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',');
BEGIN
    IF p_name = 'timescaledb' AND current_setting('gemba.timescaledb', true) = 'off' THEN
        RETURN 'switched off by the setting gemba.timescaledb';
    END IF;
    SELECT coalesce(e.extversion, a.default_version) INTO v_version
      FROM pg_available_extensions a
      LEFT JOIN pg_extension e ON e.extname = a.name
     WHERE a.name = p_name;
    IF NOT FOUND THEN
        RETURN 'not installed on this server';
    ELSIF p_name <> 'pgmq' AND NOT p_name = ANY (v_preloaded) THEN
        RETURN 'installed, but not in shared_preload_libraries';
    ELSIF p_name = 'pg_cron' AND
          current_setting('cron.database_name', true) IS DISTINCT FROM current_database()::text THEN
        RETURN format('cron.database_name names the database %s, not this one',
                      current_setting('cron.database_name', true));
    ELSIF p_name = 'pg_cron' AND current_setting('cron.use_background_workers', true) IS DISTINCT FROM 'on' THEN
        RETURN 'cron.use_background_workers is off, so that jobs would need a password';
    ELSIF p_name = 'timescaledb' AND
          string_to_array(substring(v_version from '^[0-9.]*[0-9]'), '.')::integer[] < '{2,20,1}' THEN
        RETURN format('version %s loses compressed rows in a restore; 2.20.1 is needed', v_version);
    ELSIF p_name = 'timescaledb' AND current_setting('timescaledb.license', true) IS DISTINCT FROM 'timescale' THEN
        RETURN 'its licence setting is not "timescale", so that it cannot compress';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION extensions.gemba_obstacle(text) FROM PUBLIC;

-- No extension's schema is open to everybody; the owner of the functions may use them.
CREATE OR REPLACE FUNCTION extensions.gemba_close_schemas() RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_schema text;
BEGIN
    FOR v_schema IN
        SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        UNION
        SELECT n.nspname FROM pg_depend d JOIN pg_namespace n ON n.oid = d.objid
         WHERE d.classid = 'pg_namespace'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    LOOP
        CONTINUE WHEN v_schema IN ('pg_catalog', 'information_schema', 'public');
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', v_schema);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO gemba_owner', v_schema);
    END LOOP;
    -- pg_cron shows its tables to everybody; the owner clears away the record of his own runs.
    IF to_regclass('cron.job_run_details') IS NOT NULL THEN
        REVOKE ALL ON ALL TABLES IN SCHEMA cron FROM PUBLIC;
        GRANT SELECT, DELETE ON cron.job_run_details TO gemba_owner;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION extensions.gemba_close_schemas() FROM PUBLIC;

DO $$
DECLARE
    v_name text;
BEGIN
    FOREACH v_name IN ARRAY ARRAY['pg_cron', 'timescaledb', 'pgmq'] LOOP
        CONTINUE WHEN extensions.gemba_obstacle(v_name) IS NOT NULL
                   OR EXISTS (SELECT FROM pg_extension WHERE extname = v_name);
        BEGIN
            EXECUTE format('CREATE EXTENSION %I', v_name);
        EXCEPTION WHEN OTHERS THEN
            RAISE LOG 'gemba: extension % could not be created: %', v_name, SQLERRM;
        END;
    END LOOP;
END
$$;

SELECT extensions.gemba_close_schemas();
