-- Corrections, transfers, counts.

-- ---------------------------------------------------------------- corrections

-- More than the books say: a receipt in the name of a correction. p_move.quantity is positive.
CREATE FUNCTION private.adjust_up(p_ctx private.context, p_op_id uuid, p_move private.move, p_unit_cost numeric,
                                  p_lot text)
    RETURNS private.move
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN private.post_receipt(p_ctx, p_op_id, p_move, p_unit_cost, p_lot, NULL);
END
$$;

-- Less than the books say: drawn like an issue. Reservations do not hold it up, for the goods are gone; they are
-- shortened afterwards. p_move.quantity is negative; location and lot may be NULL.
CREATE FUNCTION private.adjust_down(p_ctx private.context, p_op_id uuid, p_move private.move, p_location_id bigint,
                                    p_lot text)
    RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_material materials := private.lock_material(p_ctx, p_move.material);
    v_lot_id   bigint;
    v_move     private.move;
BEGIN
    IF - p_move.quantity > v_material.quantity_on_hand THEN
        PERFORM private.fail('VALIDATION', 'STOCK_SHORT', 'quantity',
            format('%s: %s to be taken off, %s on hand.', p_move.material, - p_move.quantity,
                   trim_scale(v_material.quantity_on_hand)));
    ELSIF p_lot IS NOT NULL THEN
        v_lot_id := private.known_lot(p_ctx, v_material.id, p_move.material, p_lot);
    END IF;
    v_move := private.take_out(p_ctx, p_move, v_material, p_location_id, v_lot_id, 0);
    PERFORM private.write_move(p_ctx, p_op_id, v_move);
    RETURN v_move;
END
$$;

CREATE FUNCTION api.adjust(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_reason text,
                           p_unit_cost numeric, p_lot text, p_location text, p_at timestamptz) RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_move     private.move;
    v_lot      text;
    v_place    text;
    v_place_id bigint;
    v_cost     numeric;
    v_stored   jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'materials.receive');
    v_move.transaction_type := 'ADJUSTMENT';
    v_move.reference_type := 'ADJUSTMENT';
    v_move.material := private.words(p_material, 'material', 64);
    v_move.quantity := private.quantity_signed(p_quantity, 'quantity');
    v_move.notes := private.words(p_reason, 'reason', 200);
    v_lot := private.words_or_null(p_lot, 'lot', 64);
    v_place := private.words_or_null(p_location, 'location', 64);
    IF p_unit_cost IS NOT NULL THEN
        v_cost := private.cost(p_unit_cost, 'unit_cost');
    END IF;
    v_stored := private.claim(v_ctx, p_op_id, 'adjust',
                              concat_ws(E'\x1f', v_move.material, v_move.quantity, v_move.notes,
        coalesce(v_cost::text, ''), coalesce(v_lot, ''), coalesce(v_place, ''),
            coalesce(extract(epoch FROM p_at)::text, '')));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(v_ctx, v_stored);
    END IF;
    v_move.transaction_date := private.stock_time(p_at);
    IF v_move.quantity > 0 THEN
        v_move.location_id := private.stock_location(v_ctx, v_place, 'location');
        v_move := private.adjust_up(v_ctx, p_op_id, v_move, v_cost, v_lot);
    ELSIF v_cost IS NOT NULL THEN
        PERFORM private.fail('VALIDATION', 'COST_NOT_WANTED', 'unit_cost',
                             'What is taken off leaves at the cost in the books.',
                             'Leave the unit cost out.');
    ELSE
        IF v_place IS NOT NULL THEN
            v_place_id := private.stock_location(v_ctx, v_place, 'location');
        END IF;
        v_move := private.adjust_down(v_ctx, p_op_id, v_move, v_place_id, v_lot);
    END IF;
    RETURN private.answer_move(v_ctx, p_op_id, v_move, '{stock}');
END
$$;

-- ---------------------------------------------------------------- counts

-- What the books say is on a location, all its lots together or one of them (one that is not known: nothing).
CREATE FUNCTION private.booked_there(p_ctx private.context, p_material materials, p_location_id bigint, p_lot text)
    RETURNS numeric
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_lot_id bigint;
BEGIN
    IF p_lot IS NOT NULL THEN
        SELECT o.id INTO v_lot_id FROM lots o
         WHERE o.organization_id = p_ctx.organization_id AND o.material_id = p_material.id AND o.lot_number = p_lot;
        IF NOT FOUND THEN
            RETURN 0;
        END IF;
    END IF;
    RETURN private.there(p_ctx, p_material.id, p_location_id, v_lot_id);
END
$$;

-- A count that arrives late is worth nothing once somebody moved what was counted. What the same terminal did before it
-- is older than the count, however late it arrived.
CREATE FUNCTION private.refuse_old_count(p_ctx private.context, p_op_id uuid, p_material materials,
                                         p_location_id bigint, p_lot text, p_counted_at timestamptz) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_moved_at timestamptz;
