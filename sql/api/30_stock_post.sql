-- The ground under every movement of goods: what a movement is, where and which lot, the cost layers, the balances.
-- Whoever posts has locked the material (private.lock_material, or by updating its row): layers, balances and
-- reservations of a material change only under that lock.
--
-- The functions of the door that post fix the plan: the same one for every call of a session, by index. A plan that was
-- made while a table was empty would read all of it for as long as the session lives.
--
-- Functions of the hot path return a value even where nobody needs it: an assignment is evaluated directly, while
-- PERFORM runs a query.

-- A movement in the making. quantity and total_cost are what people see (positive, signed only for ADJUSTMENT); change
-- and value_change are the signed effect on stock.
CREATE TYPE private.move AS (
    transaction_id         bigint,
    transaction_type       text,
    transaction_date       timestamptz,
    material_id            bigint,
    material               text,
    reference_type         text,
    reference_id           bigint,
    purchase_order_line_id bigint,
    work_order_id          bigint,
    quantity               numeric,
    change                 numeric,
    cost_per_unit          numeric,
    total_cost             numeric,
    value_change           numeric,
    location_id            bigint,
    lot_id                 bigint,
    of_transaction_id      bigint,
    delivery_note          text,
    notes                  text,
    quantity_on_hand       numeric  -- afterwards
);

-- What every movement answers, and what op_log keeps of it (there always with its costs).
CREATE TYPE private.movement AS (
    transaction_id   bigint,
    transaction_type text,
    material         text,
    quantity         numeric,
    cost_per_unit    numeric,
    total_cost       numeric,
    quantity_on_hand numeric,
    replayed         boolean
);

-- The same, one of several in a call.
CREATE TYPE private.line_movement AS (
    line             integer,
    transaction_id   bigint,
    transaction_type text,
    material         text,
    quantity         numeric,
    cost_per_unit    numeric,
    total_cost       numeric,
    quantity_on_hand numeric,
    replayed         boolean
);

-- ---------------------------------------------------------------- money

