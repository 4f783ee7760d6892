-- Who is at the terminal: hello, sign-on and sign-off, unlock, channels. A refused sign-on must leave a trace, so it is
-- answered as a row (kind, code, field, message, hint; kind NULL: granted) and not raised: raising would roll it back.

-- The version of the talk between terminal and server. A server serves terminals of its own version and of the one
-- before.
CREATE FUNCTION private.protocol_version() RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT 2 $$;

-- The newest migration; 0 where the schema was loaded by other means.
CREATE FUNCTION private.schema_version() RETURNS integer
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_version integer := 0;
BEGIN
    IF has_schema_privilege(current_user, to_regnamespace('migration'), 'USAGE')
       AND has_table_privilege(current_user, to_regclass('migration.applied'), 'SELECT') THEN
        EXECUTE 'SELECT coalesce(max(version), 0) FROM migration.applied' INTO v_version;
    END IF;
    RETURN v_version;
END
$$;

-- The kiosk that is connected: session_user is what no kiosk can change. No row: not a kiosk, or a retired one.
CREATE FUNCTION private.this_kiosk() RETURNS kiosks
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_kiosk kiosks;
BEGIN
    SELECT * INTO v_kiosk FROM kiosks k WHERE k.name = session_user AND k.retired_at IS NULL;
    RETURN v_kiosk;
END
$$;

