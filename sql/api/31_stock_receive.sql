-- Goods receipt: from a supplier, from elsewhere, as a correction, and of what an order made.

-- A purchase-order line that took a receipt.
CREATE TYPE private.booked_line AS (
    purchase_order_id bigint,
    line_id           bigint,
    line_number       integer,
    line_status       text,
    unit_price        numeric,
    material          text,
    quantity_over     numeric  -- of this receipt, above the tolerance; else NULL
);

-- ---------------------------------------------------------------- purchase-order lines

-- Which line of an order is meant, where it is not simply its one open line; or the refusal that says why none is.
-- A line that is full may still take what its tolerance allows.
CREATE FUNCTION private.choose_order_line(p_ctx private.context, p_number text, p_line integer, p_material text)
    RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order purchase_orders;
    v_lines integer;
    v_open  integer;
    v_full  integer;
    v_id    bigint;
BEGIN
    SELECT * INTO v_order FROM purchase_orders o
     WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_number;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PURCHASE_ORDER', 'ref',
                             format('There is no purchase order %s.', p_number));
    ELSIF v_order.order_status = 'CLOSED' THEN
        PERFORM private.fail('VALIDATION', 'ORDER_CLOSED', 'ref', format('Purchase order %s is closed.', p_number));
    END IF;
    SELECT count(*), count(*) FILTER (WHERE l.line_status = 'OPEN'), count(*) FILTER (WHERE l.line_status = 'RECEIVED'),
           coalesce(min(l.id) FILTER (WHERE l.line_status = 'OPEN'),
                    min(l.id) FILTER (WHERE l.line_status = 'RECEIVED'))
      INTO v_lines, v_open, v_full, v_id
      FROM purchase_order_lines l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = v_order.id
       AND (p_line IS NULL OR l.line_number = p_line) AND (p_material IS NULL OR m.material_code = p_material);
    IF v_lines = 0 THEN
        PERFORM private.refuse_order_line(p_ctx, v_order, p_line, p_material);
    ELSIF p_line IS NOT NULL AND v_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'ORDER_CLOSED', 'ref', format('Line %s of %s is closed.', p_line, p_number));
    ELSIF v_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'NO_OPEN_LINE', 'ref',
                             format('%s has no open line for %s.', p_number, p_material));
    ELSIF v_open > 1 OR v_open = 0 AND v_full > 1 THEN
        PERFORM private.fail('VALIDATION', 'AMBIGUOUS_LINE', 'ref',
                             format('%s has several lines for %s.', p_number, p_material),
                             format('Name the line: %s/10.', p_number));
    END IF;
    RETURN v_id;
END
$$;

-- The order has no such line, or the line is for something else.
CREATE FUNCTION private.refuse_order_line(p_ctx private.context, p_order purchase_orders, p_line integer,
                                          p_material text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text;
BEGIN
    PERFORM private.material_id(p_ctx, p_material, 'material') WHERE p_material IS NOT NULL;
    IF p_line IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'NOT_ORDERED', 'material',
                             format('%s is not on %s.', p_material, p_order.purchase_order_number));
    END IF;
    SELECT m.material_code INTO v_code
      FROM purchase_order_lines l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = p_order.id AND l.line_number = p_line;
    IF FOUND THEN
        PERFORM private.fail('VALIDATION', 'WRONG_MATERIAL', 'material',
                             format('Line %s of %s is for %s.', p_line, p_order.purchase_order_number, v_code));
    END IF;
    PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LINE', 'ref',
                         format('%s has no line %s.', p_order.purchase_order_number, p_line));
END
$$;

