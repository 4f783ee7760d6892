-- What is wrong, and what to do. admin.doctor runs as the administrator, who alone may look at settings and roles; each
-- area is a function of its own, which returns one row a finding: state ok, warning or wrong.

CREATE TYPE private.finding AS (area text, name text, state text, detail text, advice text);

-- Identity tables that private.enter reads before there is a context; they carry no row security.
CREATE FUNCTION private.identity_tables() RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT ARRAY['organizations', 'plants', 'kiosks', 'sessions', 'users', 'roles', 'user_roles',
                       'role_permissions',
                       'sign_on_counters'] $$;

-- Tables with an organization_id that lack forced row security, the identity tables and the time series apart.
CREATE FUNCTION private.open_tables() RETURNS TABLE (table_name text)
    LANGUAGE sql STABLE
    AS $$
    SELECT c.relname::text
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
       AND c.relname <> ALL (private.identity_tables())
       AND c.relname NOT IN ('material_transactions', 'production_logs', 'machine_status_history', 'downtime_events')
    $$;

CREATE FUNCTION admin.doctor_versions() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'version', 'PostgreSQL',
           CASE WHEN current_setting('server_version_num')::integer >= 150000 THEN 'ok' ELSE 'wrong' END,
           current_setting('server_version'),
           CASE WHEN current_setting('server_version_num')::integer < 150000 THEN 'Use PostgreSQL 15 or newer.'
               ELSE '' END
    UNION ALL
    SELECT 'version', 'schema', CASE WHEN private.schema_version() > 0 THEN 'ok' ELSE 'warning' END,
        private.schema_version()::text,
           CASE WHEN private.schema_version() > 0 THEN '' ELSE 'Run gemba migrate up.' END
    UNION ALL
    SELECT 'version', 'protocol', 'ok', private.protocol_version()::text, ''
    $$;

CREATE FUNCTION admin.doctor_extensions() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'extension', e.extname::text, 'ok', 'version ' || e.extversion, ''
      FROM pg_extension e WHERE e.extname = 'pgcrypto'
    UNION ALL
    SELECT 'extension', d.name, 'ok',
           CASE WHEN d.usable THEN format('version %s, %s', d.version, d.reason) ELSE 'not used: ' || d.reason END,
           CASE WHEN d.usable OR d.name <> 'pg_cron' THEN ''
               ELSE 'Optional. Without it, keep gemba maintain --loop running.' END
      FROM admin.detect_extensions() d
    $$;

CREATE FUNCTION admin.doctor_jobs() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'job', j.name,
           CASE WHEN j.last_error IS NOT NULL THEN 'wrong'
                WHEN j.next_due_at < now() - interval '10 minutes' THEN 'warning' ELSE 'ok' END,
           CASE WHEN j.last_error IS NOT NULL THEN 'failed: ' || j.last_error
                WHEN j.last_finished_at IS NULL THEN 'has not run yet'
                ELSE format('ran %s minutes ago', floor(extract(epoch FROM now() - j.last_finished_at) / 60)) END,
           CASE WHEN j.last_error IS NOT NULL THEN 'It is tried again by itself; if it goes on failing, see the server''s log.'
                WHEN j.next_due_at < now() - interval '10 minutes' THEN 'Nobody runs the jobs: start gemba maintain --loop.'
                ELSE '' END
      FROM jobs j
     ORDER BY j.name
    $$;

-- Counted over all organizations, as the owner.
CREATE FUNCTION private.doctor_data() RETURNS SETOF private.finding
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org     bigint;
    v_entries bigint := 0;
    v_some    bigint;
    v_relay   record;
