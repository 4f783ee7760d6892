-- The catalogue: materials, suppliers, locations. Also two helpers that the writes of 50 to 54 share.

-- What a write of a kiosk leaves behind once its rows stand: the stored answer, the audit row, a poke for each topic.
-- Call it last: the throttle of the pokes is asked at the end of a transaction.
CREATE FUNCTION private.conclude(p_ctx private.context, p_op_id uuid, p_result jsonb, p_action text, p_subject text,
                                 p_detail jsonb, p_topics text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_topic text;
BEGIN
    PERFORM private.settle(p_ctx, p_op_id, p_result);
    PERFORM private.audit(p_ctx, p_action, p_subject, p_detail);
    FOREACH v_topic IN ARRAY p_topics LOOP
        PERFORM private.poke(p_ctx, v_topic);
    END LOOP;
END
$$;

-- The objects of a list parameter in their order; anything but an array of at most 1000 objects is VALIDATION.
CREATE FUNCTION private.line_objects(p_lines jsonb, p_field text) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF jsonb_typeof(p_lines) IS DISTINCT FROM 'array' THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_LIST', p_field, p_field || ' must be a list.');
    END IF;
    IF jsonb_array_length(p_lines) > 1000 THEN
        PERFORM private.fail('VALIDATION', 'TOO_MANY', p_field, p_field || ' may have at most 1000 entries.');
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(p_lines) AS e WHERE jsonb_typeof(e) <> 'object') THEN
        PERFORM private.fail('VALIDATION', 'NOT_AN_OBJECT', p_field,
                             'Each entry of ' || p_field || ' must be an object.');
    END IF;
    RETURN QUERY SELECT e.value FROM jsonb_array_elements(p_lines) WITH ORDINALITY AS e (value, n) ORDER BY e.n;
END
$$;

-- A number of such an object, written as a string or a number; VALIDATION on p_key when it is missing or no plain
-- number.
CREATE FUNCTION private.line_amount(p_line jsonb, p_key text) RETURNS numeric
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_text text := p_line ->> p_key;
BEGIN
    IF v_text IS NULL OR btrim(v_text) = '' THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_key, 'Every line needs a ' || replace(p_key, '_', ' ') || '.');
    ELSIF btrim(v_text) !~ '^[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})$' THEN
        PERFORM private.fail('VALIDATION', 'NOT_A_NUMBER', p_key,
                             'A line''s ' || replace(p_key, '_', ' ') || ' is not a number.');
    END IF;
    RETURN v_text::numeric;
END
$$;

-- A tolerance in percent, 0 to 100 with at most two decimals; NULL stays NULL.
CREATE FUNCTION private.tolerance_percent(p_percent numeric) RETURNS numeric
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_percent IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM private.quantity_not_negative(p_percent, 'tolerance');
    IF p_percent > 100 THEN
        PERFORM private.fail('VALIDATION', 'TOO_LARGE', 'tolerance', 'A tolerance is at most 100 percent.');
    ELSIF round(p_percent, 2) <> p_percent THEN
        PERFORM private.fail('VALIDATION', 'TOO_MANY_DECIMALS', 'tolerance', 'A tolerance has at most two decimals.');
    END IF;
    RETURN p_percent;
END
$$;

-- ---------------------------------------------------------------- materials

CREATE TYPE private.material_facts AS (
    material text, name text, uom text, method text, reorder_point numeric, lot_required boolean,
    expiry_required boolean, quantity_on_hand numeric, reserved numeric, available numeric, value_on_hand numeric,
    last_unit_cost numeric
);

-- All that is known of a material; p_costs: of what it costs too.
CREATE FUNCTION private.facts_of(p_material materials, p_costs boolean) RETURNS SETOF private.material_facts
    LANGUAGE sql STABLE
    AS $$
    SELECT p_material.material_code, p_material.name, p_material.uom, p_material.costing_method,
           p_material.reorder_point, p_material.lot_required, p_material.expiry_required, p_material.quantity_on_hand,
           p_material.quantity_reserved, p_material.quantity_on_hand - p_material.quantity_reserved,
           CASE WHEN p_costs THEN p_material.value_on_hand END, CASE WHEN p_costs THEN p_material.last_unit_cost END
