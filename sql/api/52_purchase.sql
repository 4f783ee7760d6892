-- Purchase orders: what was ordered from whom, how much of it may still come.

-- The order of that number, or NOT_FOUND. Not locked.
CREATE FUNCTION private.purchase_order_named(p_ctx private.context, p_number text) RETURNS purchase_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number text := private.words(p_number, 'purchase_order', 64);
    v_order  purchase_orders;
BEGIN
    SELECT * INTO v_order FROM purchase_orders
     WHERE organization_id = p_ctx.organization_id AND purchase_order_number = v_number;
    IF v_order.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PURCHASE_ORDER', 'purchase_order',
                             'There is no purchase order ' || v_number || '.');
    END IF;
    RETURN v_order;
END
$$;

-- The same, locked for a change of its status: after its lines, as a receipt does.
CREATE FUNCTION private.purchase_order_held(p_ctx private.context, p_number text) RETURNS purchase_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order purchase_orders := private.purchase_order_named(p_ctx, p_number);
BEGIN
    SELECT * INTO v_order FROM purchase_orders
     WHERE organization_id = p_ctx.organization_id AND id = v_order.id FOR NO KEY UPDATE;
    RETURN v_order;
END
$$;

-- Locks one line of an order, or with line NULL all of them.
CREATE FUNCTION private.hold_purchase_lines(p_ctx private.context, p_number text, p_line bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order purchase_orders := private.purchase_order_named(p_ctx, p_number);
BEGIN
    PERFORM FROM purchase_order_lines l
      WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = v_order.id
        AND (p_line IS NULL OR l.line_number = p_line)
      ORDER BY l.id
        FOR NO KEY UPDATE;
END
$$;

-- Appends one line; the caller holds the order. Returns the line's number.
CREATE FUNCTION private.add_purchase_line(p_ctx private.context, p_order_id bigint, p_material text, p_quantity numeric,
                                          p_unit_price numeric, p_percent numeric) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_line integer;
BEGIN
    INSERT INTO purchase_order_lines (organization_id, purchase_order_id, line_number, material_id, quantity_ordered,
                                      unit_price, over_receipt_percent)
    SELECT p_ctx.organization_id, p_order_id,
           (SELECT coalesce(max(l.line_number), 0) / 10 * 10 + 10 FROM purchase_order_lines l
             WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = p_order_id),
           private.material_id(p_ctx, p_material, 'material'), private.quantity(p_quantity, 'quantity'),
           private.cost(p_unit_price, 'unit_price'), p_percent
    RETURNING line_number INTO v_line;
    RETURN v_line;
END
$$;

-- A new order with its lines. Tolerance: as given, else the supplier's, else the organization's.
CREATE FUNCTION private.add_purchase_order(p_ctx private.context, p_number text, p_supplier text, p_lines jsonb,
                                           p_tolerance numeric) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number   text := private.words(p_number, 'purchase_order', 64);
    v_supplier suppliers := private.supplier_named(p_ctx, p_supplier);
    v_percent  numeric := private.tolerance_percent(p_tolerance);
    v_id       bigint;
    v_line     jsonb;
    v_count    integer := 0;
BEGIN
    v_percent := coalesce(v_percent, v_supplier.over_receipt_percent,
                          (SELECT o.over_receipt_percent FROM organizations o WHERE o.id = p_ctx.organization_id));
    INSERT INTO purchase_orders (organization_id, purchase_order_number, supplier_id)
    VALUES (p_ctx.organization_id, v_number, v_supplier.id)
    ON CONFLICT (organization_id, purchase_order_number) DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'purchase_order',
                             'Purchase order ' || v_number || ' exists already.',
                             'Choose another number, or add a line to it.');
    END IF;
    FOR v_line IN SELECT * FROM private.line_objects(p_lines, 'lines') LOOP
        PERFORM private.add_purchase_line(p_ctx, v_id, v_line ->> 'material', private.line_amount(v_line, 'quantity'),
                                          private.line_amount(v_line, 'unit_price'), v_percent);
        v_count := v_count + 1;
    END LOOP;
    IF v_count = 0 THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'lines', 'A purchase order needs at least one line.');
    END IF;
    RETURN v_id;
END
$$;

CREATE FUNCTION api.po_add(p_token text, p_op_id uuid, p_purchase_order text, p_supplier text, p_lines jsonb,
                           p_tolerance numeric)
    RETURNS TABLE (purchase_order text, supplier text, status text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'po_add',
                              jsonb_build_array(p_purchase_order, p_supplier, p_lines, p_tolerance)::text);
    IF v_stored IS NULL THEN
        v_result := private.purchase_answer(v_ctx, private.add_purchase_order(v_ctx, p_purchase_order, p_supplier,
                                                                              p_lines, p_tolerance));
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'po.add', v_result ->> 'purchase_order',
                                 jsonb_build_object('lines', jsonb_array_length(p_lines)), ARRAY['purchase']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'purchase_order', v_result ->> 'supplier', v_result ->> 'status',
                        v_stored IS NOT NULL, private.purchase_shown(v_ctx, v_result);