-- Book a receipt on a chosen line as far as its tolerance goes; beyond it only what lies on the floor already. What
-- another transaction did to the line meanwhile is seen: the conditions are looked at again once the row is ours.
CREATE FUNCTION private.book_chosen_line(p_ctx private.context, p_number text, p_line_id bigint, p_material text,
                                         p_quantity numeric) RETURNS private.booked_line
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_booked private.booked_line;
BEGIN
    UPDATE purchase_order_lines l
       SET quantity_received = l.quantity_received + p_quantity,
           line_status = CASE WHEN l.quantity_received + p_quantity >= l.quantity_ordered THEN 'RECEIVED'
                              ELSE l.line_status END
     WHERE l.organization_id = p_ctx.organization_id AND l.id = p_line_id AND l.line_status <> 'CLOSED'
       AND (l.quantity_received + p_quantity <= trunc(l.quantity_ordered * (1 + l.over_receipt_percent / 100), 6)
            OR p_ctx.is_offline)
    RETURNING l.purchase_order_id, l.id, l.line_number, l.line_status, l.unit_price, p_material,
              CASE WHEN p_ctx.is_offline THEN private.quantity_over(l, p_quantity) END INTO v_booked;
    IF NOT FOUND THEN
        PERFORM private.refuse_line_quantity(p_ctx, p_number, p_line_id, p_quantity);
    ELSIF v_booked.line_status = 'RECEIVED' THEN
        PERFORM private.close_received_order(p_ctx, v_booked.purchase_order_id);
    END IF;
    RETURN v_booked;
END
$$;

