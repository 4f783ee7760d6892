-- The life of an order: released, started, paused, completed or cancelled, and what becomes of its bars.

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

-- ---------------------------------------------------------------- what becomes of its bars

-- Holds the board of an order's plant, and the order's bars, when it has any: after the order, before any material
-- (see 43). Says whether it has.
CREATE FUNCTION private.hold_bars(p_ctx private.context, p_order work_orders) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- Nobody can book for an order that is held, so the look need not be repeated.
    IF NOT EXISTS (SELECT FROM lane_assignments a
                    WHERE a.organization_id = p_ctx.organization_id AND a.work_order_id = p_order.id) THEN
        RETURN false;
    END IF;
    PERFORM private.hold_plant(p_ctx, p_order.plant_id);
    PERFORM FROM lane_assignments a
      WHERE a.organization_id = p_ctx.organization_id AND a.work_order_id = p_order.id
      ORDER BY a.id
        FOR UPDATE;
    RETURN true;
END
$$;

-- Running bars of an order are done, and end now: all, or those of operations before p_below.
CREATE FUNCTION private.finish_bars(p_ctx private.context, p_order_id bigint, p_below integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_now timestamptz := date_trunc('second', now(), 'UTC');
BEGIN
    UPDATE lane_assignments a
       SET booking_status = 'done', version = nextval('booking_versions'), changed_at = now(),
           changed_by = p_ctx.user_id,
           during = tstzrange(lower(a.during), greatest(v_now, lower(a.during) + interval '1 second'))
      FROM work_order_operations o
     WHERE a.organization_id = p_ctx.organization_id AND a.work_order_id = p_order_id
       AND a.booking_status = 'running' AND o.organization_id = a.organization_id AND o.id = a.operation_id
       AND (p_below IS NULL OR o.sequence < p_below);
END
$$;

-- When a bar that begins now will end. Whole seconds, at least one; and no later than anything on the board can be,
-- whatever its calendar says of the far future.
CREATE FUNCTION private.running_until(p_bar lane_assignments, p_now timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE
    AS $$
    SELECT least(greatest(p_now + interval '1 second',
                          CASE WHEN p_bar.is_overtime THEN p_now + make_interval(secs => p_bar.work_s)
                               ELSE date_trunc('second', private.lane_add(p_bar.organization_id, p_bar.lane_id, p_now,
                                                                          p_bar.work_s), 'UTC') END),
                 timestamptz '9999-01-01 00:00+00')
$$;

-- An operation of an order that the caller holds is worked on from now: its bar runs for as long as its work takes;
-- what was worked on before it in the order is done. Returns whether a bar changed.
CREATE FUNCTION private.begin_operation(p_ctx private.context, p_order work_orders,
                                        p_operation work_order_operations) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_now     timestamptz := date_trunc('second', now(), 'UTC');
    v_is_here boolean := private.hold_bars(p_ctx, p_order);
BEGIN
    UPDATE work_order_operations o
       SET started_at = coalesce(o.started_at, now()),
           finished_at = CASE WHEN o.id = p_operation.id THEN NULL ELSE now() END
     WHERE o.organization_id = p_ctx.organization_id AND o.work_order_id = p_order.id
       AND (o.id = p_operation.id
            OR o.sequence < p_operation.sequence AND o.started_at IS NOT NULL AND o.finished_at IS NULL);
    IF v_is_here THEN
        PERFORM private.finish_bars(p_ctx, p_order.id, p_operation.sequence);
        UPDATE lane_assignments a
           SET booking_status = 'running', version = nextval('booking_versions'), changed_at = now(),
               changed_by = p_ctx.user_id,
               during = tstzrange(v_now, private.running_until(a, v_now))
         WHERE a.organization_id = p_ctx.organization_id AND a.operation_id = p_operation.id
           AND a.booking_status IN ('planned', 'firm');
    END IF;
    RETURN v_is_here;
END
$$;

-- An order that the caller holds is over: what runs is done, what was only planned leaves the board.
CREATE FUNCTION private.end_operations(p_ctx private.context, p_order work_orders) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE work_order_operations o SET finished_at = now()
     WHERE o.organization_id = p_ctx.organization_id AND o.work_order_id = p_order.id AND o.started_at IS NOT NULL
       AND o.finished_at IS NULL;
    IF private.hold_bars(p_ctx, p_order) THEN
        PERFORM private.finish_bars(p_ctx, p_order.id, NULL);
        DELETE FROM lane_assignments a
         WHERE a.organization_id = p_ctx.organization_id AND a.work_order_id = p_order.id
           AND a.booking_status <> 'done';
    END IF;
END
$$;

-- Starts an order that the caller holds, or resumes it, with one of its operations; p_operation NULL: the one that was
-- begun, else the first that is not finished. An order in progress goes on to another operation.
CREATE FUNCTION private.start_order(p_ctx private.context, p_order work_orders, p_operation bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_operation work_order_operations;
BEGIN
    IF p_operation IS NOT NULL THEN
        v_operation := private.order_operation(p_ctx, p_order, p_operation);
        IF v_operation.finished_at IS NOT NULL
           OR v_operation.started_at IS NOT NULL AND p_order.order_status = 'IN_PROGRESS' THEN
            PERFORM private.fail('VALIDATION', 'ILLEGAL_STATUS', 'operation',
                                 format('Operation %s of %s is %s already.', p_operation, p_order.work_order_number,
                                        CASE WHEN v_operation.finished_at IS NULL THEN 'started' ELSE 'finished' END));
        END IF;
    ELSE
        SELECT * INTO v_operation FROM work_order_operations o
         WHERE o.organization_id = p_ctx.organization_id AND o.work_order_id = p_order.id
         ORDER BY o.finished_at IS NOT NULL, o.started_at IS NULL, o.sequence LIMIT 1;
    END IF;
    IF p_order.order_status <> 'IN_PROGRESS' OR p_operation IS NULL THEN
        PERFORM private.move_order(p_ctx, p_order, 'IN_PROGRESS');
    END IF;
    PERFORM private.begin_operation(p_ctx, p_order, v_operation);
END
$$;

-- ---------------------------------------------------------------- its steps

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
    PERFORM private.end_operations(p_ctx, v_order);
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
    PERFORM private.end_operations(p_ctx, p_order);
    PERFORM private.release_reservation(p_ctx, p_order.id);
END
$$;

-- One step in the life of an order as a write of the door: p_function is order_release, order_start, order_pause,
-- order_complete or order_cancel; p_operation: which one is started. Permission is the caller's matter.
CREATE FUNCTION private.order_step(p_ctx private.context, p_op_id uuid, p_function text, p_number text, p_reason text,
                                   p_operation bigint)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    v_stored jsonb := private.claim(p_ctx, p_op_id, p_function,
                                    (jsonb_build_array(p_number, p_reason)
                                     || CASE WHEN p_operation IS NULL THEN '[]' ELSE to_jsonb(p_operation) END)::text);
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
            PERFORM private.start_order(p_ctx, v_order, p_operation);
            v_topics := ARRAY['order'];
        ELSIF p_function = 'order_pause' THEN
            PERFORM private.move_order(p_ctx, v_order, 'PAUSED');
            v_topics := ARRAY['order'];
        ELSIF p_function = 'order_complete' THEN
            PERFORM private.complete_order(p_ctx, p_op_id, v_order);
        ELSE
            PERFORM private.cancel_order(p_ctx, v_order);
        END IF;
        v_result := private.order_answer(p_ctx, v_order.id);
        PERFORM private.conclude(p_ctx, p_op_id, v_result, replace(p_function, '_', '.'), v_order.work_order_number,
                                 jsonb_build_object('reason', v_reason), v_topics);
        PERFORM private.poke_plant(p_ctx.organization_id, v_order.plant_id, 'board');
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
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_release', p_work_order, NULL, NULL) AS s;
END
$$;

-- Starts a released order, resumes a paused one, or goes on to the next operation of one in progress.
CREATE FUNCTION api.order_start(p_token text, p_op_id uuid, p_work_order text, p_operation bigint)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    RETURN QUERY
        SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_start', p_work_order, NULL, p_operation) AS s;
END
$$;

-- The bar of a paused order runs on: its lane is not free.
CREATE FUNCTION api.order_pause(p_token text, p_op_id uuid, p_work_order text, p_reason text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'production.report');
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_pause', p_work_order, p_reason, NULL) AS s;
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
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_complete', p_work_order, NULL, NULL) AS s;
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
    RETURN QUERY SELECT s.* FROM private.order_step(v_ctx, p_op_id, 'order_cancel', p_work_order, p_reason, NULL) AS s;
END
$$;
