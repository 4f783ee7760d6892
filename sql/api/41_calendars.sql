-- Calendars, and what departs from them: holidays, maintenance, extra time.

-- ---------------------------------------------------------------- sound windows

-- Both ends given, usable, in order and at most p_limit apart; fields "from" and "to".
CREATE FUNCTION private.check_window(p_from timestamptz, p_to timestamptz, p_limit interval DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF private.calendar_time(p_to, 'to') <= private.calendar_time(p_from, 'from') THEN
        PERFORM private.fail('VALIDATION', 'ENDS_BEFORE', 'to', 'It ends before it begins.',
                             'Give a to that is later than from.');
    ELSIF p_to > p_from + p_limit THEN
        PERFORM private.fail('VALIDATION', 'TOO_LONG', 'to',
                             format('From here to there it is at most %s hours.', trim_scale(extract(epoch FROM p_limit) / 3600)));
    END IF;
END
$$;

-- ---------------------------------------------------------------- whose shift or exception it is

-- One of the three is set. plant_id: where it stands, for a calendar where the kiosk does.
CREATE TYPE private.time_owner AS (
    plant_id    bigint,
    calendar_id bigint,
    lane_id     bigint,
    machine_id  bigint,
    label       text
);

-- The one of the three that is given; VALIDATION when none or more are, NOT_FOUND. p_needed false: none is nobody.
CREATE FUNCTION private.time_owner_named(p_ctx private.context, p_machine text, p_lane text, p_calendar text,
                                         p_needed boolean) RETURNS private.time_owner
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_machine  machines := private.machine_named(p_ctx, p_machine);
    v_calendar calendars := private.calendar_named(p_ctx, p_calendar);
    v_lane     lanes;
    v_count    integer;
BEGIN
    IF private.words_or_null(p_lane, 'lane', 64) IS NOT NULL THEN
        v_lane := private.lane_named(p_ctx, p_lane, 'lane');
    END IF;
    v_count := num_nonnulls(v_machine.id, v_lane.id, v_calendar.id);
    IF v_count = 0 AND p_needed THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'lane', 'It must belong to a lane, a machine or a calendar.',
                             'Name one of them.');
    ELSIF v_count > 1 THEN
        PERFORM private.fail('VALIDATION', 'TOO_MANY', CASE WHEN v_calendar.id IS NULL THEN 'lane' ELSE 'calendar' END,
                             'It can belong to one lane, machine or calendar only.', 'Name one of them.');
    END IF;
    RETURN ROW(coalesce(v_machine.plant_id, v_lane.plant_id, p_ctx.plant_id), v_calendar.id, v_lane.id, v_machine.id,
               coalesce('machine ' || v_machine.code, 'lane ' || v_lane.code, 'calendar ' || v_calendar.code));
END
$$;

-- Hold the owner until the end of the transaction, so that the same shift is not added twice at once.
CREATE FUNCTION private.hold_time_owner(p_ctx private.context, p_owner private.time_owner) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM calendars c
      WHERE c.organization_id = p_ctx.organization_id AND c.id = p_owner.calendar_id FOR NO KEY UPDATE;
    PERFORM FROM lanes l
      WHERE l.organization_id = p_ctx.organization_id AND l.id = p_owner.lane_id FOR NO KEY UPDATE;
    PERFORM FROM machines m
      WHERE m.organization_id = p_ctx.organization_id AND m.id = p_owner.machine_id FOR NO KEY UPDATE;
END
$$;

