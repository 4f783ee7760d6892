-- The books of stock: a material's totals, the rows of the ledger, what a call answers and keeps.

-- ---------------------------------------------------------------- the books

-- Change a locked material's totals; p_reserved is the change of what is reserved. Returns what is on hand then.
CREATE FUNCTION private.change_stock(p_ctx private.context, p_move private.move, p_reserved numeric) RETURNS numeric
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_on_hand numeric;
BEGIN
    UPDATE materials
       SET quantity_on_hand = quantity_on_hand + p_move.change, value_on_hand = value_on_hand + p_move.value_change,
           quantity_reserved = quantity_reserved + p_reserved
     WHERE organization_id = p_ctx.organization_id AND id = p_move.material_id
    RETURNING quantity_on_hand INTO v_on_hand;
    RETURN v_on_hand;
END
$$;

-- The row in the ledger, the audit row, the message for the ERP.
CREATE FUNCTION private.write_move(p_ctx private.context, p_op_id uuid, p_move private.move) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO material_transactions (
        organization_id, id, transaction_date, plant_id, material_id, transaction_type, reference_type, reference_id,
        purchase_order_line_id, work_order_id, quantity, quantity_change, cost_per_unit, total_cost, value_change,
        location_id, lot_id, of_transaction_id, user_id, kiosk_id, op_id, delivery_note, notes)
    VALUES (
        p_ctx.organization_id, p_move.transaction_id, p_move.transaction_date, p_ctx.plant_id, p_move.material_id,
        p_move.transaction_type, p_move.reference_type, p_move.reference_id, p_move.purchase_order_line_id,
        p_move.work_order_id, p_move.quantity, p_move.change, p_move.cost_per_unit, p_move.total_cost,
        p_move.value_change, p_move.location_id, p_move.lot_id, p_move.of_transaction_id, p_ctx.user_id, p_ctx.kiosk_id,
        p_op_id, p_move.delivery_note, p_move.notes);
    WITH audited AS (
        INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject)
        VALUES (p_ctx.organization_id, p_ctx.kiosk_id, p_ctx.user_id, lower(p_move.transaction_type),
                p_move.transaction_id::text))
    INSERT INTO outbox (organization_id, kind, subject_id)
    SELECT o.id, 'material_transaction', p_move.transaction_id
      FROM organizations o WHERE o.id = p_ctx.organization_id AND o.outbox_enabled;
    RETURN true;
END
$$;