BEGIN
    IF NOT pg_is_in_recovery() THEN
        FOR v_org IN SELECT o.id FROM organizations o LOOP
            PERFORM private.set_context(v_org, NULL);
            SELECT count(*) INTO v_some FROM cache;
            v_entries := v_entries + v_some;
        END LOOP;
        PERFORM private.set_context(NULL, NULL);
    END IF;
    RETURN NEXT ('cache', 'entries', 'ok',
                 format('%s entries, %s', v_entries, pg_size_pretty(pg_total_relation_size('public.cache'))),
                     '')::private.finding;
    SELECT * INTO v_relay FROM admin.relay_status();
    RETURN NEXT ('outbox', 'messages', CASE WHEN v_relay.oldest_s > 3600 OR v_relay.failing > 0 THEN 'warning'
                 ELSE 'ok' END,
                 format('%s waiting, %s of them failing, %s delivered', v_relay.waiting, v_relay.failing,
                        v_relay.delivered),
                 CASE WHEN v_relay.failing > 0 THEN 'The relay''s program fails: see what gemba relay --once says.'
                      WHEN v_relay.oldest_s > 3600 THEN 'The oldest waits for over an hour: run gemba relay, or switch the outbox off.'
                      ELSE '' END)::private.finding;
END
$$;

-- How far ahead each time series has its partitions.
CREATE FUNCTION admin.doctor_partitions() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'partition', s.series,
           CASE WHEN h.until IS NULL OR h.until < now() THEN 'wrong'
               WHEN h.until < now() + interval '10 days' THEN 'warning' ELSE 'ok' END,
           coalesce(format('made until %s', h.until::date), 'none made'),
           CASE WHEN h.until < now() + interval '10 days' IS NOT FALSE THEN 'Run gemba maintain.' ELSE '' END
      FROM private.time_series() s
     CROSS JOIN LATERAL (
           SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz) AS until
             FROM pg_inherits i
             JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass('public.' || s.series)) h
    $$;

-- Roles and rights: a kiosk may call the door and nothing else.
CREATE FUNCTION admin.doctor_roles() RETURNS SETOF private.finding
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_role  record;
    v_names text;
BEGIN
    FOR v_role IN
        SELECT k.name, r.oid AS role_oid,
               r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls AS is_mighty,
               pg_has_role(r.oid, 'gemba_kiosk', 'USAGE') AS is_member,
               EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid
                       AND m.roleid <> 'gemba_kiosk'::regrole) AS has_more,
               EXISTS (SELECT FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = r.oid) AS has_tables
          FROM kiosks k
          LEFT JOIN pg_roles r ON r.rolname = k.name
         WHERE k.retired_at IS NULL
         ORDER BY k.name
    LOOP
        RETURN NEXT CASE
            WHEN v_role.role_oid IS NULL THEN
                ('role', v_role.name, 'wrong', 'the server has no such role', 'Enrol the kiosk again.')::private.finding
            WHEN v_role.is_mighty OR v_role.has_more OR v_role.has_tables THEN
                ('role', v_role.name, 'wrong', 'it may do more than a kiosk should',
                 'Enrol it again and revoke what was granted to it.')::private.finding
            WHEN NOT v_role.is_member THEN
                ('role', v_role.name, 'wrong', 'it is not a member of gemba_kiosk',
                 'Enrol the kiosk again.')::private.finding
            ELSE ('role', v_role.name, 'ok', 'may call the door and nothing else', '')::private.finding END;
    END LOOP;
    SELECT string_agg(g.what, ', ') INTO v_names FROM private.public_rights() g;
    RETURN NEXT ('right', 'PUBLIC', CASE WHEN v_names IS NULL THEN 'ok' ELSE 'wrong' END,
                 coalesce(v_names, 'none left'),
                 CASE WHEN v_names IS NULL THEN '' ELSE 'Run gemba migrate up: it revokes them.' END)::private.finding;
    SELECT string_agg(t.table_name, ', ') INTO v_names FROM private.open_tables() t;
    RETURN NEXT ('right', 'row security', CASE WHEN v_names IS NULL THEN 'ok' ELSE 'wrong' END,
                 coalesce('missing on ' || v_names, 'forced on every table of a tenant'),
                 CASE WHEN v_names IS NULL THEN ''
                     ELSE 'Somebody switched it off: ENABLE and FORCE ROW LEVEL SECURITY.' END)::private.finding;
