-- For the administrator's connection: organizations, plants, kiosks, first people. What touches tables runs as the
-- owner with the organization's context set; what touches database roles runs as the administrator.

-- ---------------------------------------------------------------- organizations and plants

CREATE FUNCTION private.organization_id(p_organization text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text := private.words(p_organization, 'organization', 32);
    v_id   bigint;
BEGIN
    SELECT o.id INTO v_id FROM organizations o WHERE o.code = v_code;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_ORGANIZATION', 'organization',
                             format('There is no organization %s.', v_code), 'gemba org add makes one.');
    END IF;
    RETURN v_id;
END
$$;

-- The roles every organization begins with.
CREATE FUNCTION private.create_roles(p_organization_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO roles (organization_id, name)
    SELECT p_organization_id, unnest(ARRAY['storekeeper', 'operator', 'supervisor', 'manager', 'admin']);
    INSERT INTO role_permissions (organization_id, role_id, permission)
    SELECT r.organization_id, r.id, p.name
      FROM roles r
     CROSS JOIN permissions p
     WHERE r.organization_id = p_organization_id
       AND CASE r.name
           WHEN 'storekeeper' THEN p.name IN ('materials.view', 'materials.receive', 'materials.issue', 'cost.view')
           WHEN 'operator' THEN p.name IN ('materials.view', 'scheduling.view', 'metrics.view', 'production.report')
           WHEN 'supervisor' THEN p.name <> 'admin'
           WHEN 'manager' THEN p.name LIKE '%.view'
           ELSE true END;
END
$$;

CREATE FUNCTION admin.org_add(p_organization text, p_name text, p_currency text DEFAULT NULL,
                              p_method text DEFAULT NULL)
    RETURNS TABLE (organization text, name text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_code     text := private.words(p_organization, 'organization', 32);
    v_name     text := private.words(p_name, 'name', 100);
    v_currency text := coalesce(upper(private.words_or_null(p_currency, 'currency', 3)), 'EUR');
    v_method   text := coalesce(upper(private.words_or_null(p_method, 'method', 20)), 'FIFO');
    v_id       bigint;
BEGIN
    IF v_code !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_CODE', 'organization', 'A code is letters, digits, ".", "_" and "-".');
    ELSIF v_currency !~ '^[A-Z]{3}$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_CURRENCY', 'currency', 'A currency is three letters, as EUR.');
    ELSIF v_method NOT IN ('FIFO', 'LIFO', 'WEIGHTED_AVERAGE') THEN
        PERFORM private.fail('VALIDATION', 'BAD_METHOD', 'method', 'The method is FIFO, LIFO or WEIGHTED_AVERAGE.');
    END IF;
    INSERT INTO organizations (code, name, currency, costing_method) VALUES (v_code, v_name, v_currency, v_method)
    ON CONFLICT DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'ORGANIZATION_EXISTS', 'organization', format('%s exists already.', v_code));
    END IF;
    PERFORM private.create_roles(v_id);
    RETURN QUERY SELECT v_code, v_name;
END
$$;

