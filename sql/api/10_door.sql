-- The toolbox of the door: who is calling, may they, are their values sound, was this done before, whom to tell.
-- Every function of schema api begins with private.enter; everything else here runs inside what it opened.

-- Who is calling. location_id: where this kiosk receives and issues unless said otherwise. is_offline: what is told has
-- happened already, whatever the books say; NULL like false.
CREATE TYPE private.context AS (
    organization_id bigint,
    plant_id        bigint,
    kiosk_id        bigint,
    user_id         bigint,
    session_id      bigint,
    location_id     bigint,
    permissions     text[],
    is_offline      boolean
);

-- Refuse: the caller's transaction is rolled back. kind decides the SQLSTATE, whose last digit is the exit code.
CREATE FUNCTION private.fail(p_kind text, p_code text, p_field text, p_message text, p_hint text DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_code = 'NOT_PERMITTED' THEN
        -- Nothing of this transaction stays that could remember it, but the server's log does.
        RAISE LOG 'gemba: refused at kiosk "%": %', session_user, p_message;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = CASE p_kind WHEN 'VALIDATION' THEN 'GM002' WHEN 'NOT_FOUND' THEN 'GM003'
            WHEN 'UNAUTHORIZED' THEN 'GM004'
                              WHEN 'DUPLICATE' THEN 'GM005' WHEN 'CONFLICT' THEN 'GM006' WHEN 'RETRY' THEN 'GM009'
                              ELSE 'GM008' END,
        MESSAGE = p_message, COLUMN = coalesce(p_field, ''), CONSTRAINT = coalesce(p_code, ''),
            HINT = coalesce(p_hint, '');
END
$$;

-- ---------------------------------------------------------------- who is calling

-- The organization and plant of this transaction, for row security. Ends with the transaction.
CREATE FUNCTION private.set_context(p_organization_id bigint, p_plant_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_set text;
BEGIN
    v_set := set_config('app.current_organization_id', coalesce(p_organization_id::text, ''), true);
    v_set := set_config('app.current_plant_id', coalesce(p_plant_id::text, ''), true);
END
$$;

-- What is kept of a token. A token is 244 random bits, so a plain hash is enough. (private.enter spells it out: a call
-- would cost more than all the rest of it.)
CREATE FUNCTION private.token_hash(p_token text) RETURNS bytea
    LANGUAGE sql STABLE
    AS $$ SELECT sha256(convert_to(p_token, 'UTF8')) $$;

-- Why nobody was let in. A token shown at another kiosk than its own leaves a line in the server's log: this
-- transaction is about to be rolled back, and with it everything else that could remember it.
CREATE FUNCTION private.turn_away(p_token text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_owner text;
BEGIN
    SELECT k.name INTO v_owner
      FROM sessions s
      JOIN kiosks k ON k.organization_id = s.organization_id AND k.id = s.kiosk_id
     WHERE s.token_hash = private.token_hash(p_token) AND k.name <> session_user;
    IF FOUND THEN
        RAISE LOG 'gemba: kiosk "%" showed a session of kiosk "%"', session_user, v_owner;
    END IF;
    PERFORM private.fail('UNAUTHORIZED', 'TOKEN_INVALID', 'token', 'Nobody is signed on here.', 'Sign on.');
END
$$;

-- Resolve token and session_user (which no kiosk can change) to a context, check that the session lives and that the
-- person holds the permission (NULL: any), and open the row-security context. One indexed query. The idle clock is
-- moved at most once a minute, and never where nothing can be written; a locked row is left alone, so that a call
-- never waits for another one's clock.
CREATE FUNCTION private.enter(p_token text, p_permission text) RETURNS private.context
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_ctx   private.context;
    v_live  boolean;
    v_stale boolean;
BEGIN
    SELECT s.organization_id, k.plant_id, k.id, u.id, s.id, k.location_id, u.permissions,
           s.signed_off_at IS NULL AND s.expires_at > now() AND s.last_seen_at + s.idle_limit > now()
               AND NOT u.is_locked,
           s.last_seen_at < now() - interval '1 minute'
      INTO v_ctx.organization_id, v_ctx.plant_id, v_ctx.kiosk_id, v_ctx.user_id, v_ctx.session_id, v_ctx.location_id,
           v_ctx.permissions, v_live, v_stale
      FROM sessions s
      JOIN kiosks k ON k.organization_id = s.organization_id AND k.id = s.kiosk_id
      JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
     WHERE s.token_hash = sha256(convert_to(p_token, 'UTF8')) AND k.name = session_user AND k.retired_at IS NULL;
    IF v_live IS NULL THEN
        PERFORM private.turn_away(p_token);
    ELSIF NOT v_live THEN
        PERFORM private.fail('UNAUTHORIZED', 'SESSION_EXPIRED', 'token', 'Nobody is signed on here.', 'Sign on.');
    ELSIF p_permission IS NOT NULL AND NOT p_permission = ANY (v_ctx.permissions) THEN
        PERFORM private.fail('UNAUTHORIZED', 'NOT_PERMITTED', '',
                             format('You may not do this: it needs %s.', p_permission),
                             'Ask a supervisor.');
    END IF;
    PERFORM private.set_context(v_ctx.organization_id, v_ctx.plant_id);
    IF v_ctx.location_id IS NULL THEN
        SELECT l.id INTO v_ctx.location_id FROM locations l
         WHERE l.organization_id = v_ctx.organization_id AND l.plant_id = v_ctx.plant_id AND l.is_default;
    END IF;
    IF v_stale AND current_setting('transaction_read_only') = 'off' THEN
        UPDATE sessions SET last_seen_at = now()
         WHERE organization_id = v_ctx.organization_id
           AND id = (SELECT s.id FROM sessions s
                      WHERE s.organization_id = v_ctx.organization_id AND s.id = v_ctx.session_id
                          FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN v_ctx;
END
$$;

-- Whether the caller also holds another permission.
CREATE FUNCTION private.may(p_ctx private.context, p_permission text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce(p_permission = ANY (p_ctx.permissions), false);
END
$$;

-- ---------------------------------------------------------------- sound values

-- A parameter loses its scale and NaN > 0 is true, so every number is looked at: finite, at most p_decimals decimals,
-- below p_limit in size. Returns it without trailing zeros.
CREATE FUNCTION private.sound_number(p numeric, p_field text, p_decimals integer, p_limit numeric) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, format('%s is missing.', p_field));
    ELSIF p = 'NaN' OR p = 'Infinity' OR p = '-Infinity' THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_NUMBER', p_field, format('%s is not a number.', p_field));
    ELSIF abs(p) >= p_limit THEN
        PERFORM private.fail('VALIDATION', 'TOO_LARGE', p_field, format('%s is too large.', p_field));
    ELSIF min_scale(p) > p_decimals THEN
        PERFORM private.fail('VALIDATION', 'TOO_MANY_DECIMALS', p_field,
                             format('%s has more than %s decimals.', p_field, p_decimals));
    END IF;
    RETURN trim_scale(p);
END
$$;

-- A quantity that moves: above zero.
CREATE FUNCTION private.quantity(p numeric, p_field text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p <= 0 AND p <> '-Infinity' THEN
        PERFORM private.fail('VALIDATION', 'NOT_POSITIVE', p_field, format('%s must be above zero.', p_field));
    END IF;
    RETURN private.sound_number(p, p_field, 6, 1000000000000);
END
$$;

-- A correction: above or below zero, not zero.
CREATE FUNCTION private.quantity_signed(p numeric, p_field text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p = 0 THEN
        PERFORM private.fail('VALIDATION', 'ZERO', p_field, format('%s must not be zero.', p_field));
    END IF;
    RETURN private.sound_number(p, p_field, 6, 1000000000000);
END
$$;

-- A counted quantity, a reorder point: zero or more.
CREATE FUNCTION private.quantity_not_negative(p numeric, p_field text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p < 0 AND p <> '-Infinity' THEN
        PERFORM private.fail('VALIDATION', 'NEGATIVE', p_field, format('%s must not be below zero.', p_field));
    END IF;
    RETURN private.sound_number(p, p_field, 6, 1000000000000);
END
$$;

-- A unit cost or price: zero or more, 8 decimals.
CREATE FUNCTION private.cost(p numeric, p_field text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p < 0 AND p <> '-Infinity' THEN
        PERFORM private.fail('VALIDATION', 'NEGATIVE', p_field, format('%s must not be below zero.', p_field));
    END IF;
    RETURN private.sound_number(p, p_field, 8, 10000000000);
END
$$;

-- A word or a line of text: trimmed, not empty, at most p_max characters, nothing a terminal would act on (control
-- characters, line separators, marks that turn the direction of writing).
CREATE FUNCTION private.words(p text, p_field text, p_max integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_text text := btrim(p, E' \t\r\n');
BEGIN
    IF v_text IS NULL OR v_text = '' THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, format('%s is missing.', p_field));
    ELSIF length(v_text) > p_max THEN
        PERFORM private.fail('VALIDATION', 'TOO_LONG', p_field,
                             format('%s is longer than %s characters.', p_field, p_max));
    ELSIF v_text ~ '[\u0001-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]' THEN
        PERFORM private.fail('VALIDATION', 'CONTROL_CHARACTER', p_field,
                             format('%s holds a character that cannot be printed.',
                             p_field));
    END IF;
    RETURN v_text;
END
$$;

-- The same where nothing is allowed: blank is NULL.
CREATE FUNCTION private.words_or_null(p text, p_field text, p_max integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF coalesce(btrim(p, E' \t\r\n'), '') = '' THEN
        RETURN NULL;
    END IF;
    RETURN private.words(p, p_field, p_max);
END
$$;

-- ---------------------------------------------------------------- exactly once

-- Claim an operation, first of all in its transaction. NULL: it is new, go on and settle it. Else what it answered when
-- it was done. A second caller with the same id waits here until the first has committed or given up.
CREATE FUNCTION private.claim(p_ctx private.context, p_op_id uuid, p_function text, p_arguments text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_hash bytea := sha256(convert_to(coalesce(p_arguments, ''), 'UTF8'));
    v_done op_log;
BEGIN
    IF p_op_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'op_id', 'op_id is missing.',
                             'Every write carries a fresh UUID.');
    END IF;
    INSERT INTO op_log (organization_id, op_id, function, argument_hash, kiosk_id, user_id)
    VALUES (p_ctx.organization_id, p_op_id, p_function, v_hash, p_ctx.kiosk_id, p_ctx.user_id)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO v_done FROM op_log o WHERE o.organization_id = p_ctx.organization_id AND o.op_id = p_op_id;
    IF v_done.function <> p_function OR v_done.argument_hash <> v_hash THEN
        PERFORM private.fail('DUPLICATE', 'OP_ID_REUSED', 'op_id', 'This op_id was used for something else.',
                             'Every new action needs a new op_id.');
    ELSIF v_done.result IS NULL THEN
        PERFORM private.fail('BUG', 'OP_NOT_SETTLED', 'op_id',
                             'This op_id was claimed, but what it did was not recorded.');
    END IF;
    RETURN v_done.result;
END
$$;

-- Record what a claimed operation answered.
CREATE FUNCTION private.settle(p_ctx private.context, p_op_id uuid, p_result jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE op_log SET result = p_result WHERE organization_id = p_ctx.organization_id AND op_id = p_op_id;
END
$$;

-- ---------------------------------------------------------------- traces and messages

-- Who did what. Details must hold no PIN and no token.
CREATE FUNCTION private.audit(p_ctx private.context, p_action text, p_subject text, p_detail jsonb DEFAULT NULL)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject, detail)
    VALUES (p_ctx.organization_id, p_ctx.kiosk_id, p_ctx.user_id, p_action, coalesce(p_subject, ''), p_detail);
END
$$;

-- Tell an organization's terminals that something of a topic changed, at most once in 200 ms for each plant, without
-- ever waiting: one commit that notifies takes a lock of the whole database. A missing row means send. Whoever holds
-- the row is telling the same at this moment; what is lost between two tellers the terminals find by looking again.
CREATE FUNCTION private.poke_plant(p_organization_id bigint, p_plant_id bigint, p_topic text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_plant_id bigint := coalesce(p_plant_id, 0);
    v_key      text;
    v_sent_at  timestamptz;
BEGIN
    SELECT t.sent_at INTO v_sent_at FROM poke_throttle t
     WHERE t.organization_id = p_organization_id AND t.plant_id = v_plant_id AND t.topic = p_topic;
    IF NOT FOUND THEN
        -- Only one of those who find no row puts it there: an insert would wait for another insert of the same key.
        IF pg_try_advisory_xact_lock(hashtextextended(format('gemba.poke %s %s %s', p_organization_id, v_plant_id,
                                                             p_topic), 0)) THEN
            INSERT INTO poke_throttle (organization_id, plant_id, topic, sent_at)
            VALUES (p_organization_id, v_plant_id, p_topic, clock_timestamp())
            ON CONFLICT DO NOTHING;
        END IF;
    ELSIF v_sent_at > clock_timestamp() - interval '200 milliseconds' THEN
        RETURN;
    ELSE
        PERFORM FROM poke_throttle t
          WHERE t.organization_id = p_organization_id AND t.plant_id = v_plant_id AND t.topic = p_topic
            FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN;
        END IF;
        UPDATE poke_throttle SET sent_at = clock_timestamp()
         WHERE organization_id = p_organization_id AND plant_id = v_plant_id AND topic = p_topic;
    END IF;
    SELECT o.channel_key INTO v_key FROM organizations o WHERE o.id = p_organization_id;
    PERFORM pg_notify(p_topic || '_' || v_key, json_build_object('kind', p_topic, 'plant_id', v_plant_id)::text);
END
$$;

-- The same for several topics. When all were told a moment ago, which is the rule on a busy floor, one look is enough.
CREATE FUNCTION private.poke_topics(p_organization_id bigint, p_plant_id bigint, p_topics text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_topic text;
BEGIN
    IF (SELECT count(*) FROM poke_throttle t
         WHERE t.organization_id = p_organization_id AND t.plant_id = p_plant_id AND t.topic = ANY (p_topics)
           AND t.sent_at > clock_timestamp() - interval '200 milliseconds') = cardinality(p_topics) THEN
        RETURN;
    END IF;
    FOREACH v_topic IN ARRAY p_topics LOOP
        PERFORM private.poke_plant(p_organization_id, p_plant_id, v_topic);
    END LOOP;
END
$$;

-- Topics: stock, order, purchase, alert, floor, board. To be asked last in a transaction.
CREATE FUNCTION private.poke(p_ctx private.context, p_topic text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM private.poke_plant(p_ctx.organization_id, p_ctx.plant_id, p_topic);
END
$$;

-- Put a message for the ERP into the outbox, where the organization wants that. kind: material_transaction, work_order.
CREATE FUNCTION private.tell_erp(p_ctx private.context, p_kind text, p_subject_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO outbox (organization_id, kind, subject_id)
    SELECT o.id, p_kind, p_subject_id FROM organizations o WHERE o.id = p_ctx.organization_id AND o.outbox_enabled;
END
$$;

-- ---------------------------------------------------------------- look-ups

-- The material of that code, or NOT_FOUND.
CREATE FUNCTION private.material_id(p_ctx private.context, p_code text, p_field text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text := private.words(p_code, p_field, 64);
    v_id   bigint;
BEGIN
    SELECT m.id INTO v_id FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.material_code = v_code;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_MATERIAL', p_field, format('There is no material %s.', v_code),
                             'Check the code, or search for the material by its name.');
    END IF;
    RETURN v_id;
END
$$;