-- How much of the receipt that was just booked on a line goes beyond its tolerance; NULL: nothing.
CREATE FUNCTION private.quantity_over(p_line purchase_order_lines, p_quantity numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT nullif(greatest(least(p_line.quantity_received
                                 - trunc(p_line.quantity_ordered * (1 + p_line.over_receipt_percent / 100), 6),
                                 p_quantity), 0), 0)
$$;

-- Goods above the tolerance were taken, because they are there: mark the operation, and tell whoever answers for it.
CREATE FUNCTION private.flag_over_receipt(p_ctx private.context, p_op_id uuid, p_material_id bigint, p_over numeric)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO alerts (organization_id, kind, material_id, quantity, reorder_point)
    SELECT m.organization_id, 'OVER_RECEIPT', m.id, p_over, m.reorder_point
      FROM materials m WHERE m.organization_id = p_ctx.organization_id AND m.id = p_material_id;
    UPDATE replays r SET flags = array_append(r.flags, 'OVER_RECEIPT')
     WHERE r.organization_id = p_ctx.organization_id AND r.op_id = p_op_id AND NOT 'OVER_RECEIPT' = ANY (r.flags);
    PERFORM private.poke(p_ctx, 'alert');
END
$$;

CREATE FUNCTION private.refuse_line_quantity(p_ctx private.context, p_number text, p_line_id bigint, p_quantity numeric)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_line purchase_order_lines;
BEGIN
    SELECT * INTO v_line FROM purchase_order_lines l WHERE l.organization_id = p_ctx.organization_id
        AND l.id = p_line_id;
    IF v_line.line_status = 'CLOSED' THEN
        PERFORM private.fail('VALIDATION', 'ORDER_CLOSED', 'ref',
                             format('Line %s of %s is closed.', v_line.line_number, p_number));
    END IF;
    PERFORM private.fail('VALIDATION', 'OVER_RECEIPT', 'quantity',
        format('Line %s of %s can still take %s, not %s.', v_line.line_number, p_number,
               trim_scale(greatest(trunc(v_line.quantity_ordered * (1 + v_line.over_receipt_percent / 100), 6)
                                   - v_line.quantity_received, 0)), p_quantity),
        'Count again. A larger delivery needs a new line or a larger tolerance.');
END
$$;

-- All lines full or closed: the order is received. The order's row is locked first, so that of two deliveries that
-- finish its last two lines at once one sees the other.
CREATE FUNCTION private.close_received_order(p_ctx private.context, p_order_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM purchase_orders o WHERE o.organization_id = p_ctx.organization_id
        AND o.id = p_order_id FOR NO KEY UPDATE;
    UPDATE purchase_orders o SET order_status = 'RECEIVED'
     WHERE o.organization_id = p_ctx.organization_id AND o.id = p_order_id AND o.order_status = 'OPEN'
       AND NOT EXISTS (SELECT FROM purchase_order_lines l
                        WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = p_order_id
                          AND l.line_status = 'OPEN');
END
$$;

-- Find, lock and book the line of a receipt: line and material may be NULL, not both. What is usual is found by the
-- first statement: the line that is named, or the only open one. Everything else is looked at one by one.
CREATE FUNCTION private.book_order_line(p_ctx private.context, p_number text, p_line integer, p_material text,
                                        p_quantity numeric) RETURNS private.booked_line
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id       bigint;
    v_lines    integer;
    v_material text := p_material;
BEGIN
    IF p_line IS NULL THEN
        SELECT min(l.id), count(*) INTO v_id, v_lines
          FROM purchase_orders o
          JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
          JOIN materials m ON m.organization_id = o.organization_id AND m.id = l.material_id
         WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_number
           AND o.order_status <> 'CLOSED' AND l.line_status = 'OPEN' AND m.material_code = p_material;
    ELSE
        SELECT l.id, 1, m.material_code INTO v_id, v_lines, v_material
          FROM purchase_orders o
          JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
          JOIN materials m ON m.organization_id = o.organization_id AND m.id = l.material_id
         WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_number
           AND o.order_status <> 'CLOSED' AND l.line_number = p_line
           AND (p_material IS NULL OR m.material_code = p_material);
    END IF;
    IF v_lines IS DISTINCT FROM 1 THEN
        v_id := private.choose_order_line(p_ctx, p_number, p_line, p_material);
    END IF;
    RETURN private.book_chosen_line(p_ctx, p_number, v_id, v_material, p_quantity);
END
$$;

-- The same by what people write: NO or NO/LINE. A number may itself contain a slash.
CREATE FUNCTION private.book_order_reference(p_ctx private.context, p_ref text, p_material text, p_quantity numeric)
    RETURNS private.booked_line
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_parts text[];
BEGIN
    IF p_ref IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'ref', 'Which purchase order is it?');
    ELSIF p_ref ~ '/[0-9]{1,8}$' THEN
        IF NOT EXISTS (SELECT FROM purchase_orders o
                        WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_ref) THEN
            v_parts := regexp_match(p_ref, '^(.*)/([0-9]{1,8})$');
            RETURN private.book_order_line(p_ctx, v_parts[1], v_parts[2]::integer, p_material, p_quantity);
        END IF;
    END IF;
    RETURN private.book_order_line(p_ctx, p_ref, NULL, p_material, p_quantity);
END
$$;

-- ---------------------------------------------------------------- posting

-- Why the update of private.take_in found nothing to do.
CREATE FUNCTION private.refuse_receipt(p_ctx private.context, p_move private.move, p_unit_cost numeric) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_material materials := private.lock_material(p_ctx, p_move.material);
BEGIN
    IF coalesce(p_unit_cost, v_material.last_unit_cost) IS NULL THEN
        PERFORM private.fail('VALIDATION', 'COST_UNKNOWN', 'unit_cost',
                             format('%s was never received before: what does one cost?', p_move.material),
                             'Give a unit cost; 0 is a cost too.');
    ELSIF v_material.quantity_on_hand + p_move.change >= 1000000000000 THEN
        PERFORM private.fail('VALIDATION', 'TOO_LARGE', 'quantity',
                             format('So much of %s cannot be booked.', p_move.material));
    END IF;
    PERFORM private.fail('VALIDATION', 'TOO_LARGE', 'unit_cost',
                         format('So much value of %s cannot be booked.', p_move.material));
END
$$;

-- Take goods in: totals, layer, place; the ledger is left to the caller. p_move says what, how much, against what,
-- where and when. Cost: p_move.total_cost where it is given, else quantity * p_unit_cost, or at the last receipt's
-- cost where that is NULL. Returns the move with all that the ledger wants.
CREATE FUNCTION private.take_in(p_ctx private.context, p_move private.move, p_unit_cost numeric, p_lot text,
                                p_expiry date)
    RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move            private.move := p_move;
    v_method          text;
    v_lot_required    boolean;
    v_expiry_required boolean;
    v_id              bigint;
    v_done            boolean;
BEGIN
    v_move.change := p_move.quantity;
    UPDATE materials m
       SET quantity_on_hand = m.quantity_on_hand + v_move.quantity,
           value_on_hand = m.value_on_hand
               + coalesce(v_move.total_cost, round(v_move.quantity * coalesce(p_unit_cost, m.last_unit_cost), 4)),
           last_unit_cost = CASE WHEN v_move.transaction_type = 'RECEIPT' THEN coalesce(p_unit_cost, m.last_unit_cost)
                                 ELSE m.last_unit_cost END
     WHERE m.organization_id = p_ctx.organization_id AND m.material_code = v_move.material
       AND m.quantity_on_hand + v_move.quantity < 1000000000000
       AND m.value_on_hand + coalesce(v_move.total_cost,
                                      round(v_move.quantity * coalesce(p_unit_cost, m.last_unit_cost), 4))
           < 100000000000000
    RETURNING m.id, m.quantity_on_hand, coalesce(p_unit_cost, m.last_unit_cost), m.costing_method, m.lot_required,
              m.expiry_required
         INTO v_move.material_id, v_move.quantity_on_hand, v_move.cost_per_unit, v_method, v_lot_required,
              v_expiry_required;
    IF NOT FOUND THEN
        PERFORM private.refuse_receipt(p_ctx, v_move, p_unit_cost);
    END IF;
    IF v_lot_required OR v_expiry_required OR p_lot IS NOT NULL OR p_expiry IS NOT NULL THEN
        v_move.lot_id := private.incoming_lot(p_ctx, v_move.material_id, v_move.material, p_lot, p_expiry,
                                              v_lot_required,
                                              v_expiry_required AND v_move.reference_type <> 'WORK_ORDER');
    END IF;
    v_move.total_cost := coalesce(v_move.total_cost, round(v_move.quantity * v_move.cost_per_unit, 4));
    v_move.value_change := v_move.total_cost;
    v_move.transaction_id := nextval('material_transactions_id_seq');
    IF v_method = 'WEIGHTED_AVERAGE' THEN
        v_id := private.add_layer(p_ctx, v_move, v_method);
    ELSE
        INSERT INTO cost_layers (organization_id, material_id, transaction_id, transaction_date, quantity_received,
                                 value_received, quantity_left, value_left)
        VALUES (p_ctx.organization_id, v_move.material_id, v_move.transaction_id, v_move.transaction_date,
                v_move.quantity,
                v_move.total_cost, v_move.quantity, v_move.total_cost);
    END IF;
    v_done := private.put_balance(p_ctx, v_move.material_id, v_move.location_id, v_move.lot_id, v_move.quantity);
    RETURN v_move;
END
$$;

-- Take goods in and write it down.
CREATE FUNCTION private.post_receipt(p_ctx private.context, p_op_id uuid, p_move private.move, p_unit_cost numeric,
                                     p_lot text, p_expiry date) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move private.move := private.take_in(p_ctx, p_move, p_unit_cost, p_lot, p_expiry);
    v_done boolean := private.write_move(p_ctx, p_op_id, v_move);
BEGIN
    RETURN v_move;
END
$$;

-- What an order made: a RECEIPT with reference WORK_ORDER that is worth exactly p_total_cost. Returns its transaction.
-- A product that is kept in lots gets the order's number as its lot.
CREATE FUNCTION private.receive_product(p_ctx private.context, p_op_id uuid, p_work_order work_orders,
                                        p_quantity numeric,
                                        p_total_cost numeric) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move   private.move;
    v_in_lot boolean;
BEGIN
    SELECT m.material_code, m.lot_required OR m.expiry_required INTO v_move.material, v_in_lot FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.id = p_work_order.product_id;
    v_move.transaction_type := 'RECEIPT';
    v_move.transaction_date := now();
    v_move.reference_type := 'WORK_ORDER';
    v_move.reference_id := p_work_order.id;
    v_move.work_order_id := p_work_order.id;
    v_move.quantity := p_quantity;
    v_move.total_cost := round(p_total_cost, 4);
    v_move.location_id := private.stock_location(p_ctx, NULL, 'location');
    v_move := private.post_receipt(p_ctx, p_op_id, v_move,
                                   least(private.unit_cost(v_move.total_cost, p_quantity), 9999999999),
                                   CASE WHEN v_in_lot THEN p_work_order.work_order_number END, NULL);
    RETURN v_move.transaction_id;
END
$$;

-- ---------------------------------------------------------------- what the door and the replay of a spool share

-- p_at: when it happened, as the caller says; p_happened_at: where the caller says nothing, or what is made of it.
CREATE FUNCTION private.receive_as(p_ctx private.context, p_op_id uuid, p_material text, p_quantity numeric,
                                   p_ref_type text, p_ref text, p_unit_cost numeric, p_lot text, p_expiry date,
                                   p_location text, p_delivery_note text, p_at timestamptz, p_notes text,
                                   p_happened_at timestamptz) RETURNS private.movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move   private.move;
    v_cost   numeric;
    v_stored jsonb;
    v_booked private.booked_line;
BEGIN
    IF (p_material <> '' AND private.are_plain(ARRAY[p_material, p_ref, p_lot, p_location, p_delivery_note, p_notes]))
       IS NOT TRUE THEN
        p_material := private.words(p_material, 'material', 64);
        p_ref := private.words_or_null(p_ref, 'ref', 64);
        p_lot := private.words_or_null(p_lot, 'lot', 64);
        p_location := private.words_or_null(p_location, 'location', 64);
        p_delivery_note := private.words_or_null(p_delivery_note, 'delivery_note', 64);
        p_notes := private.words_or_null(p_notes, 'notes', 500);
    END IF;
    v_move.transaction_type := 'RECEIPT';
    v_move.material := p_material;
    v_move.quantity := private.quantity(p_quantity, 'quantity');
    v_move.reference_type := private.reference_type(p_ref_type, '{PURCHASE_ORDER,TRANSFER,ADJUSTMENT}');
    v_move.delivery_note := p_delivery_note;
    v_move.notes := p_notes;
    IF p_unit_cost IS NOT NULL THEN
        v_cost := private.cost(p_unit_cost, 'unit_cost');
    END IF;
    v_stored := private.claim(p_ctx, p_op_id, 'receive', concat_ws(E'\x1f', v_move.material, v_move.quantity,
        v_move.reference_type, coalesce(p_ref, ''), coalesce(v_cost::text, ''), coalesce(p_lot, ''),
        coalesce(extract(epoch FROM p_expiry)::text, ''), coalesce(p_location, ''), coalesce(p_delivery_note, ''),
        coalesce(extract(epoch FROM p_at)::text, ''), coalesce(p_notes, '')));
    IF v_stored IS NOT NULL THEN
        RETURN private.replay_move(p_ctx, v_stored);
    END IF;
    v_move.transaction_date := private.stock_time(coalesce(p_happened_at, p_at));
    v_move.location_id := private.stock_location(p_ctx, p_location, 'location');
    IF v_move.reference_type = 'PURCHASE_ORDER' THEN
        v_booked := private.book_order_reference(p_ctx, p_ref, p_material, v_move.quantity);
        v_move.reference_id := v_booked.purchase_order_id;
        v_move.purchase_order_line_id := v_booked.line_id;
        v_cost := coalesce(v_cost, v_booked.unit_price);
    ELSE
        v_move.reference_id := private.reference_number(p_ref);
    END IF;
    v_move := private.post_receipt(p_ctx, p_op_id, v_move, v_cost, p_lot, p_expiry);
    IF v_booked.quantity_over IS NOT NULL THEN
        PERFORM private.flag_over_receipt(p_ctx, p_op_id, v_move.material_id, v_booked.quantity_over);
    END IF;
    RETURN private.answer_move(p_ctx, p_op_id, v_move, private.topics_of(v_move));
END
$$;

-- One line of a delivery as it was typed or scanned.
CREATE TYPE private.delivery_line AS (
    line      integer,
    quantity  numeric,
    lot       text,
    expiry    date,
    unit_cost numeric
);

-- A date written YYYY-MM-DD, NULL for none.
CREATE FUNCTION private.plain_date(p_text text, p_field text) RETURNS date
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
        RETURN make_date(left(p_text, 4)::integer, substr(p_text, 6, 2)::integer, right(p_text, 2)::integer);
    ELSIF p_text IS NOT NULL THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_DATE', p_field,
                             format('%s must be a date like 2027-01-31.', p_field));
    END IF;
    RETURN NULL;