-- The same for all movements of a call at once.
CREATE FUNCTION private.write_moves(p_ctx private.context, p_op_id uuid, p_moves private.move[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO material_transactions (
        organization_id, id, transaction_date, plant_id, material_id, transaction_type, reference_type, reference_id,
        purchase_order_line_id, work_order_id, quantity, quantity_change, cost_per_unit, total_cost, value_change,
        location_id, lot_id, of_transaction_id, user_id, kiosk_id, op_id, delivery_note, notes)
    SELECT p_ctx.organization_id, m.transaction_id, m.transaction_date, p_ctx.plant_id, m.material_id,
           m.transaction_type, m.reference_type, m.reference_id, m.purchase_order_line_id, m.work_order_id, m.quantity,
           m.change, m.cost_per_unit, m.total_cost, m.value_change, m.location_id, m.lot_id, m.of_transaction_id,
           p_ctx.user_id, p_ctx.kiosk_id, p_op_id, m.delivery_note, m.notes
      FROM unnest(p_moves) AS m;
    WITH audited AS (
        INSERT INTO audit_log (organization_id, kiosk_id, user_id, action, subject)
        SELECT p_ctx.organization_id, p_ctx.kiosk_id, p_ctx.user_id, lower(m.transaction_type), m.transaction_id::text
          FROM unnest(p_moves) AS m)
    INSERT INTO outbox (organization_id, kind, subject_id)
    SELECT o.id, 'material_transaction', m.transaction_id
      FROM organizations o, unnest(p_moves) AS m WHERE o.id = p_ctx.organization_id AND o.outbox_enabled;
    RETURN true;
END
$$;

-- ---------------------------------------------------------------- the answer

-- Whom a movement concerns.
CREATE FUNCTION private.topics_of(p_move private.move) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE p_move.reference_type WHEN 'PURCHASE_ORDER' THEN '{stock,purchase}'::text[]
                                            WHEN 'WORK_ORDER' THEN '{stock,order}' ELSE '{stock}' END $$;

-- Costs are for those who may see them.
CREATE FUNCTION private.mask_costs(p_movement private.movement) RETURNS private.movement
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    p_movement.cost_per_unit := NULL;
    p_movement.total_cost := NULL;
    RETURN p_movement;
END
$$;

-- Settle a posted movement, tell the terminals, answer. Last in the transaction.
CREATE FUNCTION private.answer_move(p_ctx private.context, p_op_id uuid, p_move private.move, p_topics text[])
    RETURNS private.movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_movement private.movement := (p_move.transaction_id, p_move.transaction_type, p_move.material, p_move.quantity,
        p_move.cost_per_unit, p_move.total_cost, p_move.quantity_on_hand, false);
    v_told     boolean;
BEGIN
    UPDATE op_log SET result = to_jsonb(v_movement) WHERE organization_id = p_ctx.organization_id AND op_id = p_op_id;
    v_told := private.poke_topics(p_ctx.organization_id, p_ctx.plant_id, p_topics) IS NULL;
    IF NOT 'cost.view' = ANY (p_ctx.permissions) THEN
        v_movement := private.mask_costs(v_movement);
    END IF;
    RETURN v_movement;
END
$$;

-- The stored answer of an operation that was done before.
CREATE FUNCTION private.replay_move(p_ctx private.context, p_stored jsonb) RETURNS private.movement
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_movement private.movement := jsonb_populate_record(NULL::private.movement, p_stored);
BEGIN
    v_movement.replayed := true;
    IF NOT private.may(p_ctx, 'cost.view') THEN
        v_movement := private.mask_costs(v_movement);
    END IF;
    RETURN v_movement;
END
$$;

-- The stored answers of a call with several lines, in their order.
CREATE FUNCTION private.replay_moves(p_ctx private.context, p_stored jsonb, p_replayed boolean DEFAULT true)
    RETURNS SETOF private.line_movement
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_see boolean := private.may(p_ctx, 'cost.view');
BEGIN
    RETURN QUERY
    SELECT r.line, r.transaction_id, r.transaction_type, r.material, r.quantity,
        CASE WHEN v_see THEN r.cost_per_unit END,
           CASE WHEN v_see THEN r.total_cost END, r.quantity_on_hand, p_replayed
      FROM jsonb_array_elements(p_stored) WITH ORDINALITY AS e (value, n),
           jsonb_populate_record(NULL::private.line_movement, e.value) AS r
     ORDER BY e.n;
END
$$;

-- Write, settle and answer the movements of one call, and tell the terminals. p_lines: the order lines they belong
-- to, or NULL. Last in the transaction.
CREATE FUNCTION private.answer_moves(p_ctx private.context, p_op_id uuid, p_moves private.move[], p_lines integer[],
                                     p_topics text[]) RETURNS SETOF private.line_movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_done   boolean := private.write_moves(p_ctx, p_op_id, p_moves);
    v_result jsonb;
BEGIN
    v_result := (SELECT jsonb_agg(to_jsonb((p_lines[m.n], m.transaction_id, m.transaction_type, m.material, m.quantity,
                                            m.cost_per_unit, m.total_cost, m.quantity_on_hand,
                                                false)::private.line_movement)
                                  ORDER BY m.n)
                   FROM unnest(p_moves) WITH ORDINALITY AS m (
                       transaction_id, transaction_type, transaction_date, material_id, material, reference_type,
                       reference_id, purchase_order_line_id, work_order_id, quantity, change, cost_per_unit, total_cost,
                       value_change, location_id, lot_id, of_transaction_id, delivery_note, notes, quantity_on_hand,
                           n));
    UPDATE op_log SET result = v_result WHERE organization_id = p_ctx.organization_id AND op_id = p_op_id;
    v_done := private.poke_topics(p_ctx.organization_id, p_ctx.plant_id, p_topics) IS NULL;
    RETURN QUERY SELECT * FROM private.replay_moves(p_ctx, v_result, false);
END
$$;
