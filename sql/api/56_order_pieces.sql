-- The pieces reported for orders, and what there is to know about orders.

-- The machine of that code; NULL for no code; NOT_FOUND for an unknown one.
CREATE FUNCTION private.machine_named(p_ctx private.context, p_machine text) RETURNS machines
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code    text := private.words_or_null(p_machine, 'machine', 64);
    v_machine machines;
BEGIN
    SELECT * INTO v_machine FROM machines WHERE organization_id = p_ctx.organization_id AND code = v_code;
    IF v_machine.id IS NULL AND v_code IS NOT NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_MACHINE', 'machine', 'There is no machine ' || v_code || '.');
    END IF;
    RETURN v_machine;
END
$$;

-- The id of a reason for scrap; NULL for no code.
CREATE FUNCTION private.scrap_reason(p_ctx private.context, p_reason text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code   text := private.words_or_null(p_reason, 'reason', 64);
    v_reason reasons;
BEGIN
    SELECT * INTO v_reason FROM reasons WHERE organization_id = p_ctx.organization_id AND code = v_code;
    IF v_code IS NOT NULL AND v_reason.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_REASON', 'reason', 'There is no reason ' || v_code || '.');
    ELSIF v_reason.kind <> 'scrap' THEN
        PERFORM private.fail('VALIDATION', 'WRONG_KIND', 'reason',
                             format('%s is a reason for %s, not for scrap.', v_code, v_reason.kind));
    END IF;
    RETURN v_reason.id;
END
$$;

-- Adds pieces to an operation and to its order: good ones count for the order when its last operation made them.
CREATE FUNCTION private.count_pieces(p_ctx private.context, p_order work_orders, p_operation work_order_operations,
                                     p_good numeric, p_scrap numeric, p_rework numeric) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_is_last boolean := NOT EXISTS (SELECT FROM work_order_operations o
                                      WHERE o.organization_id = p_ctx.organization_id AND o.work_order_id = p_order.id
                                        AND o.sequence > p_operation.sequence);
BEGIN
    PERFORM private.quantity_not_negative(p_good + greatest(p_order.quantity_good, p_operation.quantity_good), 'good');
    PERFORM private.quantity_not_negative(p_scrap + p_order.quantity_scrap, 'scrap');
    PERFORM private.quantity_not_negative(p_rework + p_order.quantity_rework, 'rework');
    UPDATE work_order_operations
       SET quantity_good = quantity_good + p_good, quantity_scrap = quantity_scrap + p_scrap,
           quantity_rework = quantity_rework + p_rework
     WHERE organization_id = p_ctx.organization_id AND id = p_operation.id;
    UPDATE work_orders
       SET quantity_good = quantity_good + CASE WHEN v_is_last THEN p_good ELSE 0 END,
           quantity_scrap = quantity_scrap + p_scrap, quantity_rework = quantity_rework + p_rework,
           version = version + 1
     WHERE organization_id = p_ctx.organization_id AND id = p_order.id;
END
$$;

-- The lane an operation is booked on, or else planned for.
CREATE FUNCTION private.operation_lane(p_org bigint, p_operation work_order_operations) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((SELECT a.lane_id FROM lane_assignments a
                      WHERE a.organization_id = p_org AND a.operation_id = p_operation.id), p_operation.lane_id)
$$;

-- The only machine of a lane; NULL where there is none or are several.
CREATE FUNCTION private.only_machine(p_org bigint, p_lane_id bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN count(*) = 1 THEN min(m.id) END
      FROM machines m WHERE m.organization_id = p_org AND m.lane_id = p_lane_id
$$;

-- Who logs pieces of an operation has begun it. Returns whether a bar changed.
CREATE FUNCTION private.begin_by_pieces(p_ctx private.context, p_order work_orders,
                                        p_operation work_order_operations) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_operation.started_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM lane_assignments a
                        WHERE a.organization_id = p_ctx.organization_id AND a.operation_id = p_operation.id
                          AND a.booking_status IN ('planned', 'firm')) THEN
        RETURN false;
    END IF;
    RETURN private.begin_operation(p_ctx, p_order, p_operation);
END
$$;

-- Logs pieces for an order that the caller holds and that is being worked on. Good, scrap and rework are disjoint.
-- Without a machine they count for the only one of the operation's lane. Returns whether a bar changed.
CREATE FUNCTION private.log_order_pieces(p_ctx private.context, p_op_id uuid, p_order work_orders, p_operation bigint,
                                         p_machine text, p_good numeric, p_scrap numeric, p_rework numeric,
                                         p_reason text, p_at timestamptz) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_good      numeric := private.quantity_not_negative(coalesce(p_good, 0), 'good');
    v_scrap     numeric := private.quantity_not_negative(coalesce(p_scrap, 0), 'scrap');
    v_rework    numeric := private.quantity_not_negative(coalesce(p_rework, 0), 'rework');
    v_at        timestamptz := private.happened_at(p_at, 'at');
    v_operation work_order_operations := private.order_operation(p_ctx, p_order, p_operation);
    v_named     machines := private.machine_named(p_ctx, p_machine);
    v_machine   bigint := coalesce(v_named.id, private.only_machine(p_ctx.organization_id,
                                   private.operation_lane(p_ctx.organization_id, v_operation)));
    v_reason    bigint := private.scrap_reason(p_ctx, p_reason);
BEGIN
    IF v_good + v_scrap + v_rework = 0 THEN
        PERFORM private.fail('VALIDATION', 'NO_PIECES', 'good', 'There are no pieces to log.',
                             'Give good, scrap or rework pieces.');
    ELSIF p_order.order_status <> 'IN_PROGRESS' THEN
        PERFORM private.fail('VALIDATION', 'ORDER_NOT_STARTED', 'work_order',
                             format('Work order %s is %s: pieces are logged for an order IN_PROGRESS.',
                                    p_order.work_order_number, p_order.order_status),
                             CASE WHEN p_order.order_status IN ('RELEASED', 'PAUSED')
                                  THEN 'Start the order first.' END);
    END IF;
    INSERT INTO production_logs (organization_id, logged_at, plant_id, machine_id, work_order_id, operation_id,
                                 quantity_good, quantity_scrap, quantity_rework, reason_id, user_id, kiosk_id, op_id)
    VALUES (p_ctx.organization_id, v_at, p_order.plant_id, v_machine, p_order.id, v_operation.id,
            v_good, v_scrap, v_rework, v_reason, p_ctx.user_id, p_ctx.kiosk_id, p_op_id);
    PERFORM private.count_pieces(p_ctx, p_order, v_operation, v_good, v_scrap, v_rework);
    RETURN private.begin_by_pieces(p_ctx, p_order, v_operation);
END
$$;

CREATE FUNCTION api.order_log(p_token text, p_op_id uuid, p_work_order text, p_operation bigint, p_machine text,
                              p_good numeric, p_scrap numeric, p_rework numeric, p_reason text, p_at timestamptz)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  work_orders;
    v_began  boolean;
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    v_stored := private.claim(v_ctx, p_op_id, 'order_log',
                              jsonb_build_array(p_work_order, p_operation, p_machine, p_good, p_scrap, p_rework,
                                                p_reason, p_at AT TIME ZONE 'UTC')::text);
    IF v_stored IS NULL THEN
        v_order := private.work_order_held(v_ctx, p_work_order);
        v_began := private.log_order_pieces(v_ctx, p_op_id, v_order, p_operation, p_machine, p_good, p_scrap, p_rework,
                                            p_reason, p_at);
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.log', v_order.work_order_number,
                                 jsonb_build_object('good', p_good, 'scrap', p_scrap, 'rework', p_rework),
                                 ARRAY['order', 'floor']);
        IF v_began THEN
            PERFORM private.poke_plant(v_ctx.organization_id, v_order.plant_id, 'board');
        END IF;
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(v_ctx, v_result);
END
$$;

