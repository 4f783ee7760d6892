-- What was posted is never changed: a reversal takes all of it back, a return a part of the goods.

-- ---------------------------------------------------------------- what is undone

-- The movement of that id, or NOT_FOUND.
CREATE FUNCTION private.ledger_row(p_ctx private.context, p_id bigint, p_field text) RETURNS material_transactions
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_old material_transactions;
BEGIN
    IF p_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, 'Which transaction is it?');
    END IF;
    SELECT * INTO v_old FROM material_transactions t WHERE t.organization_id = p_ctx.organization_id AND t.id = p_id;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_TRANSACTION', p_field, format('There is no transaction %s.', p_id));
    END IF;
    RETURN v_old;
END
$$;

-- Lock what a movement was booked against, then its material. A line that is opened again opens its order: whoever
-- fills another line of it at this moment waits, and then sees this one.
CREATE FUNCTION private.lock_undo(p_ctx private.context, p_old material_transactions) RETURNS materials
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_material materials;
BEGIN
    IF p_old.work_order_id IS NOT NULL THEN
        PERFORM FROM work_orders w
          WHERE w.organization_id = p_ctx.organization_id AND w.id = p_old.work_order_id FOR NO KEY UPDATE;
    ELSIF p_old.purchase_order_line_id IS NOT NULL THEN
        PERFORM FROM purchase_order_lines l
          WHERE l.organization_id = p_ctx.organization_id AND l.id = p_old.purchase_order_line_id FOR NO KEY UPDATE;
        PERFORM FROM purchase_orders o
          WHERE o.organization_id = p_ctx.organization_id AND o.id = p_old.reference_id FOR NO KEY UPDATE;
    END IF;
    SELECT * INTO v_material FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.id = p_old.material_id FOR NO KEY UPDATE;
    RETURN v_material;
END
$$;

-- How much of a movement came back already, of a locked material.
CREATE FUNCTION private.returned_so_far(p_ctx private.context, p_transaction_id bigint) RETURNS transaction_returns
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_back transaction_returns;
BEGIN
    SELECT * INTO v_back FROM transaction_returns r
     WHERE r.organization_id = p_ctx.organization_id AND r.transaction_id = p_transaction_id;
    v_back.quantity_returned := coalesce(v_back.quantity_returned, 0);
    v_back.value_returned := coalesce(v_back.value_returned, 0);
    RETURN v_back;
END
$$;

-- Remember that a part of a movement came back (negative: that this was undone).
CREATE FUNCTION private.count_return(p_ctx private.context, p_transaction_id bigint, p_quantity numeric,
                                     p_value numeric)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE transaction_returns
       SET quantity_returned = quantity_returned + p_quantity, value_returned = value_returned + p_value
     WHERE organization_id = p_ctx.organization_id AND transaction_id = p_transaction_id;
    IF NOT FOUND THEN
        INSERT INTO transaction_returns (organization_id, transaction_id, quantity_returned, value_returned)
        VALUES (p_ctx.organization_id, p_transaction_id, p_quantity, p_value);
    END IF;
END
$$;

CREATE FUNCTION private.is_reversed(p_ctx private.context, p_transaction_id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM reversals r
                    WHERE r.organization_id = p_ctx.organization_id AND r.transaction_id = p_transaction_id);
END
$$;

-- An order whose product was received carries its material cost in that product: changing the cost now would make money
-- out of nothing.
CREATE FUNCTION private.refuse_if_made(p_ctx private.context, p_old material_transactions, p_field text) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_made bigint;
BEGIN
    SELECT t.id INTO v_made FROM material_transactions t
     WHERE t.organization_id = p_ctx.organization_id AND t.reference_type = 'WORK_ORDER'
       AND t.reference_id = p_old.work_order_id AND t.transaction_type = 'RECEIPT'
       AND NOT private.is_reversed(p_ctx, t.id)
     LIMIT 1;
    IF FOUND THEN
        PERFORM private.fail('CONFLICT', 'PRODUCT_POSTED', p_field,
                             'The order is complete: its product was received at the cost of this material.',
                             format('Reverse the product''s receipt (transaction %s) first.', v_made));
    END IF;
