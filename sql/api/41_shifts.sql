-- Shifts. A pattern is what a shift is by the clock on the wall; what counts are its occurrences, made ahead of time in
-- the plant's zone, so that nights and the days when the clocks change come out right.

-- ---------------------------------------------------------------- days and hours in words

-- Bits of "Mon-Fri", "Sat,Sun", "Mon,Wed-Fri", "Fri-Mon", in any case; bit 0 is Monday.
CREATE FUNCTION private.days_of(p_days text) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    c_names constant text[] := '{mon,tue,wed,thu,fri,sat,sun}';
    v_part  text;
    v_first integer;
    v_last  integer;
    v_bits  integer := 0;
BEGIN
    FOREACH v_part IN ARRAY string_to_array(lower(private.words(p_days, 'days', 64)), ',') LOOP
        v_first := array_position(c_names, btrim(split_part(v_part, '-', 1)));
        v_last := v_first;
        IF v_part LIKE '%-%' THEN
            v_last := array_position(c_names, btrim(substr(v_part, strpos(v_part, '-') + 1)));
        END IF;
        IF v_first IS NULL OR v_last IS NULL THEN
            PERFORM private.fail('VALIDATION', 'BAD_DAYS', 'days', 'These are no days of the week.',
                                 'Write days like Mon-Fri, Sat,Sun or Mon,Wed-Fri.');
        END IF;
        FOR v_day IN v_first .. v_last + CASE WHEN v_last < v_first THEN 7 ELSE 0 END LOOP
            v_bits := v_bits | (1 << ((v_day - 1) % 7));
        END LOOP;
    END LOOP;
    RETURN v_bits;
END
$$;

-- And back: runs of three and more are joined, "Mon-Wed,Fri,Sat".
CREATE FUNCTION private.days_words(p_days integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT string_agg(CASE WHEN r.length > 2 THEN n.names[r.first] || '-' || n.names[r.first + r.length - 1]
                           WHEN r.length = 2 THEN n.names[r.first] || ',' || n.names[r.first + 1]
                           ELSE n.names[r.first] END, ',' ORDER BY r.first)
      FROM (SELECT min(d.day)::integer AS first, count(*)::integer AS length
              FROM (SELECT day, day - row_number() OVER (ORDER BY day) AS run
                      FROM generate_series(1, 7) AS day WHERE p_days & (1 << (day - 1)) <> 0) AS d
             GROUP BY d.run) AS r
     CROSS JOIN (SELECT '{Mon,Tue,Wed,Thu,Fri,Sat,Sun}'::text[] AS names) AS n
    $$;

-- "22:00", 24 hours.
CREATE FUNCTION private.wall_time(p_text text, p_field text) RETURNS time
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_text text := private.words(p_text, p_field, 16);
BEGIN
    IF v_text !~ '^([01]?[0-9]|2[0-3]):[0-5][0-9]$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_TIME', p_field, format('%s is no time of the day.', p_field),
                             'Write it like 06:00 or 22:30.');
    END IF;
    RETURN v_text::time;
END
$$;

-- ---------------------------------------------------------------- breaks

