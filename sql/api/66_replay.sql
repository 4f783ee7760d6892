-- What terminals kept in their spools is posted here: by the kiosk's own right, for the person who did it then. An
-- operation of the floor happened whatever is known of it now, so what is refused is told and remembered, never lost.

-- ---------------------------------------------------------------- clocks

-- This clock less the terminal's, in whole seconds, as of an operation that says when it was sent.
CREATE FUNCTION private.clock_skew(p_sent_at timestamptz) RETURNS integer
    LANGUAGE sql VOLATILE
    AS $$
    SELECT CASE WHEN isfinite(p_sent_at)
                THEN greatest(least(round(extract(epoch FROM clock_timestamp()) - extract(epoch FROM p_sent_at)),
                                    2000000000), -2000000000)::integer
                ELSE 0 END
$$;

-- When it happened by this clock. A terminal that is up to a minute off is believed; the time of one that is further off
-- is moved by what it is off now, but never out of the life of the session, for then its clock was set in between.
CREATE FUNCTION private.happened_by_terminal(p_ctx private.context, p_captured_at timestamptz, p_skew_s integer)
    RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF abs(p_skew_s) <= 60 THEN
        RETURN least(p_captured_at, now());
    END IF;
    RETURN (SELECT least(greatest(p_captured_at + make_interval(secs => p_skew_s), s.signed_on_at), s.signed_off_at,
                         s.expires_at, now())
              FROM sessions s
             WHERE s.organization_id = p_ctx.organization_id AND s.id = p_ctx.session_id);
END
$$;

-- ---------------------------------------------------------------- who

-- Whose operation it is: the kiosk by its role, the person by a session of this kiosk that lived (a minute more on both
-- sides; that it was idle does not count) when the operation was captured. What the person may do is asked now. Opens
-- the row-security context like private.enter. p_permission NULL: a record of what happened, which nobody can lose the
-- right to leave.
CREATE FUNCTION private.enter_replay(p_session_id bigint, p_captured_at timestamptz, p_sent_at timestamptz,
                                     p_permission text) RETURNS private.context
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_ctx    private.context;
    v_name   text;
    v_locked boolean;
    v_from   timestamptz;
    v_to     timestamptz;
    v_skew   interval := make_interval(secs => private.clock_skew(p_sent_at));
BEGIN
    SELECT s.organization_id, k.plant_id, k.id, u.id, s.id, k.location_id, u.permissions,
           u.display_name, u.is_locked, s.signed_on_at, least(s.signed_off_at, s.expires_at)
      INTO v_ctx.organization_id, v_ctx.plant_id, v_ctx.kiosk_id, v_ctx.user_id, v_ctx.session_id, v_ctx.location_id,
           v_ctx.permissions, v_name, v_locked, v_from, v_to
      FROM kiosks k
      JOIN sessions s ON s.organization_id = k.organization_id AND s.kiosk_id = k.id
      JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
     WHERE k.name = session_user AND k.retired_at IS NULL AND s.id = p_session_id;
    IF v_ctx.session_id IS NULL THEN
        PERFORM private.fail('UNAUTHORIZED', 'SESSION_UNKNOWN', 'session',
                             'It is not known at this terminal who did this: there is no such sign-on.',
                             'Do it again as a new operation, or void it.');
    ELSIF p_captured_at IS NULL OR p_sent_at IS NULL OR NOT isfinite(p_captured_at) OR NOT isfinite(p_sent_at) THEN
        PERFORM private.fail('VALIDATION', 'MISSING', CASE WHEN isfinite(p_captured_at) THEN 'sent_at'
                                                           ELSE 'captured_at' END,
                             'The operation does not say when it was done.');
    ELSIF v_locked AND p_permission IS NOT NULL THEN
        PERFORM private.fail('UNAUTHORIZED', 'USER_LOCKED', '', format('%s is locked since.', v_name),
                             'Do it again as a new operation, or void it.');
    ELSIF NOT coalesce(p_permission = ANY (v_ctx.permissions), true) THEN
        PERFORM private.fail('UNAUTHORIZED', 'NOT_PERMITTED', '',
                             format('%s may not do this any more: it needs %s.', v_name, p_permission),
                             'Do it again as a new operation, or void it.');
    ELSIF p_captured_at NOT BETWEEN v_from - interval '60 s' AND v_to + interval '60 s'
          AND (abs(extract(epoch FROM v_skew)) <= 60
               OR p_captured_at NOT BETWEEN v_from - v_skew - interval '60 s'
                                         AND v_to - v_skew + interval '60 s') THEN
        PERFORM private.fail('UNAUTHORIZED', 'OUTSIDE_SESSION', 'captured_at',
                             format('It was done at %s, but %s was signed on from %s to %s.',
                                    to_char(p_captured_at, 'YYYY-MM-DD HH24:MI:SS'), v_name,
                                    to_char(v_from, 'YYYY-MM-DD HH24:MI:SS'), to_char(v_to, 'YYYY-MM-DD HH24:MI:SS')),
                             'Check the clock of the terminal.');
    END IF;
    PERFORM private.set_context(v_ctx.organization_id, v_ctx.plant_id);
    IF v_ctx.location_id IS NULL THEN
        SELECT l.id INTO v_ctx.location_id FROM locations l
         WHERE l.organization_id = v_ctx.organization_id AND l.plant_id = v_ctx.plant_id AND l.is_default;
    END IF;
    RETURN v_ctx;