END
$$;

-- A purchase-order line got more or less after all; a line that is not full any more is open again, and so is its
-- order.
CREATE FUNCTION private.change_order_line(p_ctx private.context, p_line_id bigint, p_change numeric) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order_id bigint;
    v_status   text;
BEGIN
    UPDATE purchase_order_lines
       SET quantity_received = quantity_received + p_change,
           line_status = CASE WHEN line_status = 'CLOSED' THEN 'CLOSED'
                              WHEN quantity_received + p_change >= quantity_ordered THEN 'RECEIVED' ELSE 'OPEN' END
     WHERE organization_id = p_ctx.organization_id AND id = p_line_id
    RETURNING purchase_order_id, line_status INTO v_order_id, v_status;
    IF v_status = 'OPEN' THEN
        UPDATE purchase_orders SET order_status = 'OPEN'
         WHERE organization_id = p_ctx.organization_id AND id = v_order_id AND order_status = 'RECEIVED';
    ELSIF v_status = 'RECEIVED' THEN
        PERFORM private.close_received_order(p_ctx, v_order_id);
    END IF;
END
$$;

-- ---------------------------------------------------------------- places

-- Where a movement took its goods or put them, the last place first.
CREATE FUNCTION private.places_of(p_ctx private.context, p_old material_transactions)
    RETURNS TABLE (location_id bigint, lot_id bigint, quantity numeric)
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT d.location_id, d.lot_id, d.quantity FROM balance_draws d
                  WHERE d.organization_id = p_ctx.organization_id AND d.transaction_id = p_old.id
                  ORDER BY d.id DESC;
    IF NOT FOUND THEN
        RETURN QUERY SELECT p_old.location_id, p_old.lot_id, abs(p_old.quantity);
    END IF;
END
$$;

-- Put p_move's goods to where p_old took them from, passing over the first p_skip (they came back before). Returns the
-- move with its place, if it is a single one.
CREATE FUNCTION private.put_to_places(p_ctx private.context, p_move private.move, p_old material_transactions,
                                      p_skip numeric) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move  private.move := p_move;
    v_skip  numeric := p_skip;
    v_need  numeric := p_move.quantity;
    v_put   numeric;
    v_place record;
BEGIN
    v_move.location_id := p_old.location_id;
    v_move.lot_id := p_old.lot_id;
    FOR v_place IN SELECT * FROM private.places_of(p_ctx, p_old) LOOP
        v_put := least(v_place.quantity - least(v_place.quantity, v_skip), v_need);
        v_skip := v_skip - least(v_place.quantity, v_skip);
        CONTINUE WHEN v_put = 0;
        PERFORM private.put_balance(p_ctx, v_move.material_id, v_place.location_id, v_place.lot_id, v_put);
        IF v_put = p_move.quantity THEN
            v_move.location_id := v_place.location_id;
            v_move.lot_id := v_place.lot_id;
        ELSE
            INSERT INTO balance_draws (organization_id, transaction_id, location_id, lot_id, quantity)
            VALUES (p_ctx.organization_id, v_move.transaction_id, v_place.location_id, v_place.lot_id, v_put);
        END IF;
        v_need := v_need - v_put;
    END LOOP;
    RETURN v_move;
END
$$;

-- Take p_quantity of p_move's goods from the one place and lot (NULL: none) where they must be.
CREATE FUNCTION private.take_exactly(p_ctx private.context, p_move private.move, p_location_id bigint, p_lot_id bigint,
                                     p_quantity numeric) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id   bigint;
    v_left numeric;
