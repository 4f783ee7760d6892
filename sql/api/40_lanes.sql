-- Lanes and the machines on them; when a lane works. What is planned on them is in 42 and after.

-- ---------------------------------------------------------------- look-ups

-- The plant of that code in the caller's organization, or NOT_FOUND; NULL: the kiosk's own.
CREATE FUNCTION private.plant_named(p_ctx private.context, p_code text) RETURNS plants
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code  text := private.words_or_null(p_code, 'plant', 64);
    v_plant plants;
BEGIN
    SELECT * INTO v_plant FROM plants p
     WHERE p.organization_id = p_ctx.organization_id
       AND CASE WHEN v_code IS NULL THEN p.id = p_ctx.plant_id ELSE p.code = v_code END;
    IF v_plant.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PLANT', 'plant', 'There is no plant ' || v_code || '.');
    END IF;
    RETURN v_plant;
END
$$;

-- The lane of that code, of any plant of the organization, or NOT_FOUND.
CREATE FUNCTION private.lane_named(p_ctx private.context, p_code text, p_field text) RETURNS lanes
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text := private.words(p_code, p_field, 64);
    v_lane lanes;
BEGIN
    SELECT * INTO v_lane FROM lanes l WHERE l.organization_id = p_ctx.organization_id AND l.code = v_code;
    IF v_lane.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LANE', p_field, 'There is no lane ' || v_code || '.');
    END IF;
    RETURN v_lane;
END
$$;

-- The calendar of that code; NULL for no code; NOT_FOUND for an unknown one. Machines: private.machine_named of 54.
CREATE FUNCTION private.calendar_named(p_ctx private.context, p_calendar text) RETURNS calendars
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code     text := private.words_or_null(p_calendar, 'calendar', 64);
    v_calendar calendars;
BEGIN
    SELECT * INTO v_calendar FROM calendars c WHERE c.organization_id = p_ctx.organization_id AND c.code = v_code;
    IF v_calendar.id IS NULL AND v_code IS NOT NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_CALENDAR', 'calendar', 'There is no calendar ' || v_code || '.');
    END IF;
    RETURN v_calendar;
END
$$;

-- ---------------------------------------------------------------- when lanes work

