-- The bars of the board, what must wait for what, and the two rules which the database judges itself: no lane carries
-- more bars at once than it can, and nothing begins before what it waits for has ended. The planner in the terminal
-- judges by the same rules: core/plan/conflict.h.

-- Where an operation can be made, as "3,7"; '' anywhere in its plant. One row for each operation that is bound to
-- lanes: the lanes it names and its home lane, or else those of the home lane's work centre.
CREATE FUNCTION private.bound_operations(p_org bigint) RETURNS TABLE (operation_id bigint, lanes text)
    LANGUAGE sql STABLE
    AS $$
    SELECT x.operation_id, string_agg(x.lane_id::text, ',' ORDER BY x.lane_id)
      FROM (SELECT l.operation_id, l.lane_id FROM operation_lanes l WHERE l.organization_id = p_org
             UNION
            SELECT l.operation_id, o.lane_id
              FROM operation_lanes l
              JOIN work_order_operations o ON o.organization_id = l.organization_id AND o.id = l.operation_id
             WHERE l.organization_id = p_org AND o.lane_id IS NOT NULL) AS x
     GROUP BY x.operation_id
$$;

-- For each lane that has a work centre: the lanes of its plant which stand in for it, itself among them.
CREATE FUNCTION private.lane_twins(p_org bigint) RETURNS TABLE (lane_id bigint, lanes text)
    LANGUAGE sql STABLE
    AS $$
    SELECT l.id, string_agg(t.id::text, ',' ORDER BY t.id)
      FROM lanes l
      JOIN lanes t ON t.organization_id = l.organization_id AND t.plant_id = l.plant_id
                  AND t.work_center = l.work_center
     WHERE l.organization_id = p_org
     GROUP BY l.id
$$;