$$;

-- The same, costs included: what a write stores as its answer.
CREATE FUNCTION private.material_answer(p_ctx private.context, p_material_id bigint) RETURNS jsonb
    LANGUAGE sql
    AS $$
    SELECT to_jsonb(f)
      FROM materials m
     CROSS JOIN LATERAL private.facts_of(m, true) AS f
     WHERE m.organization_id = p_ctx.organization_id AND m.id = p_material_id
$$;

-- Such an answer as a row for the person who asks now: without costs for those who may not see them.
CREATE FUNCTION private.material_shown(p_ctx private.context, p_answer jsonb) RETURNS private.material_facts
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_facts private.material_facts := jsonb_populate_record(NULL::private.material_facts, p_answer);
BEGIN
    IF NOT private.may(p_ctx, 'cost.view') THEN
        v_facts.value_on_hand := NULL;
        v_facts.last_unit_cost := NULL;
    END IF;
    RETURN v_facts;
END
$$;

-- One of the three costing methods in capitals, or VALIDATION.
CREATE FUNCTION private.costing_method(p_method text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_method text := upper(private.words(p_method, 'method', 32));
BEGIN
    IF v_method NOT IN ('FIFO', 'LIFO', 'WEIGHTED_AVERAGE') THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_METHOD', 'method', 'There is no costing method ' || v_method || '.',
                             'Use FIFO, LIFO or WEIGHTED_AVERAGE.');
    END IF;
    RETURN v_method;
END
$$;

-- A new material, its unit of measure with it. DUPLICATE when the code is taken.
CREATE FUNCTION private.add_material(p_ctx private.context, p_material text, p_name text, p_uom text, p_method text,
                                     p_reorder_point numeric, p_lot_required boolean, p_expiry_required boolean)
    RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code   text := private.words(p_material, 'material', 64);
    v_name   text := private.words(p_name, 'name', 200);
    v_uom    text := private.words(p_uom, 'uom', 16);
    v_method text;
    v_id     bigint;
BEGIN
    IF p_method IS NULL THEN
        SELECT o.costing_method INTO v_method FROM organizations o WHERE o.id = p_ctx.organization_id;
    ELSE
        v_method := private.costing_method(p_method);
    END IF;
    INSERT INTO uoms (organization_id, code) VALUES (p_ctx.organization_id, v_uom) ON CONFLICT DO NOTHING;
    INSERT INTO materials (organization_id, material_code, name, uom, costing_method, reorder_point, lot_required,
                           expiry_required)
    VALUES (p_ctx.organization_id, v_code, v_name, v_uom, v_method,
            private.quantity_not_negative(coalesce(p_reorder_point, 0), 'reorder_point'),
            coalesce(p_lot_required, false), coalesce(p_expiry_required, false))
    ON CONFLICT (organization_id, material_code) DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'material', 'Material ' || v_code || ' exists already.',
                             'Choose another code, or change the material.');
    END IF;
    RETURN v_id;
END
$$;

CREATE FUNCTION api.material_add(p_token text, p_op_id uuid, p_material text, p_name text, p_uom text, p_method text,
                                 p_reorder_point numeric, p_lot_required boolean, p_expiry_required boolean)
    RETURNS TABLE (material text, name text, uom text, method text, reorder_point numeric, lot_required boolean,
                   expiry_required boolean, quantity_on_hand numeric, reserved numeric, available numeric,
                   value_on_hand numeric, last_unit_cost numeric, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'material_add',
                              jsonb_build_array(p_material, p_name, p_uom, p_method, p_reorder_point, p_lot_required,
                                                p_expiry_required)::text);
    IF v_stored IS NULL THEN
        v_result := private.material_answer(v_ctx, private.add_material(v_ctx, p_material, p_name, p_uom, p_method,
                                                                        p_reorder_point, p_lot_required,
                                                                        p_expiry_required));
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'material.add', v_result ->> 'material', NULL,
                                 ARRAY['stock']);
    END IF;
    RETURN QUERY SELECT s.*, v_stored IS NOT NULL
                   FROM private.material_shown(v_ctx, coalesce(v_stored, v_result)) AS s;