END
$$;

-- Kiosks that keep a transaction open. A terminal never does; whoever does holds up everybody who needs the same goods.
CREATE FUNCTION admin.doctor_sessions() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'session', k.name, 'warning',
           format('keeps a transaction open since %s seconds', floor(extract(epoch FROM now() - a.xact_start))),
           format('It may hold up others. gemba kiosk retire %s cuts it off.', k.name)
      FROM pg_stat_activity a
      JOIN kiosks k ON k.name = a.usename
     WHERE a.datname = current_database() AND a.state LIKE 'idle in transaction%'
       AND a.xact_start < now() - interval '1 minute'
     ORDER BY a.xact_start
    $$;

-- What PUBLIC still may in this database, beyond the system's own catalogue.
CREATE FUNCTION private.public_rights() RETURNS TABLE (what text)
    LANGUAGE sql STABLE
    AS $$
    SELECT format('%s on the database', a.privilege_type)
      FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
     WHERE d.datname = current_database() AND a.grantee = 0
    UNION ALL
    SELECT format('%s on schema %s', a.privilege_type, n.nspname)
      FROM pg_namespace n, aclexplode(n.nspacl) a
     WHERE a.grantee = 0 AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL
    SELECT format('%s on %s.%s', a.privilege_type, c.relnamespace::regnamespace, c.relname)
      FROM pg_class c, aclexplode(c.relacl) a
     WHERE a.grantee = 0 AND c.relnamespace::regnamespace::text IN ('public', 'private', 'ledger')
    UNION ALL
    SELECT format('%s on %s.%s()', a.privilege_type, p.pronamespace::regnamespace, p.proname)
      FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
     WHERE a.grantee = 0 AND p.pronamespace::regnamespace::text IN ('api', 'private', 'admin')
    $$;

-- Settings that would write PINs and tokens to the server's log, or lose what was committed.
CREATE FUNCTION admin.doctor_settings() RETURNS SETOF private.finding
    LANGUAGE sql
    SET search_path = public, pg_temp
    AS $$
    SELECT 'setting', w.name, CASE WHEN s.setting = w.wanted THEN 'ok' ELSE w.otherwise END,
        coalesce(s.setting, 'unknown'),
           CASE WHEN s.setting = w.wanted THEN '' ELSE w.advice END
      FROM (VALUES
               ('log_parameter_max_length', '0', 'wrong',
                'Set it to 0: statements carry PINs and tokens as parameters.'),
               ('log_parameter_max_length_on_error', '0', 'wrong',
                'Set it to 0: statements carry PINs and tokens as parameters.'),
               ('password_encryption', 'scram-sha-256', 'warning', 'Set it to scram-sha-256.'),
               ('fsync', 'on', 'warning', 'Switch it on: a power cut would lose data.'),
               ('full_page_writes', 'on', 'warning', 'Switch it on: a power cut would damage data.'),
               ('synchronous_commit', 'on', 'warning', 'Switch it on: a crash would lose what was answered as posted.'))
           AS w (name, wanted, otherwise, advice)
      LEFT JOIN pg_settings s ON s.name = w.name
    $$;

CREATE FUNCTION admin.doctor() RETURNS TABLE (area text, name text, state text, detail text, advice text)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    RETURN QUERY SELECT * FROM admin.doctor_versions();
    RETURN QUERY SELECT * FROM admin.doctor_extensions();
    RETURN QUERY SELECT * FROM admin.doctor_jobs();
    RETURN QUERY SELECT * FROM private.doctor_data();
    RETURN QUERY SELECT * FROM admin.doctor_partitions();
    RETURN QUERY SELECT * FROM admin.doctor_roles();
    RETURN QUERY SELECT * FROM admin.doctor_sessions();
    RETURN QUERY SELECT * FROM admin.doctor_settings();
END
$$;
