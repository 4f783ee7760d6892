-- Returns: what an order did not need comes back at the issue's cost; what a supplier must take back goes out.

-- May that much of a movement be returned? Its material is locked. Returns what came back before.
CREATE FUNCTION private.allow_return(p_ctx private.context, p_old material_transactions, p_quantity numeric)
    RETURNS transaction_returns
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_back transaction_returns := private.returned_so_far(p_ctx, p_old.id);
BEGIN
    IF private.is_reversed(p_ctx, p_old.id) THEN
        PERFORM private.fail('CONFLICT', 'REVERSED', 'of',
                             format('Transaction %s was reversed: nothing of it is left.', p_old.id));
    ELSIF v_back.quantity_returned + p_quantity > p_old.quantity THEN
        PERFORM private.fail('VALIDATION', 'TOO_MUCH_RETURNED', 'quantity',
            format('Of transaction %s at most %s can still be returned.', p_old.id,
                   trim_scale(p_old.quantity - v_back.quantity_returned)));
    ELSIF p_old.work_order_id IS NOT NULL THEN
        PERFORM private.refuse_if_made(p_ctx, p_old, 'of');
    END IF;
    RETURN v_back;
END
$$;

-- Back from the floor: a new layer worth its part of what the issue cost; the last of it takes what is left of that.
CREATE FUNCTION private.return_from_order(p_ctx private.context, p_op_id uuid, p_move private.move,
                                          p_old material_transactions, p_material materials) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move := p_move;
    v_back transaction_returns := private.allow_return(p_ctx, p_old, p_move.quantity);
BEGIN
    v_move.change := v_move.quantity;
    v_move.total_cost := p_old.total_cost - v_back.value_returned;
    IF v_back.quantity_returned + v_move.quantity < p_old.quantity THEN
        v_move.total_cost := least(v_move.total_cost, private.share(p_old.total_cost, v_move.quantity, p_old.quantity));
    END IF;
    v_move.value_change := v_move.total_cost;
    v_move.cost_per_unit := private.unit_cost(v_move.total_cost, v_move.quantity);
    PERFORM private.add_layer(p_ctx, v_move, p_material.costing_method);
    v_move := private.put_to_places(p_ctx, v_move, p_old, v_back.quantity_returned);
    PERFORM private.charge_order(p_ctx, p_old.work_order_id, p_old.material_id, - v_move.quantity, - v_move.total_cost);
    RETURN v_move;
END
$$;

-- Back to the supplier: out of the receipt's own layer (FIFO, LIFO) or at the average, from where it was put.
CREATE FUNCTION private.return_to_supplier(p_ctx private.context, p_op_id uuid, p_move private.move,
                                           p_old material_transactions, p_material materials) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move  private.move := p_move;
    v_layer cost_layers;
    v_own   numeric;
BEGIN
    PERFORM private.allow_return(p_ctx, p_old, p_move.quantity);
    IF p_material.costing_method <> 'WEIGHTED_AVERAGE' THEN
        SELECT * INTO v_layer FROM cost_layers l
         WHERE l.organization_id = p_ctx.organization_id AND l.material_id = p_old.material_id AND l.quantity_left > 0
           AND l.transaction_id = p_old.id;
        IF coalesce(v_layer.quantity_left, 0) < v_move.quantity THEN
            PERFORM private.fail('CONFLICT', 'LAYER_DRAWN', 'quantity',
                format('%s: of that receipt %s are left.', v_move.material,
                       trim_scale(coalesce(v_layer.quantity_left, 0))),
                'Return what is left, or reverse what took it out first.');
        END IF;
    END IF;
    v_own := private.allow_issue(p_ctx, v_move, p_material, false);
    v_move.change := - v_move.quantity;
    v_move.total_cost := CASE WHEN v_layer.id IS NULL
        THEN private.draw_layers(p_ctx, v_move.transaction_id, p_material.id, p_material.costing_method,
                                 v_move.quantity)
        ELSE private.draw_layer(p_ctx, v_move.transaction_id, v_layer, v_move.quantity) END;
    v_move.value_change := - v_move.total_cost;
    v_move.cost_per_unit := private.unit_cost(v_move.total_cost, v_move.quantity);
    v_move.location_id := p_old.location_id;
    v_move.lot_id := p_old.lot_id;
    PERFORM private.take_exactly(p_ctx, v_move, p_old.location_id, p_old.lot_id, v_move.quantity);
    PERFORM private.change_order_line(p_ctx, p_old.purchase_order_line_id, - v_move.quantity);
    RETURN v_move;