END
$$;

-- Changes what is given; NULL leaves a value. The costing method changes only while nothing is on hand: the layers of
-- one method cannot be drawn by another.
CREATE FUNCTION private.set_material(p_ctx private.context, p_material text, p_name text, p_method text,
                                     p_reorder_point numeric, p_lot_required boolean, p_expiry_required boolean)
    RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id     bigint := private.material_id(p_ctx, p_material, 'material');
    v_name   text := private.words_or_null(p_name, 'name', 200);
    v_method text;
    v_old    materials;
BEGIN
    IF p_method IS NOT NULL THEN
        v_method := private.costing_method(p_method);
    END IF;
    IF p_reorder_point IS NOT NULL THEN
        PERFORM private.quantity_not_negative(p_reorder_point, 'reorder_point');
    END IF;
    SELECT * INTO v_old FROM materials WHERE organization_id = p_ctx.organization_id AND id = v_id FOR NO KEY UPDATE;
    IF v_method <> v_old.costing_method AND v_old.quantity_on_hand <> 0 THEN
        PERFORM private.fail('VALIDATION', 'METHOD_LOCKED', 'method',
                             format('%s has %s on hand: its costing method changes only when nothing is on hand.',
                                    v_old.material_code, trim_scale(v_old.quantity_on_hand)),
                             'Use the stock up, or keep ' || v_old.costing_method || '.');
    END IF;
    UPDATE materials
       SET name = coalesce(v_name, name), costing_method = coalesce(v_method, costing_method),
           reorder_point = coalesce(p_reorder_point, reorder_point),
           lot_required = coalesce(p_lot_required, lot_required),
           expiry_required = coalesce(p_expiry_required, expiry_required)
     WHERE organization_id = p_ctx.organization_id AND id = v_id;
    RETURN v_id;
END
$$;

CREATE FUNCTION api.material_set(p_token text, p_op_id uuid, p_material text, p_name text, p_method text,
                                 p_reorder_point numeric, p_lot_required boolean, p_expiry_required boolean)
    RETURNS TABLE (material text, name text, uom text, method text, reorder_point numeric, lot_required boolean,
                   expiry_required boolean, quantity_on_hand numeric, reserved numeric, available numeric,
                   value_on_hand numeric, last_unit_cost numeric, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_args   jsonb;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_args := jsonb_build_object('material', p_material, 'name', p_name, 'method', p_method,
                                 'reorder_point', p_reorder_point, 'lot_required', p_lot_required,
                                 'expiry_required', p_expiry_required);
    v_stored := private.claim(v_ctx, p_op_id, 'material_set', v_args::text);
    IF v_stored IS NULL THEN
        v_result := private.material_answer(v_ctx, private.set_material(v_ctx, p_material, p_name, p_method,
                                                                        p_reorder_point, p_lot_required,
                                                                        p_expiry_required));
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'material.set', v_result ->> 'material',
                                 jsonb_strip_nulls(v_args - 'material'), ARRAY['stock']);
    END IF;
    RETURN QUERY SELECT s.*, v_stored IS NOT NULL
                   FROM private.material_shown(v_ctx, coalesce(v_stored, v_result)) AS s;
END
$$;

