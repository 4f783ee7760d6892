-- Work orders: planned, released, made, completed or cancelled; the pieces reported for them.

-- A time a person gave: present, finite, with a year of four digits.
CREATE FUNCTION private.calendar_time(p_time timestamptz, p_field text) RETURNS timestamptz
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_time IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, format('%s is missing.', p_field));
    ELSIF p_time < '1970-01-01 00:00+00' OR p_time >= '9999-01-01 00:00+00' THEN
        PERFORM private.fail('VALIDATION', 'BAD_TIME', p_field, format('%s is not a usable time.', p_field));
    END IF;
    RETURN p_time;
END
$$;

-- When a reported thing happened; NULL: now. Five minutes ahead are a kiosk's clock, more is a typing error.
CREATE FUNCTION private.happened_at(p_time timestamptz, p_field text) RETURNS timestamptz
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_time IS NULL THEN
        RETURN now();
    END IF;
    IF private.calendar_time(p_time, p_field) > clock_timestamp() + interval '5 minutes' THEN
        PERFORM private.fail('VALIDATION', 'IN_THE_FUTURE', p_field, 'What is reported must have happened already.');
    END IF;
    RETURN least(p_time, now());
END
$$;

-- The order of that number, or NOT_FOUND. Not locked.
CREATE FUNCTION private.work_order_named(p_ctx private.context, p_number text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number text := private.words(p_number, 'work_order', 64);
    v_order  work_orders;
BEGIN
    SELECT * INTO v_order FROM work_orders
     WHERE organization_id = p_ctx.organization_id AND work_order_number = v_number;
    IF v_order.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_WORK_ORDER', 'work_order',
                             'There is no work order ' || v_number || '.');
    END IF;
    RETURN v_order;
END
$$;

-- The same, locked for a change: after the operation was claimed, before any material.
CREATE FUNCTION private.work_order_held(p_ctx private.context, p_number text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order work_orders := private.work_order_named(p_ctx, p_number);
BEGIN
    SELECT * INTO v_order FROM work_orders
     WHERE organization_id = p_ctx.organization_id AND id = v_order.id FOR NO KEY UPDATE;
    RETURN v_order;
END
$$;

-- ---------------------------------------------------------------- planning

-- What an order needs; every material once.
CREATE FUNCTION private.add_order_needs(p_ctx private.context, p_order_id bigint, p_needs jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_need jsonb;
BEGIN
    FOR v_need IN SELECT * FROM private.line_objects(coalesce(nullif(p_needs, 'null'), '[]'), 'needs') LOOP
        INSERT INTO work_order_materials (organization_id, work_order_id, material_id, quantity_required)
        VALUES (p_ctx.organization_id, p_order_id, private.material_id(p_ctx, v_need ->> 'material', 'material'),
                private.quantity(private.line_amount(v_need, 'quantity'), 'quantity'))
        ON CONFLICT (organization_id, work_order_id, material_id) DO NOTHING;
        IF NOT FOUND THEN
            PERFORM private.fail('VALIDATION', 'NAMED_TWICE', 'needs',
                                 format('Material %s is named twice.', btrim(v_need ->> 'material')),
                                 'Name each material once, with the whole quantity.');
        END IF;
    END LOOP;
END
$$;

-- A new order of the kiosk's plant with one operation, named after what it makes.
CREATE FUNCTION private.add_work_order(p_ctx private.context, p_number text, p_product text, p_quantity numeric,
                                       p_due timestamptz, p_needs jsonb) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number  text := private.words(p_number, 'work_order', 64);
    v_product bigint;
    v_order   work_orders;
BEGIN
    IF private.words_or_null(p_product, 'product', 64) IS NOT NULL THEN
        v_product := private.material_id(p_ctx, p_product, 'product');
    END IF;
    INSERT INTO work_orders (organization_id, plant_id, work_order_number, product_id, quantity, due_at)
    VALUES (p_ctx.organization_id, p_ctx.plant_id, v_number, v_product, private.quantity(p_quantity, 'quantity'),
            private.calendar_time(p_due, 'due'))
    ON CONFLICT (organization_id, work_order_number) DO NOTHING
    RETURNING * INTO v_order;
    IF v_order.id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'work_order', 'Work order ' || v_number || ' exists already.',
                             'Choose another number.');
    END IF;
    INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name)
    VALUES (p_ctx.organization_id, v_order.id, 10,
            coalesce((SELECT m.name FROM materials m
                       WHERE m.organization_id = p_ctx.organization_id AND m.id = v_product), 'Work'));
    PERFORM private.add_order_needs(p_ctx, v_order.id, p_needs);
    RETURN v_order;
END
$$;

