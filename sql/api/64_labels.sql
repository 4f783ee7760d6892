-- Labels: barcodes and what one of them is worth, how suppliers use identifiers, and what a terminal remembers of all
-- that for the time without a server.

-- ---------------------------------------------------------------- barcodes

-- A label for a unit of a material. factor NULL: one for its own unit, else what the material's conversion says. A
-- factor is the barcode's own: it becomes the material's conversion only where there is none yet.
CREATE FUNCTION private.add_barcode(p_ctx private.context, p_barcode text, p_material text, p_uom text, p_factor numeric)
    RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_barcode  text := private.words(p_barcode, 'barcode', 200);
    v_id       bigint := private.material_id(p_ctx, p_material, 'material');
    v_uom      text := private.words_or_null(p_uom, 'uom', 16);
    v_factor   numeric := CASE WHEN p_factor IS NOT NULL THEN private.quantity(p_factor, 'factor') END;
    v_material materials;
    v_known    numeric;
BEGIN
    SELECT * INTO v_material FROM materials m WHERE m.organization_id = p_ctx.organization_id AND m.id = v_id;
    v_uom := coalesce(v_uom, v_material.uom);
    IF v_uom = v_material.uom THEN
        v_known := 1;
        IF v_factor <> 1 THEN
            PERFORM private.fail('VALIDATION', 'WRONG_FACTOR', 'factor', format('One %s is one %s.', v_uom, v_uom),
                                 'Name the unit of the package, for example box.');
        END IF;
    ELSE
        SELECT c.factor INTO v_known FROM uom_conversions c
         WHERE c.organization_id = p_ctx.organization_id AND c.material_id = v_id AND c.uom = v_uom;
    END IF;
    IF coalesce(v_factor, v_known) IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'factor',
                             format('How many %s of %s are one %s?', v_material.uom, v_material.material_code, v_uom));
    ELSIF EXISTS (SELECT FROM barcodes b WHERE b.organization_id = p_ctx.organization_id
                     AND b.barcode = ANY (private.barcode_spellings(ARRAY[v_barcode]))) THEN
        PERFORM private.fail('DUPLICATE', 'BARCODE_EXISTS', 'barcode', format('Barcode %s exists already.', v_barcode));
    END IF;
    INSERT INTO uoms (organization_id, code) VALUES (p_ctx.organization_id, v_uom) ON CONFLICT DO NOTHING;
    INSERT INTO barcodes (organization_id, barcode, material_id, uom, factor)
    VALUES (p_ctx.organization_id, v_barcode, v_id, v_uom, coalesce(v_factor, v_known))
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM private.fail('DUPLICATE', 'BARCODE_EXISTS', 'barcode', format('Barcode %s exists already.', v_barcode));
    END IF;
    INSERT INTO uom_conversions (organization_id, material_id, uom, factor)
    SELECT p_ctx.organization_id, v_id, v_uom, v_factor WHERE v_uom <> v_material.uom AND v_factor IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN jsonb_build_object('barcode', v_barcode, 'material', v_material.material_code, 'uom', v_uom,
                              'factor', trim_scale(coalesce(v_factor, v_known)));
END
$$;

CREATE FUNCTION api.barcode_add(p_token text, p_op_id uuid, p_barcode text, p_material text, p_uom text,
                                p_factor numeric)
    RETURNS TABLE (barcode text, material text, uom text, factor numeric, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'barcode_add',
                              jsonb_build_array(p_barcode, p_material, p_uom, p_factor)::text);
    IF v_stored IS NULL THEN
        v_result := private.add_barcode(v_ctx, p_barcode, p_material, p_uom, p_factor);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'barcode.add', v_result ->> 'barcode',
                                 jsonb_build_object('material', v_result ->> 'material'), ARRAY['stock']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'barcode', v_result ->> 'material', v_result ->> 'uom',
                        (v_result ->> 'factor')::numeric, v_stored IS NOT NULL;
END
$$;

-- ---------------------------------------------------------------- suppliers' labels

