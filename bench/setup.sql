-- What the measurements work on, made through the door by the demo's admin. Variables: token, materials.

-- Materials B-1 ... with five layers each, one purchase order and one released work order for each.
SELECT count(r) FROM generate_series(1, :materials) i,
    LATERAL api.material_add(:'token', gen_random_uuid(), 'B-' || i, 'Bench ' || i, 'pcs', 'FIFO', 0, false, false) r;
SELECT count(r) FROM generate_series(1, :materials) i,
    LATERAL api.po_add(:'token', gen_random_uuid(), 'PB-' || i, (SELECT supplier FROM api.suppliers(:'token') LIMIT 1),
                       jsonb_build_array(jsonb_build_object('material', 'B-' || i, 'quantity', '1000000000', 'unit_price', '2.5')),
                       NULL) r;
SELECT count(r) FROM generate_series(1, :materials) i, generate_series(1, 5) n,
    LATERAL api.receive(:'token', gen_random_uuid(), 'B-' || i, 1000000, 'PURCHASE_ORDER', 'PB-' || i, 2 + n * 0.1,
                        NULL, NULL, NULL, NULL, NULL, NULL) r;
SELECT count(r) FROM generate_series(1, :materials) i,
    LATERAL api.order_add(:'token', gen_random_uuid(), 'WB-' || i, NULL, 1000, now() + interval '30 days', NULL, NULL, NULL) r;
SELECT count(r) FROM generate_series(1, :materials) i,
    LATERAL api.order_release(:'token', gen_random_uuid(), 'WB-' || i) r;

-- Deliveries: PD-1 .. PD-50 with ten lines each, over different materials.
SELECT count(r) FROM generate_series(0, 49) d,
    LATERAL api.po_add(:'token', gen_random_uuid(), 'PD-' || d + 1, (SELECT supplier FROM api.suppliers(:'token') LIMIT 1),
                       (SELECT jsonb_agg(jsonb_build_object('material', 'B-' || d * 10 + n, 'quantity', '1000000000',
                                                            'unit_price', '2.5') ORDER BY n)
                          FROM generate_series(1, 10) n),
                       NULL) r;

-- The same issue from five and from 20 000 open layers.
SELECT count(r) FROM (VALUES ('L-5', 5), ('L-20000', 20000)) m (code, n),
    LATERAL api.material_add(:'token', gen_random_uuid(), m.code, m.code, 'pcs', 'FIFO', 0, false, false) r;
SELECT count(r) FROM (VALUES ('L-5', 5), ('L-20000', 20000)) m (code, n), generate_series(1, m.n) i,
    LATERAL api.receive(:'token', gen_random_uuid(), m.code, 100000, 'ADJUSTMENT', NULL, 1, NULL, NULL, NULL, NULL,
                        now() - i * interval '1 minute', NULL) r;