EXCEPTION WHEN datetime_field_overflow THEN
    PERFORM private.fail('VALIDATION', 'NOT_A_DATE', p_field, format('%s: there is no such day.', p_field));
END
$$;

CREATE FUNCTION private.delivery_lines(p_lines jsonb) RETURNS private.delivery_line[]
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_lines  private.delivery_line[] := '{}';
    v_line   private.delivery_line;
    v_object jsonb;
BEGIN
    FOR v_object IN SELECT * FROM private.line_objects(p_lines, 'lines') LOOP
        IF coalesce(v_object ->> 'line', '') !~ '^[0-9]{1,8}$' THEN
            PERFORM private.fail('VALIDATION', 'MISSING', 'lines',
                                 'Every line of a delivery needs the number of its order line.');
        END IF;
        v_line.line := (v_object ->> 'line')::integer;
        v_line.quantity := private.quantity(private.line_amount(v_object, 'quantity'), 'quantity');
        v_line.lot := private.words_or_null(v_object ->> 'lot', 'lot', 64);
        v_line.expiry := private.plain_date(nullif(v_object ->> 'expiry', ''), 'expiry');
        v_line.unit_cost := CASE WHEN coalesce(v_object ->> 'unit_cost', '') <> ''
                                 THEN private.cost(private.line_amount(v_object, 'unit_cost'), 'unit_cost') END;
        v_lines := array_append(v_lines, v_line);
    END LOOP;
    IF v_lines = '{}' THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'lines', 'The delivery has no lines.');
    END IF;
    RETURN v_lines;