-- Seconds that the fastest machine of a lane needs for one piece.
CREATE FUNCTION private.lane_cycles(p_org bigint) RETURNS TABLE (lane_id bigint, cycle_s numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT m.lane_id, min(m.ideal_cycle_s)
      FROM machines m
     WHERE m.organization_id = p_org AND m.lane_id IS NOT NULL AND m.ideal_cycle_s IS NOT NULL
     GROUP BY m.lane_id
$$;

-- Working seconds of an operation: as planned, else the quantity at the cycle of its lane's machine, else NULL.
CREATE FUNCTION private.known_work_s(p_work_s bigint, p_quantity numeric, p_cycle_s numeric) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(p_work_s, CASE WHEN p_cycle_s IS NOT NULL
                                   THEN greatest(1, least(ceil(p_quantity * p_cycle_s), 315360000))::bigint END)
$$;

-- The same of an operation by its id, and an hour where nobody knows.
CREATE FUNCTION private.operation_work_s(p_org bigint, p_operation_id bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(private.known_work_s(o.work_s, w.quantity, c.cycle_s), 3600)
      FROM work_order_operations o
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
      LEFT JOIN private.lane_cycles(p_org) AS c ON c.lane_id = o.lane_id
     WHERE o.organization_id = p_org AND o.id = p_operation_id
$$;

-- Orders that still need more of a material than they may draw.
CREATE FUNCTION private.short_orders(p_org bigint) RETURNS TABLE (work_order_id bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT DISTINCT n.work_order_id
      FROM work_order_materials n
      JOIN work_orders o ON o.organization_id = n.organization_id AND o.id = n.work_order_id
                        AND o.order_status NOT IN ('COMPLETED', 'CANCELLED')
      JOIN materials m ON m.organization_id = n.organization_id AND m.id = n.material_id
      LEFT JOIN reservations r ON r.organization_id = n.organization_id AND r.work_order_id = n.work_order_id
                              AND r.material_id = n.material_id
     WHERE n.organization_id = p_org
       AND n.quantity_required - n.quantity_issued
           > greatest(m.quantity_on_hand - m.quantity_reserved + coalesce(r.quantity, 0), 0)
$$;

-- What stands on the board of a plant: open bookings; done ones that touch the window where p_completed, and in any case
-- those that others still have to wait for; and what waits in the tray (booking_id NULL).
CREATE FUNCTION private.board_places(p_org bigint, p_plant bigint, p_from timestamptz, p_to timestamptz,
                                     p_completed boolean)
    RETURNS TABLE (operation_id bigint, booking_id bigint, version bigint, lane_id bigint, during tstzrange,
                   work_s bigint, is_overtime boolean, booking_status text)
    LANGUAGE sql STABLE
    AS $$
    SELECT a.operation_id, a.id, a.version, a.lane_id, a.during, a.work_s, a.is_overtime, a.booking_status
      FROM lane_assignments a
     WHERE a.organization_id = p_org AND a.plant_id = p_plant AND a.booking_status <> 'done'
     UNION ALL
    SELECT a.operation_id, a.id, a.version, a.lane_id, a.during, a.work_s, a.is_overtime, a.booking_status
      FROM lane_assignments a
      JOIN work_orders w ON w.organization_id = a.organization_id AND w.id = a.work_order_id
     WHERE a.organization_id = p_org AND a.plant_id = p_plant AND a.booking_status = 'done'
       AND (p_completed AND upper(a.during) > p_from AND lower(a.during) < p_to
            OR w.order_status IN ('IN_PROGRESS', 'PAUSED')
            OR EXISTS (SELECT FROM work_order_dependencies d
                         JOIN work_orders s ON s.organization_id = d.organization_id AND s.id = d.successor_id
                                           AND s.order_status NOT IN ('COMPLETED', 'CANCELLED')
                        WHERE d.organization_id = a.organization_id AND d.predecessor_id = a.work_order_id
                          AND upper(a.during) + make_interval(secs => d.lag_s) > now()))
     UNION ALL
    SELECT o.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      FROM work_orders w
      JOIN work_order_operations o ON o.organization_id = w.organization_id AND o.work_order_id = w.id
                                  AND o.finished_at IS NULL
     WHERE w.organization_id = p_org AND w.plant_id = p_plant
       AND w.order_status IN ('RELEASED', 'IN_PROGRESS', 'PAUSED')
       AND NOT EXISTS (SELECT FROM lane_assignments a
                        WHERE a.organization_id = o.organization_id AND a.operation_id = o.id)
$$;

-- A window somebody looks at: both ends there and finite, the end after the beginning.
CREATE FUNCTION private.sound_window(p_from timestamptz, p_to timestamptz) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF private.calendar_time(p_to, 'to') <= private.calendar_time(p_from, 'from') THEN
        PERFORM private.fail('VALIDATION', 'BAD_WINDOW', 'to', 'The window ends before it begins.');
    END IF;
END
$$;

CREATE FUNCTION api.board_bars(p_token text, p_plant text, p_from timestamptz, p_to timestamptz, p_completed boolean)
    RETURNS TABLE (booking_id bigint, version bigint, operation_id bigint, work_order_id bigint,
                   work_order_number text, operation integer, operations integer, name text, product text,
                   home_lane_id bigint, lanes text, lane_id bigint, start_s bigint, end_s bigint, work_s bigint,
                   overtime boolean, booking_status text, order_status text, due_s bigint, quantity numeric,
                   good numeric, scrap numeric, is_short boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
    v_org   bigint;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    PERFORM private.sound_window(p_from, p_to);
    v_plant := private.plant_named(v_ctx, p_plant);
    v_org := v_ctx.organization_id;
    RETURN QUERY
        SELECT b.booking_id, b.version, o.id, w.id, w.work_order_number, o.sequence, n.operations, o.name, m.name,
               o.lane_id, coalesce(e.lanes, t.lanes, ''), b.lane_id,
               extract(epoch FROM lower(b.during))::bigint, extract(epoch FROM upper(b.during))::bigint,
               coalesce(b.work_s, private.known_work_s(o.work_s, w.quantity, c.cycle_s), 3600),
               coalesce(b.is_overtime, false), b.booking_status, w.order_status,
               floor(extract(epoch FROM w.due_at))::bigint, w.quantity, o.quantity_good, o.quantity_scrap,
               s.work_order_id IS NOT NULL
          FROM private.board_places(v_org, v_plant.id, p_from, p_to, coalesce(p_completed, false)) AS b
          JOIN work_order_operations o ON o.organization_id = v_org AND o.id = b.operation_id
          JOIN work_orders w ON w.organization_id = v_org AND w.id = o.work_order_id
          JOIN (SELECT x.work_order_id, count(*)::integer AS operations
                  FROM work_order_operations x
                 WHERE x.organization_id = v_org GROUP BY x.work_order_id) AS n ON n.work_order_id = w.id
          LEFT JOIN materials m ON m.organization_id = v_org AND m.id = w.product_id
          LEFT JOIN private.bound_operations(v_org) AS e ON e.operation_id = o.id
          LEFT JOIN private.lane_twins(v_org) AS t ON t.lane_id = o.lane_id
          LEFT JOIN private.lane_cycles(v_org) AS c ON c.lane_id = o.lane_id
          LEFT JOIN private.short_orders(v_org) AS s ON s.work_order_id = w.id
         ORDER BY b.lane_id, lower(b.during), w.due_at, w.work_order_number, o.sequence;
END
$$;

CREATE FUNCTION api.board_links(p_token text, p_plant text)
    RETURNS TABLE (from_order_id bigint, to_order_id bigint, lag_s bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    -- Whatever waits is not finished; a finished predecessor counts with its end.
    RETURN QUERY
        SELECT d.predecessor_id, d.successor_id, d.lag_s
          FROM work_order_dependencies d
          JOIN work_orders s ON s.organization_id = d.organization_id AND s.id = d.successor_id
          JOIN work_orders p ON p.organization_id = d.organization_id AND p.id = d.predecessor_id
         WHERE d.organization_id = v_ctx.organization_id AND s.plant_id = v_plant.id
           AND s.order_status NOT IN ('COMPLETED', 'CANCELLED')
           AND (p.order_status <> 'CANCELLED'
                OR EXISTS (SELECT FROM lane_assignments a
                            WHERE a.organization_id = p.organization_id AND a.work_order_id = p.id))
         ORDER BY d.predecessor_id, d.successor_id;
END
$$;

-- ---------------------------------------------------------------- the rules

-- When a bar ends for others: one that runs not before now. Whole seconds, as all of the board.
CREATE FUNCTION private.plan_end(p_status text, p_during tstzrange, p_now timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN p_status = 'running' THEN greatest(upper(p_during), date_trunc('second', p_now, 'UTC'))
                ELSE upper(p_during) END
$$;

-- The longest intervals in which a lane carries more than it can all the time, half-open, in UTC seconds; load: the
-- highest within; operation_ids: whatever is there at some time within, by start. p_lanes NULL: all of the
-- organization. p_operations: only intervals that hold one of these; NULL: all. Done bars load nothing.
CREATE FUNCTION private.board_overloads(p_org bigint, p_lanes bigint[], p_operations bigint[], p_now timestamptz)
    RETURNS TABLE (lane_id bigint, from_s bigint, to_s bigint, load integer, capacity integer, operation_ids bigint[])
    LANGUAGE sql STABLE
    AS $$
    WITH bar AS MATERIALIZED (
        SELECT a.lane_id, a.operation_id, extract(epoch FROM lower(a.during))::bigint AS from_s,
               extract(epoch FROM private.plan_end(a.booking_status, a.during, p_now))::bigint AS to_s
          FROM lane_assignments a
         WHERE a.organization_id = p_org AND a.booking_status <> 'done'
           AND a.lane_id = ANY (coalesce(p_lanes, ARRAY(SELECT l.id FROM lanes l WHERE l.organization_id = p_org)))
    ), step AS (  -- the load from one instant on; ends and starts of an instant count together
        SELECT x.lane_id, x.at_s, sum(sum(x.change)) OVER (PARTITION BY x.lane_id ORDER BY x.at_s) AS load,
               lead(x.at_s) OVER (PARTITION BY x.lane_id ORDER BY x.at_s) AS until_s
          FROM (SELECT b.lane_id, b.from_s AS at_s, 1 AS change FROM bar b
                 UNION ALL
                SELECT b.lane_id, b.to_s, -1 FROM bar b) AS x
         GROUP BY x.lane_id, x.at_s
    ), island AS (  -- steps above capacity, numbered by how many at or below it came before
        SELECT s.lane_id, s.at_s, s.until_s, s.load, l.capacity,
               count(*) FILTER (WHERE s.load <= l.capacity) OVER (PARTITION BY s.lane_id ORDER BY s.at_s) AS n
          FROM step s
          JOIN lanes l ON l.organization_id = p_org AND l.id = s.lane_id
    ), overload AS (
        SELECT i.lane_id, min(i.at_s) AS from_s, max(i.until_s) AS to_s, max(i.load)::integer AS load, i.capacity
          FROM island i
         WHERE i.load > i.capacity
         GROUP BY i.lane_id, i.n, i.capacity
    ), named AS (
        SELECT o.lane_id, o.from_s, o.to_s, o.load, o.capacity,
               array_agg(b.operation_id ORDER BY b.from_s, b.operation_id) AS operation_ids
          FROM overload o
          JOIN bar b ON b.lane_id = o.lane_id AND b.from_s < o.to_s AND b.to_s > o.from_s
         GROUP BY o.lane_id, o.from_s, o.to_s, o.load, o.capacity
    )
    SELECT n.lane_id, n.from_s, n.to_s, n.load, n.capacity, n.operation_ids
      FROM named n
     WHERE p_operations IS NULL OR n.operation_ids && p_operations
     ORDER BY n.lane_id, n.from_s
$$;

-- Links whose later end begins too early. Inside an order booked operations follow each other by their number; between
-- orders the first booked one waits for the last booked one of the predecessor. p_operations: only links that touch one
-- of these; NULL: all of the organization. missing_s: how much is missing.
CREATE FUNCTION private.board_broken_links(p_org bigint, p_operations bigint[], p_now timestamptz)
    RETURNS TABLE (from_operation bigint, to_operation bigint, missing_s bigint)
    LANGUAGE sql STABLE
    AS $$
    WITH touched AS (
        SELECT DISTINCT a.work_order_id AS id
          FROM unnest(coalesce(p_operations, ARRAY(SELECT x.operation_id FROM lane_assignments x
                                                    WHERE x.organization_id = p_org))) AS p (id)
          JOIN lane_assignments a ON a.organization_id = p_org AND a.operation_id = p.id
    ), between_orders AS MATERIALIZED (
        SELECT d.predecessor_id, d.successor_id, d.lag_s
          FROM touched t
          JOIN work_order_dependencies d ON d.organization_id = p_org AND d.predecessor_id = t.id
         UNION
        SELECT d.predecessor_id, d.successor_id, d.lag_s
          FROM touched t
          JOIN work_order_dependencies d ON d.organization_id = p_org AND d.successor_id = t.id
    ), bar AS MATERIALIZED (
        SELECT a.work_order_id, a.operation_id, extract(epoch FROM lower(a.during))::bigint AS from_s,
               extract(epoch FROM private.plan_end(a.booking_status, a.during, p_now))::bigint AS to_s,
               row_number() OVER (PARTITION BY a.work_order_id ORDER BY o.sequence) AS n,
               lead(a.operation_id) OVER (PARTITION BY a.work_order_id ORDER BY o.sequence) AS next_id
          FROM (SELECT t.id FROM touched t
                 UNION SELECT d.predecessor_id FROM between_orders d
                 UNION SELECT d.successor_id FROM between_orders d) AS w
          JOIN lane_assignments a ON a.organization_id = p_org AND a.work_order_id = w.id
          JOIN work_order_operations o ON o.organization_id = a.organization_id AND o.id = a.operation_id
    ), link AS (
        SELECT f.operation_id AS from_id, t.operation_id AS to_id, f.to_s - t.from_s AS missing_s
          FROM bar f
          JOIN bar t ON t.operation_id = f.next_id
         UNION ALL
        SELECT f.operation_id, t.operation_id, f.to_s + d.lag_s - t.from_s
          FROM between_orders d
          JOIN bar f ON f.work_order_id = d.predecessor_id AND f.next_id IS NULL
          JOIN bar t ON t.work_order_id = d.successor_id AND t.n = 1
    )
    SELECT l.from_id, l.to_id, l.missing_s
      FROM link l
     WHERE l.missing_s > 0
       AND (p_operations IS NULL OR l.from_id IN (SELECT unnest(p_operations))
            OR l.to_id IN (SELECT unnest(p_operations)))
     ORDER BY l.from_id, l.to_id
$$;