CREATE FUNCTION api.material_show(p_token text, p_material text)
    RETURNS TABLE (material text, name text, uom text, method text, reorder_point numeric, lot_required boolean,
                   expiry_required boolean, quantity_on_hand numeric, reserved numeric, available numeric,
                   value_on_hand numeric, last_unit_cost numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    RETURN QUERY
        SELECT s.*
          FROM private.material_shown(v_ctx, private.material_answer(v_ctx,
                                      private.material_id(v_ctx, p_material, 'material'))) AS s;
END
$$;

-- ---------------------------------------------------------------- suppliers

CREATE FUNCTION private.supplier_named(p_ctx private.context, p_supplier text) RETURNS suppliers
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code     text := private.words(p_supplier, 'supplier', 64);
    v_supplier suppliers;
BEGIN
    SELECT * INTO v_supplier FROM suppliers WHERE organization_id = p_ctx.organization_id AND code = v_code;
    IF v_supplier.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_SUPPLIER', 'supplier', 'There is no supplier ' || v_code || '.');
    END IF;
    RETURN v_supplier;
END
$$;

-- tolerance: how many percent above the order may be received from this supplier; NULL: the organization's rule.
CREATE FUNCTION api.supplier_add(p_token text, p_op_id uuid, p_supplier text, p_name text, p_tolerance numeric)
    RETURNS TABLE (supplier text, name text, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_code   text;
    v_name   text;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'supplier_add',
                              jsonb_build_array(p_supplier, p_name, p_tolerance)::text);
    IF v_stored IS NULL THEN
        v_code := private.words(p_supplier, 'supplier', 64);
        v_name := private.words(p_name, 'name', 200);
        INSERT INTO suppliers (organization_id, code, name, over_receipt_percent)
        VALUES (v_ctx.organization_id, v_code, v_name, private.tolerance_percent(p_tolerance))
        ON CONFLICT (organization_id, code) DO NOTHING;
        IF NOT FOUND THEN
            PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'supplier', 'Supplier ' || v_code || ' exists already.');
        END IF;
        v_result := jsonb_build_object('supplier', v_code, 'name', v_name);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'supplier.add', v_code, NULL, ARRAY['purchase']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'supplier', v_result ->> 'name', v_stored IS NOT NULL;
END
$$;

CREATE FUNCTION api.suppliers(p_token text) RETURNS TABLE (supplier text, name text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    RETURN QUERY SELECT s.code, s.name FROM suppliers s
                  WHERE s.organization_id = v_ctx.organization_id ORDER BY s.code;
END
$$;

-- ---------------------------------------------------------------- locations

-- plant NULL: the kiosk's. The first location of a plant becomes its default.
CREATE FUNCTION private.add_location(p_ctx private.context, p_location text, p_plant text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code  text := private.words(p_location, 'location', 64);
    v_plant text := private.words_or_null(p_plant, 'plant', 64);
    v_row   plants;
BEGIN
    -- Locked, so that two first locations do not both want to be the default.
    SELECT * INTO v_row FROM plants p
     WHERE p.organization_id = p_ctx.organization_id
       AND CASE WHEN v_plant IS NULL THEN p.id = p_ctx.plant_id ELSE p.code = v_plant END
       FOR NO KEY UPDATE;
    IF v_row.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PLANT', 'plant', 'There is no plant ' || v_plant || '.');
    END IF;
    INSERT INTO locations (organization_id, plant_id, code, is_default)
    SELECT p_ctx.organization_id, v_row.id, v_code,
           NOT EXISTS (SELECT FROM locations l
                        WHERE l.organization_id = p_ctx.organization_id AND l.plant_id = v_row.id AND l.is_default)
    ON CONFLICT (organization_id, plant_id, code) DO NOTHING;
    IF NOT FOUND THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'location',
                             format('Location %s exists already in plant %s.', v_code, v_row.code));
    END IF;
    RETURN jsonb_build_object('location', v_code, 'plant', v_row.code);
END
$$;

CREATE FUNCTION api.location_add(p_token text, p_op_id uuid, p_location text, p_plant text)
    RETURNS TABLE (location text, plant text, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'location_add', jsonb_build_array(p_location, p_plant)::text);
    IF v_stored IS NULL THEN
        v_result := private.add_location(v_ctx, p_location, p_plant);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'location.add', v_result ->> 'location',
                                 jsonb_build_object('plant', v_result ->> 'plant'), ARRAY['stock']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'location', v_result ->> 'plant', v_stored IS NOT NULL;
END
$$;

CREATE FUNCTION api.locations(p_token text) RETURNS TABLE (location text, plant text, is_default boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    RETURN QUERY
        SELECT l.code, p.code, l.is_default
          FROM locations l
          JOIN plants p ON p.organization_id = l.organization_id AND p.id = l.plant_id
         WHERE l.organization_id = v_ctx.organization_id
         ORDER BY p.id <> v_ctx.plant_id, p.code, l.code;
END
$$;