BEGIN
    SELECT b.id, b.quantity - p_quantity INTO v_id, v_left FROM stock_balances b
     WHERE b.organization_id = p_ctx.organization_id AND b.material_id = p_move.material_id
       AND b.location_id = p_location_id AND b.lot_id IS NOT DISTINCT FROM p_lot_id;
    IF v_left IS NULL OR v_left < 0 THEN
        PERFORM private.fail('CONFLICT', 'NOT_THERE', 'location',
            format('%s: the %s are not all where they were put.', p_move.material, trim_scale(p_quantity)),
            'Transfer them back first.');
    ELSIF v_left = 0 AND p_lot_id IS NOT NULL THEN
        DELETE FROM stock_balances WHERE organization_id = p_ctx.organization_id AND id = v_id;
    ELSE
        UPDATE stock_balances SET quantity = v_left WHERE organization_id = p_ctx.organization_id AND id = v_id;
    END IF;
END
$$;

-- Take p_move's goods, all that p_old brought, from where p_old put them.
CREATE FUNCTION private.take_from_places(p_ctx private.context, p_move private.move, p_old material_transactions)
    RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move  private.move := p_move;
    v_place record;
BEGIN
    v_move.location_id := p_old.location_id;
    v_move.lot_id := p_old.lot_id;
    FOR v_place IN SELECT * FROM private.places_of(p_ctx, p_old) LOOP
        PERFORM private.take_exactly(p_ctx, p_move, v_place.location_id, v_place.lot_id, v_place.quantity);
        IF v_place.quantity <> p_move.quantity THEN
            INSERT INTO balance_draws (organization_id, transaction_id, location_id, lot_id, quantity)
            VALUES (p_ctx.organization_id, p_move.transaction_id, v_place.location_id, v_place.lot_id,
                    v_place.quantity);
        END IF;
    END LOOP;
    RETURN v_move;
END
$$;

-- ---------------------------------------------------------------- layers

