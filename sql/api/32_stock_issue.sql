-- Goods issue: to a work order, elsewhere, as a correction. And what released orders hold for themselves.

-- ---------------------------------------------------------------- orders

-- Lock the order that goods are issued to. It must be released and not finished.
CREATE FUNCTION private.open_work_order(p_ctx private.context, p_number text, p_field text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id     bigint;
    v_status text;
BEGIN
    SELECT w.id, w.order_status INTO v_id, v_status FROM work_orders w
     WHERE w.organization_id = p_ctx.organization_id AND w.work_order_number = p_number
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_WORK_ORDER', p_field,
                             format('There is no work order %s.', p_number));
    ELSIF v_status NOT IN ('RELEASED', 'IN_PROGRESS', 'PAUSED') THEN
        PERFORM private.fail('VALIDATION', 'ORDER_NOT_OPEN', p_field,
            format('Work order %s is %s: nothing can be issued to it.', p_number, lower(v_status)),
            CASE v_status WHEN 'PLANNED' THEN 'Release it first.' ELSE 'Look for the order that replaces it.' END);
    END IF;
    RETURN v_id;
END
$$;

-- Charge a locked order with material, or (negative) give it credit: its cost, and what its requirement has got so far.
-- What was not planned gets a row that requires nothing.
CREATE FUNCTION private.charge_order(p_ctx private.context, p_work_order_id bigint, p_material_id bigint,
                                     p_quantity numeric,
                                     p_value numeric) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE work_orders SET actual_material_cost = actual_material_cost + p_value
     WHERE organization_id = p_ctx.organization_id AND id = p_work_order_id;
    UPDATE work_order_materials SET quantity_issued = quantity_issued + p_quantity,
        value_issued = value_issued + p_value
     WHERE organization_id = p_ctx.organization_id AND work_order_id = p_work_order_id AND material_id = p_material_id;
    IF NOT FOUND THEN
        INSERT INTO work_order_materials (organization_id, work_order_id, material_id, quantity_required,
                                          quantity_issued,
                                          value_issued)
        VALUES (p_ctx.organization_id, p_work_order_id, p_material_id, 0, p_quantity, p_value);
    END IF;
    RETURN true;
END
$$;

-- ---------------------------------------------------------------- reservations

-- What an order holds of a locked material.
CREATE FUNCTION private.held_for(p_ctx private.context, p_work_order_id bigint, p_material_id bigint) RETURNS numeric
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN coalesce((SELECT r.quantity FROM reservations r
                      WHERE r.organization_id = p_ctx.organization_id AND r.work_order_id = p_work_order_id
                        AND r.material_id = p_material_id), 0);
END
$$;