END
$$;

-- Appends a line at the order's own tolerance; an order that was fully received is open again.
CREATE FUNCTION api.po_line(p_token text, p_op_id uuid, p_purchase_order text, p_material text, p_quantity numeric,
                            p_unit_price numeric)
    RETURNS TABLE (purchase_order text, supplier text, status text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  purchase_orders;
    v_line   integer;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'po_line',
                              jsonb_build_array(p_purchase_order, p_material, p_quantity, p_unit_price)::text);
    IF v_stored IS NULL THEN
        v_order := private.purchase_order_held(v_ctx, p_purchase_order);
        IF v_order.order_status = 'CLOSED' THEN
            PERFORM private.fail('VALIDATION', 'ORDER_CLOSED', 'purchase_order',
                                 'Purchase order ' || v_order.purchase_order_number || ' is closed.',
                                 'Make a new purchase order.');
        END IF;
        v_line := private.add_purchase_line(v_ctx, v_order.id, p_material, p_quantity, p_unit_price,
                                            (SELECT l.over_receipt_percent FROM purchase_order_lines l
                                              WHERE l.organization_id = v_ctx.organization_id
                                                AND l.purchase_order_id = v_order.id
                                              ORDER BY l.line_number LIMIT 1));
        UPDATE purchase_orders SET order_status = 'OPEN'
         WHERE organization_id = v_ctx.organization_id AND id = v_order.id AND order_status <> 'OPEN';
        v_result := private.purchase_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'po.line', v_order.purchase_order_number || '/' || v_line,
                                 NULL, ARRAY['purchase']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'purchase_order', v_result ->> 'supplier', v_result ->> 'status',
                        v_stored IS NOT NULL, private.purchase_shown(v_ctx, v_result);
END
$$;

-- Closes one line; the caller holds it and the order. An order without an open line is RECEIVED; when all its lines are
-- closed, it is CLOSED.
CREATE FUNCTION private.close_purchase_line(p_ctx private.context, p_order purchase_orders, p_line bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_line purchase_order_lines;
BEGIN
    SELECT * INTO v_line FROM purchase_order_lines
     WHERE organization_id = p_ctx.organization_id AND purchase_order_id = p_order.id AND line_number = p_line;
    IF v_line.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LINE', 'line',
                             format('Purchase order %s has no line %s.', p_order.purchase_order_number, p_line));
    ELSIF v_line.line_status = 'CLOSED' THEN
        PERFORM private.fail('VALIDATION', 'ALREADY_CLOSED', 'line',
                             format('Line %s/%s is closed already.', p_order.purchase_order_number, p_line));
    END IF;
    UPDATE purchase_order_lines SET line_status = 'CLOSED'
     WHERE organization_id = p_ctx.organization_id AND id = v_line.id;
    UPDATE purchase_orders
       SET order_status = (SELECT CASE WHEN bool_or(l.line_status = 'OPEN') THEN 'OPEN'
                                       WHEN bool_and(l.line_status = 'CLOSED') THEN 'CLOSED' ELSE 'RECEIVED' END
                             FROM purchase_order_lines l
                            WHERE l.organization_id = p_ctx.organization_id AND l.purchase_order_id = p_order.id)
     WHERE organization_id = p_ctx.organization_id AND id = p_order.id;
END
$$;