-- round(value * quantity / of, 4), half away from zero, rounded once: numeric division alone already rounds.
CREATE FUNCTION private.share(p_value numeric, p_quantity numeric, p_of numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT div(20000 * p_value * p_quantity + p_of, 2 * p_of) * 0.0001 $$;

-- round(value / quantity, 8), rounded once; at most what a unit cost can hold, because it only informs: the value is
-- the truth, and goods that are dear beyond measure must be able to leave.
CREATE FUNCTION private.unit_cost(p_value numeric, p_quantity numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT least(div(200000000 * p_value + p_quantity, 2 * p_quantity) * 0.00000001, 9999999999.99999999) $$;

-- ---------------------------------------------------------------- what the caller says

-- When it happened; NULL: now. Clocks of terminals may be five minutes ahead.
CREATE FUNCTION private.stock_time(p_at timestamptz) RETURNS timestamptz
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    IF p_at > now() + interval '5 minutes' THEN
        PERFORM private.fail('VALIDATION', 'IN_THE_FUTURE', 'at', 'That time has not come yet.', 'Check the clock.');
    ELSIF p_at < '2000-01-01 00:00:00+00' THEN
        PERFORM private.fail('VALIDATION', 'TOO_OLD', 'at', 'Times before the year 2000 are not accepted.');
    END IF;
    RETURN coalesce(p_at, now());
END
$$;

-- Whether texts can be taken as they are: none blank, no spaces or anything but plain characters, all together short.
-- The usual codes are; everything else goes through private.words one by one, which takes ten times as long.
CREATE FUNCTION private.are_plain(p_texts text[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN ('' = ANY (p_texts)) IS NOT TRUE AND array_to_string(p_texts, '') ~ '^[!-~]{0,64}$';
END
$$;

-- What the goods are booked against: one of those the verb knows.
CREATE FUNCTION private.reference_type(p_ref_type text, p_known text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF NOT coalesce(p_ref_type = ANY (p_known), false) THEN
        PERFORM private.fail('VALIDATION', 'WRONG_REFERENCE_TYPE', 'ref_type',
                             format('Here the reference type is one of %s.', array_to_string(p_known, ', ')));
    END IF;
    RETURN p_ref_type;
END
$$;

-- The reference of a TRANSFER or ADJUSTMENT: a positive integer that is looked up nowhere.
CREATE FUNCTION private.reference_number(p_ref text) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF p_ref IS NULL THEN
        RETURN NULL;
    ELSIF p_ref !~ '^0*[1-9][0-9]{0,17}$' OR length(p_ref) > 30 THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_NUMBER', 'ref', 'The reference must be a positive whole number.');
    END IF;
    RETURN p_ref::bigint;
END
$$;

-- The location of that code in the kiosk's plant; NULL: where this kiosk receives and issues.
CREATE FUNCTION private.stock_location(p_ctx private.context, p_code text, p_field text) RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_id bigint := p_ctx.location_id;
BEGIN
    IF p_code IS NOT NULL THEN
        SELECT l.id INTO v_id FROM locations l
         WHERE l.organization_id = p_ctx.organization_id AND l.plant_id = p_ctx.plant_id AND l.code = p_code;
        IF NOT FOUND THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LOCATION', p_field,
                                 format('This plant has no location %s.', p_code));
        END IF;
    ELSIF v_id IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, 'This plant has no default location.',
                             'Name the location.');
    END IF;
    RETURN v_id;
END
$$;

-- The lot of that number, which must exist.
CREATE FUNCTION private.known_lot(p_ctx private.context, p_material_id bigint, p_material text, p_lot text)
    RETURNS bigint
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT o.id INTO v_id FROM lots o
     WHERE o.organization_id = p_ctx.organization_id AND o.material_id = p_material_id AND o.lot_number = p_lot;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LOT', 'lot', format('%s has no lot %s.', p_material, p_lot));
    END IF;
    RETURN v_id;
END
$$;

-- The lot that comes in, made where it is new. NULL without one, where the material does not ask for it.
CREATE FUNCTION private.incoming_lot(p_ctx private.context, p_material_id bigint, p_material text, p_lot text,
                                     p_expiry date,
                                     p_lot_required boolean, p_expiry_required boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id     bigint;
    v_expiry date;
BEGIN
    IF p_lot IS NULL THEN
        IF p_lot_required OR p_expiry IS NOT NULL THEN
            PERFORM private.fail('VALIDATION', 'MISSING', 'lot', format('%s needs a lot number.', p_material));
        ELSIF p_expiry_required THEN
            PERFORM private.fail('VALIDATION', 'MISSING', 'expiry',
                                 format('%s needs a lot with an expiry date.', p_material));
        END IF;
        RETURN NULL;
    END IF;
    IF p_expiry NOT BETWEEN '2000-01-01' AND '2999-12-31' THEN
        PERFORM private.fail('VALIDATION', 'BAD_DATE', 'expiry', 'An expiry date lies between 2000 and 2999.',
                             'Check the label.');
    END IF;
    SELECT o.id, o.expiry INTO v_id, v_expiry FROM lots o
     WHERE o.organization_id = p_ctx.organization_id AND o.material_id = p_material_id AND o.lot_number = p_lot;
    IF v_expiry <> p_expiry THEN
        PERFORM private.fail('VALIDATION', 'EXPIRY_DIFFERS', 'expiry',
                             format('Lot %s of %s expires on %s.', p_lot, p_material,
                             to_char(v_expiry, 'YYYY-MM-DD')), 'Check the label: is it another lot?');
    ELSIF p_expiry_required AND v_expiry IS NULL AND p_expiry IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'expiry', format('%s needs an expiry date.', p_material));
    END IF;
    IF v_id IS NULL THEN
        INSERT INTO lots (organization_id, material_id, lot_number, expiry)
        VALUES (p_ctx.organization_id, p_material_id, p_lot, p_expiry)
        RETURNING id INTO v_id;
    ELSIF v_expiry IS NULL AND p_expiry IS NOT NULL THEN
        UPDATE lots SET expiry = p_expiry WHERE organization_id = p_ctx.organization_id AND id = v_id;
    END IF;
    RETURN v_id;
END
$$;

-- The material of that code, locked until the transaction ends; or NOT_FOUND.
CREATE FUNCTION private.lock_material(p_ctx private.context, p_code text) RETURNS materials
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_material materials;
BEGIN
    SELECT * INTO v_material FROM materials m
     WHERE m.organization_id = p_ctx.organization_id AND m.material_code = p_code
       FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_MATERIAL', 'material', format('There is no material %s.', p_code),
                             'Check the code, or search for the material by its name.');
    END IF;
    RETURN v_material;
END
$$;

-- ---------------------------------------------------------------- cost layers

-- Goods come in: a new layer, or for WEIGHTED_AVERAGE more of the one that is open, whose "received" starts anew from
-- what is left: as a sum over a layer that never empties it would one day pass every limit. Returns the layer.
CREATE FUNCTION private.add_layer(p_ctx private.context, p_move private.move, p_method text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id bigint;
BEGIN
    IF p_method = 'WEIGHTED_AVERAGE' THEN
        UPDATE cost_layers
           SET quantity_received = quantity_left + p_move.change, value_received = value_left + p_move.value_change,
               quantity_left = quantity_left + p_move.change, value_left = value_left + p_move.value_change
         WHERE organization_id = p_ctx.organization_id AND material_id = p_move.material_id AND quantity_left > 0
        RETURNING id INTO v_id;
        IF FOUND THEN
            RETURN v_id;
        END IF;
    END IF;
    INSERT INTO cost_layers (organization_id, material_id, transaction_id, transaction_date, quantity_received,
                             value_received, quantity_left, value_left)
    VALUES (p_ctx.organization_id, p_move.material_id, p_move.transaction_id, p_move.transaction_date, p_move.change,
            p_move.value_change, p_move.change, p_move.value_change)
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;

-- The next layer to draw from: FIFO the oldest, LIFO the newest, WEIGHTED_AVERAGE the only one. Each of the two
-- statements reads one entry of the index of open layers, however many there are.
CREATE FUNCTION private.next_layer(p_ctx private.context, p_material_id bigint, p_method text) RETURNS cost_layers
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_layer cost_layers;
BEGIN
    IF p_method = 'LIFO' THEN
        SELECT * INTO v_layer FROM cost_layers l
         WHERE l.organization_id = p_ctx.organization_id AND l.material_id = p_material_id AND l.quantity_left > 0
         ORDER BY l.transaction_date DESC, l.id DESC LIMIT 1;
    ELSE
        SELECT * INTO v_layer FROM cost_layers l
         WHERE l.organization_id = p_ctx.organization_id AND l.material_id = p_material_id AND l.quantity_left > 0
         ORDER BY l.transaction_date, l.id LIMIT 1;
    END IF;
    RETURN v_layer;
END
$$;

-- Take a quantity out of one layer and remember it. Whoever empties a layer takes all the value left. Returns the
-- value.
CREATE FUNCTION private.draw_layer(p_ctx private.context, p_transaction_id bigint, p_layer cost_layers,
                                   p_quantity numeric)
    RETURNS numeric
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_value numeric := p_layer.value_left;
BEGIN
    IF p_quantity < p_layer.quantity_left THEN
        v_value := private.share(p_layer.value_left, p_quantity, p_layer.quantity_left);
    END IF;
    UPDATE cost_layers SET quantity_left = quantity_left - p_quantity, value_left = value_left - v_value
     WHERE organization_id = p_ctx.organization_id AND id = p_layer.id;
    INSERT INTO layer_draws (organization_id, transaction_id, layer_id, quantity, value)
    VALUES (p_ctx.organization_id, p_transaction_id, p_layer.id, p_quantity, v_value);
    RETURN v_value;
END
$$;

-- Goods go out: draw layer after layer. There must be enough. Returns the value.
CREATE FUNCTION private.draw_layers(p_ctx private.context, p_transaction_id bigint, p_material_id bigint, p_method text,
                                    p_quantity numeric) RETURNS numeric
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_layer cost_layers;
    v_need  numeric := p_quantity;
    v_value numeric := 0;
    v_take  numeric;
BEGIN
    WHILE v_need > 0 LOOP
        v_layer := private.next_layer(p_ctx, p_material_id, p_method);
        IF v_layer.id IS NULL THEN
            PERFORM private.fail('BUG', 'LAYERS_SHORT', 'quantity', 'The cost layers hold less than the stock.',
                                 'Run "gemba check stock" and tell support.');
        END IF;
        v_take := least(v_need, v_layer.quantity_left);
        v_value := v_value + private.draw_layer(p_ctx, p_transaction_id, v_layer, v_take);
        v_need := v_need - v_take;
    END LOOP;
    RETURN v_value;
END
$$;

-- ---------------------------------------------------------------- where it is

-- Put goods on a location. The two updates differ because an index finds NULL only by IS NULL.
CREATE FUNCTION private.put_balance(p_ctx private.context, p_material_id bigint, p_location_id bigint, p_lot_id bigint,
                                    p_quantity numeric) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_lot_id IS NULL THEN
        UPDATE stock_balances SET quantity = quantity + p_quantity
         WHERE organization_id = p_ctx.organization_id AND material_id = p_material_id AND location_id = p_location_id
           AND lot_id IS NULL;
    ELSE
        UPDATE stock_balances SET quantity = quantity + p_quantity
         WHERE organization_id = p_ctx.organization_id AND material_id = p_material_id AND location_id = p_location_id
           AND lot_id = p_lot_id;
    END IF;
    IF NOT FOUND THEN
        INSERT INTO stock_balances (organization_id, material_id, location_id, lot_id, quantity)
        VALUES (p_ctx.organization_id, p_material_id, p_location_id, p_lot_id, p_quantity);
    END IF;
    RETURN true;
END
$$;

-- What this plant has of a material, or of it on a location, or of one of its lots (NULL: any).
CREATE FUNCTION private.there(p_ctx private.context, p_material_id bigint, p_location_id bigint, p_lot_id bigint)
    RETURNS numeric
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT coalesce(sum(b.quantity), 0)
              FROM stock_balances b
              JOIN locations c ON c.organization_id = b.organization_id AND c.id = b.location_id
             WHERE b.organization_id = p_ctx.organization_id AND b.material_id = p_material_id
               AND (b.location_id = p_location_id OR p_location_id IS NULL AND c.plant_id = p_ctx.plant_id)
               AND (p_lot_id IS NULL OR b.lot_id = p_lot_id));
END
$$;

-- Too little where it is looked for: only p_there.
CREATE FUNCTION private.refuse_place(p_ctx private.context, p_move private.move, p_location_id bigint, p_lot_id bigint,
                                     p_there numeric) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_where text := (SELECT 'at ' || c.code FROM locations c
                      WHERE c.organization_id = p_ctx.organization_id AND c.id = p_location_id);
    v_lot   text := (SELECT ' of lot ' || o.lot_number FROM lots o
                      WHERE o.organization_id = p_ctx.organization_id AND o.id = p_lot_id);
BEGIN
    PERFORM private.fail('VALIDATION', 'STOCK_SHORT',
        CASE WHEN p_lot_id IS NOT NULL THEN 'lot' WHEN p_location_id IS NOT NULL THEN 'location' ELSE 'quantity' END,
        format('%s: %s wanted, %s%s %s.', p_move.material, trim_scale(abs(p_move.quantity)), trim_scale(p_there),
               coalesce(v_lot, ''), coalesce(v_where, 'in this plant')),
        'Look where the rest is, or transfer it first.');
END
$$;

-- Take goods from this plant's balances (or from one location, one lot: NULL is any), what expires first, first.
-- Returns the move with the location and lot that were drawn; a movement that draws several has no single one and
-- keeps them in balance_draws instead. A lot's empty balance goes away, so that old lots slow nothing down.
CREATE FUNCTION private.take_balances(p_ctx private.context, p_move private.move, p_location_id bigint, p_lot_id bigint)
    RETURNS private.move
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_move  private.move := p_move;
    v_need  numeric := abs(p_move.quantity);
    v_take  numeric;
    v_found record;
BEGIN
    -- Mostly all of it is in one place, and in no lot: then there is nothing to choose.
    IF p_lot_id IS NULL THEN
        UPDATE stock_balances b SET quantity = b.quantity - v_need
         WHERE b.organization_id = p_ctx.organization_id AND b.material_id = p_move.material_id
           AND b.location_id = coalesce(p_location_id, p_ctx.location_id) AND b.lot_id IS NULL AND b.quantity >= v_need
           AND NOT EXISTS (SELECT FROM stock_balances o
                            WHERE o.organization_id = p_ctx.organization_id AND o.material_id = p_move.material_id
                              AND o.id <> b.id AND o.quantity > 0)
        RETURNING b.location_id INTO v_move.location_id;
        IF FOUND THEN
            RETURN v_move;
        END IF;
    END IF;
    FOR v_found IN
        SELECT b.id, b.quantity, b.location_id, b.lot_id
          FROM stock_balances b
          JOIN locations c ON c.organization_id = b.organization_id AND c.id = b.location_id
          LEFT JOIN lots o ON o.organization_id = b.organization_id AND o.id = b.lot_id
         WHERE b.organization_id = p_ctx.organization_id AND b.material_id = p_move.material_id AND b.quantity > 0
           AND (b.location_id = p_location_id OR p_location_id IS NULL AND c.plant_id = p_ctx.plant_id)
           AND (p_lot_id IS NULL OR b.lot_id = p_lot_id)
         ORDER BY o.expiry NULLS LAST, b.id
    LOOP
        v_take := least(v_need, v_found.quantity);
        IF v_found.lot_id IS NOT NULL AND v_take = v_found.quantity THEN
            DELETE FROM stock_balances WHERE organization_id = p_ctx.organization_id AND id = v_found.id;
        ELSE
            UPDATE stock_balances SET quantity = quantity - v_take
             WHERE organization_id = p_ctx.organization_id AND id = v_found.id;
        END IF;
        IF v_take = abs(p_move.quantity) THEN
            v_move.location_id := v_found.location_id;
            v_move.lot_id := v_found.lot_id;
            RETURN v_move;
        END IF;
        INSERT INTO balance_draws (organization_id, transaction_id, location_id, lot_id, quantity)
        VALUES (p_ctx.organization_id, p_move.transaction_id, v_found.location_id, v_found.lot_id, v_take);
        v_need := v_need - v_take;
        EXIT WHEN v_need = 0;
    END LOOP;
    IF v_need > 0 THEN
        PERFORM private.refuse_place(p_ctx, p_move, p_location_id, p_lot_id, abs(p_move.quantity) - v_need);
    END IF;
    v_move.location_id := p_location_id;
    v_move.lot_id := p_lot_id;
    RETURN v_move;
END
$$;