END
$$;

-- All or nothing. Lines and materials are locked in the order of their ids before anything is posted.
CREATE FUNCTION private.receive_lines_as(p_ctx private.context, p_op_id uuid, p_purchase_order text, p_lines jsonb,
                                         p_location text, p_delivery_note text, p_at timestamptz, p_notes text,
                                         p_happened_at timestamptz) RETURNS SETOF private.line_movement
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order  text;
    v_place  text;
    v_lines  private.delivery_line[];
    v_line   private.delivery_line;
    v_common private.move;
    v_moves  private.move[] := '{}';
    v_stored jsonb;
BEGIN
    v_order := private.words(p_purchase_order, 'purchase_order', 64);
    v_lines := private.delivery_lines(p_lines);
    v_place := private.words_or_null(p_location, 'location', 64);
    v_common.delivery_note := private.words_or_null(p_delivery_note, 'delivery_note', 64);
    v_common.notes := private.words_or_null(p_notes, 'notes', 500);
    v_stored := private.claim(p_ctx, p_op_id, 'receive_lines', concat_ws(E'\x1f', v_order, to_jsonb(v_lines)::text,
        coalesce(v_place, ''), coalesce(v_common.delivery_note, ''), coalesce(extract(epoch FROM p_at)::text, ''),
        coalesce(v_common.notes, '')));
    IF v_stored IS NOT NULL THEN
        RETURN QUERY SELECT * FROM private.replay_moves(p_ctx, v_stored);
        RETURN;
    END IF;
    v_common.transaction_date := private.stock_time(coalesce(p_happened_at, p_at));
    v_common.location_id := private.stock_location(p_ctx, v_place, 'location');
    PERFORM private.lock_delivery(p_ctx, v_order, ARRAY(SELECT (unnest(v_lines)).line));
    FOREACH v_line IN ARRAY v_lines LOOP
        v_moves := array_append(v_moves, private.receive_line(p_ctx, p_op_id, v_common, v_order, v_line));
    END LOOP;
    RETURN QUERY SELECT * FROM private.answer_moves(p_ctx, p_op_id, v_moves, ARRAY(SELECT (unnest(v_lines)).line),
                                                    '{stock,purchase}');