BEGIN
    SELECT t.created_at INTO v_moved_at
      FROM material_transactions t
      JOIN replays mine ON mine.organization_id = t.organization_id AND mine.op_id = p_op_id
      LEFT JOIN replays r ON r.organization_id = t.organization_id AND r.op_id = t.op_id
      LEFT JOIN lots o ON o.organization_id = t.organization_id AND o.id = t.lot_id
     WHERE t.organization_id = p_ctx.organization_id AND t.material_id = p_material.id
       AND t.created_at > p_counted_at
       AND (r.kiosk_id = mine.kiosk_id AND r.spool = mine.spool AND r.seq < mine.seq) IS NOT TRUE
       AND (t.location_id = p_location_id AND (p_lot IS NULL OR o.lot_number = p_lot)
            OR EXISTS (SELECT FROM balance_draws d
                         LEFT JOIN lots x ON x.organization_id = d.organization_id AND x.id = d.lot_id
                        WHERE d.organization_id = t.organization_id AND d.transaction_id = t.id
                          AND d.location_id = p_location_id AND (p_lot IS NULL OR x.lot_number = p_lot)))
     LIMIT 1;
    IF FOUND THEN
        PERFORM private.fail('CONFLICT', 'STOCK_MOVED', 'quantity',
                             format('The stock of %s moved since the count.', p_material.material_code),
                             'Count again.');
    END IF;
END
$$;

-- The difference is posted as an adjustment. None: nothing is posted, and the answer has no transaction.
-- p_counted_at: when it was counted; NULL: now.
CREATE FUNCTION private.count_stock_as(p_ctx private.context, p_op_id uuid, p_material text, p_quantity numeric,
                                       p_location text, p_lot text, p_reason text, p_counted_at timestamptz)
    RETURNS private.movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move     private.move;
    v_counted  numeric;
    v_lot      text;
    v_place    text;
    v_stored   jsonb;
    v_material materials;
BEGIN
    v_move.transaction_type := 'ADJUSTMENT';
    v_move.reference_type := 'ADJUSTMENT';
    v_move.material := private.words(p_material, 'material', 64);
    v_counted := private.quantity_not_negative(p_quantity, 'quantity');
    v_place := private.words_or_null(p_location, 'location', 64);
    v_lot := private.words_or_null(p_lot, 'lot', 64);
    v_move.notes := coalesce(private.words_or_null(p_reason, 'reason', 200), 'count');
    v_stored := private.claim(p_ctx, p_op_id, 'count_stock', concat_ws(E'\x1f', v_move.material, v_counted,
                                                                       coalesce(v_place, ''), coalesce(v_lot, ''),
                                                                           v_move.notes));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(p_ctx, v_stored);
    END IF;
    v_move.transaction_date := coalesce(p_counted_at, now());
    v_move.location_id := private.stock_location(p_ctx, v_place, 'location');
    v_material := private.lock_material(p_ctx, v_move.material);
    IF p_counted_at IS NOT NULL THEN
        PERFORM private.refuse_old_count(p_ctx, p_op_id, v_material, v_move.location_id, v_lot, p_counted_at);
    END IF;
    v_move.quantity := trim_scale(v_counted - private.booked_there(p_ctx, v_material, v_move.location_id, v_lot));
    IF v_move.quantity > 0 THEN
        v_move := private.adjust_up(p_ctx, p_op_id, v_move, NULL, v_lot);
    ELSIF v_move.quantity < 0 THEN
        v_move := private.adjust_down(p_ctx, p_op_id, v_move, v_move.location_id, v_lot);
    ELSE
        PERFORM private.audit(p_ctx, 'count', v_move.material, jsonb_build_object('quantity', v_counted));
        v_move.total_cost := 0;
        v_move.quantity_on_hand := v_material.quantity_on_hand;
    END IF;
    RETURN private.answer_move(p_ctx, p_op_id, v_move, '{stock}');
END
$$;

CREATE FUNCTION api.count_stock(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_location text,
                                p_lot text,
                                p_reason text) RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.receive');
    RETURN private.count_stock_as(v_ctx, p_op_id, p_material, p_quantity, p_location, p_lot, p_reason, NULL);
END
$$;

-- ---------------------------------------------------------------- transfers

CREATE TYPE private.transfer_movement AS (
    transaction_id    bigint,
    in_transaction_id bigint,
    transaction_type  text,
    material          text,
    quantity          numeric,
    cost_per_unit     numeric,
    total_cost        numeric,
    quantity_on_hand  numeric,
    replayed          boolean
);

-- A location of this plant, or else the only one of that code in the organization's other plants.
CREATE FUNCTION private.any_location(p_ctx private.context, p_code text, p_field text) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_id    bigint;
    v_count integer;
BEGIN
    SELECT coalesce(min(l.id) FILTER (WHERE l.plant_id = p_ctx.plant_id), min(l.id)),
           CASE WHEN bool_or(l.plant_id = p_ctx.plant_id) THEN 1 ELSE count(*) END
      INTO v_id, v_count
      FROM locations l WHERE l.organization_id = p_ctx.organization_id AND l.code = p_code;
    IF v_id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LOCATION', p_field, format('There is no location %s.', p_code));
    ELSIF v_count > 1 THEN
        PERFORM private.fail('VALIDATION', 'AMBIGUOUS_LOCATION', p_field,
                             format('Several plants have a location %s.', p_code));
    END IF;
    RETURN v_id;