-- ---------------------------------------------------------------- reading

CREATE FUNCTION api.order_show(p_token text, p_work_order text)
    RETURNS TABLE (work_order_number text, order_status text, product text, product_name text, quantity numeric,
                   good numeric, scrap numeric, rework numeric, actual_material_cost numeric, due_at timestamptz,
                   created_at timestamptz, released_at timestamptz, started_at timestamptz, completed_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order work_orders;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.work_order_named(v_ctx, p_work_order);
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT o.work_order_number, o.order_status, m.material_code, m.name, o.quantity, o.quantity_good,
               o.quantity_scrap, o.quantity_rework, CASE WHEN v_costs THEN o.actual_material_cost END, o.due_at,
               o.created_at, o.released_at, o.started_at, o.completed_at
          FROM work_orders o
          LEFT JOIN materials m ON m.organization_id = o.organization_id AND m.id = o.product_id
         WHERE o.organization_id = v_ctx.organization_id AND o.id = v_order.id;
END
$$;

CREATE FUNCTION api.order_operations(p_token text, p_work_order text)
    RETURNS TABLE (operation integer, name text, lane text, start timestamptz, "end" timestamptz,
                   work_minutes numeric, booking_status text, good numeric, scrap numeric, rework numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order work_orders;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.work_order_named(v_ctx, p_work_order);
    RETURN QUERY SELECT o.* FROM private.operations_told(v_ctx.organization_id, v_order.id) AS o;
END
$$;

-- Both ways: what it waits for, and what waits for it. start, end: of all bars of the other order.
CREATE FUNCTION api.order_dependencies(p_token text, p_work_order text)
    RETURNS TABLE (role text, work_order text, order_status text, lag_minutes numeric, due_at timestamptz,
                   start timestamptz, "end" timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order work_orders;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.work_order_named(v_ctx, p_work_order);
    RETURN QUERY
        SELECT x.role, w.work_order_number, w.order_status, trim_scale(round(x.lag_s / 60.0, 6)), w.due_at,
               b.starts_at, b.ends_at
          FROM (SELECT 'predecessor' AS role, d.predecessor_id AS id, d.lag_s FROM work_order_dependencies d
                 WHERE d.organization_id = v_ctx.organization_id AND d.successor_id = v_order.id
                 UNION ALL
                SELECT 'successor', d.successor_id, d.lag_s FROM work_order_dependencies d
                 WHERE d.organization_id = v_ctx.organization_id AND d.predecessor_id = v_order.id) AS x
          JOIN work_orders w ON w.organization_id = v_ctx.organization_id AND w.id = x.id
          LEFT JOIN LATERAL (SELECT min(lower(a.during)) AS starts_at,
                                    max(private.plan_end(a.booking_status, a.during, now())) AS ends_at
                               FROM lane_assignments a
                              WHERE a.organization_id = v_ctx.organization_id AND a.work_order_id = w.id) AS b ON true
         ORDER BY x.role, w.due_at, w.work_order_number;
END
$$;

-- available: what this order may draw now, which is what is on hand less what other orders reserved.
CREATE FUNCTION api.order_materials(p_token text, p_work_order text)
    RETURNS TABLE (material text, name text, uom text, required numeric, issued numeric, open numeric,
                   reserved numeric, available numeric, cost numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order work_orders;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.work_order_named(v_ctx, p_work_order);
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT m.material_code, m.name, m.uom, n.quantity_required, n.quantity_issued,
               greatest(n.quantity_required - n.quantity_issued, 0), coalesce(r.quantity, 0),
               greatest(m.quantity_on_hand - m.quantity_reserved + coalesce(r.quantity, 0), 0),
               CASE WHEN v_costs THEN n.value_issued END
          FROM work_order_materials n
          JOIN materials m ON m.organization_id = n.organization_id AND m.id = n.material_id
          LEFT JOIN reservations r ON r.organization_id = n.organization_id AND r.work_order_id = n.work_order_id
                                  AND r.material_id = n.material_id
         WHERE n.organization_id = v_ctx.organization_id AND n.work_order_id = v_order.id
         ORDER BY n.id;
END
$$;

-- By due time, at most 500. status NULL: all that are not finished, unless p_all. query: part of the number, of the
-- product's code or of its name.
CREATE FUNCTION api.order_list(p_token text, p_status text, p_all boolean, p_query text)
    RETURNS TABLE (work_order_number text, order_status text, product text, product_name text, quantity numeric,
                   good numeric, scrap numeric, actual_material_cost numeric, due_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx     private.context;
    v_status  text;
    v_pattern text;
    v_costs   boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_status := upper(private.words_or_null(p_status, 'status', 32));
    v_pattern := private.contains_pattern(p_query, 'query');
    v_costs := private.may(v_ctx, 'cost.view');
    IF NOT EXISTS (SELECT FROM order_status_moves s WHERE v_status IN (s.from_status, s.to_status))
       AND v_status IS NOT NULL THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_STATUS', 'status', 'There is no order status ' || v_status || '.',
                             'Use PLANNED, RELEASED, IN_PROGRESS, PAUSED, COMPLETED or CANCELLED.');
    END IF;
    RETURN QUERY
        SELECT o.work_order_number, o.order_status, m.material_code, m.name, o.quantity, o.quantity_good,
               o.quantity_scrap, CASE WHEN v_costs THEN o.actual_material_cost END, o.due_at
          FROM work_orders o
          LEFT JOIN materials m ON m.organization_id = o.organization_id AND m.id = o.product_id
         WHERE o.organization_id = v_ctx.organization_id
           AND CASE WHEN v_status IS NOT NULL THEN o.order_status = v_status
                    ELSE coalesce(p_all, false) OR o.order_status NOT IN ('COMPLETED', 'CANCELLED') END
           AND (v_pattern IS NULL OR lower(o.work_order_number) LIKE v_pattern OR lower(m.material_code) LIKE v_pattern
                OR lower(m.name) LIKE v_pattern)
         ORDER BY o.due_at, o.work_order_number
         LIMIT 500;
END
$$;