CREATE FUNCTION private.time_zone_of(p_org bigint, p_plant_id bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT p.time_zone FROM plants p WHERE p.organization_id = p_org AND p.id = p_plant_id $$;

-- ---------------------------------------------------------------- calendars

CREATE FUNCTION private.add_calendar(p_ctx private.context, p_calendar text, p_name text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text := private.words(p_calendar, 'calendar', 64);
    v_name text := coalesce(private.words_or_null(p_name, 'name', 200), v_code);
BEGIN
    INSERT INTO calendars (organization_id, code, name) VALUES (p_ctx.organization_id, v_code, v_name)
    ON CONFLICT (organization_id, code) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'calendar', 'Calendar ' || v_code || ' exists already.',
                             'Choose another code.');
    END IF;
    RETURN jsonb_build_object('calendar', v_code, 'name', v_name);
END
$$;

CREATE FUNCTION api.calendar_add(p_token text, p_op_id uuid, p_calendar text, p_name text)
    RETURNS TABLE (calendar text, name text, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'calendar_add', jsonb_build_array(p_calendar, p_name)::text);
    IF v_stored IS NULL THEN
        v_result := private.add_calendar(v_ctx, p_calendar, p_name);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'calendar.add', v_result ->> 'calendar', NULL,
                                 ARRAY['board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'calendar', v_result ->> 'name', v_stored IS NOT NULL;
END
$$;

-- shifts: its patterns in words, "EARLY Mon-Fri 06:00-14:00", that are not over yet.
CREATE FUNCTION api.calendar_list(p_token text)
    RETURNS TABLE (calendar text, name text, lanes text[], shifts text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    RETURN QUERY
        SELECT c.code, c.name,
               ARRAY(SELECT l.code FROM lanes l
                      WHERE l.organization_id = c.organization_id AND l.calendar_id = c.id ORDER BY l.code),
               ARRAY(SELECT format('%s %s %s-%s', p.code, private.days_words(p.days), to_char(p.starts_at, 'HH24:MI'),
                                   to_char(p.starts_at + make_interval(mins => p.minutes), 'HH24:MI'))
                       FROM shift_patterns p
                      WHERE p.organization_id = c.organization_id AND p.calendar_id = c.id
                        AND coalesce(p.valid_until >= current_date, true)
                      ORDER BY p.starts_at, p.code, p.id)
          FROM calendars c
         WHERE c.organization_id = v_ctx.organization_id
         ORDER BY c.code;
END
$$;

-- ---------------------------------------------------------------- exceptions

CREATE FUNCTION private.add_exception(p_ctx private.context, p_kind text, p_owner private.time_owner,
                                      p_from timestamptz, p_to timestamptz, p_note text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_kind text := lower(private.words(p_kind, 'kind', 32));
    v_note text := coalesce(private.words_or_null(p_note, 'note', 200), '');
    v_from timestamptz := date_trunc('second', p_from);
    v_to   timestamptz := date_trunc('second', p_to);
    v_id   bigint;
BEGIN
    IF v_kind NOT IN ('closed', 'maintenance', 'open') THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_KIND', 'kind', 'There is no exception of kind ' || v_kind || '.',
                             'Use closed, maintenance or open.');
    END IF;
    PERFORM private.check_window(v_from, v_to, interval '8784 hours');
    INSERT INTO calendar_exceptions (organization_id, calendar_id, lane_id, machine_id, kind, during, note)
    VALUES (p_ctx.organization_id, p_owner.calendar_id, p_owner.lane_id, p_owner.machine_id, v_kind,
            tstzrange(v_from, v_to), v_note)
    RETURNING id INTO v_id;
    RETURN jsonb_build_object('exception_id', v_id, 'kind', v_kind, 'start', v_from, 'end', v_to, 'note', v_note);
END
$$;

-- From and to of at most 366 days; closed time and maintenance win over open time.
CREATE FUNCTION api.calendar_except(p_token text, p_op_id uuid, p_kind text, p_calendar text, p_lane text,
                                    p_machine text, p_from timestamptz, p_to timestamptz, p_note text)
    RETURNS TABLE (exception_id bigint, kind text, start timestamptz, "end" timestamptz, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_owner  private.time_owner;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'calendar_except',
                              jsonb_build_array(p_kind, p_calendar, p_lane, p_machine, p_from AT TIME ZONE 'UTC',
                                                p_to AT TIME ZONE 'UTC', p_note)::text);
    IF v_stored IS NULL THEN
        v_owner := private.time_owner_named(v_ctx, p_machine, p_lane, p_calendar, true);
        v_result := private.add_exception(v_ctx, p_kind, v_owner, p_from, p_to, p_note);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'calendar.except', v_owner.label, v_result,
                                 ARRAY['board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT (v_result ->> 'exception_id')::bigint, v_result ->> 'kind',
                        (v_result ->> 'start')::timestamptz, (v_result ->> 'end')::timestamptz, v_stored IS NOT NULL;
END
$$;