END
$$;

-- Who stands behind an operation that was refused, as far as it is known: this kiosk, and the person when the session is
-- one of this kiosk. Opens the row-security context. No organization: not a kiosk, or one that was retired.
CREATE FUNCTION private.replay_witness(p_session_id bigint) RETURNS private.context
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_ctx private.context;
BEGIN
    SELECT k.organization_id, k.plant_id, k.id, s.user_id, s.id
      INTO v_ctx.organization_id, v_ctx.plant_id, v_ctx.kiosk_id, v_ctx.user_id, v_ctx.session_id
      FROM kiosks k
      LEFT JOIN sessions s ON s.organization_id = k.organization_id AND s.kiosk_id = k.id AND s.id = p_session_id
     WHERE k.name = session_user AND k.retired_at IS NULL;
    PERFORM private.set_context(v_ctx.organization_id, v_ctx.plant_id);
    RETURN v_ctx;
END
$$;

-- A refusal is written down once for each operation and reason, however often the terminal tries.
CREATE FUNCTION private.note_refusal(p_ctx private.context, p_op_id uuid, p_seq bigint, p_kind text, p_code text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_ctx.organization_id IS NULL OR p_op_id IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO replay_refusals (organization_id, op_id, code) VALUES (p_ctx.organization_id, p_op_id, p_code)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject, was_refused, detail)
        VALUES (p_ctx.organization_id, p_ctx.kiosk_id, p_ctx.user_id, 'replay', p_op_id::text, true,
                jsonb_build_object('code', p_code, 'kind', left(p_kind, 40), 'seq', p_seq));
    END IF;
END
$$;

-- ---------------------------------------------------------------- values
--
-- A spool keeps texts under the names of the statement's parameters. They were checked when they were typed; here they
-- are checked again, so that a wrong one is a refusal and not an error of the server.

CREATE FUNCTION private.value_number(p_values jsonb, p_name text) RETURNS numeric
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_text text := nullif(btrim(p_values ->> p_name), '');
BEGIN
    IF v_text !~ '^[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})$' THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_NUMBER', p_name, format('%s is not a number.', p_name));
    END IF;
    RETURN v_text::numeric;
END
$$;