-- A GS1 application identifier or an ANSI data identifier, in capitals.
CREATE FUNCTION private.label_identifier(p_identifier text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    v_identifier text := upper(private.words(p_identifier, 'identifier', 8));
BEGIN
    IF v_identifier !~ '^([0-9]{2,4}|[0-9]{0,3}[A-Z])$' THEN
        PERFORM private.fail('VALIDATION', 'BAD_IDENTIFIER', 'identifier',
                             format('%s is no identifier of a label.', v_identifier),
                             'Use an application identifier (240) or a data identifier (1P).');
    END IF;
    RETURN v_identifier;
END
$$;

-- What a supplier's identifier can mean; "-": nothing.
CREATE FUNCTION private.label_field(p_field text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    c_fields constant text[] := '{gtin,sscc,lot,serial,variant,expiry,best_before,sell_by,production_date,'
        'packaging_date,quantity,uom,order,order_line,material,supplier_material,delivery_note,supplier,supplier_gln,'
        'origin,package,work_order,location,text,-}';
    v_field  text := lower(private.words_or_null(p_field, 'label_field', 32));
BEGIN
    IF NOT v_field = ANY (c_fields) THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_FIELD', 'label_field', format('A label has no field %s.', v_field),
                             'Use ' || array_to_string(c_fields, ', ') || '.');
    END IF;
    RETURN v_field;
END
$$;

-- Sets a rule, or without a field removes it.
CREATE FUNCTION private.set_label_rule(p_ctx private.context, p_supplier text, p_identifier text, p_field text)
    RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_supplier   suppliers := private.supplier_named(p_ctx, p_supplier);
    v_identifier text := private.label_identifier(p_identifier);
    v_field      text := private.label_field(p_field);
BEGIN
    IF v_field IS NULL THEN
        DELETE FROM label_rules r
         WHERE r.organization_id = p_ctx.organization_id AND r.supplier_id = v_supplier.id
           AND r.identifier = v_identifier;
    ELSE
        INSERT INTO label_rules (organization_id, supplier_id, identifier, label_field)
        VALUES (p_ctx.organization_id, v_supplier.id, v_identifier, v_field)
        ON CONFLICT (organization_id, supplier_id, identifier) DO UPDATE SET label_field = excluded.label_field;
    END IF;
    RETURN jsonb_build_object('supplier', v_supplier.code, 'identifier', v_identifier, 'label_field', v_field);
END
$$;

CREATE FUNCTION api.label_rule_set(p_token text, p_op_id uuid, p_supplier text, p_identifier text, p_label_field text)
    RETURNS TABLE (supplier text, identifier text, label_field text, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'label_rule_set',
                              jsonb_build_array(p_supplier, p_identifier, p_label_field)::text);
    IF v_stored IS NULL THEN
        v_result := private.set_label_rule(v_ctx, p_supplier, p_identifier, p_label_field);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'label_rule.set', v_result ->> 'supplier',
                                 v_result - 'supplier', ARRAY['purchase']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'supplier', v_result ->> 'identifier', v_result ->> 'label_field',
                        v_stored IS NOT NULL;
END
$$;

-- For whoever is signed on: a label must be understood by everybody.
CREATE FUNCTION api.label_rules(p_token text) RETURNS TABLE (supplier text, identifier text, label_field text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, NULL);
    RETURN QUERY
        SELECT s.code, r.identifier, r.label_field
          FROM label_rules r
          JOIN suppliers s ON s.organization_id = r.organization_id AND s.id = r.supplier_id
         WHERE r.organization_id = v_ctx.organization_id
         ORDER BY s.code, r.identifier;
END
$$;

-- ---------------------------------------------------------------- what a terminal remembers

-- The materials on open lines of open purchase orders.
CREATE FUNCTION private.expected_materials(p_organization_id bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT DISTINCT l.material_id
      FROM purchase_orders o
      JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
     WHERE o.organization_id = p_organization_id AND o.order_status = 'OPEN' AND l.line_status = 'OPEN'
$$;

-- What resolve finds of goods and places, with the columns of private.resolve_goods, by urgency.
CREATE FUNCTION private.all_goods(p_ctx private.context)
    RETURNS TABLE (urgency integer, spelled text, what text, code text, name text, material text, detail text, uom text,
                   factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN e.id IS NULL THEN 5 ELSE 2 END, x.spelled, 'material', m.material_code, m.name, m.material_code,
           private.unit_detail(x.uom, x.factor, m.uom), x.uom, x.factor
      FROM materials m
      LEFT JOIN private.expected_materials(p_ctx.organization_id) AS e (id) ON e.id = m.id
      JOIN (SELECT n.id, n.material_code, n.uom, 1::numeric FROM materials n
             WHERE n.organization_id = p_ctx.organization_id
            UNION ALL SELECT b.material_id, b.barcode, b.uom, trim_scale(b.factor) FROM barcodes b
             WHERE b.organization_id = p_ctx.organization_id) AS x (material_id, spelled, uom, factor)
        ON x.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id
    UNION ALL
    SELECT CASE WHEN p.id = p_ctx.plant_id THEN 3 ELSE 8 END, l.code, 'location', l.code, p.name, NULL, p.code, NULL,
           NULL
      FROM locations l
      JOIN plants p ON p.organization_id = l.organization_id AND p.id = l.plant_id
     WHERE l.organization_id = p_ctx.organization_id
    UNION ALL
    SELECT CASE WHEN b.lot_id IS NULL THEN 8 ELSE 7 END, l.lot_number, 'lot', l.lot_number, m.name, m.material_code,
           to_char(l.expiry, 'YYYY-MM-DD'), NULL, NULL
      FROM lots l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
      LEFT JOIN (SELECT DISTINCT s.lot_id FROM stock_balances s
                  WHERE s.organization_id = p_ctx.organization_id AND s.quantity > 0) AS b ON b.lot_id = l.id
     WHERE l.organization_id = p_ctx.organization_id
$$;

-- The same of orders, with the columns of private.resolve_orders.
CREATE FUNCTION private.all_orders(p_ctx private.context)
    RETURNS TABLE (urgency integer, spelled text, what text, code text, name text, material text, detail text, uom text,
                   factor numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN o.order_status = 'OPEN' THEN 1 ELSE 8 END, o.purchase_order_number, 'purchase_order',
           o.purchase_order_number, s.name, NULL::text, o.order_status, NULL::text, NULL::numeric
      FROM purchase_orders o
      JOIN suppliers s ON s.organization_id = o.organization_id AND s.id = o.supplier_id
     WHERE o.organization_id = p_ctx.organization_id
    UNION ALL
    SELECT 4, o.purchase_order_number || '/' || l.line_number, 'purchase_order',
           o.purchase_order_number || '/' || l.line_number, m.name, m.material_code, l.line_status, NULL, NULL
      FROM purchase_orders o
      JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE o.organization_id = p_ctx.organization_id AND o.order_status = 'OPEN'
    UNION ALL
    SELECT CASE WHEN o.order_status IN ('COMPLETED', 'CANCELLED') THEN 8 ELSE 6 END, o.work_order_number, 'work_order',
           o.work_order_number, m.name, m.material_code, o.order_status, NULL, NULL
      FROM work_orders o
      LEFT JOIN materials m ON m.organization_id = o.organization_id AND m.id = o.product_id
     WHERE o.organization_id = p_ctx.organization_id
$$;

-- What resolve finds, by its spelling, but for badges: they stay where sign-ons are checked. At most 20 000: open
-- purchase orders, what they are about, places of this plant, lines of open orders, all other materials, work orders and
-- lots in use, and then the past.
CREATE FUNCTION api.memory_codes(p_token text)
    RETURNS TABLE (spelled text, what text, code text, name text, material text, detail text, uom text, factor numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    RETURN QUERY
        SELECT f.spelled, f.what, f.code, f.name, f.material, f.detail, f.uom, f.factor
          FROM (SELECT g.* FROM private.all_goods(v_ctx) AS g
                UNION ALL SELECT o.* FROM private.all_orders(v_ctx) AS o) AS f
         ORDER BY f.urgency, f.spelled, f.what, f.material, f.detail
         LIMIT 20000;
END
$$;

-- Columns of po_list and of po_lines; at most 20 000, the newest orders first.
CREATE FUNCTION api.memory_lines(p_token text)
    RETURNS TABLE (purchase_order text, supplier text, supplier_name text, order_status text, created_at timestamptz,
                   line integer, material text, name text, uom text, ordered numeric, received numeric, open numeric,
                   max_receivable numeric, unit_price numeric, status text, lot_required boolean,
                   expiry_required boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT o.purchase_order_number, s.code, s.name, o.order_status, o.created_at, l.line_number, m.material_code,
               m.name, m.uom, l.quantity_ordered, l.quantity_received, private.still_open(l),
               private.max_receivable(l), CASE WHEN v_costs THEN l.unit_price END, l.line_status, m.lot_required,
               m.expiry_required
          FROM purchase_orders o
          JOIN suppliers s ON s.organization_id = o.organization_id AND s.id = o.supplier_id
          JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
          JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
         WHERE o.organization_id = v_ctx.organization_id AND o.order_status = 'OPEN'
         ORDER BY o.created_at DESC, o.id DESC, l.line_number
         LIMIT 20000;
END
$$;

-- What material_show tells, of every material in use; at most 20 000, those of open purchase orders first.
CREATE FUNCTION api.memory_materials(p_token text)
    RETURNS TABLE (material text, name text, uom text, method text, reorder_point numeric, lot_required boolean,
                   expiry_required boolean, quantity_on_hand numeric, reserved numeric, available numeric,
                   value_on_hand numeric, last_unit_cost numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT f.*
          FROM materials m
          LEFT JOIN private.expected_materials(v_ctx.organization_id) AS e (id) ON e.id = m.id
         CROSS JOIN LATERAL private.facts_of(m, v_costs) AS f
         WHERE m.organization_id = v_ctx.organization_id AND m.is_active
         ORDER BY e.id IS NULL, m.material_code
         LIMIT 20000;
END
$$;