CREATE FUNCTION private.bad_break(p_why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM private.fail('VALIDATION', 'BAD_BREAK', 'breaks', p_why,
                         'Breaks lie inside the shift, apart from each other, each from a time to a later one.');
END
$$;

-- An end of a break as a person wrote it.
CREATE FUNCTION private.break_time(p_break jsonb, p_key text) RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN private.calendar_time(date_trunc('second', (p_break ->> p_key)::timestamptz), 'breaks');
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow OR invalid_parameter_value
               OR invalid_time_zone_displacement_value THEN
    PERFORM private.fail('VALIDATION', 'BAD_TIME', 'breaks', format('The %s of a break is no time.', p_key));
END
$$;

-- [{"from": time, "to": time}] of one occurrence.
CREATE FUNCTION private.occurrence_breaks(p_breaks jsonb, p_during tstzrange) RETURNS tstzmultirange
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_break jsonb;
    v_one   tstzrange;
    v_all   tstzmultirange := '{}';
BEGIN
    FOR v_break IN SELECT * FROM private.line_objects(coalesce(nullif(p_breaks, 'null'), '[]'), 'breaks') LOOP
        IF private.break_time(v_break, 'to') <= private.break_time(v_break, 'from') THEN
            PERFORM private.bad_break('A break ends before it begins.');
        END IF;
        v_one := tstzrange(private.break_time(v_break, 'from'), private.break_time(v_break, 'to'));
        IF NOT v_one <@ p_during THEN
            PERFORM private.bad_break('A break lies outside the shift.');
        ELSIF v_one && v_all THEN
            PERFORM private.bad_break('Two breaks overlap.');
        END IF;
        v_all := v_all + tstzmultirange(v_one);
    END LOOP;
    RETURN v_all;
END
$$;

-- [{"from": "12:00", "to": "12:30"}] of a pattern, on the wall, as [{"at": minutes after the start, "minutes": n}].
CREATE FUNCTION private.pattern_breaks(p_breaks jsonb, p_at time, p_minutes integer) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_break jsonb;
    v_at    integer;
    v_until integer;
    v_taken int4multirange := '{}';
    v_all   jsonb := '[]';
BEGIN
    FOR v_break IN SELECT * FROM private.line_objects(coalesce(nullif(p_breaks, 'null'), '[]'), 'breaks') LOOP
        v_at := private.minutes_after(p_at, private.wall_time(v_break ->> 'from', 'breaks'));
        v_until := private.minutes_after(p_at, private.wall_time(v_break ->> 'to', 'breaks'));
        IF v_until = 0 THEN
            v_until := 1440;
        END IF;
        IF v_at >= p_minutes OR v_until > p_minutes THEN
            PERFORM private.bad_break('A break lies outside the shift.');
        ELSIF v_until <= v_at THEN
            PERFORM private.bad_break('A break ends before it begins.');
        ELSIF int4range(v_at, v_until) && v_taken THEN
            PERFORM private.bad_break('Two breaks overlap.');
        END IF;
        v_taken := v_taken + int4multirange(int4range(v_at, v_until));
        v_all := v_all || jsonb_build_object('at', v_at, 'minutes', v_until - v_at);
    END LOOP;
    RETURN v_all;
END
$$;

-- Minutes on the wall from one time of the day to the next other.
CREATE FUNCTION private.minutes_after(p_start time, p_time time) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT ((extract(epoch FROM p_time - p_start)::integer / 60) + 1440) % 1440 $$;

-- ---------------------------------------------------------------- from patterns to occurrences

-- How far ahead occurrences are made: the first day that has none.
CREATE FUNCTION private.shift_horizon(p_time_zone text) RETURNS date
    LANGUAGE sql STABLE
    AS $$ SELECT (now() AT TIME ZONE p_time_zone)::date + 400 $$;

-- A time on the wall so many minutes after p_at of a day. What a clock skips in March is an hour later.
CREATE FUNCTION private.on_the_wall(p_day date, p_at time, p_minutes integer, p_time_zone text) RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$ SELECT (p_day + p_at + make_interval(mins => p_minutes)) AT TIME ZONE p_time_zone $$;

-- The breaks of a pattern on one day, clipped to the occurrence; one that the clocks swallow is none.
CREATE FUNCTION private.breaks_on(p_pattern shift_patterns, p_day date, p_time_zone text, p_during tstzrange)
    RETURNS tstzmultirange
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(range_agg(tstzrange(b.starts, b.ends)), '{}') * tstzmultirange(p_during)
      FROM (SELECT private.on_the_wall(p_day, p_pattern.starts_at, (e ->> 'at')::integer, p_time_zone) AS starts,
                   private.on_the_wall(p_day, p_pattern.starts_at, (e ->> 'at')::integer + (e ->> 'minutes')::integer,
                                       p_time_zone) AS ends
              FROM jsonb_array_elements(p_pattern.breaks) AS e) AS b
     WHERE b.ends > b.starts
    $$;

-- Make the occurrences of a pattern that the caller holds, for the days before p_until which have none yet. A day on
-- which the clocks leave nothing of it is skipped. Returns how many.
CREATE FUNCTION private.make_shifts_of(p_pattern shift_patterns, p_until date) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_zone  text := private.time_zone_of(p_pattern.organization_id, p_pattern.plant_id);
    v_from  date := coalesce(p_pattern.made_until, p_pattern.valid_from);
    v_until date := least(p_until, p_pattern.valid_until + 1);
    v_count integer;
BEGIN
    INSERT INTO shift_occurrences (organization_id, plant_id, code, pattern_id, calendar_id, lane_id, machine_id,
                                   shift_date, during, breaks)
    SELECT p_pattern.organization_id, p_pattern.plant_id, p_pattern.code, p_pattern.id, p_pattern.calendar_id,
           p_pattern.lane_id, p_pattern.machine_id, s.day, tstzrange(s.starts, s.ends),
           private.breaks_on(p_pattern, s.day, v_zone, tstzrange(s.starts, s.ends))
      FROM (SELECT d.day, private.on_the_wall(d.day, p_pattern.starts_at, 0, v_zone) AS starts,
                   private.on_the_wall(d.day, p_pattern.starts_at, p_pattern.minutes, v_zone) AS ends
              FROM (SELECT v_from + n AS day FROM generate_series(0, v_until - v_from - 1) AS n) AS d
             WHERE p_pattern.days & (1 << (extract(isodow FROM d.day)::integer - 1)) <> 0
            OFFSET 0) AS s
     WHERE s.ends > s.starts
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    UPDATE shift_patterns SET made_until = greatest(p_until, v_from)
     WHERE organization_id = p_pattern.organization_id AND id = p_pattern.id;
    RETURN v_count;
END
$$;

-- Patterns of all organizations, up to the horizon of their plants.
CREATE FUNCTION private.job_make_shifts() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org     bigint;
    v_pattern shift_patterns;
    v_count   bigint := 0;
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY o.id LOOP
        PERFORM private.set_context(v_org, NULL);
        FOR v_pattern IN
            SELECT p.* FROM shift_patterns p
             WHERE p.organization_id = v_org AND coalesce(p.valid_until >= coalesce(p.made_until, p.valid_from), true)
             ORDER BY p.id FOR NO KEY UPDATE
        LOOP
            v_count := v_count + private.make_shifts_of(v_pattern, private.shift_horizon(
                                                        private.time_zone_of(v_org, v_pattern.plant_id)));
        END LOOP;
    END LOOP;
    RETURN format('%s shifts made', v_count);
END
$$;

-- ---------------------------------------------------------------- adding shifts

-- What a write of a shift answers.
CREATE FUNCTION private.shift_answer(p_code text, p_count integer, p_first timestamptz, p_last timestamptz)
    RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT jsonb_build_object('shift', p_code, 'occurrences', p_count, 'first_start', p_first, 'last_end', p_last)
    $$;

CREATE FUNCTION private.shift_exists(p_code text, p_owner private.time_owner) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM private.fail('DUPLICATE', 'SHIFT_EXISTS', 'shift',
                         format('Shift %s of %s is there already.', p_code, p_owner.label));
END
$$;

-- One shift on one day, at most 24 hours long.
CREATE FUNCTION private.add_occurrence(p_ctx private.context, p_code text, p_owner private.time_owner,
                                       p_from timestamptz, p_to timestamptz, p_breaks jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_during tstzrange;
BEGIN
    PERFORM private.check_window(date_trunc('second', p_from), date_trunc('second', p_to), interval '24 hours');
    v_during := tstzrange(date_trunc('second', p_from), date_trunc('second', p_to));
    IF EXISTS (SELECT FROM shift_occurrences o
                WHERE o.organization_id = p_ctx.organization_id AND o.code = p_code AND o.during = v_during
                  AND (o.calendar_id = p_owner.calendar_id OR o.lane_id = p_owner.lane_id
                       OR o.machine_id = p_owner.machine_id)) THEN
        PERFORM private.shift_exists(p_code, p_owner);
    END IF;
    INSERT INTO shift_occurrences (organization_id, plant_id, code, calendar_id, lane_id, machine_id, shift_date,
                                   during, breaks)
    VALUES (p_ctx.organization_id, p_owner.plant_id, p_code, p_owner.calendar_id, p_owner.lane_id, p_owner.machine_id,
            (p_from AT TIME ZONE private.time_zone_of(p_ctx.organization_id, p_owner.plant_id))::date, v_during,
            private.occurrence_breaks(p_breaks, v_during));
    RETURN private.shift_answer(p_code, 1, lower(v_during), upper(v_during));
END
$$;

-- The days a pattern holds for: from the day of p_from, today when NULL, up to the day before p_to, for good when NULL.
CREATE FUNCTION private.pattern_days(p_from timestamptz, p_to timestamptz, p_time_zone text) RETURNS daterange
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_today date := (now() AT TIME ZONE p_time_zone)::date;
    v_first date := coalesce((p_from AT TIME ZONE p_time_zone)::date, v_today);
BEGIN
    IF p_from IS NOT NULL THEN
        PERFORM private.calendar_time(p_from, 'from');
    END IF;
    IF v_first < v_today - 400 THEN
        PERFORM private.fail('VALIDATION', 'TOO_OLD', 'from', 'A pattern may begin at most 400 days ago.');
    ELSIF p_to IS NULL THEN
        RETURN daterange(v_first, NULL);
    END IF;
    PERFORM private.check_window(greatest(p_from, v_first::timestamp AT TIME ZONE p_time_zone), p_to);
    RETURN daterange(v_first, ((p_to - interval '1 microsecond') AT TIME ZONE p_time_zone)::date, '[]');
END
$$;

-- The same pattern twice is refused where both hold.
CREATE FUNCTION private.check_pattern(p_pattern shift_patterns, p_owner private.time_owner) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM shift_patterns p
                WHERE p.organization_id = p_pattern.organization_id AND p.code = p_pattern.code
                  AND (p.calendar_id = p_owner.calendar_id OR p.lane_id = p_owner.lane_id
                       OR p.machine_id = p_owner.machine_id)
                  AND p.days = p_pattern.days AND p.starts_at = p_pattern.starts_at AND p.minutes = p_pattern.minutes
                  AND daterange(p.valid_from, p.valid_until, '[]')
                      && daterange(p_pattern.valid_from, p_pattern.valid_until, '[]')) THEN
        PERFORM private.shift_exists(p_pattern.code, p_owner);
    END IF;
END
$$;

-- A shift that comes again every week; its occurrences are there at once.
CREATE FUNCTION private.add_pattern(p_ctx private.context, p_code text, p_owner private.time_owner, p_from timestamptz,
                                    p_to timestamptz, p_breaks jsonb, p_days text, p_at text, p_minutes bigint)
    RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_zone    text := private.time_zone_of(p_ctx.organization_id, p_owner.plant_id);
    v_days    daterange;
    v_pattern shift_patterns;
    v_answer  jsonb;
BEGIN
    v_pattern.organization_id := p_ctx.organization_id;
    v_pattern.code := p_code;
    v_pattern.days := private.days_of(p_days);
    v_pattern.starts_at := private.wall_time(p_at, 'at');
    IF p_minutes IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'minutes', 'minutes is missing.');
    END IF;
    v_pattern.minutes := private.whole_between(p_minutes, 'minutes', NULL, 1, 1440);
    v_pattern.breaks := private.pattern_breaks(p_breaks, v_pattern.starts_at, v_pattern.minutes);
    v_days := private.pattern_days(p_from, p_to, v_zone);
    v_pattern.valid_from := lower(v_days);
    v_pattern.valid_until := upper(v_days) - 1;
    PERFORM private.check_pattern(v_pattern, p_owner);
    INSERT INTO shift_patterns (organization_id, plant_id, code, calendar_id, lane_id, machine_id, days, starts_at,
                                minutes, breaks, valid_from, valid_until)
    VALUES (p_ctx.organization_id, p_owner.plant_id, p_code, p_owner.calendar_id, p_owner.lane_id, p_owner.machine_id,
            v_pattern.days, v_pattern.starts_at, v_pattern.minutes, v_pattern.breaks, v_pattern.valid_from,
            v_pattern.valid_until)
    RETURNING * INTO v_pattern;
    PERFORM private.make_shifts_of(v_pattern, private.shift_horizon(v_zone));
    SELECT private.shift_answer(p_code, count(*)::integer, min(lower(o.during)), max(upper(o.during))) INTO v_answer
      FROM shift_occurrences o
     WHERE o.organization_id = p_ctx.organization_id AND o.pattern_id = v_pattern.id;
    RETURN v_answer;