END
$$;

-- Lock the lines of a delivery, their order, which it may complete, and then their materials. Lines that are not there
-- are refused when they are booked.
CREATE FUNCTION private.lock_delivery(p_ctx private.context, p_number text, p_lines integer[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_materials bigint[];
BEGIN
    v_materials := ARRAY(
        SELECT s.material_id
          FROM (SELECT l.material_id FROM purchase_orders o
                  JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
                 WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_number
                   AND l.line_number = ANY (p_lines)
                 ORDER BY l.id
                   FOR NO KEY UPDATE OF l) s);
    PERFORM FROM purchase_orders o
      WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_number FOR NO KEY UPDATE;
    PERFORM FROM materials m
      WHERE m.organization_id = p_ctx.organization_id AND m.id = ANY (v_materials)
      ORDER BY m.id
        FOR NO KEY UPDATE;
END
$$;

CREATE FUNCTION private.receive_line(p_ctx private.context, p_op_id uuid, p_common private.move, p_number text,
                                     p_line private.delivery_line) RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move   private.move := p_common;
    v_booked private.booked_line := private.book_order_line(p_ctx, p_number, p_line.line, NULL, p_line.quantity);
BEGIN
    v_move.transaction_type := 'RECEIPT';
    v_move.material := v_booked.material;
    v_move.quantity := p_line.quantity;
    v_move.reference_type := 'PURCHASE_ORDER';
    v_move.reference_id := v_booked.purchase_order_id;
    v_move.purchase_order_line_id := v_booked.line_id;
    v_move := private.take_in(p_ctx, v_move, coalesce(p_line.unit_cost, v_booked.unit_price), p_line.lot,
                              p_line.expiry);
    IF v_booked.quantity_over IS NOT NULL THEN
        PERFORM private.flag_over_receipt(p_ctx, p_op_id, v_move.material_id, v_booked.quantity_over);
    END IF;
    RETURN v_move;
END
$$;

-- ---------------------------------------------------------------- the door

CREATE FUNCTION api.receive(p_token text, p_op_id uuid, p_material text, p_quantity numeric, p_ref_type text,
                            p_ref text,
                            p_unit_cost numeric, p_lot text, p_expiry date, p_location text, p_delivery_note text,
                            p_at timestamptz, p_notes text, p_sscc text DEFAULT NULL) RETURNS private.movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.receive');
    RETURN private.receive_unit_as(v_ctx, p_op_id, p_material, p_quantity, p_ref_type, p_ref, p_unit_cost, p_lot,
                                   p_expiry, p_location, p_delivery_note, p_at, p_notes, NULL, p_sscc);
END
$$;

CREATE FUNCTION api.receive_lines(p_token text, p_op_id uuid, p_purchase_order text, p_lines jsonb, p_location text,
                                  p_delivery_note text, p_at timestamptz, p_notes text)
    RETURNS SETOF private.line_movement
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.receive');
    RETURN QUERY SELECT * FROM private.receive_lines_as(v_ctx, p_op_id, p_purchase_order, p_lines, p_location,
                                                        p_delivery_note, p_at, p_notes, NULL);
END
$$;