END
$$;

-- The movement that something of is returned: an issue to an order, or a receipt from a supplier, of that material.
CREATE FUNCTION private.returnable(p_ctx private.context, p_of bigint, p_ref_type text, p_material text)
    RETURNS material_transactions
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_old      material_transactions := private.ledger_row(p_ctx, p_of, 'of');
    v_material bigint := private.material_id(p_ctx, p_material, 'material');
BEGIN
    IF v_old.reference_type <> p_ref_type
       OR v_old.transaction_type <> (CASE p_ref_type WHEN 'WORK_ORDER' THEN 'ISSUE' ELSE 'RECEIPT' END) THEN
        PERFORM private.fail('VALIDATION', 'WRONG_TRANSACTION', 'of', CASE p_ref_type
            WHEN 'WORK_ORDER' THEN format('Transaction %s is not an issue to a work order.', p_of)
            ELSE format('Transaction %s is not a receipt from a supplier.', p_of) END);
    ELSIF v_old.material_id <> v_material THEN
        PERFORM private.fail('VALIDATION', 'WRONG_MATERIAL', 'material',
                             format('Transaction %s did not move %s.', p_of, p_material));
    END IF;
    RETURN v_old;
END
$$;

CREATE FUNCTION api.return_goods(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_ref_type text,
                                 p_of bigint, p_notes text) RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_move     private.move;
    v_stored   jsonb;
    v_old      material_transactions;
    v_material materials;
BEGIN
    v_ctx := private.enter(p_token, 'materials.issue');
    v_move.transaction_type := 'RETURN';
    v_move.transaction_date := now();
    v_move.material := private.words(p_material, 'material', 64);
    v_move.quantity := private.quantity(p_quantity, 'quantity');
    v_move.reference_type := private.reference_type(p_ref_type, '{WORK_ORDER,PURCHASE_ORDER}');
    v_move.notes := private.words_or_null(p_notes, 'notes', 500);
    v_stored := private.claim(v_ctx, p_op_id, 'return_goods', concat_ws(E'\x1f', v_move.material, v_move.quantity,
                                                                        v_move.reference_type, p_of,
                                                                            coalesce(v_move.notes, '')));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(v_ctx, v_stored);
    END IF;
    v_old := private.returnable(v_ctx, p_of, v_move.reference_type, v_move.material);
    v_material := private.lock_undo(v_ctx, v_old);
    v_move.transaction_id := nextval('material_transactions_id_seq');
    v_move.material_id := v_old.material_id;
    v_move.reference_id := v_old.reference_id;
    v_move.of_transaction_id := v_old.id;
    IF v_move.reference_type = 'WORK_ORDER' THEN
        v_move := private.return_from_order(v_ctx, p_op_id, v_move, v_old, v_material);
        v_move.work_order_id := v_old.work_order_id;
    ELSE
        v_move := private.return_to_supplier(v_ctx, p_op_id, v_move, v_old, v_material);
        v_move.purchase_order_line_id := v_old.purchase_order_line_id;
    END IF;
    v_move.quantity_on_hand := private.change_stock(v_ctx, v_move, 0);
    PERFORM private.count_return(v_ctx, v_old.id, v_move.quantity, v_move.total_cost);
    PERFORM private.write_move(v_ctx, p_op_id, v_move);
    RETURN private.answer_move(v_ctx, p_op_id, v_move, private.topics_of(v_move));
END
$$;