-- No calendar and no shifts of its own, past ones included.
CREATE FUNCTION private.lane_is_round_the_clock(p_org bigint, p_lane_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT NOT EXISTS (SELECT FROM lanes l
                        WHERE l.organization_id = p_org AND l.id = p_lane_id AND l.calendar_id IS NOT NULL)
       AND NOT EXISTS (SELECT FROM shift_patterns p WHERE p.organization_id = p_org AND p.lane_id = p_lane_id)
       AND NOT EXISTS (SELECT FROM shift_occurrences o WHERE o.organization_id = p_org AND o.lane_id = p_lane_id)
    $$;

-- When all machines of a lane are out at once, closed or maintained. Lanes with no machine, or one that is never out,
-- are not told.
CREATE FUNCTION private.lanes_without_machines(p_org bigint, p_lanes bigint[], p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (lane_id bigint, during tstzmultirange)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.lane_id, range_intersect_agg(o.during)
      FROM (SELECT m.lane_id, m.id,
                   coalesce(range_agg(e.during) FILTER (WHERE e.id IS NOT NULL), '{}'::tstzmultirange) AS during
              FROM machines m
              LEFT JOIN calendar_exceptions e ON e.organization_id = m.organization_id AND e.machine_id = m.id
                                             AND e.kind <> 'open' AND e.during && tstzrange(p_from, p_to)
             WHERE m.organization_id = p_org AND m.lane_id = ANY (p_lanes)
             GROUP BY m.lane_id, m.id) AS o
     GROUP BY o.lane_id
    HAVING NOT isempty(range_intersect_agg(o.during))
    $$;

-- Working time of several lanes inside [p_from, p_to): their own shifts and those of their calendars, each less its
-- breaks, and extra time; less whatever is closed or maintained. One that works round the clock: all but that. What
-- lanes share is put together once.
CREATE FUNCTION private.windows_of_lanes(p_org bigint, p_lanes bigint[], p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (lane_id bigint, round_the_clock boolean, work tstzmultirange)
    LANGUAGE sql STABLE
    AS $$
    WITH wanted AS MATERIALIZED (
        SELECT l.id, l.calendar_id,
               l.calendar_id IS NULL AND private.lane_is_round_the_clock(p_org, l.id) AS round_the_clock
          FROM lanes l WHERE l.organization_id = p_org AND l.id = ANY (p_lanes)
    ), owners AS MATERIALIZED (
        SELECT array_agg(DISTINCT w.calendar_id) FILTER (WHERE w.calendar_id IS NOT NULL) AS calendars FROM wanted w
    ), parts AS (
        SELECT o.calendar_id, o.lane_id, true AS is_open, tstzmultirange(o.during) - o.breaks AS during
          FROM shift_occurrences o
         WHERE o.organization_id = p_org AND o.calendar_id = ANY ((SELECT calendars FROM owners)::bigint[])
           AND o.during && tstzrange(p_from, p_to)
         UNION ALL
        SELECT o.calendar_id, o.lane_id, true, tstzmultirange(o.during) - o.breaks
          FROM shift_occurrences o
         WHERE o.organization_id = p_org AND o.lane_id = ANY (p_lanes) AND o.during && tstzrange(p_from, p_to)
         UNION ALL
        SELECT e.calendar_id, e.lane_id, e.kind = 'open', tstzmultirange(e.during)
          FROM calendar_exceptions e
         WHERE e.organization_id = p_org AND e.during && tstzrange(p_from, p_to)
           AND (e.calendar_id = ANY ((SELECT calendars FROM owners)::bigint[]) OR e.lane_id = ANY (p_lanes))
    ), spans AS MATERIALIZED (
        SELECT p.calendar_id, p.lane_id,
               coalesce(range_agg(p.during) FILTER (WHERE p.is_open), '{}') * tstzmultirange(tstzrange(p_from, p_to))
                   AS open,
               coalesce(range_agg(p.during) FILTER (WHERE NOT p.is_open), '{}') AS closed
          FROM parts p
         GROUP BY p.calendar_id, p.lane_id
    )
    SELECT w.id, w.round_the_clock,
           CASE WHEN w.round_the_clock THEN tstzmultirange(tstzrange(p_from, p_to))
                ELSE coalesce(c.open, '{}') + coalesce(l.open, '{}') END
           - (coalesce(c.closed, '{}') + coalesce(l.closed, '{}') + coalesce(m.during, '{}'))
      FROM wanted w
      LEFT JOIN spans c ON c.calendar_id = w.calendar_id
      LEFT JOIN spans l ON l.lane_id = w.id
      LEFT JOIN private.lanes_without_machines(p_org, p_lanes, p_from, p_to) AS m ON m.lane_id = w.id
    $$;

-- The same of one lane.
CREATE FUNCTION private.lane_windows(p_org bigint, p_lane_id bigint, p_from timestamptz, p_to timestamptz)
    RETURNS tstzmultirange
    LANGUAGE sql STABLE
    AS $$
    SELECT w.work FROM private.windows_of_lanes(p_org, ARRAY[p_lane_id], p_from, p_to) AS w
    $$;

-- After this instant nothing is known of when a lane works. NULL: nothing was ever known.
CREATE FUNCTION private.lane_known_until(p_org bigint, p_lane_id bigint) RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$
    SELECT greatest((SELECT max(upper(o.during)) FROM shift_occurrences o
                      WHERE o.organization_id = p_org AND (o.lane_id = l.id OR o.calendar_id = l.calendar_id)),
                    (SELECT max(upper(e.during)) FROM calendar_exceptions e
                      WHERE e.organization_id = p_org
                        AND (e.lane_id = l.id OR e.calendar_id = l.calendar_id
                             OR e.machine_id IN (SELECT m.id FROM machines m
                                                  WHERE m.organization_id = p_org AND m.lane_id = l.id))))
      FROM lanes l
     WHERE l.organization_id = p_org AND l.id = p_lane_id
    $$;

-- The first instant with p_work_s seconds of working time between p_start and it: work that fills a window ends where
-- the window does. Where the calendar ends first, the rest is counted by the clock from there. All in seconds: a
-- difference of two times has days in it, and a day is not always as long.
CREATE FUNCTION private.lane_add(p_org bigint, p_lane_id bigint, p_start timestamptz, p_work_s bigint)
    RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_known  timestamptz := private.lane_known_until(p_org, p_lane_id);
    v_ahead  interval := make_interval(secs => greatest(p_work_s, 0) + 259200);
    v_window tstzrange;
    v_end    timestamptz := p_start;
    v_left   numeric := p_work_s;
    v_length numeric;
BEGIN
    WHILE v_left > 0 LOOP
        v_end := p_start;
        v_left := p_work_s;
        FOR v_window IN SELECT unnest(private.lane_windows(p_org, p_lane_id, p_start, p_start + v_ahead)) LOOP
            v_length := extract(epoch FROM upper(v_window)) - extract(epoch FROM lower(v_window));
            IF v_length >= v_left THEN
                RETURN lower(v_window) + make_interval(secs => v_left::float8);
            END IF;
            v_left := v_left - v_length;
            v_end := upper(v_window);
        END LOOP;
        EXIT WHEN coalesce(p_start + v_ahead >= v_known, true);
        v_ahead := v_ahead * 4;
    END LOOP;
    RETURN v_end + make_interval(secs => v_left::float8);
END
$$;

-- ---------------------------------------------------------------- the board's lanes

-- What the machines of a lane that are stopped now say: "PRESS-1 tool change, PRESS-2 stopped", and since when.
CREATE FUNCTION private.lanes_down(p_org bigint, p_lanes bigint[])
    RETURNS TABLE (lane_id bigint, words text, since timestamptz)
    LANGUAGE sql STABLE
    AS $$
    SELECT s.lane_id, string_agg(s.code || ' ' || s.reason, ', ' ORDER BY s.code), min(s.start_time)
      FROM (SELECT DISTINCT ON (m.id) m.lane_id, m.code, d.start_time, coalesce(r.code, 'stopped') AS reason
              FROM machines m
              JOIN downtime_events d ON d.organization_id = p_org AND d.machine_id = m.id AND d.end_time IS NULL
                                    AND d.start_time <= now()
              LEFT JOIN reasons r ON r.organization_id = p_org AND r.id = d.reason_id
             WHERE m.organization_id = p_org AND m.lane_id = ANY (p_lanes)
             ORDER BY m.id, d.start_time, d.id) AS s
     GROUP BY s.lane_id
    $$;

-- Codes of the machines on a lane.
CREATE FUNCTION private.machines_of(p_org bigint, p_lane_id bigint) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(array_agg(m.code ORDER BY m.code), '{}')
      FROM machines m WHERE m.organization_id = p_org AND m.lane_id = p_lane_id
    $$;

-- The plant of a board, and what the clock on its wall shows.
CREATE FUNCTION api.board_plant(p_token text, p_plant text)
    RETURNS TABLE (plant text, name text, time_zone text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    RETURN QUERY SELECT v_plant.code, v_plant.name, v_plant.time_zone;
END
$$;

CREATE FUNCTION api.board_lanes(p_token text, p_plant text)
    RETURNS TABLE (lane_id bigint, lane text, name text, capacity integer, work_center text, calendar text,
                   round_the_clock boolean, machines text[], down text, down_since timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
    v_lanes bigint[];
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    v_lanes := ARRAY(SELECT l.id FROM lanes l
                      WHERE l.organization_id = v_ctx.organization_id AND l.plant_id = v_plant.id);
    RETURN QUERY
        SELECT l.id, l.code, l.name, l.capacity, l.work_center, c.code,
               private.lane_is_round_the_clock(l.organization_id, l.id),
               private.machines_of(l.organization_id, l.id), coalesce(d.words, ''), d.since
          FROM lanes l
          LEFT JOIN calendars c ON c.organization_id = l.organization_id AND c.id = l.calendar_id
          LEFT JOIN private.lanes_down(v_ctx.organization_id, v_lanes) AS d ON d.lane_id = l.id
         WHERE l.organization_id = v_ctx.organization_id AND l.id = ANY (v_lanes)
         ORDER BY l.id;  -- as they were made: mostly the way through the plant
END
$$;

-- Maintenance of several lanes: what was entered for them or their calendars, each entry by itself; and when no machine
-- of a lane is left and at least one is maintained.
CREATE FUNCTION private.maintenance_of_lanes(p_org bigint, p_lanes bigint[], p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (lane_id bigint, during tstzrange, note text)
    LANGUAGE sql STABLE
    AS $$
    SELECT l.id, e.during, e.note
      FROM lanes l
      JOIN calendar_exceptions e ON e.organization_id = p_org AND (e.lane_id = l.id OR e.calendar_id = l.calendar_id)
     WHERE l.organization_id = p_org AND l.id = ANY (p_lanes) AND e.kind = 'maintenance'
       AND e.during && tstzrange(p_from, p_to)
     UNION ALL
    SELECT o.lane_id, r.during, n.note
      FROM private.lanes_without_machines(p_org, p_lanes, p_from, p_to) AS o
     CROSS JOIN LATERAL unnest(o.during) AS r (during)
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT nullif(e.note, ''), ', ') AS note, count(*) AS entries
          FROM machines m
          JOIN calendar_exceptions e ON e.organization_id = p_org AND e.machine_id = m.id AND e.kind = 'maintenance'
         WHERE m.organization_id = p_org AND m.lane_id = o.lane_id AND e.during && r.during) AS n
     WHERE n.entries > 0
    $$;

-- Seconds since 1970.
CREATE FUNCTION private.instant_s(p_time timestamptz) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ SELECT date_part('epoch', p_time)::bigint $$;

-- A lane that works round the clock has work windows only when something closes it, and one empty window when it is
-- closed all the time: no window at all means always.
CREATE FUNCTION api.board_windows(p_token text, p_plant text, p_from timestamptz, p_to timestamptz)
    RETURNS TABLE (lane_id bigint, kind text, start_s bigint, end_s bigint, note text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
    v_lanes bigint[];
    v_row   record;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    PERFORM private.check_window(p_from, p_to);
    v_lanes := ARRAY(SELECT l.id FROM lanes l
                      WHERE l.organization_id = v_ctx.organization_id AND l.plant_id = v_plant.id);
    -- Lane by lane: a single statement looks so dear to the planner that compiling it takes longer than all the rest.
    FOR v_row IN
        SELECT w.lane_id, w.work, w.round_the_clock, w.work = tstzmultirange(tstzrange(p_from, p_to)) AS is_all
          FROM private.windows_of_lanes(v_ctx.organization_id, v_lanes, p_from, p_to) AS w
         ORDER BY w.lane_id
    LOOP
        IF v_row.round_the_clock AND isempty(v_row.work) THEN
            RETURN QUERY SELECT v_row.lane_id, 'work', private.instant_s(p_from), private.instant_s(p_from), '';
        ELSIF NOT (v_row.round_the_clock AND v_row.is_all) THEN
            RETURN QUERY SELECT v_row.lane_id, 'work', private.instant_s(lower(r)), private.instant_s(upper(r)), ''
                           FROM unnest(v_row.work) AS r;
        END IF;
    END LOOP;
    RETURN QUERY
        SELECT m.lane_id, 'maintenance', private.instant_s(greatest(lower(m.during), p_from)),
               private.instant_s(least(upper(m.during), p_to)), coalesce(m.note, '')
          FROM private.maintenance_of_lanes(v_ctx.organization_id, v_lanes, p_from, p_to) AS m
         ORDER BY 1, 3;
END
$$;

-- ---------------------------------------------------------------- keeping lanes

-- A whole number between two others; VALIDATION below and above. NULL: the fallback.
CREATE FUNCTION private.whole_between(p_number bigint, p_field text, p_fallback integer, p_min integer, p_max integer)
    RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p_number < p_min THEN
        PERFORM private.fail('VALIDATION', CASE WHEN p_min > 0 THEN 'NOT_POSITIVE' ELSE 'NEGATIVE' END, p_field,
                             format('%s must be at least %s.', p_field, p_min));
    ELSIF p_number > p_max THEN
        PERFORM private.fail('VALIDATION', 'TOO_LARGE', p_field, format('%s is at most %s.', p_field, p_max));
    END IF;
    RETURN coalesce(p_number, p_fallback);
END
$$;

-- A new lane of the kiosk's plant.
CREATE FUNCTION private.add_lane(p_ctx private.context, p_lane text, p_name text, p_capacity bigint, p_calendar text,
                                 p_work_center text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code     text := private.words(p_lane, 'lane', 64);
    v_name     text := coalesce(private.words_or_null(p_name, 'name', 200), v_code);
    v_capacity integer := private.whole_between(p_capacity, 'capacity', 1, 1, 1000);
    v_center   text := private.words_or_null(p_work_center, 'work_center', 64);
    v_calendar calendars := private.calendar_named(p_ctx, p_calendar);
BEGIN
    INSERT INTO lanes (organization_id, plant_id, code, name, capacity, calendar_id, work_center)
    VALUES (p_ctx.organization_id, p_ctx.plant_id, v_code, v_name, v_capacity, v_calendar.id, v_center)
    ON CONFLICT (organization_id, code) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'lane', 'Lane ' || v_code || ' exists already.',
                             'Choose another code.');
    END IF;
    RETURN jsonb_build_object('lane', v_code, 'name', v_name, 'capacity', v_capacity, 'calendar', v_calendar.code,
                              'work_center', v_center);
END
$$;

CREATE FUNCTION api.lane_add(p_token text, p_op_id uuid, p_lane text, p_name text, p_capacity bigint, p_calendar text,
                             p_work_center text)
    RETURNS TABLE (lane text, name text, capacity integer, calendar text, work_center text, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'lane_add',
                              jsonb_build_array(p_lane, p_name, p_capacity, p_calendar, p_work_center)::text);
    IF v_stored IS NULL THEN
        v_result := private.add_lane(v_ctx, p_lane, p_name, p_capacity, p_calendar, p_work_center);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'lane.add', v_result ->> 'lane', v_result - 'lane',
                                 ARRAY['board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'lane', v_result ->> 'name', (v_result ->> 'capacity')::integer,
                        v_result ->> 'calendar', v_result ->> 'work_center', v_stored IS NOT NULL;
END
$$;

CREATE FUNCTION api.lane_list(p_token text, p_plant text)
    RETURNS TABLE (lane text, name text, capacity integer, calendar text, work_center text, machines text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    RETURN QUERY
        SELECT l.code, l.name, l.capacity, c.code, l.work_center, private.machines_of(l.organization_id, l.id)
          FROM lanes l
          LEFT JOIN calendars c ON c.organization_id = l.organization_id AND c.id = l.calendar_id
         WHERE l.organization_id = v_ctx.organization_id AND l.plant_id = v_plant.id
         ORDER BY l.code;
END
$$;

-- ---------------------------------------------------------------- keeping machines

-- A machine's lane: one of its own plant; NULL for none.
CREATE FUNCTION private.lane_for_machine(p_ctx private.context, p_lane text) RETURNS lanes
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_lane lanes;
BEGIN
    IF private.words_or_null(p_lane, 'lane', 64) IS NULL THEN
        RETURN NULL;
    END IF;
    v_lane := private.lane_named(p_ctx, p_lane, 'lane');
    IF v_lane.plant_id <> p_ctx.plant_id THEN
        PERFORM private.fail('VALIDATION', 'OTHER_PLANT', 'lane', format('Lane %s is in another plant.', v_lane.code),
                             'A machine is put on a lane of its own plant.');
    END IF;
    RETURN v_lane;
END
$$;

-- A new machine of the kiosk's plant. Seconds a piece with at most three decimals, NULL: nobody knows.
CREATE FUNCTION private.add_machine(p_ctx private.context, p_machine text, p_name text, p_lane text,
                                    p_ideal_cycle numeric, p_minor_stop bigint) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code  text := private.words(p_machine, 'machine', 64);
    v_name  text := coalesce(private.words_or_null(p_name, 'name', 200), v_code);
    v_minor integer := private.whole_between(p_minor_stop, 'minor_stop', 300, 0, 86400);
    v_lane  lanes := private.lane_for_machine(p_ctx, p_lane);
BEGIN
    IF p_ideal_cycle IS NOT NULL THEN
        PERFORM private.quantity(p_ideal_cycle, 'ideal_cycle');
        PERFORM private.sound_number(p_ideal_cycle, 'ideal_cycle', 3, 1000000000);
    END IF;
    INSERT INTO machines (organization_id, plant_id, code, name, lane_id, ideal_cycle_s, minor_stop_s)
    VALUES (p_ctx.organization_id, p_ctx.plant_id, v_code, v_name, v_lane.id, p_ideal_cycle, v_minor)
    ON CONFLICT (organization_id, code) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'machine', 'Machine ' || v_code || ' exists already.',
                             'Choose another code.');
    END IF;
    RETURN jsonb_build_object('machine', v_code, 'name', v_name, 'lane', v_lane.code,
                              'ideal_cycle_s', trim_scale(p_ideal_cycle)::text, 'minor_stop_s', v_minor);
END
$$;

CREATE FUNCTION api.machine_add(p_token text, p_op_id uuid, p_machine text, p_name text, p_lane text,
                                p_ideal_cycle numeric, p_minor_stop bigint)
    RETURNS TABLE (machine text, name text, lane text, ideal_cycle_s numeric, minor_stop_s integer, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'machine_add',
                              jsonb_build_array(p_machine, p_name, p_lane, p_ideal_cycle, p_minor_stop)::text);
    IF v_stored IS NULL THEN
        v_result := private.add_machine(v_ctx, p_machine, p_name, p_lane, p_ideal_cycle, p_minor_stop);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'machine.add', v_result ->> 'machine',
                                 v_result - 'machine', ARRAY['board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'machine', v_result ->> 'name', v_result ->> 'lane',
                        (v_result ->> 'ideal_cycle_s')::numeric, (v_result ->> 'minor_stop_s')::integer,
                        v_stored IS NOT NULL;
END
$$;

CREATE FUNCTION api.machine_list(p_token text, p_plant text)
    RETURNS TABLE (machine text, name text, lane text, ideal_cycle_s numeric, minor_stop_s integer)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    RETURN QUERY
        SELECT m.code, m.name, l.code, trim_scale(m.ideal_cycle_s), m.minor_stop_s
          FROM machines m
          LEFT JOIN lanes l ON l.organization_id = m.organization_id AND l.id = m.lane_id
         WHERE m.organization_id = v_ctx.organization_id AND m.plant_id = v_plant.id
         ORDER BY m.code;
END
$$;