CREATE FUNCTION api.order_add(p_token text, p_op_id uuid, p_work_order text, p_product text, p_quantity numeric,
                              p_due timestamptz, p_needs jsonb)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  work_orders;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'order_add',
                              jsonb_build_array(p_work_order, p_product, p_quantity, p_due AT TIME ZONE 'UTC',
                                                p_needs)::text);
    IF v_stored IS NULL THEN
        v_order := private.add_work_order(v_ctx, p_work_order, p_product, p_quantity, p_due, p_needs);
        PERFORM private.tell_erp(v_ctx, 'work_order', v_order.id);
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.add', v_order.work_order_number, NULL,
                                 ARRAY['order']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(v_ctx, v_result);
END
$$;

-- ---------------------------------------------------------------- the life of an order

-- Moves an order that the caller holds, if order_status_moves allows it, and stamps when. The ERP is told.
CREATE FUNCTION private.move_order(p_ctx private.context, p_order work_orders, p_to text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order work_orders;
    v_legal text;
BEGIN
    IF NOT EXISTS (SELECT FROM order_status_moves s
                    WHERE s.from_status = p_order.order_status AND s.to_status = p_to) THEN
        SELECT string_agg(s.to_status, ' or ' ORDER BY s.to_status) INTO v_legal
          FROM order_status_moves s WHERE s.from_status = p_order.order_status;
        PERFORM private.fail('VALIDATION', 'ILLEGAL_STATUS', 'work_order',
                             format('Work order %s is %s and cannot become %s.', p_order.work_order_number,
                                    p_order.order_status, p_to),
                             coalesce('From here it can become ' || v_legal || '.',
                                      'It is finished and stays as it is.'));
    END IF;
    UPDATE work_orders
       SET order_status = p_to, version = version + 1,
           released_at = CASE WHEN p_to = 'RELEASED' THEN now() ELSE released_at END,
           started_at = CASE WHEN p_to = 'IN_PROGRESS' THEN coalesce(started_at, now()) ELSE started_at END,
           completed_at = CASE WHEN p_to = 'COMPLETED' THEN now() ELSE completed_at END
     WHERE organization_id = p_ctx.organization_id AND id = p_order.id
    RETURNING * INTO v_order;
    PERFORM private.tell_erp(p_ctx, 'work_order', v_order.id);
    RETURN v_order;
END
$$;

-- Completes an order that the caller holds. One that names a product puts its good pieces into stock at the order's
-- actual material cost. All materials involved are locked first, by id.
CREATE FUNCTION private.complete_order(p_ctx private.context, p_op_id uuid, p_order work_orders) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order work_orders := private.move_order(p_ctx, p_order, 'COMPLETED');
BEGIN
    IF v_order.product_id IS NOT NULL AND v_order.quantity_good = 0 THEN
        PERFORM private.fail('VALIDATION', 'NOTHING_MADE', 'work_order',
                             format('Work order %s has no good pieces.', v_order.work_order_number),
                             'Log the good pieces first, or cancel the order.');
    END IF;
    PERFORM FROM materials m
      WHERE m.organization_id = p_ctx.organization_id
        AND (m.id = v_order.product_id
             OR m.id IN (SELECT r.material_id FROM reservations r
                          WHERE r.organization_id = p_ctx.organization_id AND r.work_order_id = v_order.id))
      ORDER BY m.id
        FOR NO KEY UPDATE;
    PERFORM private.release_reservation(p_ctx, v_order.id);
    IF v_order.product_id IS NOT NULL THEN
        PERFORM private.receive_product(p_ctx, p_op_id, v_order, v_order.quantity_good, v_order.actual_material_cost);
    END IF;
END
$$;

-- Cancels an order that the caller holds. What was issued to it stays issued, and its cost stays on the order.
CREATE FUNCTION private.cancel_order(p_ctx private.context, p_order work_orders) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM private.move_order(p_ctx, p_order, 'CANCELLED');
    PERFORM private.release_reservation(p_ctx, p_order.id);
END
$$;

-- One step in the life of an order as a write of the door: p_function is order_release, order_start, order_complete or
-- order_cancel. Permission is the caller's matter.
CREATE FUNCTION private.order_step(p_ctx private.context, p_op_id uuid, p_function text, p_number text, p_reason text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    v_stored jsonb := private.claim(p_ctx, p_op_id, p_function, jsonb_build_array(p_number, p_reason)::text);
    v_result jsonb;
    v_reason text;
    v_order  work_orders;
    v_topics text[] := ARRAY['order', 'stock'];
BEGIN
    IF v_stored IS NULL THEN
        v_reason := private.words_or_null(p_reason, 'reason', 500);
        v_order := private.work_order_held(p_ctx, p_number);
        IF p_function = 'order_release' THEN
            v_order := private.move_order(p_ctx, v_order, 'RELEASED');
            PERFORM private.reserve(p_ctx, v_order.id);
        ELSIF p_function = 'order_start' THEN
            v_order := private.move_order(p_ctx, v_order, 'IN_PROGRESS');
            v_topics := ARRAY['order'];
        ELSIF p_function = 'order_complete' THEN
            PERFORM private.complete_order(p_ctx, p_op_id, v_order);
        ELSE
            PERFORM private.cancel_order(p_ctx, v_order);
        END IF;
        v_result := private.order_answer(p_ctx, v_order.id);
        PERFORM private.conclude(p_ctx, p_op_id, v_result, replace(p_function, '_', '.'), v_order.work_order_number,
                                 jsonb_build_object('reason', v_reason), v_topics);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(p_ctx, v_result);
END
$$;

-- Hands the order to the floor and reserves what it needs, as far as stock goes.
CREATE FUNCTION api.order_release(p_token text, p_op_id uuid, p_work_order text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_release', p_work_order, NULL) AS s;
END
$$;

-- Starts a released order or resumes a paused one.
CREATE FUNCTION api.order_start(p_token text, p_op_id uuid, p_work_order text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_start', p_work_order, NULL) AS s;
END
$$;

CREATE FUNCTION api.order_complete(p_token text, p_op_id uuid, p_work_order text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_complete', p_work_order, NULL) AS s;
END
$$;

CREATE FUNCTION api.order_cancel(p_token text, p_op_id uuid, p_work_order text, p_reason text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_cancel', p_work_order, p_reason) AS s;
END
$$;

-- ---------------------------------------------------------------- pieces

-- The operation of that sequence number, or the last one; NOT_FOUND when there is none such.
CREATE FUNCTION private.order_operation(p_ctx private.context, p_order work_orders, p_operation bigint)
    RETURNS work_order_operations
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_operation work_order_operations;
BEGIN
    SELECT * INTO v_operation FROM work_order_operations
     WHERE organization_id = p_ctx.organization_id AND work_order_id = p_order.id
       AND (p_operation IS NULL OR sequence = p_operation)
     ORDER BY sequence DESC LIMIT 1;
    IF v_operation.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_OPERATION', 'operation',
                             format('Work order %s has no operation %s.', p_order.work_order_number, p_operation));
    END IF;
    RETURN v_operation;
END
$$;

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

-- Logs pieces for an order that the caller holds and that is being worked on. Good, scrap and rework are disjoint.
CREATE FUNCTION private.log_order_pieces(p_ctx private.context, p_op_id uuid, p_order work_orders, p_operation bigint,
                                         p_machine text, p_good numeric, p_scrap numeric, p_rework numeric,
                                         p_reason text, p_at timestamptz) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_good      numeric := private.quantity_not_negative(coalesce(p_good, 0), 'good');
    v_scrap     numeric := private.quantity_not_negative(coalesce(p_scrap, 0), 'scrap');
    v_rework    numeric := private.quantity_not_negative(coalesce(p_rework, 0), 'rework');
    v_at        timestamptz := private.happened_at(p_at, 'at');
    v_operation work_order_operations := private.order_operation(p_ctx, p_order, p_operation);
    v_machine   machines := private.machine_named(p_ctx, p_machine);
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
    VALUES (p_ctx.organization_id, v_at, p_order.plant_id, v_machine.id, p_order.id, v_operation.id,
            v_good, v_scrap, v_rework, v_reason, p_ctx.user_id, p_ctx.kiosk_id, p_op_id);
    PERFORM private.count_pieces(p_ctx, p_order, v_operation, v_good, v_scrap, v_rework);
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
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    v_stored := private.claim(v_ctx, p_op_id, 'order_log',
                              jsonb_build_array(p_work_order, p_operation, p_machine, p_good, p_scrap, p_rework,
                                                p_reason, p_at AT TIME ZONE 'UTC')::text);
    IF v_stored IS NULL THEN
        v_order := private.work_order_held(v_ctx, p_work_order);
        PERFORM private.log_order_pieces(v_ctx, p_op_id, v_order, p_operation, p_machine, p_good, p_scrap, p_rework,
                                         p_reason, p_at);
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.log', v_order.work_order_number,
                                 jsonb_build_object('good', p_good, 'scrap', p_scrap, 'rework', p_rework),
                                 ARRAY['order', 'floor']);
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
    RETURNS TABLE (operation integer, name text, good numeric, scrap numeric, rework numeric)
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
        SELECT o.sequence, o.name, o.quantity_good, o.quantity_scrap, o.quantity_rework
          FROM work_order_operations o
         WHERE o.organization_id = v_ctx.organization_id AND o.work_order_id = v_order.id
         ORDER BY o.sequence;
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