-- Goods are gone that were reserved: orders lose their claim, the youngest first, until the claims fit the stock again.
CREATE FUNCTION private.cap_reservations(p_ctx private.context, p_material_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_excess numeric;
    v_held   record;
BEGIN
    SELECT m.quantity_reserved - m.quantity_on_hand INTO v_excess FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.id = p_material_id;
    IF v_excess <= 0 THEN
        RETURN;
    END IF;
    UPDATE materials SET quantity_reserved = quantity_on_hand
     WHERE organization_id = p_ctx.organization_id AND id = p_material_id;
    FOR v_held IN
        SELECT r.work_order_id, least(r.quantity, v_excess) AS quantity
          FROM reservations r
         WHERE r.organization_id = p_ctx.organization_id AND r.material_id = p_material_id AND r.quantity > 0
         ORDER BY r.work_order_id DESC
    LOOP
        UPDATE reservations SET quantity = quantity - least(v_held.quantity, v_excess)
         WHERE organization_id = p_ctx.organization_id AND work_order_id = v_held.work_order_id
           AND material_id = p_material_id;
        v_excess := v_excess - least(v_held.quantity, v_excess);
        EXIT WHEN v_excess = 0;
    END LOOP;
END
$$;

-- Reserve an order's open requirements as far as free stock goes. Its order is locked.
CREATE FUNCTION private.reserve(p_ctx private.context, p_work_order_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_need record;
    v_take numeric;
BEGIN
    FOR v_need IN
        SELECT m.id, m.quantity_on_hand - m.quantity_reserved AS free, q.quantity_required - q.quantity_issued AS open
          FROM work_order_materials q
          JOIN materials m ON m.organization_id = q.organization_id AND m.id = q.material_id
         WHERE q.organization_id = p_ctx.organization_id AND q.work_order_id = p_work_order_id
           AND q.quantity_required > q.quantity_issued
         ORDER BY m.id
           FOR NO KEY UPDATE OF m
    LOOP
        v_take := least(v_need.open - private.held_for(p_ctx, p_work_order_id, v_need.id), v_need.free);
        CONTINUE WHEN v_take <= 0;
        INSERT INTO reservations AS r (organization_id, work_order_id, material_id, quantity)
        VALUES (p_ctx.organization_id, p_work_order_id, v_need.id, v_take)
        ON CONFLICT (organization_id, work_order_id, material_id) DO UPDATE SET quantity = r.quantity + v_take;
        UPDATE materials SET quantity_reserved = quantity_reserved + v_take
         WHERE organization_id = p_ctx.organization_id AND id = v_need.id;
    END LOOP;
END
$$;

-- An order holds nothing any more. Its order is locked.
CREATE FUNCTION private.release_reservation(p_ctx private.context, p_work_order_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_held record;
BEGIN
    -- First the materials, then what they hold: a claim changes only under its material's lock.
    PERFORM FROM materials m
      WHERE m.organization_id = p_ctx.organization_id
        AND m.id IN (SELECT r.material_id FROM reservations r
                      WHERE r.organization_id = p_ctx.organization_id AND r.work_order_id = p_work_order_id)
      ORDER BY m.id
        FOR NO KEY UPDATE;
    FOR v_held IN
        DELETE FROM reservations r
         WHERE r.organization_id = p_ctx.organization_id AND r.work_order_id = p_work_order_id
        RETURNING r.material_id, r.quantity
    LOOP
        CONTINUE WHEN v_held.quantity = 0;
        UPDATE materials SET quantity_reserved = quantity_reserved - v_held.quantity
         WHERE organization_id = p_ctx.organization_id AND id = v_held.material_id;
    END LOOP;
END
$$;

-- ---------------------------------------------------------------- posting

-- How much of its own reservation a withdrawal uses up; refused when there is too little, or too little that is free.
CREATE FUNCTION private.allow_issue(p_ctx private.context, p_move private.move, p_material materials, p_force boolean)
    RETURNS numeric
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_own  numeric := 0;
    v_free numeric;
BEGIN
    IF p_move.quantity > p_material.quantity_on_hand THEN
        PERFORM private.fail('VALIDATION', 'STOCK_SHORT', 'quantity',
            format('%s: %s wanted, %s on hand.', p_material.material_code, p_move.quantity,
                   trim_scale(p_material.quantity_on_hand)), 'Take what there is, or receive more first.');
    ELSIF p_material.quantity_reserved = 0 THEN
        RETURN 0;
    ELSIF p_move.work_order_id IS NOT NULL THEN
        v_own := private.held_for(p_ctx, p_move.work_order_id, p_material.id);
    END IF;
    v_free := p_material.quantity_on_hand - p_material.quantity_reserved + v_own;
    IF p_move.quantity > v_free AND NOT p_force THEN
        PERFORM private.fail('VALIDATION', 'RESERVED', 'quantity',
            format('%s: %s wanted, %s available; other orders have reserved the rest.', p_material.material_code,
                   p_move.quantity, trim_scale(v_free)), 'Take what is available, or ask a supervisor.');
    END IF;
    RETURN least(v_own, p_move.quantity);
END
$$;

-- Use up a part of an order's reservation.
CREATE FUNCTION private.use_reservation(p_ctx private.context, p_move private.move, p_quantity numeric) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE reservations SET quantity = quantity - p_quantity
     WHERE organization_id = p_ctx.organization_id AND work_order_id = p_move.work_order_id
       AND material_id = p_move.material_id;
    RETURN FOUND;
END
$$;

-- Take goods out of a locked material by its costing method: layers, places, totals; the ledger is left to the caller.
-- p_move has its quantity (negative: an ADJUSTMENT) and all that describes it; p_own is the part that was reserved for
-- it. Returns it with all that the ledger wants.
CREATE FUNCTION private.take_out(p_ctx private.context, p_move private.move, p_material materials, p_location_id bigint,
                                 p_lot_id bigint, p_own numeric) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move := p_move;
BEGIN
    v_move.material_id := p_material.id;
    v_move.material := p_material.material_code;
    v_move.transaction_id := nextval('material_transactions_id_seq');
    v_move.change := - abs(p_move.quantity);
    v_move.value_change := - private.draw_layers(p_ctx, v_move.transaction_id, p_material.id, p_material.costing_method,
                                                 abs(p_move.quantity));
    v_move.total_cost := sign(p_move.quantity) * - v_move.value_change;
    v_move.cost_per_unit := private.unit_cost(- v_move.value_change, - v_move.change);
    v_move := private.take_balances(p_ctx, v_move, p_location_id, p_lot_id);
    v_move.quantity_on_hand := private.change_stock(p_ctx, v_move, - p_own);
    IF p_material.quantity_reserved - p_own > v_move.quantity_on_hand THEN
        PERFORM private.cap_reservations(p_ctx, p_material.id);
    END IF;
    RETURN v_move;
END
$$;

-- Issue goods; the ledger is left to the caller. A given work order is locked already; the material is looked up and
-- locked here.
CREATE FUNCTION private.issue_goods(p_ctx private.context, p_move private.move, p_location_id bigint, p_lot text,
                                    p_force boolean) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move     private.move := p_move;
    v_material materials := private.lock_material(p_ctx, p_move.material);
    v_own      numeric;
    v_lot_id   bigint;
    v_done     boolean;
BEGIN
    v_move.material_id := v_material.id;
    v_own := private.allow_issue(p_ctx, v_move, v_material, p_force);
    IF p_lot IS NOT NULL THEN
        v_lot_id := private.known_lot(p_ctx, v_material.id, v_material.material_code, p_lot);
    END IF;
    IF v_own > 0 THEN
        v_done := private.use_reservation(p_ctx, v_move, v_own);
    END IF;
    v_move := private.take_out(p_ctx, v_move, v_material, p_location_id, v_lot_id, v_own);
    IF v_move.work_order_id IS NOT NULL THEN
        v_done := private.charge_order(p_ctx, v_move.work_order_id, v_move.material_id, v_move.quantity,
                                       v_move.total_cost);
    END IF;
    RETURN v_move;
END
$$;

-- Going beyond what others reserved needs the permission and a reason. Returns the notes with the reason.
CREATE FUNCTION private.allow_force(p_ctx private.context, p_move private.move, p_reason text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT private.may(p_ctx, 'materials.override') THEN
        PERFORM private.fail('UNAUTHORIZED', 'NOT_PERMITTED', 'force',
                             'You may not take what is reserved: it needs materials.override.', 'Ask a supervisor.');
    ELSIF p_reason IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'reason',
                             'Why is it taken from other orders? A reason is needed.');
    END IF;
    PERFORM private.audit(p_ctx, 'issue.force', p_move.material,
                          jsonb_build_object('quantity', p_move.quantity, 'reason', p_reason));
    RETURN left(concat_ws(' - ', p_move.notes, 'forced: ' || p_reason), 500);
END
$$;

-- ---------------------------------------------------------------- the door

CREATE FUNCTION api.issue(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_ref_type text, p_ref text,
                          p_lot text, p_location text, p_force boolean, p_reason text, p_at timestamptz, p_notes text)
    RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_move     private.move;
    v_force    boolean := coalesce(p_force, false);
    v_place_id bigint;
    v_stored   jsonb;
    v_done     boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.issue');
    IF (p_material <> '' AND p_ref <> ''
        AND private.are_plain(ARRAY[p_material, p_ref, p_lot, p_location, p_reason, p_notes])) IS NOT TRUE THEN
        p_material := private.words(p_material, 'material', 64);
        p_ref := private.words(p_ref, 'ref', 64);
        p_lot := private.words_or_null(p_lot, 'lot', 64);
        p_location := private.words_or_null(p_location, 'location', 64);
        p_reason := private.words_or_null(p_reason, 'reason', 200);
        p_notes := private.words_or_null(p_notes, 'notes', 500);
    END IF;
    v_move.transaction_type := 'ISSUE';
    v_move.material := p_material;
    v_move.quantity := private.quantity(p_quantity, 'quantity');
    v_move.reference_type := private.reference_type(p_ref_type, '{WORK_ORDER,TRANSFER,ADJUSTMENT}');
    v_move.notes := p_notes;
    v_stored := private.claim(v_ctx, p_op_id, 'issue', concat_ws(E'\x1f', v_move.material, v_move.quantity,
        v_move.reference_type, p_ref, coalesce(p_lot, ''), coalesce(p_location, ''), v_force, coalesce(p_reason, ''),
        coalesce(extract(epoch FROM p_at)::text, ''), coalesce(p_notes, '')));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(v_ctx, v_stored);
    END IF;
    v_move.transaction_date := private.stock_time(p_at);
    IF p_location IS NOT NULL THEN
        v_place_id := private.stock_location(v_ctx, p_location, 'location');
    END IF;
    IF v_force THEN
        v_move.notes := private.allow_force(v_ctx, v_move, p_reason);
    END IF;
    IF v_move.reference_type = 'WORK_ORDER' THEN
        v_move.work_order_id := private.open_work_order(v_ctx, p_ref, 'ref');
        v_move.reference_id := v_move.work_order_id;
    ELSE
        v_move.reference_id := private.reference_number(p_ref);
    END IF;
    v_move := private.issue_goods(v_ctx, v_move, v_place_id, p_lot, v_force);
    v_done := private.write_move(v_ctx, p_op_id, v_move);
    RETURN private.answer_move(v_ctx, p_op_id, v_move, private.topics_of(v_move));
END
$$;

-- One line of a pick list.
CREATE TYPE private.pick_line AS (
    material text,
    quantity numeric,
    lot      text
);

CREATE FUNCTION private.pick_lines(p_lines jsonb) RETURNS private.pick_line[]
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_lines  private.pick_line[] := '{}';
    v_line   private.pick_line;
    v_object jsonb;
BEGIN
    FOR v_object IN SELECT * FROM private.line_objects(p_lines, 'lines') LOOP
        v_line.material := private.words(v_object ->> 'material', 'material', 64);
        v_line.quantity := private.quantity(private.line_amount(v_object, 'quantity'), 'quantity');
        v_line.lot := private.words_or_null(v_object ->> 'lot', 'lot', 64);
        v_lines := array_append(v_lines, v_line);
    END LOOP;
    IF v_lines = '{}' THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'lines', 'The pick list has no lines.');
    END IF;
    RETURN v_lines;
END
$$;

-- A pick list for one work order, all or nothing. Its materials are locked in the order of their ids first.
CREATE FUNCTION api.issue_lines(p_token text, p_op_id uuid, p_work_order text, p_lines jsonb, p_location text,
                                p_at timestamptz, p_notes text) RETURNS SETOF private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_order    text;
    v_place    text;
    v_place_id bigint;
    v_lines    private.pick_line[];
    v_line     private.pick_line;
    v_common   private.move;
    v_moves    private.move[] := '{}';
    v_stored   jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'materials.issue');
    v_order := private.words(p_work_order, 'work_order', 64);
    v_lines := private.pick_lines(p_lines);
    v_place := private.words_or_null(p_location, 'location', 64);
    v_common.notes := private.words_or_null(p_notes, 'notes', 500);
    v_stored := private.claim(v_ctx, p_op_id, 'issue_lines', concat_ws(E'\x1f', v_order, to_jsonb(v_lines)::text,
        coalesce(v_place, ''), coalesce(extract(epoch FROM p_at)::text, ''), coalesce(v_common.notes, '')));
    IF v_stored IS NULL THEN
        v_common.transaction_date := private.stock_time(p_at);
        IF v_place IS NOT NULL THEN
            v_place_id := private.stock_location(v_ctx, v_place, 'location');
        END IF;
        v_common.work_order_id := private.open_work_order(v_ctx, v_order, 'work_order');
        PERFORM FROM materials m
          WHERE m.organization_id = v_ctx.organization_id
            AND m.material_code = ANY (ARRAY(SELECT (unnest(v_lines)).material))
          ORDER BY m.id
            FOR NO KEY UPDATE;
        FOREACH v_line IN ARRAY v_lines LOOP
            v_moves := array_append(v_moves, private.issue_line(v_ctx, v_common, v_line, v_place_id));
        END LOOP;
        RETURN QUERY SELECT a.transaction_id, a.transaction_type, a.material, a.quantity, a.cost_per_unit, a.total_cost,
                            a.quantity_on_hand, a.replayed
                       FROM private.answer_moves(v_ctx, p_op_id, v_moves, NULL, '{stock,order}') AS a;
    ELSE
        RETURN QUERY SELECT a.transaction_id, a.transaction_type, a.material, a.quantity, a.cost_per_unit, a.total_cost,
                            a.quantity_on_hand, a.replayed
                       FROM private.replay_moves(v_ctx, v_stored) AS a;
    END IF;
END
$$;

CREATE FUNCTION private.issue_line(p_ctx private.context, p_common private.move, p_line private.pick_line,
                                   p_location_id bigint) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move := p_common;
BEGIN
    v_move.transaction_type := 'ISSUE';
    v_move.material := p_line.material;
    v_move.quantity := p_line.quantity;
    v_move.reference_type := 'WORK_ORDER';
    v_move.reference_id := p_common.work_order_id;
    RETURN private.issue_goods(p_ctx, v_move, p_location_id, p_line.lot, false);
END
$$;
