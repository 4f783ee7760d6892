-- What the writes of purchase orders and work orders answer: the order as the write left it. It is stored whole, so
-- that a late repeat tells what the first one told, whatever happened to the order since. Quantities, costs and amounts
-- are texts in plain digits, times have the zone of the session that wrote.

-- The objects of a stored answer's list with null under one key: for those who may not see costs.
CREATE FUNCTION private.list_without(p_list jsonb, p_key text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT coalesce(jsonb_agg(e.value || jsonb_build_object(p_key, NULL) ORDER BY e.n), '[]')
      FROM jsonb_array_elements(p_list) WITH ORDINALITY AS e (value, n)
$$;

-- A purchase order, prices included: what po_show and po_lines tell.
CREATE FUNCTION private.purchase_answer(p_ctx private.context, p_purchase_order_id bigint) RETURNS jsonb
    LANGUAGE sql
    AS $$
    SELECT jsonb_build_object(
               'purchase_order', o.purchase_order_number, 'supplier', s.code, 'supplier_name', s.name,
               'status', o.order_status, 'created_at', o.created_at,
               'lines', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                    'line', l.line_number, 'material', m.material_code, 'name', m.name, 'uom', m.uom,
                                    'ordered', trim_scale(l.quantity_ordered)::text,
                                    'received', trim_scale(l.quantity_received)::text,
                                    'open', trim_scale(private.still_open(l))::text,
                                    'max_receivable', trim_scale(CASE WHEN o.order_status = 'CLOSED' THEN 0
                                                                      ELSE private.max_receivable(l) END)::text,
                                    'unit_price', trim_scale(l.unit_price)::text, 'status', l.line_status,
                                    'lot_required', m.lot_required, 'expiry_required', m.expiry_required)
                                    ORDER BY l.line_number), '[]')
                           FROM purchase_order_lines l
                           JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
                          WHERE l.organization_id = o.organization_id AND l.purchase_order_id = o.id))
      FROM purchase_orders o
      JOIN suppliers s ON s.organization_id = o.organization_id AND s.id = o.supplier_id
     WHERE o.organization_id = p_ctx.organization_id AND o.id = p_purchase_order_id
$$;

-- Such an answer for the person who asks now: the head alone for those who may not look at orders, no prices without
-- cost.view.
CREATE FUNCTION private.purchase_shown(p_ctx private.context, p_answer jsonb) RETURNS jsonb
    LANGUAGE sql
    AS $$
    SELECT CASE WHEN NOT private.may(p_ctx, 'materials.view')
                THEN jsonb_build_object('purchase_order', p_answer -> 'purchase_order',
                                        'supplier', p_answer -> 'supplier', 'status', p_answer -> 'status')
                WHEN NOT private.may(p_ctx, 'cost.view')
                THEN p_answer || jsonb_build_object('lines', private.list_without(p_answer -> 'lines', 'unit_price'))
                ELSE p_answer END
$$;

-- The operations of an order: where and when they are booked, else the lane they are planned for. work_minutes: as
-- booked, else as planned; NULL where nobody knows.
CREATE FUNCTION private.operations_told(p_org bigint, p_work_order_id bigint)
    RETURNS TABLE (operation integer, name text, lane text, starts_at timestamptz, ends_at timestamptz,
                   work_minutes numeric, booking_status text, good numeric, scrap numeric, rework numeric)
    LANGUAGE sql STABLE
    AS $$
    SELECT o.sequence, o.name, l.code, lower(a.during), upper(a.during),
           trim_scale(round(coalesce(a.work_s, private.known_work_s(o.work_s, w.quantity, c.cycle_s)) / 60.0, 6)),
           a.booking_status, o.quantity_good, o.quantity_scrap, o.quantity_rework
      FROM work_order_operations o
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
      LEFT JOIN lane_assignments a ON a.organization_id = o.organization_id AND a.operation_id = o.id
      LEFT JOIN lanes l ON l.organization_id = o.organization_id AND l.id = coalesce(a.lane_id, o.lane_id)
      LEFT JOIN LATERAL (SELECT min(m.ideal_cycle_s) AS cycle_s FROM machines m
                          WHERE m.organization_id = o.organization_id AND m.lane_id = o.lane_id) AS c ON true
     WHERE o.organization_id = p_org AND o.work_order_id = p_work_order_id
     ORDER BY o.sequence
$$;

-- A work order, costs included: what order_show, order_operations and order_materials tell.
CREATE FUNCTION private.order_answer(p_ctx private.context, p_work_order_id bigint) RETURNS jsonb
    LANGUAGE sql
    AS $$
    SELECT jsonb_build_object(
               'work_order_number', o.work_order_number, 'order_status', o.order_status, 'product', p.material_code,
               'product_name', p.name, 'quantity', trim_scale(o.quantity)::text,
               'good', trim_scale(o.quantity_good)::text, 'scrap', trim_scale(o.quantity_scrap)::text,
               'rework', trim_scale(o.quantity_rework)::text,
               'actual_material_cost', trim_scale(o.actual_material_cost)::text, 'due_at', o.due_at,
               'created_at', o.created_at, 'released_at', o.released_at, 'started_at', o.started_at,
               'completed_at', o.completed_at,
               'operations', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                         'operation', t.operation, 'name', t.name, 'lane', t.lane,
                                         'start', t.starts_at, 'end', t.ends_at,
                                         'work_minutes', t.work_minutes::text, 'booking_status', t.booking_status,
                                         'good', trim_scale(t.good)::text, 'scrap', trim_scale(t.scrap)::text,
                                         'rework', trim_scale(t.rework)::text) ORDER BY t.operation), '[]')
                                FROM private.operations_told(o.organization_id, o.id) AS t),
               'materials', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                        'material', m.material_code, 'name', m.name, 'uom', m.uom,
                                        'required', trim_scale(n.quantity_required)::text,
                                        'issued', trim_scale(n.quantity_issued)::text,
                                        'open', trim_scale(greatest(n.quantity_required - n.quantity_issued, 0))::text,
                                        'reserved', trim_scale(coalesce(r.quantity, 0))::text,
                                        'available', trim_scale(greatest(m.quantity_on_hand - m.quantity_reserved
                                                                         + coalesce(r.quantity, 0), 0))::text,
                                        'cost', trim_scale(n.value_issued)::text) ORDER BY n.id), '[]')
                               FROM work_order_materials n
                               JOIN materials m ON m.organization_id = n.organization_id AND m.id = n.material_id
                               LEFT JOIN reservations r ON r.organization_id = n.organization_id
                                                       AND r.work_order_id = n.work_order_id
                                                       AND r.material_id = n.material_id
                              WHERE n.organization_id = o.organization_id AND n.work_order_id = o.id))
      FROM work_orders o
      LEFT JOIN materials p ON p.organization_id = o.organization_id AND p.id = o.product_id
     WHERE o.organization_id = p_ctx.organization_id AND o.id = p_work_order_id
$$;

-- Such an answer for the person who asks now: the number alone for those who may not look at orders, no costs without
-- cost.view.
CREATE FUNCTION private.order_shown(p_ctx private.context, p_answer jsonb) RETURNS jsonb
    LANGUAGE sql
    AS $$
    SELECT CASE WHEN NOT private.may(p_ctx, 'materials.view')
                THEN jsonb_build_object('work_order_number', p_answer -> 'work_order_number')
                WHEN NOT private.may(p_ctx, 'cost.view')
                THEN p_answer || jsonb_build_object('actual_material_cost', NULL,
                                                    'materials', private.list_without(p_answer -> 'materials', 'cost'))
                ELSE p_answer END
$$;