CREATE FUNCTION private.value_time(p_values jsonb, p_name text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_text text := nullif(btrim(p_values ->> p_name), '');
BEGIN
    IF v_text IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN v_text::timestamptz;
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_time_zone_displacement_value
               OR invalid_parameter_value THEN
    PERFORM private.fail('VALIDATION', 'BAD_TIME', p_name, format('%s is not a time.', p_name));
END
$$;

CREATE FUNCTION private.value_json(p_values jsonb, p_name text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN jsonb_typeof(p_values -> p_name) = 'string' THEN (p_values ->> p_name)::jsonb
                ELSE p_values -> p_name END;
EXCEPTION WHEN invalid_text_representation OR untranslatable_character OR numeric_value_out_of_range
               OR program_limit_exceeded THEN
    PERFORM private.fail('VALIDATION', 'NOT_A_LIST', p_name, p_name || ' must be a list.');
END
$$;

CREATE FUNCTION private.value_uuid(p_values jsonb, p_name text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_text text := p_values ->> p_name;
BEGIN
    IF v_text ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' THEN
        RETURN v_text::uuid;
    END IF;
    PERFORM private.fail('VALIDATION', 'BAD_UUID', p_name, format('%s is not a UUID.', p_name));
END
$$;

-- When the person says it happened; what lies ahead is now. NULL when nothing is said.
CREATE FUNCTION private.value_past(p_values jsonb, p_name text) RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN nullif(btrim(p_values ->> p_name), '') IS NOT NULL
                THEN least(private.value_time(p_values, p_name), now()) END
$$;

-- ---------------------------------------------------------------- pallets

-- The check digit of an SSCC: weights 3 and 1 from the right.
CREATE FUNCTION private.sscc_is_sound(p_sscc text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT p_sscc ~ '^[0-9]{18}$'
       AND (SELECT sum(substr(p_sscc, n, 1)::integer * CASE WHEN n % 2 = 1 AND n < 18 THEN 3 ELSE 1 END) % 10
              FROM generate_series(1, 18) AS n) = 0
$$;

-- Take a pallet's code for this operation. Refused while the receipt that took it before stands; whoever comes at the
-- same moment waits here.
CREATE FUNCTION private.claim_unit(p_ctx private.context, p_op_id uuid, p_sscc text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_told text;
BEGIN
    IF NOT private.sscc_is_sound(p_sscc) THEN
        PERFORM private.fail('VALIDATION', 'BAD_CHECK_DIGIT', 'sscc',
                             'A pallet''s number (SSCC) has 18 digits, the last of which checks the others.');
    END IF;
    INSERT INTO received_units AS r (organization_id, sscc, op_id) VALUES (p_ctx.organization_id, p_sscc, p_op_id)
    ON CONFLICT (organization_id, sscc) DO UPDATE SET op_id = excluded.op_id, transaction_id = NULL
     WHERE private.is_reversed(p_ctx, r.transaction_id);
    IF NOT FOUND THEN
        SELECT format('This pallet was received at %s by %s.', to_char(t.created_at, 'YYYY-MM-DD HH24:MI'),
                      u.display_name)
          INTO v_told
          FROM received_units r
          JOIN material_transactions t ON t.organization_id = r.organization_id AND t.id = r.transaction_id
          JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id
         WHERE r.organization_id = p_ctx.organization_id AND r.sscc = p_sscc;
        PERFORM private.fail('DUPLICATE', 'SSCC_RECEIVED', 'sscc', coalesce(v_told, 'This pallet was received already.'),
                             'Void this one, or reverse the other receipt first.');
    END IF;
END
$$;

-- Goods in, perhaps of a pallet with a number (SSCC, or none): each is received once, until that receipt is reversed.
CREATE FUNCTION private.receive_unit_as(p_ctx private.context, p_op_id uuid, p_material text, p_quantity numeric,
                                        p_ref_type text, p_ref text, p_unit_cost numeric, p_lot text, p_expiry date,
                                        p_location text, p_delivery_note text, p_at timestamptz, p_notes text,
                                        p_happened_at timestamptz, p_sscc text) RETURNS private.movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_sscc     text := nullif(btrim(p_sscc), '');
    v_movement private.movement;
BEGIN
    IF v_sscc IS NOT NULL THEN
        IF EXISTS (SELECT FROM op_log o WHERE o.organization_id = p_ctx.organization_id AND o.op_id = p_op_id) THEN
            v_sscc := NULL;
        ELSE
            PERFORM private.claim_unit(p_ctx, p_op_id, v_sscc);
        END IF;
    END IF;
    v_movement := private.receive_as(p_ctx, p_op_id, p_material, p_quantity, p_ref_type, p_ref, p_unit_cost, p_lot,
                                     p_expiry, p_location, p_delivery_note, p_at, p_notes, p_happened_at);
    IF v_sscc IS NOT NULL THEN
        UPDATE received_units SET transaction_id = v_movement.transaction_id
         WHERE organization_id = p_ctx.organization_id AND sscc = v_sscc;
    END IF;
    RETURN v_movement;
END
$$;

-- ---------------------------------------------------------------- kinds

-- A movement as the statement answers it: numbers are texts in plain digits.
CREATE FUNCTION private.movement_answer(p_movement private.movement) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT jsonb_build_object(
        'transaction_id', p_movement.transaction_id, 'transaction_type', p_movement.transaction_type,
        'material', p_movement.material, 'quantity', trim_scale(p_movement.quantity)::text,
        'cost_per_unit', trim_scale(p_movement.cost_per_unit)::text,
        'total_cost', trim_scale(p_movement.total_cost)::text,
        'quantity_on_hand', trim_scale(p_movement.quantity_on_hand)::text, 'replayed', p_movement.replayed)
$$;

CREATE FUNCTION private.replay_receive(p_ctx private.context, p_op_id uuid, p_values jsonb,
                                       p_happened_at timestamptz) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_at timestamptz := private.value_past(p_values, 'at');
BEGIN
    RETURN private.movement_answer(private.receive_unit_as(
        p_ctx, p_op_id, p_values ->> 'material', private.value_number(p_values, 'quantity'), p_values ->> 'ref_type',
        p_values ->> 'ref', private.value_number(p_values, 'unit_cost'), p_values ->> 'lot',
        private.plain_date(nullif(p_values ->> 'expiry', ''), 'expiry'), p_values ->> 'location',
        p_values ->> 'delivery_note', CASE WHEN v_at IS NOT NULL THEN private.value_time(p_values, 'at') END,
        p_values ->> 'notes', coalesce(v_at, p_happened_at), p_values ->> 'sscc'));
END
$$;

CREATE FUNCTION private.replay_receive_lines(p_ctx private.context, p_op_id uuid, p_values jsonb,
                                             p_happened_at timestamptz) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_at     timestamptz := private.value_past(p_values, 'at');
    v_line   private.line_movement;
    v_lines  jsonb := '[]';
BEGIN
    FOR v_line IN
        SELECT * FROM private.receive_lines_as(
            p_ctx, p_op_id, p_values ->> 'purchase_order', private.value_json(p_values, 'lines'),
            p_values ->> 'location', p_values ->> 'delivery_note',
            CASE WHEN v_at IS NOT NULL THEN private.value_time(p_values, 'at') END, p_values ->> 'notes',
            coalesce(v_at, p_happened_at))
    LOOP
        v_lines := v_lines || jsonb_build_array(jsonb_build_object('line', v_line.line)
            || private.movement_answer((v_line.transaction_id, v_line.transaction_type, v_line.material,
                                        v_line.quantity, v_line.cost_per_unit, v_line.total_cost,
                                        v_line.quantity_on_hand, v_line.replayed)::private.movement));
    END LOOP;
    RETURN jsonb_build_object('lines', v_lines, 'replayed', v_line.replayed);
END
$$;

CREATE FUNCTION private.replay_count(p_ctx private.context, p_op_id uuid, p_values jsonb, p_happened_at timestamptz)
    RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN private.movement_answer(private.count_stock_as(
        p_ctx, p_op_id, p_values ->> 'material', private.value_number(p_values, 'quantity'), p_values ->> 'location',
        p_values ->> 'lot', p_values ->> 'reason', p_happened_at));
END
$$;

-- Nothing but scans: they are logged with every operation.
CREATE FUNCTION private.replay_scans(p_ctx private.context, p_op_id uuid, p_scans jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_stored jsonb := private.claim(p_ctx, p_op_id, 'scans', p_scans::text);
BEGIN
    IF v_stored IS NULL THEN
        PERFORM private.settle(p_ctx, p_op_id, '{}');
    END IF;
    RETURN jsonb_build_object('replayed', v_stored IS NOT NULL);
END
$$;

-- An operation that was taken back at the terminal. Its op_id is taken too, so that it can never be posted after all.
CREATE FUNCTION private.replay_void(p_ctx private.context, p_op_id uuid, p_values jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_of     uuid := private.value_uuid(p_values, 'of_op_id');
    v_reason text := private.words(p_values ->> 'reason', 'reason', 200);
    v_stored jsonb := private.claim(p_ctx, p_op_id, 'void', concat_ws(E'\x1f', v_of, v_reason));
    v_answer jsonb := jsonb_build_object('of_op_id', v_of);
BEGIN
    IF v_stored IS NULL THEN
        INSERT INTO op_log (organization_id, op_id, function, argument_hash, kiosk_id, user_id, result)
        VALUES (p_ctx.organization_id, v_of, 'voided', '', p_ctx.kiosk_id, p_ctx.user_id, '{}')
        ON CONFLICT DO NOTHING;
        IF NOT FOUND AND NOT EXISTS (SELECT FROM op_log o
                                      WHERE o.organization_id = p_ctx.organization_id AND o.op_id = v_of
                                        AND o.function = 'voided') THEN
            PERFORM private.fail('CONFLICT', 'ALREADY_POSTED', 'of_op_id',
                                 'It was posted already and cannot be taken back.', 'Reverse the transaction.');
        END IF;
        PERFORM private.settle(p_ctx, p_op_id, v_answer);
        PERFORM private.audit(p_ctx, 'spool.void', v_of::text,
                              jsonb_build_object('reason', v_reason, 'seq', left(p_values ->> 'of_seq', 20)));
    END IF;
    RETURN v_answer || jsonb_build_object('replayed', v_stored IS NOT NULL);
END
$$;

-- Post one operation and say what its statement would have answered. p_happened_at: by this clock.
CREATE FUNCTION private.replay_as(p_ctx private.context, p_op_id uuid, p_kind text, p_payload jsonb,
                                  p_happened_at timestamptz) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_values jsonb := p_payload -> 'values';
BEGIN
    CASE p_kind
        WHEN 'stock_receive' THEN RETURN private.replay_receive(p_ctx, p_op_id, v_values, p_happened_at);
        WHEN 'stock_receive_lines' THEN RETURN private.replay_receive_lines(p_ctx, p_op_id, v_values, p_happened_at);
        WHEN 'stock_count' THEN RETURN private.replay_count(p_ctx, p_op_id, v_values, p_happened_at);
        WHEN 'scans' THEN RETURN private.replay_scans(p_ctx, p_op_id, p_payload -> 'scans');
        WHEN 'void' THEN RETURN private.replay_void(p_ctx, p_op_id, v_values);
        ELSE PERFORM private.fail('VALIDATION', 'UNKNOWN_KIND', 'kind',
                                  'The server does not know this kind of operation.', 'Is the server too old?');
    END CASE;
END
$$;

-- The trace of an operation that came out of a spool, first of all: whoever sends it twice at once waits here.
CREATE FUNCTION private.trace_replay(p_ctx private.context, p_op_id uuid, p_seq bigint, p_kind text, p_payload jsonb,
                                     p_captured_at timestamptz, p_sent_at timestamptz, p_skew_s integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_op_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'op_id', 'op_id is missing.');
    ELSIF jsonb_typeof(p_payload) IS DISTINCT FROM 'object' THEN
        PERFORM private.fail('VALIDATION', 'NOT_AN_OBJECT', 'payload', 'payload must be an object.');
    END IF;
    INSERT INTO replays (organization_id, op_id, kiosk_id, session_id, user_id, spool, seq, kind, captured_at, sent_at,
                         skew_s, was_offline)
    VALUES (p_ctx.organization_id, p_op_id, p_ctx.kiosk_id, p_ctx.session_id, p_ctx.user_id,
            CASE WHEN p_payload ? 'spool' THEN private.value_uuid(p_payload, 'spool') END, p_seq, coalesce(p_kind, ''),
            p_captured_at, p_sent_at, p_skew_s, p_ctx.is_offline)
    ON CONFLICT DO NOTHING;
END
$$;

-- ---------------------------------------------------------------- scans

-- Bytes as text; NULL when they are none.
CREATE FUNCTION private.text_of(p_raw bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN convert_from(p_raw, 'UTF8');
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
    RETURN NULL;
END
$$;

-- One scan as it was read. What cannot be understood is left out: a broken record must not hold up the goods. Whatever
-- is a badge, as printed or with what scanners and terminals put around it, is kept without its bytes.
CREATE FUNCTION private.log_scan(p_ctx private.context, p_op_id uuid, p_number integer, p_scan jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_base64 text := coalesce(p_scan ->> 'raw', '');
    v_at     timestamptz;
    v_raw    bytea;
    v_became text := left(regexp_replace(coalesce(p_scan ->> 'became', ''), '[[:cntrl:]]', '', 'g'), 200);
    v_text   text;
    v_person text;
BEGIN
    v_at := private.value_time(p_scan, 'at');
    IF v_at IS NULL OR NOT isfinite(v_at) OR length(v_base64) > 5464
       OR v_base64 !~ '^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$' THEN
        RETURN;
    END IF;
    v_raw := nullif(decode(v_base64, 'base64'), '');
    IF octet_length(v_raw) > 4096 THEN
        RETURN;
    END IF;
    IF octet_length(v_raw) < 200 THEN
        v_text := regexp_replace(private.text_of(v_raw), '^[\u0001-\u0020]*(\][A-Za-z][0-9])?|[\u0001-\u0020]+$', '', 'g');
        SELECT u.display_name INTO v_person FROM users u
         WHERE u.organization_id = p_ctx.organization_id
           AND u.badge IN (v_text, regexp_replace(v_text, '^\.U\.', '', 'i'))
         LIMIT 1;
        IF FOUND THEN
            v_raw := NULL;
            v_became := v_person;
        END IF;
    END IF;
    INSERT INTO scan_log (organization_id, op_id, number, kiosk_id, user_id, session_id, scanned_at, raw, verdict, became)
    VALUES (p_ctx.organization_id, p_op_id, p_number, p_ctx.kiosk_id, p_ctx.user_id, p_ctx.session_id, v_at, v_raw,
            left(regexp_replace(coalesce(p_scan ->> 'verdict', ''), '[[:cntrl:]]', '', 'g'), 40), v_became)
    ON CONFLICT DO NOTHING;
EXCEPTION WHEN SQLSTATE 'GM002' THEN
    RETURN;
END
$$;

-- The scans that came with an operation, each once, whatever became of the operation. At most 200.
CREATE FUNCTION private.log_scans(p_ctx private.context, p_op_id uuid, p_scans jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_scan   jsonb;
    v_number integer;
BEGIN
    IF p_ctx.organization_id IS NULL OR p_op_id IS NULL OR jsonb_typeof(p_scans) IS DISTINCT FROM 'array' THEN
        RETURN;
    END IF;
    FOR v_scan, v_number IN
        SELECT e.value, e.n FROM jsonb_array_elements(p_scans) WITH ORDINALITY AS e (value, n)
         WHERE jsonb_typeof(e.value) = 'object' ORDER BY e.n LIMIT 200
    LOOP
        PERFORM private.log_scan(p_ctx, p_op_id, v_number, v_scan);
    END LOOP;
END
$$;

-- Bytes for people: control characters as their pictures, what is no UTF-8 as its octal digits, and what would turn or
-- break a line as a replacement.
CREATE FUNCTION private.shown_bytes(p_raw bytea) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    c_controls constant text := (SELECT string_agg(chr(n), '' ORDER BY n) FROM generate_series(1, 31) AS n) || chr(127);
    c_pictures constant text := (SELECT string_agg(chr(9216 + n), '' ORDER BY n) FROM generate_series(1, 31) AS n)
                                || chr(9249);
    v_text     text := coalesce(private.text_of(p_raw), encode(p_raw, 'escape'));
BEGIN
    RETURN regexp_replace(translate(v_text, c_controls, c_pictures),
                          '[\u0080-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]', chr(65533), 'g');
END
$$;

-- ---------------------------------------------------------------- the door

-- One operation of a spool, exactly once. A refusal is a row, so that it can be remembered; what may pass when it is
-- tried again (a deadlock, a server that shuts down) and what is a fault of ours stays an error, and nothing is done.
CREATE FUNCTION api.replay(p_session bigint, p_op_id uuid, p_seq bigint, p_kind text, p_payload jsonb,
                           p_captured_at timestamptz, p_sent_at timestamptz, p_offline boolean)
    RETURNS TABLE (kind text, code text, field text, message text, hint text, answer jsonb, replayed boolean,
                   flags text[], skew_s integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    BEGIN
        v_ctx := private.enter_replay(p_session, p_captured_at, p_sent_at,
                                      CASE p_kind WHEN 'scans' THEN NULL WHEN 'void' THEN NULL
                                                  ELSE 'materials.receive' END);
        v_ctx.is_offline := coalesce(p_offline, false);
        skew_s := private.clock_skew(p_sent_at);
        PERFORM private.trace_replay(v_ctx, p_op_id, p_seq, p_kind, p_payload, p_captured_at, p_sent_at, skew_s);
        answer := private.replay_as(v_ctx, p_op_id, p_kind, p_payload,
                                    private.happened_by_terminal(v_ctx, p_captured_at, skew_s));
        replayed := answer ->> 'replayed';
        flags := '{}';
        IF replayed OR v_ctx.is_offline THEN
            SELECT r.flags INTO flags FROM replays r
             WHERE r.organization_id = v_ctx.organization_id AND r.op_id = p_op_id;
        END IF;
    EXCEPTION WHEN SQLSTATE 'GM002' OR SQLSTATE 'GM003' OR SQLSTATE 'GM004' OR SQLSTATE 'GM005' OR SQLSTATE 'GM006' THEN
        GET STACKED DIAGNOSTICS code = CONSTRAINT_NAME, field = COLUMN_NAME, message = MESSAGE_TEXT,
                                hint = PG_EXCEPTION_HINT;
        kind := CASE SQLSTATE WHEN 'GM002' THEN 'VALIDATION' WHEN 'GM003' THEN 'NOT_FOUND'
                              WHEN 'GM004' THEN 'UNAUTHORIZED' WHEN 'GM005' THEN 'DUPLICATE' ELSE 'CONFLICT' END;
        answer := NULL;
        replayed := NULL;
        flags := '{}';
        skew_s := private.clock_skew(p_sent_at);
        v_ctx := private.replay_witness(p_session);
        PERFORM private.note_refusal(v_ctx, p_op_id, p_seq, p_kind, code);
    END;
    IF p_payload ? 'scans' THEN
        PERFORM private.log_scans(v_ctx, p_op_id, p_payload -> 'scans');
    END IF;
    RETURN NEXT;
END
$$;

-- What was read when, by whom, and what came of it: from <= when < to, the newest first. limit: 200 unless told, at most
-- 5000. Only for administrators: whatever anybody held before a scanner stands here.
CREATE FUNCTION api.scan_log(p_token text, p_from timestamptz, p_to timestamptz, p_kiosk text, p_limit bigint)
    RETURNS TABLE (scanned_at timestamptz, received_at timestamptz, kiosk text, "user" text, raw text, verdict text,
                   became text, op_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_name  text;
    v_kiosk bigint;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_name := private.words_or_null(p_kiosk, 'kiosk', 64);
    IF p_limit < 1 THEN
        PERFORM private.fail('VALIDATION', 'NOT_POSITIVE', 'limit', 'limit must be above zero.');
    ELSIF v_name IS NOT NULL THEN
        SELECT k.id INTO v_kiosk FROM kiosks k WHERE k.organization_id = v_ctx.organization_id AND k.name = v_name;
        IF NOT FOUND THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_KIOSK', 'kiosk', format('There is no kiosk %s.', v_name));
        END IF;
    END IF;
    RETURN QUERY
        SELECT s.scanned_at, s.received_at, k.name, u.user_name, private.shown_bytes(s.raw), s.verdict, s.became, s.op_id
          FROM scan_log s
          JOIN kiosks k ON k.organization_id = s.organization_id AND k.id = s.kiosk_id
          LEFT JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
         WHERE s.organization_id = v_ctx.organization_id
           AND (p_from IS NULL OR s.scanned_at >= p_from) AND (p_to IS NULL OR s.scanned_at < p_to)
           AND (v_kiosk IS NULL OR s.kiosk_id = v_kiosk)
         ORDER BY s.scanned_at DESC, s.id DESC
         LIMIT least(coalesce(p_limit, 200), 5000);
END
$$;