-- First words of a terminal: where it stands, and whether the two understand each other. Works on a standby.
CREATE FUNCTION api.hello(p_client_version bigint)
    RETURNS TABLE (kind text, code text, field text, message text, hint text, schema_version integer, kiosk text,
                   organization text, plant text, plant_name text, time_zone text, notice text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_kiosk  kiosks := private.this_kiosk();
    v_server integer := private.protocol_version();
BEGIN
    field := '';
    IF v_kiosk.id IS NULL THEN
        kind := 'UNAUTHORIZED';
        code := 'NOT_A_KIOSK';
        message := 'This connection is not a kiosk''s.';
        hint := 'Enrol the kiosk: gemba kiosk enrol.';
    ELSIF p_client_version > v_server THEN
        kind := 'CONFLICT';
        code := 'SERVER_TOO_OLD';
        message := 'The server is older than this terminal.';
        hint := 'Migrate the server: gemba migrate up.';
    ELSIF p_client_version IS NULL OR p_client_version < v_server - 1 THEN
        kind := 'CONFLICT';
        code := 'CLIENT_TOO_OLD';
        message := 'This terminal is too old for the server.';
        hint := 'Install the newer gemba here.';
    ELSE
        SELECT o.code, p.code, p.name, p.time_zone INTO organization, plant, plant_name, time_zone
          FROM plants p
          JOIN organizations o ON o.id = p.organization_id
         WHERE p.organization_id = v_kiosk.organization_id AND p.id = v_kiosk.plant_id;
        kiosk := v_kiosk.name;
        schema_version := private.schema_version();
        IF p_client_version < v_server THEN
            notice := 'The server is newer than this terminal: install the newer gemba here soon.';
        END IF;
    END IF;
    RETURN NEXT;
END
$$;

-- ---------------------------------------------------------------- wrong PINs
--
-- Two counters lock: 5 wrong PINs in a row lock the person for 15 minutes, 20 within 10 minutes lock the kiosk for 5.
-- An unknown name is counted as a person too, so that locking tells nobody which names exist. These counters are rows,
-- and whoever holds a kiosk's password could roll them back; so each kiosk also has a sequence, which no rollback turns
-- back. It holds the instant (ms) up to which attempts are paid for: each costs half a minute, 20 may be owed, and a
-- right PIN is given back.

-- Lock and return a counter; concurrent attempts at one kiosk go one after the other.
CREATE FUNCTION private.lock_counter(p_organization_id bigint, p_kind text, p_subject_id bigint)
    RETURNS sign_on_counters
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_counter sign_on_counters;
BEGIN
    INSERT INTO sign_on_counters (organization_id, subject_kind, subject_id)
    VALUES (p_organization_id, p_kind, p_subject_id)
    ON CONFLICT DO NOTHING;
    SELECT * INTO v_counter FROM sign_on_counters c
     WHERE c.organization_id = p_organization_id AND c.subject_kind = p_kind AND c.subject_id = p_subject_id
       FOR UPDATE;
    RETURN v_counter;
END
$$;

-- Count one failure more; p_window: older failures are forgotten (NULL: never).
CREATE FUNCTION private.count_failure(p_counter sign_on_counters, p_limit integer, p_window interval,
                                      p_lock interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_anew     boolean := p_counter.failures = 0 OR p_counter.locked_until IS NOT NULL
                          OR coalesce(p_counter.first_failed_at < clock_timestamp() - p_window, false);
    v_failures integer := CASE WHEN v_anew THEN 1 ELSE p_counter.failures + 1 END;
BEGIN
    UPDATE sign_on_counters
       SET failures = v_failures,
           first_failed_at = CASE WHEN v_anew THEN clock_timestamp() ELSE first_failed_at END,
           locked_until = CASE WHEN v_failures >= p_limit THEN clock_timestamp() + p_lock END
     WHERE organization_id = p_counter.organization_id AND subject_kind = p_counter.subject_kind
       AND subject_id = p_counter.subject_id;
END
$$;

-- Name of a kiosk's sequence in schema private.
CREATE FUNCTION private.attempts_sequence(p_kiosk_id bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT format('sign_on_attempts_%s', p_kiosk_id) $$;

-- Pay for an attempt (p_give_back: take it back). False: too many are owed.
CREATE FUNCTION private.pay_attempt(p_kiosk_id bigint, p_give_back boolean) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    c_price_ms constant bigint := 30000;
    v_name     text := private.attempts_sequence(p_kiosk_id);
    v_sequence regclass := to_regclass(format('private.%I', v_name));
    v_now_ms   bigint := extract(epoch FROM clock_timestamp()) * 1000;
    v_paid_ms  bigint;
BEGIN
    IF v_sequence IS NULL THEN
        RETURN true;
    END IF;
    EXECUTE format('SELECT last_value FROM private.%I', v_name) INTO v_paid_ms;
    IF p_give_back THEN
        PERFORM setval(v_sequence, greatest(v_paid_ms - c_price_ms, 1));
        RETURN true;
    END IF;
    v_paid_ms := greatest(v_paid_ms, v_now_ms) + c_price_ms;
    IF v_paid_ms > v_now_ms + 20 * c_price_ms THEN
        RETURN false;
    END IF;
    PERFORM setval(v_sequence, v_paid_ms);
    RETURN true;
END
$$;

-- Check a PIN and count. p_pin_hash NULL: nobody has that name, which costs the same work. NULL: right; else the code
-- of the refusal. p_subject_id: the user, or a negative stand-in for a name nobody has.
CREATE FUNCTION private.try_pin(p_organization_id bigint, p_kiosk_id bigint, p_subject_id bigint, p_pin_hash text,
                                p_pin text)
    RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_kiosk sign_on_counters := private.lock_counter(p_organization_id, 'kiosk', p_kiosk_id);
    v_user  sign_on_counters;
    v_right boolean;
BEGIN
    IF v_kiosk.locked_until > clock_timestamp() THEN
        RETURN 'KIOSK_LOCKED';
    END IF;
    v_user := private.lock_counter(p_organization_id, 'user', p_subject_id);
    IF v_user.locked_until > clock_timestamp() THEN
        RETURN 'LOCKED';
    ELSIF NOT private.pay_attempt(p_kiosk_id, false) THEN
        RETURN 'KIOSK_LOCKED';
    END IF;
    v_right := extensions.crypt(coalesce(p_pin, ''), coalesce(p_pin_hash, extensions.gen_salt('bf', 8))) = p_pin_hash;
    IF v_right THEN
        DELETE FROM sign_on_counters c
         WHERE c.organization_id = p_organization_id AND c.subject_kind = 'user' AND c.subject_id = p_subject_id;
        PERFORM private.pay_attempt(p_kiosk_id, true);
        RETURN NULL;
    END IF;
    -- The caller may roll all of this back; the server's log stays.
    RAISE LOG 'gemba: a wrong name or PIN at kiosk "%"', session_user;
    PERFORM private.count_failure(v_user, 5, NULL, '15 minutes');
    PERFORM private.count_failure(v_kiosk, 20, '10 minutes', '5 minutes');
    RETURN 'BAD_CREDENTIALS';
END
$$;

-- A name or badge as it counts, without the blanks around it.
CREATE FUNCTION private.typed_name(p_user text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT btrim(coalesce(p_user, ''), E' \t\r\n') $$;

-- The subject under which attempts with a name nobody has are counted. Every spelling that names a person counts for
-- him, a badge in the wrong case too: else the moment of the lock would tell which names and badges exist.
CREATE FUNCTION private.stand_in(p_organization_id bigint, p_user text) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((SELECT u.id FROM users u
                      WHERE u.organization_id = p_organization_id AND lower(u.badge) = lower(private.typed_name(p_user))
                      LIMIT 1),
                    -1 - (hashtextextended(lower(private.typed_name(p_user)), 0) & 9007199254740991))
    $$;

-- What a person is told.
CREATE FUNCTION private.refusal_message(p_code text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE p_code WHEN 'LOCKED' THEN 'Locked after too many wrong PINs, or by an administrator.'
                             WHEN 'KIOSK_LOCKED' THEN 'This kiosk is locked after too many wrong PINs.'
                             ELSE 'The name, badge or PIN is wrong.' END $$;

CREATE FUNCTION private.refusal_hint(p_code text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE p_code WHEN 'LOCKED' THEN 'Wait a quarter of an hour, or ask an administrator.'
                             WHEN 'KIOSK_LOCKED' THEN 'Wait five minutes.'
                             ELSE 'Try again; five wrong PINs lock for a quarter of an hour.' END $$;

-- ---------------------------------------------------------------- sign-on

-- Whom a typed name (in any case) or a scanned badge means, within one organization; an empty row: nobody.
CREATE FUNCTION private.find_user(p_organization_id bigint, p_user text) RETURNS users
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_text text := private.typed_name(p_user);
    v_user users;
BEGIN
    SELECT * INTO v_user FROM users u WHERE u.organization_id = p_organization_id
        AND lower(u.user_name) = lower(v_text);
    IF NOT FOUND THEN
        SELECT * INTO v_user FROM users u WHERE u.organization_id = p_organization_id AND u.badge = v_text;
    END IF;
    RETURN v_user;
END
$$;

CREATE FUNCTION private.roles_of(p_organization_id bigint, p_user_id bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(string_agg(r.name, ', ' ORDER BY r.name), '')
      FROM user_roles ur
      JOIN roles r ON r.organization_id = ur.organization_id AND r.id = ur.role_id
     WHERE ur.organization_id = p_organization_id AND ur.user_id = p_user_id
    $$;

-- Open a session for a person at a kiosk. Returns the token, which is kept only as a hash.
CREATE FUNCTION private.open_session(p_organization_id bigint, p_kiosk_id bigint, p_user_id bigint) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
BEGIN
    INSERT INTO sessions (organization_id, token_hash, kiosk_id, user_id)
    VALUES (p_organization_id, private.token_hash(v_token), p_kiosk_id, p_user_id);
    RETURN v_token;
END
$$;

-- Name or badge, and PIN. Somebody of another organization is simply nobody here.
CREATE FUNCTION api.sign_on(p_user text, p_pin text)
    RETURNS TABLE (kind text, code text, field text, message text, hint text, token text, session_id bigint,
                   user_name text, display_name text, roles text, permissions text[], organization text,
                   organization_name text, plant text, plant_name text, time_zone text, currency text, idle_s integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_kiosk kiosks := private.this_kiosk();
    v_user  users;
BEGIN
    field := 'pin';
    IF v_kiosk.id IS NULL THEN
        code := 'NOT_A_KIOSK';
    ELSE
        PERFORM private.set_context(v_kiosk.organization_id, v_kiosk.plant_id);
        v_user := private.find_user(v_kiosk.organization_id, p_user);
        code := private.try_pin(v_kiosk.organization_id, v_kiosk.id,
                                coalesce(v_user.id, private.stand_in(v_kiosk.organization_id, p_user)),
                                v_user.pin_hash, p_pin);
        code := CASE WHEN code IS NULL AND v_user.is_locked THEN 'LOCKED' ELSE code END;
    END IF;
    IF code IS NOT NULL THEN
        kind := 'UNAUTHORIZED';
        message := CASE code WHEN 'NOT_A_KIOSK' THEN 'This connection is not a kiosk''s.'
            ELSE private.refusal_message(code) END;
        hint := CASE code WHEN 'NOT_A_KIOSK' THEN 'Enrol the kiosk: gemba kiosk enrol.'
            ELSE private.refusal_hint(code) END;
    ELSE
        field := '';
        token := private.open_session(v_kiosk.organization_id, v_kiosk.id, v_user.id);
        SELECT s.id, extract(epoch FROM s.idle_limit) INTO session_id, idle_s
          FROM sessions s WHERE s.token_hash = private.token_hash(token);
        SELECT o.code, o.name, o.currency, p.code, p.name, p.time_zone
          INTO organization, organization_name, currency, plant, plant_name, time_zone
          FROM plants p
          JOIN organizations o ON o.id = p.organization_id
         WHERE p.organization_id = v_kiosk.organization_id AND p.id = v_kiosk.plant_id;
        user_name := v_user.user_name;
        display_name := v_user.display_name;
        permissions := v_user.permissions;
        roles := private.roles_of(v_user.organization_id, v_user.id);
    END IF;
    IF v_kiosk.id IS NOT NULL THEN
        -- What was typed as a name is not kept when nobody has it: it may be a PIN in the wrong field.
        INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject, was_refused, detail)
        VALUES (v_kiosk.organization_id, v_kiosk.id, v_user.id, 'sign_on', coalesce(v_user.user_name, ''),
                code IS NOT NULL,
                CASE WHEN code IS NOT NULL THEN jsonb_build_object('code', code) END);
    END IF;
    RETURN NEXT;
END
$$;

-- The session ends; its token is worth nothing any more.
CREATE FUNCTION api.sign_off(p_token text) RETURNS TABLE (signed_off boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_ctx private.context := private.enter(p_token, NULL);
BEGIN
    UPDATE sessions s SET signed_off_at = now()
     WHERE s.organization_id = v_ctx.organization_id AND s.id = v_ctx.session_id;
    PERFORM private.audit(v_ctx, 'sign_off', '');
    signed_off := true;
    RETURN NEXT;
END
$$;

-- Back to a terminal that locked its screen: the PIN once more, counted like a sign-on.
CREATE FUNCTION api.unlock(p_token text, p_pin text)
    RETURNS TABLE (kind text, code text, field text, message text, hint text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx  private.context := private.enter(p_token, NULL);
    v_user users;
BEGIN
    SELECT * INTO v_user FROM users u WHERE u.organization_id = v_ctx.organization_id AND u.id = v_ctx.user_id;
    code := private.try_pin(v_ctx.organization_id, v_ctx.kiosk_id, v_user.id, v_user.pin_hash, p_pin);
    field := '';
    IF code IS NOT NULL THEN
        kind := 'UNAUTHORIZED';
        field := 'pin';
        message := private.refusal_message(code);
        hint := private.refusal_hint(code);
        INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject, was_refused, detail)
        VALUES (v_ctx.organization_id, v_ctx.kiosk_id, v_ctx.user_id, 'unlock', v_user.user_name, true,
                jsonb_build_object('code', code));
    END IF;
    RETURN NEXT;
END
$$;

-- ---------------------------------------------------------------- channels

-- NOTIFY is open to every role, so a channel is private only by its name.
CREATE FUNCTION private.channels_of(p_organization_id bigint) RETURNS TABLE (topic text, channel text)
    LANGUAGE sql STABLE
    AS $$
    SELECT t.topic, t.topic || '_' || o.channel_key
      FROM organizations o
     CROSS JOIN unnest(ARRAY['stock', 'order', 'purchase', 'alert', 'floor', 'board', 'low_stock_alert',
                             'work_order_status_changed'])
           AS t (topic)
     WHERE o.id = p_organization_id
    $$;

CREATE FUNCTION api.channels(p_token text) RETURNS TABLE (topic text, channel text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_ctx private.context := private.enter(p_token, NULL);
BEGIN
    RETURN QUERY SELECT c.topic, c.channel FROM private.channels_of(v_ctx.organization_id) c;
END
$$;

-- LISTEN on all of them, and say which.
CREATE FUNCTION api.listen(p_token text) RETURNS TABLE (topic text, channel text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_ctx private.context := private.enter(p_token, NULL);
BEGIN
    FOR topic, channel IN SELECT c.topic, c.channel FROM private.channels_of(v_ctx.organization_id) c LOOP
        EXECUTE format('LISTEN %I', channel);
        RETURN NEXT;
    END LOOP;
END
$$;