-- Nothing more is expected: of one line, or with line NULL of the whole order.
CREATE FUNCTION api.po_close(p_token text, p_op_id uuid, p_purchase_order text, p_line bigint)
    RETURNS TABLE (purchase_order text, supplier text, status text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  purchase_orders;
BEGIN
    v_ctx := private.enter(p_token, 'admin');
    v_stored := private.claim(v_ctx, p_op_id, 'po_close', jsonb_build_array(p_purchase_order, p_line)::text);
    IF v_stored IS NULL THEN
        PERFORM private.hold_purchase_lines(v_ctx, p_purchase_order, p_line);
        v_order := private.purchase_order_held(v_ctx, p_purchase_order);
        IF v_order.order_status = 'CLOSED' THEN
            PERFORM private.fail('VALIDATION', 'ALREADY_CLOSED', 'purchase_order',
                                 'Purchase order ' || v_order.purchase_order_number || ' is closed already.');
        ELSIF p_line IS NOT NULL THEN
            PERFORM private.close_purchase_line(v_ctx, v_order, p_line);
        ELSE
            UPDATE purchase_order_lines SET line_status = 'CLOSED'
             WHERE organization_id = v_ctx.organization_id AND purchase_order_id = v_order.id;
            UPDATE purchase_orders SET order_status = 'CLOSED'
             WHERE organization_id = v_ctx.organization_id AND id = v_order.id;
        END IF;
        v_result := private.purchase_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'po.close',
                                 concat_ws('/', v_order.purchase_order_number, p_line), NULL, ARRAY['purchase']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'purchase_order', v_result ->> 'supplier', v_result ->> 'status',
                        v_stored IS NOT NULL, private.purchase_shown(v_ctx, v_result);
END
$$;

-- ---------------------------------------------------------------- reading

CREATE FUNCTION api.po_show(p_token text, p_purchase_order text)
    RETURNS TABLE (purchase_order text, supplier text, supplier_name text, status text, created_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order purchase_orders;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.purchase_order_named(v_ctx, p_purchase_order);
    RETURN QUERY
        SELECT v_order.purchase_order_number, s.code, s.name, v_order.order_status, v_order.created_at
          FROM suppliers s
         WHERE s.organization_id = v_ctx.organization_id AND s.id = v_order.supplier_id;
END
$$;

-- What is still expected of a line.
CREATE FUNCTION private.still_open(p_line purchase_order_lines) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN p_line.line_status = 'CLOSED' THEN 0
                ELSE greatest(p_line.quantity_ordered - p_line.quantity_received, 0) END
$$;

-- How much of a line may still be received: what was ordered and its tolerance, cut to six decimals, less what came.
CREATE FUNCTION private.max_receivable(p_line purchase_order_lines) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN p_line.line_status = 'CLOSED' THEN 0
                ELSE greatest(trunc(p_line.quantity_ordered * (100 + p_line.over_receipt_percent) / 100, 6)
                              - p_line.quantity_received, 0) END
$$;

CREATE FUNCTION api.po_lines(p_token text, p_purchase_order text)
    RETURNS TABLE (line integer, material text, name text, uom text, ordered numeric, received numeric, open numeric,
                   max_receivable numeric, unit_price numeric, status text, lot_required boolean,
                   expiry_required boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_order purchase_orders;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_order := private.purchase_order_named(v_ctx, p_purchase_order);
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT l.line_number, m.material_code, m.name, m.uom, l.quantity_ordered, l.quantity_received,
               private.still_open(l),
               CASE WHEN v_order.order_status = 'CLOSED' THEN 0::numeric ELSE private.max_receivable(l) END,
               CASE WHEN v_costs THEN l.unit_price END, l.line_status, m.lot_required, m.expiry_required
          FROM purchase_order_lines l
          JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
         WHERE l.organization_id = v_ctx.organization_id AND l.purchase_order_id = v_order.id
         ORDER BY l.line_number;
END
$$;

-- A pattern for LIKE that finds the text anywhere in a lower-case column; NULL for no text. % and _ are themselves.
CREATE FUNCTION private.contains_pattern(p_text text, p_field text) RETURNS text
    LANGUAGE sql
    AS $$
    SELECT '%' || lower(regexp_replace(private.words_or_null(p_text, p_field, 200), '([\\%_])', '\\\1', 'g')) || '%'
$$;

-- Newest first, at most 500. open true: only those that something is still expected of. query: part of the number, of
-- the supplier's code or of his name.
CREATE FUNCTION api.po_list(p_token text, p_supplier text, p_open boolean, p_query text)
    RETURNS TABLE (purchase_order text, supplier text, supplier_name text, status text, lines bigint, open_lines bigint,
                   created_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx      private.context;
    v_supplier suppliers;
    v_pattern  text;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_pattern := private.contains_pattern(p_query, 'query');
    IF private.words_or_null(p_supplier, 'supplier', 64) IS NOT NULL THEN
        v_supplier := private.supplier_named(v_ctx, p_supplier);
    END IF;
    RETURN QUERY
        SELECT f.purchase_order_number, f.code, f.name, f.order_status, n.lines, n.open_lines, f.created_at
          FROM (SELECT o.id, o.purchase_order_number, o.order_status, o.created_at, s.code, s.name
                  FROM purchase_orders o
                  JOIN suppliers s ON s.organization_id = o.organization_id AND s.id = o.supplier_id
                 WHERE o.organization_id = v_ctx.organization_id
                   AND (v_supplier.id IS NULL OR o.supplier_id = v_supplier.id)
                   AND (NOT coalesce(p_open, false) OR o.order_status = 'OPEN')
                   AND (v_pattern IS NULL OR lower(o.purchase_order_number) LIKE v_pattern
                        OR lower(s.code) LIKE v_pattern OR lower(s.name) LIKE v_pattern)
                 ORDER BY o.created_at DESC, o.id DESC
                 LIMIT 500) AS f
         CROSS JOIN LATERAL (SELECT count(*) AS lines, count(*) FILTER (WHERE l.line_status = 'OPEN') AS open_lines
                               FROM purchase_order_lines l
                              WHERE l.organization_id = v_ctx.organization_id AND l.purchase_order_id = f.id) AS n
         ORDER BY f.created_at DESC, f.id DESC;
END
$$;