END
$$;

-- Two rows in the ledger, out and in; together they change neither quantity nor value.
CREATE FUNCTION private.post_transfer(p_ctx private.context, p_op_id uuid, p_move private.move, p_material materials,
                                      p_from bigint, p_to bigint, p_lot_id bigint) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_out   private.move := p_move;
    v_in    private.move;
    v_place record;
    v_many  boolean;
BEGIN
    v_out.total_cost := CASE WHEN p_material.quantity_on_hand > 0
        THEN private.share(p_material.value_on_hand, v_out.quantity, p_material.quantity_on_hand) ELSE 0 END;
    v_out.cost_per_unit := private.unit_cost(v_out.total_cost, v_out.quantity);
    v_out.transaction_id := nextval('material_transactions_id_seq');
    v_out.of_transaction_id := nextval('material_transactions_id_seq');
    v_out.reference_id := v_out.transaction_id;
    v_out.quantity_on_hand := p_material.quantity_on_hand;
    v_out := private.take_balances(p_ctx, v_out, p_from, p_lot_id);
    v_in := v_out;
    v_in.transaction_id := v_out.of_transaction_id;
    v_in.of_transaction_id := v_out.transaction_id;
    v_in.location_id := p_to;
    v_in.change := v_in.quantity;
    v_in.value_change := v_in.total_cost;
    v_out.change := - v_out.quantity;
    v_out.value_change := - v_out.total_cost;
    PERFORM private.write_move(p_ctx, p_op_id, v_out);
    PERFORM private.write_move(p_ctx, p_op_id, v_in);
    FOR v_place IN
        SELECT * FROM private.places_of(p_ctx, private.ledger_row(p_ctx, v_out.transaction_id, 'transaction'))
    LOOP
        PERFORM private.put_balance(p_ctx, v_in.material_id, p_to, v_place.lot_id, v_place.quantity);
        v_many := v_place.quantity < v_in.quantity;
        INSERT INTO balance_draws (organization_id, transaction_id, location_id, lot_id, quantity)
        SELECT p_ctx.organization_id, v_in.transaction_id, p_to, v_place.lot_id, v_place.quantity WHERE v_many;
    END LOOP;
    RETURN v_out;
END
$$;

CREATE FUNCTION api.transfer(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_from text, p_to text,
                             p_lot text, p_notes text) RETURNS private.transfer_movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx      private.context;
    v_move     private.move;
    v_from     text;
    v_to       text;
    v_from_id  bigint;
    v_to_id    bigint;
    v_lot      text;
    v_lot_id   bigint;
    v_stored   jsonb;
    v_material materials;
    v_answer   private.transfer_movement;
BEGIN
    v_ctx := private.enter(p_token, 'materials.receive');
    v_move.transaction_type := 'TRANSFER';
    v_move.reference_type := 'TRANSFER';
    v_move.transaction_date := now();
    v_move.material := private.words(p_material, 'material', 64);
    v_move.quantity := private.quantity(p_quantity, 'quantity');
    v_from := private.words(p_from, 'from', 64);
    v_to := private.words(p_to, 'to', 64);
    v_lot := private.words_or_null(p_lot, 'lot', 64);
    v_move.notes := private.words_or_null(p_notes, 'notes', 500);
    v_stored := private.claim(v_ctx, p_op_id, 'transfer',
                              concat_ws(E'\x1f', v_move.material, v_move.quantity, v_from, v_to,
                                                                    coalesce(v_lot, ''), coalesce(v_move.notes, '')));
    IF v_stored IS NULL THEN
        v_from_id := private.any_location(v_ctx, v_from, 'from');
        v_to_id := private.any_location(v_ctx, v_to, 'to');
        IF v_from_id = v_to_id THEN
            PERFORM private.fail('VALIDATION', 'SAME_LOCATION', 'to', 'The goods are there already.');
        END IF;
        v_material := private.lock_material(v_ctx, v_move.material);
        v_move.material_id := v_material.id;
        IF v_lot IS NOT NULL THEN
            v_lot_id := private.known_lot(v_ctx, v_material.id, v_move.material, v_lot);
        END IF;
        v_move := private.post_transfer(v_ctx, p_op_id, v_move, v_material, v_from_id, v_to_id, v_lot_id);
        v_answer := (v_move.transaction_id, v_move.of_transaction_id, v_move.transaction_type, v_move.material,
                     v_move.quantity, v_move.cost_per_unit, v_move.total_cost, v_move.quantity_on_hand, false);
        PERFORM private.settle(v_ctx, p_op_id, to_jsonb(v_answer));
        PERFORM private.poke(v_ctx, 'stock');
    ELSE
        v_answer := jsonb_populate_record(v_answer, v_stored);
        v_answer.replayed := true;
    END IF;
    IF NOT private.may(v_ctx, 'cost.view') THEN
        v_answer.cost_per_unit := NULL;
        v_answer.total_cost := NULL;
    END IF;
    RETURN v_answer;
END
$$;