-- Whether the time zone is one of the IANA list (and none of the system's own aliases, which other machines lack).
CREATE FUNCTION private.is_time_zone(p_zone text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT p_zone !~ '^(posix|right|localtime|Factory)'
        AND EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = p_zone) $$;

-- A plant begins with one place for goods, MAIN.
CREATE FUNCTION admin.plant_add(p_plant text, p_organization text, p_time_zone text, p_name text DEFAULT NULL)
    RETURNS TABLE (plant text, organization text, time_zone text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_org  bigint := private.organization_id(p_organization);
    v_code text := private.words(p_plant, 'plant', 32);
    v_name text := coalesce(private.words_or_null(p_name, 'name', 100), v_code);
    v_zone text := private.words(p_time_zone, 'time_zone', 64);
    v_id   bigint;
BEGIN
    IF NOT private.is_time_zone(v_zone) THEN
        PERFORM private.fail('VALIDATION', 'BAD_TIME_ZONE', 'time_zone', format('%s is no time zone.', v_zone),
                             'Give its IANA name, as Europe/Rome.');
    END IF;
    INSERT INTO plants (organization_id, code, name, time_zone) VALUES (v_org, v_code, v_name, v_zone)
    ON CONFLICT DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'PLANT_EXISTS', 'plant', format('%s exists already.', v_code));
    END IF;
    PERFORM private.set_context(v_org, v_id);
    INSERT INTO locations (organization_id, plant_id, code, is_default) VALUES (v_org, v_id, 'MAIN', true);
    RETURN QUERY SELECT v_code, o.code, v_zone FROM organizations o WHERE o.id = v_org;
END
$$;

CREATE FUNCTION admin.user_add(p_organization text, p_user text, p_roles text[], p_badge text, p_display_name text,
                               p_new_pin text)
    RETURNS TABLE ("user" text, organization text, roles text, badge text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_org bigint := private.organization_id(p_organization);
    v_id  bigint;
BEGIN
    PERFORM private.set_context(v_org, NULL);
    v_id := private.create_user(v_org, p_user, p_roles, p_badge, p_display_name, p_new_pin);
    INSERT INTO audit_log (organization_id, action, subject)
    SELECT v_org, 'user.add', u.user_name FROM users u WHERE u.organization_id = v_org AND u.id = v_id;
    RETURN QUERY
    SELECT u.user_name, o.code, private.roles_of(u.organization_id, u.id), u.badge
      FROM users u
      JOIN organizations o ON o.id = u.organization_id
     WHERE u.organization_id = v_org AND u.id = v_id;
END
$$;

-- ---------------------------------------------------------------- kiosks: the rows

-- Enter a kiosk, or take up a known one of the same organization again. Open sessions end, a lock after wrong PINs too.
CREATE FUNCTION private.enter_kiosk(p_kiosk text, p_organization text, p_plant text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org   bigint := private.organization_id(p_organization);
    v_plant text := private.words(p_plant, 'plant', 32);
    v_place bigint;
    v_kiosk kiosks;
BEGIN
    SELECT p.id INTO v_kiosk.plant_id FROM plants p WHERE p.organization_id = v_org AND p.code = v_plant;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PLANT', 'plant', format('There is no plant %s.', v_plant),
                             'gemba plant add makes one.');
    END IF;
    PERFORM private.set_context(v_org, v_kiosk.plant_id);
    SELECT l.id INTO v_place FROM locations l
     WHERE l.organization_id = v_org AND l.plant_id = v_kiosk.plant_id AND l.is_default;
    INSERT INTO kiosks AS k (organization_id, plant_id, name, location_id)
    VALUES (v_org, v_kiosk.plant_id, p_kiosk, v_place)
    ON CONFLICT (name) DO UPDATE
       SET plant_id = excluded.plant_id, retired_at = NULL,
           location_id = CASE WHEN k.plant_id = excluded.plant_id THEN k.location_id ELSE excluded.location_id END
     WHERE k.organization_id = excluded.organization_id
    RETURNING * INTO v_kiosk;
    IF v_kiosk.id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'KIOSK_EXISTS', 'kiosk', format('Another kiosk is called %s.', p_kiosk),
                             'Choose another name.');
    END IF;
    UPDATE sessions s SET signed_off_at = now()
     WHERE s.organization_id = v_org AND s.kiosk_id = v_kiosk.id AND s.signed_off_at IS NULL;
    DELETE FROM sign_on_counters c
     WHERE c.organization_id = v_org AND c.subject_kind = 'kiosk' AND c.subject_id = v_kiosk.id;
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS private.%I', private.attempts_sequence(v_kiosk.id));
    PERFORM setval(format('private.%I', private.attempts_sequence(v_kiosk.id)), 1);
    INSERT INTO audit_log (organization_id, kiosk_id, action, subject)
        VALUES (v_org, v_kiosk.id, 'kiosk.enrol', p_kiosk);
END
$$;

-- Take a kiosk out of use.
CREATE FUNCTION private.leave_kiosk(p_kiosk text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_name  text := private.words(p_kiosk, 'kiosk', 64);
    v_kiosk kiosks;
BEGIN
    UPDATE kiosks SET retired_at = coalesce(retired_at, now()) WHERE name = v_name RETURNING * INTO v_kiosk;
    IF v_kiosk.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_KIOSK', 'kiosk', format('There is no kiosk %s.', v_name));
    END IF;
    PERFORM private.set_context(v_kiosk.organization_id, v_kiosk.plant_id);
    UPDATE sessions s SET signed_off_at = now()
     WHERE s.organization_id = v_kiosk.organization_id AND s.kiosk_id = v_kiosk.id AND s.signed_off_at IS NULL;
    INSERT INTO audit_log (organization_id, kiosk_id, action, subject)
    VALUES (v_kiosk.organization_id, v_kiosk.id, 'kiosk.retire', v_name);
END
$$;

CREATE FUNCTION admin.kiosk_list()
    RETURNS TABLE (kiosk text, organization text, plant text, retired boolean)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
    SELECT k.name, o.code, p.code, k.retired_at IS NOT NULL
      FROM kiosks k
      JOIN organizations o ON o.id = k.organization_id
      JOIN plants p ON p.organization_id = k.organization_id AND p.id = k.plant_id
     ORDER BY o.code, k.name
    $$;

-- ---------------------------------------------------------------- kiosks: the database roles

-- The mark on a role that this database made it; another database of the same cluster has its own kiosks.
CREATE FUNCTION private.kiosk_mark() RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT format('gemba kiosk of database %s', current_database()) $$;

-- Create or change a kiosk's role. p_verifier NULL: no password (only where the server asks for none). One kiosk cannot
-- use up the server's connections, nor keep goods locked in a transaction that it forgot. A role may change its own
-- settings, so they are set anew.
CREATE FUNCTION admin.make_kiosk_role(p_kiosk text, p_verifier text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_role oid := to_regrole(quote_ident(p_kiosk));
BEGIN
    IF v_role IS NULL THEN
        EXECUTE format('CREATE ROLE %I', p_kiosk);
        EXECUTE format('COMMENT ON ROLE %I IS %L', p_kiosk, private.kiosk_mark());
    ELSIF shobj_description(v_role, 'pg_authid') IS DISTINCT FROM private.kiosk_mark() THEN
        PERFORM private.fail('DUPLICATE', 'ROLE_EXISTS', 'kiosk',
                             format('The server has a role %s already, which is no kiosk of this database.', p_kiosk),
                             'Choose another name, or drop that role.');
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS '
                   'CONNECTION LIMIT 40 PASSWORD %L', p_kiosk, p_verifier);
    EXECUTE format('ALTER ROLE %I RESET ALL', p_kiosk);
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', p_kiosk, current_database());
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', p_kiosk, '30s');
    IF NOT pg_has_role(p_kiosk, 'gemba_kiosk', 'MEMBER') THEN
        EXECUTE format('GRANT gemba_kiosk TO %I', p_kiosk);
    END IF;
END
$$;

CREATE FUNCTION private.check_kiosk_name(p_kiosk text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_name text := private.words(p_kiosk, 'kiosk', 64);
BEGIN
    IF v_name !~ '^[a-z][a-z0-9_]{0,40}$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_NAME', 'kiosk',
                             'A kiosk''s name is small letters, digits and "_", and begins with a letter.');
    ELSIF v_name ~ '^(pg_|gemba)'
          OR v_name IN ('postgres', 'public', 'none', 'user', 'current_user', 'current_role', 'session_user', 'root',
                        'replication', 'all') THEN
        PERFORM private.fail('VALIDATION', 'RESERVED_NAME', 'kiosk', format('%s is reserved.', v_name),
                             'Choose another name.');
    END IF;
    RETURN v_name;
END
$$;

-- verifier: SCRAM-SHA-256$..., computed by the client.
CREATE FUNCTION admin.kiosk_enrol(p_kiosk text, p_organization text, p_plant text, p_verifier text)
    RETURNS TABLE (kiosk text, organization text, plant text)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_name text := private.check_kiosk_name(p_kiosk);
BEGIN
    IF p_verifier IS NULL
        OR p_verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/]+=*\$[A-Za-z0-9+/]+=*:[A-Za-z0-9+/]+=*$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_VERIFIER', 'verifier',
                             'The password''s verifier is not SCRAM-SHA-256.');
    END IF;
    PERFORM private.enter_kiosk(v_name, p_organization, p_plant);
    PERFORM admin.make_kiosk_role(v_name, p_verifier);
    RETURN QUERY SELECT k.kiosk, k.organization, k.plant FROM admin.kiosk_list() k WHERE k.kiosk = v_name;
END
$$;

-- Whoever is connected as this kiosk is cut off. Its name may be enrolled again in the same organization.
CREATE FUNCTION admin.kiosk_retire(p_kiosk text)
    RETURNS TABLE (kiosk text, organization text, plant text)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM private.leave_kiosk(p_kiosk);
    IF shobj_description(to_regrole(quote_ident(p_kiosk)), 'pg_authid') = private.kiosk_mark() THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', p_kiosk);
        EXECUTE format('REVOKE gemba_kiosk FROM %I', p_kiosk);
        PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = p_kiosk;
    END IF;
    RETURN QUERY SELECT k.kiosk, k.organization, k.plant FROM admin.kiosk_list() k WHERE k.kiosk = p_kiosk;
END
$$;