-- What a movement brought in goes out again at exactly its value. FIFO, LIFO: its own layer must be untouched.
-- WEIGHTED_AVERAGE: the open layer must hold it, and must not keep value without goods.
CREATE FUNCTION private.close_layer(p_ctx private.context, p_move private.move, p_old material_transactions,
                                    p_method text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_layer cost_layers;
BEGIN
    IF p_method = 'WEIGHTED_AVERAGE' THEN
        v_layer := private.next_layer(p_ctx, p_old.material_id, p_method);
        IF coalesce(v_layer.quantity_left, 0) < p_old.quantity_change OR v_layer.value_left < p_old.value_change THEN
            PERFORM private.fail('CONFLICT', 'LAYER_DRAWN', 'transaction',
                format('%s: what is left is less than what this transaction brought.', p_move.material),
                'Reverse what took it out first.');
        ELSIF v_layer.quantity_left = p_old.quantity_change AND v_layer.value_left <> p_old.value_change THEN
            PERFORM private.fail('CONFLICT', 'VALUE_REMAINS', 'transaction',
                format('%s: nothing would be left, but some of its value.', p_move.material),
                'Reverse what was issued since first.');
        END IF;
    ELSE
        SELECT * INTO v_layer FROM cost_layers l
         WHERE l.organization_id = p_ctx.organization_id AND l.material_id = p_old.material_id AND l.quantity_left > 0
           AND l.transaction_id = p_old.id;
        IF v_layer.quantity_left IS DISTINCT FROM p_old.quantity_change OR v_layer.value_left <> p_old.value_change THEN
            PERFORM private.fail('CONFLICT', 'LAYER_DRAWN', 'transaction',
                format('%s: some of what this transaction brought is used up already.', p_move.material),
                'Reverse what took it out first, or return what is left.');
        END IF;
    END IF;
    UPDATE cost_layers
       SET quantity_left = quantity_left - p_old.quantity_change, value_left = value_left - p_old.value_change
     WHERE organization_id = p_ctx.organization_id AND id = v_layer.id;
END
$$;

-- What a movement took out comes back. FIFO, LIFO: into the very layers it drew. WEIGHTED_AVERAGE: into the open one.
CREATE FUNCTION private.refill_layers(p_ctx private.context, p_move private.move, p_old material_transactions,
                                      p_method text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_method = 'WEIGHTED_AVERAGE' THEN
        PERFORM private.add_layer(p_ctx, p_move, p_method);
        RETURN;
    END IF;
    UPDATE cost_layers l SET quantity_left = l.quantity_left + d.quantity, value_left = l.value_left + d.value
      FROM layer_draws d
     WHERE d.organization_id = p_ctx.organization_id AND d.transaction_id = p_old.id
       AND l.organization_id = p_ctx.organization_id AND l.id = d.layer_id;
END
$$;

-- ---------------------------------------------------------------- reversal

-- The reversing row of a movement, not posted yet.
CREATE FUNCTION private.reversal_of(p_old material_transactions, p_material text, p_reason text) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move;
BEGIN
    v_move.transaction_id := nextval('material_transactions_id_seq');
    v_move.transaction_type := 'REVERSAL';
    v_move.transaction_date := now();
    v_move.material_id := p_old.material_id;
    v_move.material := p_material;
    v_move.reference_type := p_old.reference_type;
    v_move.reference_id := p_old.reference_id;
    v_move.purchase_order_line_id := p_old.purchase_order_line_id;
    v_move.work_order_id := p_old.work_order_id;
    v_move.quantity := abs(p_old.quantity);
    v_move.change := - p_old.quantity_change;
    v_move.cost_per_unit := p_old.cost_per_unit;
    v_move.total_cost := abs(p_old.total_cost);
    v_move.value_change := - p_old.value_change;
    v_move.of_transaction_id := p_old.id;
    v_move.notes := p_reason;
    RETURN v_move;
END
$$;

-- May it be reversed? Its material is locked.
CREATE FUNCTION private.refuse_reversal(p_ctx private.context, p_old material_transactions) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF private.is_reversed(p_ctx, p_old.id) THEN
        PERFORM private.fail('DUPLICATE', 'ALREADY_REVERSED', 'transaction',
                             format('Transaction %s is reversed already.', p_old.id));
    ELSIF (private.returned_so_far(p_ctx, p_old.id)).quantity_returned > 0 THEN
        PERFORM private.fail('CONFLICT', 'RETURNED', 'transaction', 'Some of it was returned already.',
                             'Reverse the return first.');
    ELSIF p_old.work_order_id IS NOT NULL AND p_old.transaction_type <> 'RECEIPT' THEN
        PERFORM private.refuse_if_made(p_ctx, p_old, 'transaction');
    END IF;
END
$$;

-- The cost that the next receipt takes when none is given is the last one that was not a mistake.
CREATE FUNCTION private.forget_cost(p_ctx private.context, p_old material_transactions) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE materials m
       SET last_unit_cost = (SELECT t.cost_per_unit FROM material_transactions t
                              WHERE t.organization_id = p_ctx.organization_id AND t.material_id = p_old.material_id
                                AND t.transaction_type = 'RECEIPT'
                                AND NOT EXISTS (SELECT FROM reversals r
                                                 WHERE r.organization_id = p_ctx.organization_id
                                                     AND r.transaction_id = t.id)
                              ORDER BY t.created_at DESC, t.id DESC LIMIT 1)
     WHERE m.organization_id = p_ctx.organization_id AND m.id = p_old.material_id;
END
$$;

-- Reverse anything but a transfer: layers, places, totals, ledger, and what it was booked against.
CREATE FUNCTION private.post_reversal(p_ctx private.context, p_op_id uuid, p_old material_transactions,
                                      p_material materials, p_reason text) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move := private.reversal_of(p_old, p_material.material_code, p_reason);
BEGIN
    IF v_move.change < 0 THEN
        PERFORM private.close_layer(p_ctx, v_move, p_old, p_material.costing_method);
        v_move := private.take_from_places(p_ctx, v_move, p_old);
    ELSE
        PERFORM private.refill_layers(p_ctx, v_move, p_old, p_material.costing_method);
        v_move := private.put_to_places(p_ctx, v_move, p_old, 0);
    END IF;
    v_move.quantity_on_hand := private.change_stock(p_ctx, v_move, 0);
    PERFORM private.write_move(p_ctx, p_op_id, v_move);
    INSERT INTO reversals (organization_id, transaction_id, reversing_transaction_id)
    VALUES (p_ctx.organization_id, p_old.id, v_move.transaction_id);
    IF p_old.purchase_order_line_id IS NOT NULL THEN
        PERFORM private.change_order_line(p_ctx, p_old.purchase_order_line_id, v_move.change);
    ELSIF p_old.work_order_id IS NOT NULL AND p_old.transaction_type <> 'RECEIPT' THEN
        PERFORM private.charge_order(p_ctx, p_old.work_order_id, p_old.material_id, - v_move.change,
                                     - v_move.value_change);
    END IF;
    IF p_old.transaction_type = 'RETURN' THEN
        PERFORM private.count_return(p_ctx, p_old.of_transaction_id, - v_move.quantity, - v_move.total_cost);
    ELSIF p_old.transaction_type = 'RECEIPT' THEN
        PERFORM private.forget_cost(p_ctx, p_old);
    END IF;
    PERFORM private.cap_reservations(p_ctx, p_old.material_id);
    RETURN v_move;
END
$$;

-- A transfer has two legs: whichever is named, both are reversed. Returns the reversal of the one that was named.
CREATE FUNCTION private.reverse_transfer(p_ctx private.context, p_op_id uuid, p_old material_transactions,
                                         p_material materials, p_reason text) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_other material_transactions := private.ledger_row(p_ctx, p_old.of_transaction_id, 'transaction');
    v_move  private.move := private.reversal_of(p_old, p_material.material_code, p_reason);
    v_twin  private.move := private.reversal_of(v_other, p_material.material_code, p_reason);
BEGIN
    IF v_move.change < 0 THEN
        v_move := private.take_from_places(p_ctx, v_move, p_old);
        v_twin := private.put_to_places(p_ctx, v_twin, v_other, 0);
    ELSE
        v_twin := private.take_from_places(p_ctx, v_twin, v_other);
        v_move := private.put_to_places(p_ctx, v_move, p_old, 0);
    END IF;
    v_move.quantity_on_hand := p_material.quantity_on_hand;
    PERFORM private.write_move(p_ctx, p_op_id, v_move);
    PERFORM private.write_move(p_ctx, p_op_id, v_twin);
    INSERT INTO reversals (organization_id, transaction_id, reversing_transaction_id)
    VALUES (p_ctx.organization_id, p_old.id, v_move.transaction_id),
           (p_ctx.organization_id, v_other.id, v_twin.transaction_id);
    RETURN v_move;
END
$$;

CREATE FUNCTION api.reverse(p_token text, p_op_id uuid, p_transaction bigint, p_reason text) RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_reason   text;
    v_stored   jsonb;
    v_old      material_transactions;
    v_material materials;
    v_move     private.move;
BEGIN
    v_ctx := private.enter(p_token, 'materials.issue');
    v_reason := private.words(p_reason, 'reason', 200);
    v_stored := private.claim(v_ctx, p_op_id, 'reverse', concat_ws(E'\x1f', p_transaction, v_reason));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(v_ctx, v_stored);
    END IF;
    v_old := private.ledger_row(v_ctx, p_transaction, 'transaction');
    IF v_old.transaction_type = 'REVERSAL' THEN
        PERFORM private.fail('VALIDATION', 'NOT_REVERSIBLE', 'transaction', 'A reversal cannot be reversed.',
                             'Post it again.');
    END IF;
    v_material := private.lock_undo(v_ctx, v_old);
    PERFORM private.refuse_reversal(v_ctx, v_old);
    IF v_old.transaction_type = 'TRANSFER' THEN
        v_move := private.reverse_transfer(v_ctx, p_op_id, v_old, v_material, v_reason);
    ELSE
        v_move := private.post_reversal(v_ctx, p_op_id, v_old, v_material, v_reason);
    END IF;
    RETURN private.answer_move(v_ctx, p_op_id, v_move, private.topics_of(v_move));
END
$$;
