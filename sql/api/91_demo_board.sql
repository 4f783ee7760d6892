-- The board of the demo plant: two shifts, five lanes, and a week of work around this moment: some of it done, some
-- running, one lane that carries too much, one order that is late, one that stands fast, two that wait in the tray.

CREATE FUNCTION admin.demo_lanes(p_kiosk text, p_planner text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is    text := set_config('session_authorization', p_kiosk, true);
    v_since timestamptz := now() - interval '14 days';
BEGIN
    PERFORM api.calendar_add(p_planner, gen_random_uuid(), 'TWO-SHIFTS', 'Two shifts, Monday to Friday');
    PERFORM api.shift_add(p_planner, gen_random_uuid(), s.code, NULL, NULL, 'TWO-SHIFTS', v_since, NULL,
                          s.breaks::jsonb, 'Mon-Fri', s.at, 480)
       FROM (VALUES ('EARLY', '06:00', '[{"from":"10:00","to":"10:30"}]'),
                    ('LATE', '14:00', '[{"from":"18:00","to":"18:30"}]')) AS s (code, at, breaks);
    PERFORM api.lane_add(p_planner, gen_random_uuid(), l.code, l.name, l.capacity, 'TWO-SHIFTS', l.center)
       FROM (VALUES ('PRESS1', 'Press 1', 1, 'PRESSES'), ('PRESS2', 'Press 2', 1, 'PRESSES'),
                    ('WELD', 'Weld', 1, 'WELDING'), ('PAINT', 'Paint', 2, 'PAINTING'),
                    ('ASSEMBLY', 'Assembly', 1, 'ASSEMBLY'))
            AS l (code, name, capacity, center);
    PERFORM api.machine_add(p_planner, gen_random_uuid(), m.code, m.name, m.lane, m.cycle, 300)
       FROM (VALUES ('PRESS-1', 'Press 1, 160 t', 'PRESS1', 55.0), ('PRESS-2', 'Press 2, 160 t', 'PRESS2', 60),
                    ('WELD-1', 'Welding cell', 'WELD', 50), ('PAINT-1', 'Paint booth 1', 'PAINT', 90),
                    ('PAINT-2', 'Paint booth 2', 'PAINT', 90), ('ASSY-1', 'Assembly bench', 'ASSEMBLY', 120))
            AS m (code, name, lane, cycle);
    PERFORM api.calendar_except(p_planner, gen_random_uuid(), 'maintenance', NULL, 'PRESS2', NULL,
                                date_trunc('day', now()) + interval '4 days 7 hours',
                                date_trunc('day', now()) + interval '4 days 11 hours', 'quarterly service');
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

-- The instant so many working seconds of a lane after this hour, or before it; always one at which the lane works.
CREATE FUNCTION private.demo_instant(p_org bigint, p_lane_id bigint, p_work_s bigint) RETURNS timestamptz
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_from timestamptz := date_trunc('hour', now());
    v_work bigint := p_work_s;
BEGIN
    IF p_work_s < 0 THEN
        SELECT v_work + coalesce(sum(extract(epoch FROM upper(w) - lower(w))), 0) INTO v_work
          FROM unnest(private.lane_windows(p_org, p_lane_id, v_from - interval '7 days', v_from)) AS w;
        v_from := v_from - interval '7 days';
    END IF;
    RETURN private.lane_add(p_org, p_lane_id, v_from, v_work + 1) - interval '1 second';
END
$$;

-- Where the demo's operations go: hours of work from now, and how many it takes. is_over: there is more there already.
CREATE FUNCTION private.demo_places()
    RETURNS TABLE (work_order text, operation integer, lane text, begins numeric, hours numeric, status text,
                   is_over boolean)
    LANGUAGE sql IMMUTABLE
    AS $$
    VALUES ('WO-118', 10, 'PRESS1', -16::numeric, 6::numeric, 'planned', false),
           ('WO-119', 10, 'PRESS2', -12, 5, 'planned', false),
           ('WO-121', 10, 'PRESS1', -3, 8, 'planned', false), ('WO-122', 10, 'PRESS2', -5, 7, 'planned', false),
           ('WO-123', 10, 'WELD', 2, 5, 'planned', false), ('WO-123', 20, 'PAINT', 8, 4, 'planned', false),
           ('WO-123', 30, 'ASSEMBLY', 13, 3, 'planned', false),
           ('WO-124', 10, 'PRESS1', 5, 5, 'planned', false), ('WO-124', 20, 'WELD', 10.5, 6, 'firm', false),
           ('WO-126', 10, 'WELD', 17, 5, 'planned', false), ('WO-126', 20, 'PAINT', 22.5, 5, 'planned', false),
           ('WO-130', 10, 'PRESS1', 11, 8, 'planned', false), ('WO-130', 20, 'PAINT', 20, 5, 'planned', false),
           ('WO-131', 10, 'PRESS2', 1, 8, 'planned', true), ('WO-133', 10, 'PRESS1', 27, 2, 'planned', false)
    $$;

-- The same as the changes of a drop.
CREATE FUNCTION private.demo_changes(p_is_over boolean) RETURNS jsonb
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org     bigint := private.organization_id('DEMO');
    v_changes jsonb;
BEGIN
    PERFORM private.set_context(v_org, NULL);
    SELECT jsonb_agg(jsonb_build_object(
               'operation_id', o.id, 'version', NULL, 'lane_id', l.id,
               'start_s', extract(epoch FROM t.begins_at)::bigint,
               'end_s', extract(epoch FROM private.lane_add(v_org, l.id, t.begins_at, t.work_s))::bigint,
               'work_s', t.work_s, 'overtime', false, 'status', d.status))
      INTO v_changes
      FROM private.demo_places() AS d
      JOIN work_orders w ON w.organization_id = v_org AND w.work_order_number = d.work_order
      JOIN work_order_operations o ON o.organization_id = v_org AND o.work_order_id = w.id AND o.sequence = d.operation
      JOIN lanes l ON l.organization_id = v_org AND l.code = d.lane
     CROSS JOIN LATERAL (SELECT private.demo_instant(v_org, l.id, (d.begins * 3600)::bigint),
                                (d.hours * 3600)::bigint) AS t (begins_at, work_s)
     WHERE d.is_over = p_is_over;
    RETURN v_changes;
END
$$;

CREATE FUNCTION admin.demo_plan(p_kiosk text, p_planner text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_week jsonb := private.demo_changes(false);
    v_over jsonb := private.demo_changes(true);
    v_is   text := set_config('session_authorization', p_kiosk, true);
BEGIN
    PERFORM api.reschedule(p_planner, gen_random_uuid(), 'plan of the week', v_week, NULL, NULL);
    PERFORM api.reschedule(p_planner, gen_random_uuid(), 'WO-131 to Press 2', v_over, 'overload',
                           'the customer waits; Press 2 takes both for an hour');
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

-- What was started and finished while the demo was made happened when it was planned: nobody can report a start of
-- yesterday, but a plant has one.
CREATE FUNCTION private.demo_backdate() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org bigint := private.organization_id('DEMO');
BEGIN
    PERFORM private.set_context(v_org, NULL);
    UPDATE lane_assignments a SET during = r.after_during, version = nextval('booking_versions')
      FROM change_set_rows r
     WHERE a.organization_id = v_org AND a.booking_status IN ('running', 'done')
       AND r.organization_id = a.organization_id AND r.operation_id = a.operation_id;
    UPDATE work_order_operations o
       SET started_at = lower(a.during), finished_at = CASE WHEN a.booking_status = 'done' THEN upper(a.during) END
      FROM lane_assignments a
     WHERE o.organization_id = v_org AND a.organization_id = o.organization_id AND a.operation_id = o.id
       AND a.booking_status IN ('running', 'done');
END
$$;
