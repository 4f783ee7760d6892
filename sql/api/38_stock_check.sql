-- The invariants of stock, one query each. Every row that comes out is a violation: nothing comes out.

CREATE TYPE private.violation AS (
    rule     text,
    material text,  -- or the order that it is about
    expected text,
    found    text
);

-- What a material's row says against the sums of what stands behind it.
CREATE FUNCTION private.check_sums(p_ctx private.context) RETURNS SETOF private.violation
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN QUERY
    SELECT 'layers_quantity', m.material_code, trim_scale(m.quantity_on_hand)::text,
        trim_scale(coalesce(s.quantity, 0))::text
      FROM materials m
      LEFT JOIN (SELECT l.material_id, sum(l.quantity_left) AS quantity FROM cost_layers l
                  WHERE l.organization_id = p_ctx.organization_id GROUP BY l.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.quantity_on_hand <> coalesce(s.quantity, 0);
    RETURN QUERY
    SELECT 'layers_value', m.material_code, trim_scale(m.value_on_hand)::text, trim_scale(coalesce(s.value, 0))::text
      FROM materials m
      LEFT JOIN (SELECT l.material_id, sum(l.value_left) AS value FROM cost_layers l
                  WHERE l.organization_id = p_ctx.organization_id GROUP BY l.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.value_on_hand <> coalesce(s.value, 0);
    RETURN QUERY
    SELECT 'balances_quantity', m.material_code, trim_scale(m.quantity_on_hand)::text,
        trim_scale(coalesce(s.quantity, 0))::text
      FROM materials m
      LEFT JOIN (SELECT b.material_id, sum(b.quantity) AS quantity FROM stock_balances b
                  WHERE b.organization_id = p_ctx.organization_id GROUP BY b.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.quantity_on_hand <> coalesce(s.quantity, 0);
    RETURN QUERY
    SELECT 'ledger_quantity', m.material_code, trim_scale(m.quantity_on_hand)::text,
        trim_scale(coalesce(s.quantity, 0))::text
      FROM materials m
      LEFT JOIN (SELECT t.material_id, sum(t.quantity_change) AS quantity FROM material_transactions t
                  WHERE t.organization_id = p_ctx.organization_id GROUP BY t.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.quantity_on_hand <> coalesce(s.quantity, 0);
    RETURN QUERY
    SELECT 'ledger_value', m.material_code, trim_scale(m.value_on_hand)::text, trim_scale(coalesce(s.value, 0))::text
      FROM materials m
      LEFT JOIN (SELECT t.material_id, sum(t.value_change) AS value FROM material_transactions t
                  WHERE t.organization_id = p_ctx.organization_id GROUP BY t.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.value_on_hand <> coalesce(s.value, 0);
    RETURN QUERY
    SELECT 'reserved', m.material_code, trim_scale(m.quantity_reserved)::text, trim_scale(coalesce(s.quantity, 0))::text
      FROM materials m
      LEFT JOIN (SELECT r.material_id, sum(r.quantity) AS quantity FROM reservations r
                  WHERE r.organization_id = p_ctx.organization_id GROUP BY r.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND m.quantity_reserved <> coalesce(s.quantity, 0);
END
$$;

-- What must not be at all.
CREATE FUNCTION private.check_states(p_ctx private.context) RETURNS SETOF private.violation
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN QUERY
    SELECT 'reserved_beyond_stock', m.material_code, 'at most ' || trim_scale(m.quantity_on_hand),
           trim_scale(m.quantity_reserved)::text
      FROM materials m WHERE m.organization_id = p_ctx.organization_id AND m.quantity_reserved > m.quantity_on_hand;
    RETURN QUERY
    SELECT 'negative', m.material_code, 'zero or more',
        trim_scale(least(m.quantity_on_hand, m.value_on_hand, s.least))::text
      FROM materials m
      LEFT JOIN (SELECT l.material_id, min(least(l.quantity_left, l.value_left)) AS least FROM cost_layers l
                  WHERE l.organization_id = p_ctx.organization_id GROUP BY l.material_id) s ON s.material_id = m.id
     WHERE m.organization_id = p_ctx.organization_id AND least(m.quantity_on_hand, m.value_on_hand, s.least) < 0;
    RETURN QUERY
    SELECT 'negative_balance', m.material_code, 'zero or more', trim_scale(b.quantity)::text
      FROM stock_balances b
      JOIN materials m ON m.organization_id = b.organization_id AND m.id = b.material_id
     WHERE b.organization_id = p_ctx.organization_id AND b.quantity < 0;
    RETURN QUERY
    SELECT 'value_without_quantity', m.material_code, '0', trim_scale(l.value_left)::text
      FROM cost_layers l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE l.organization_id = p_ctx.organization_id AND l.quantity_left = 0 AND l.value_left <> 0;
    RETURN QUERY
    SELECT 'one_open_layer', m.material_code, '1', count(*)::text
      FROM cost_layers l
      JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
     WHERE l.organization_id = p_ctx.organization_id AND l.quantity_left > 0 AND m.costing_method = 'WEIGHTED_AVERAGE'
     GROUP BY m.id, m.material_code HAVING count(*) > 1;
END
$$;

-- What orders carry against the ledger: cost and requirements of work orders, receipts of purchase-order lines.
CREATE FUNCTION private.check_orders(p_ctx private.context) RETURNS SETOF private.violation
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN QUERY
    SELECT 'order_cost', w.work_order_number, trim_scale(coalesce(s.value, 0))::text,
        trim_scale(w.actual_material_cost)::text
      FROM work_orders w
      LEFT JOIN (SELECT c.work_order_id,
                 sum(c.value) AS value FROM private.order_charges(p_ctx) c GROUP BY c.work_order_id) s
             ON s.work_order_id = w.id
     WHERE w.organization_id = p_ctx.organization_id AND w.actual_material_cost <> coalesce(s.value, 0);
    RETURN QUERY
    SELECT 'order_material', w.work_order_number || ' ' || m.material_code,
           trim_scale(coalesce(s.quantity, 0)) || ' for ' || trim_scale(coalesce(s.value, 0)),
           trim_scale(q.quantity_issued) || ' for ' || trim_scale(q.value_issued)
      FROM work_order_materials q
      JOIN work_orders w ON w.organization_id = q.organization_id AND w.id = q.work_order_id
      JOIN materials m ON m.organization_id = q.organization_id AND m.id = q.material_id
      LEFT JOIN (SELECT c.work_order_id, c.material_id, sum(c.quantity) AS quantity, sum(c.value) AS value
                   FROM private.order_charges(p_ctx) c GROUP BY c.work_order_id, c.material_id) s
             ON s.work_order_id = q.work_order_id AND s.material_id = q.material_id
     WHERE q.organization_id = p_ctx.organization_id
       AND (q.quantity_issued <> coalesce(s.quantity, 0) OR q.value_issued <> coalesce(s.value, 0));
    RETURN QUERY
    SELECT 'purchase_received', p.purchase_order_number || '/' || l.line_number,
        trim_scale(coalesce(s.quantity, 0))::text,
           trim_scale(l.quantity_received)::text
      FROM purchase_order_lines l
      JOIN purchase_orders p ON p.organization_id = l.organization_id AND p.id = l.purchase_order_id
      LEFT JOIN (SELECT t.purchase_order_line_id, sum(t.quantity_change) AS quantity FROM material_transactions t
                  WHERE t.organization_id = p_ctx.organization_id AND t.purchase_order_line_id IS NOT NULL
                  GROUP BY t.purchase_order_line_id) s ON s.purchase_order_line_id = l.id
     WHERE l.organization_id = p_ctx.organization_id AND l.quantity_received <> coalesce(s.quantity, 0);
END
$$;

-- What the ledger says was charged to work orders: issues, less returns, and the reversals of both. The receipt of an
-- order's product names the order too, but is no charge.
CREATE FUNCTION private.order_charges(p_ctx private.context)
    RETURNS TABLE (work_order_id bigint, material_id bigint, quantity numeric, value numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT t.work_order_id, t.material_id, - t.quantity_change, - t.value_change
      FROM material_transactions t
      LEFT JOIN material_transactions o ON o.organization_id = t.organization_id AND o.id = t.of_transaction_id
                                       AND t.transaction_type = 'REVERSAL'
     WHERE t.organization_id = p_ctx.organization_id AND t.work_order_id IS NOT NULL
       AND coalesce(o.transaction_type, t.transaction_type) <> 'RECEIPT'
$$;

-- Everybody who sees stock is told what is wrong; the amounts only who may see costs.
CREATE FUNCTION api.check_stock(p_token text) RETURNS SETOF private.violation
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    v_ctx    private.context;
    v_hidden text[] := '{}';
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    IF NOT private.may(v_ctx, 'cost.view') THEN
        v_hidden := '{layers_value,ledger_value,negative,value_without_quantity,order_cost,order_material}';
    END IF;
    RETURN QUERY
    SELECT v.rule, v.material, CASE WHEN v.rule <> ALL (v_hidden) THEN v.expected END,
           CASE WHEN v.rule <> ALL (v_hidden) THEN v.found END
      FROM (SELECT * FROM private.check_sums(v_ctx)
            UNION ALL SELECT * FROM private.check_states(v_ctx)
            UNION ALL SELECT * FROM private.check_orders(v_ctx)) v;
END
$$;