END
$$;

-- Days, at or minutes make it a pattern, for which from and to are the first and last day; else it is one occurrence.
CREATE FUNCTION api.shift_add(p_token text, p_op_id uuid, p_shift text, p_machine text, p_lane text, p_calendar text,
                              p_from timestamptz, p_to timestamptz, p_breaks jsonb, p_days text, p_at text,
                              p_minutes bigint)
    RETURNS TABLE (shift text, occurrences integer, first_start timestamptz, last_end timestamptz, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_owner  private.time_owner;
    v_code   text;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'shift_add',
                              jsonb_build_array(p_shift, p_machine, p_lane, p_calendar, p_from AT TIME ZONE 'UTC',
                                                p_to AT TIME ZONE 'UTC', p_breaks, p_days, p_at, p_minutes)::text);
    IF v_stored IS NULL THEN
        v_code := private.words(p_shift, 'shift', 64);
        v_owner := private.time_owner_named(v_ctx, p_machine, p_lane, p_calendar, true);
        PERFORM private.hold_time_owner(v_ctx, v_owner);
        v_result := CASE WHEN num_nonnulls(nullif(p_days, ''), nullif(p_at, ''), p_minutes) > 0
                         THEN private.add_pattern(v_ctx, v_code, v_owner, p_from, p_to, p_breaks, p_days, p_at,
                                                  p_minutes)
                         ELSE private.add_occurrence(v_ctx, v_code, v_owner, p_from, p_to, p_breaks) END;
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'shift.add', v_code,
                                 jsonb_build_object('of', v_owner.label, 'occurrences', v_result -> 'occurrences'),
                                 ARRAY['board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'shift', (v_result ->> 'occurrences')::integer,
                        (v_result ->> 'first_start')::timestamptz, (v_result ->> 'last_end')::timestamptz,
                        v_stored IS NOT NULL;
END
$$;

-- Occurrences that touch the window, of one machine, lane or calendar, or all of the kiosk's plant.
CREATE FUNCTION api.shift_list(p_token text, p_from timestamptz, p_to timestamptz, p_machine text, p_lane text,
                               p_calendar text)
    RETURNS TABLE (shift text, belongs_to text, shift_date date, start timestamptz, "end" timestamptz, break_s bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_owner private.time_owner;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_owner := private.time_owner_named(v_ctx, p_machine, p_lane, p_calendar, false);
    PERFORM private.check_window(p_from, p_to);
    RETURN QUERY
        SELECT o.code, coalesce('calendar ' || c.code, 'lane ' || l.code, 'machine ' || m.code), o.shift_date,
               lower(o.during), upper(o.during),
               (SELECT coalesce(sum(private.instant_s(upper(b)) - private.instant_s(lower(b))), 0)::bigint
                  FROM unnest(o.breaks) AS b)
          FROM shift_occurrences o
          LEFT JOIN calendars c ON c.organization_id = o.organization_id AND c.id = o.calendar_id
          LEFT JOIN lanes l ON l.organization_id = o.organization_id AND l.id = o.lane_id
          LEFT JOIN machines m ON m.organization_id = o.organization_id AND m.id = o.machine_id
         WHERE o.organization_id = v_ctx.organization_id AND o.during && tstzrange(p_from, p_to)
           AND CASE WHEN v_owner.label IS NULL THEN o.plant_id = v_ctx.plant_id
                    ELSE (o.calendar_id, o.lane_id, o.machine_id)
                         IS NOT DISTINCT FROM (v_owner.calendar_id, v_owner.lane_id, v_owner.machine_id) END
         ORDER BY lower(o.during), 2, o.code;
END
$$;
