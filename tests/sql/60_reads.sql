-- Reading stock: the search and its cache, movements, layers, balances, alerts.
BEGIN;
\ir support/two_plants.psql
-- A call whose answer does not matter here; it must only succeed.
CREATE FUNCTION pg_temp.done(p_sql text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT FROM ' || p_sql; END $$;
CREATE FUNCTION pg_temp.add_material(p_code text, p_name text, p_method text, p_reorder numeric, p_lot boolean) RETURNS void
    LANGUAGE sql
    AS $$ SELECT FROM api.material_add('A-admin', gen_random_uuid(), p_code, p_name, 'pcs', p_method, p_reorder, p_lot, NULL) $$;
CREATE FUNCTION pg_temp.receive(p_code text, p_quantity numeric, p_cost numeric, p_at timestamptz, p_lot text DEFAULT NULL) RETURNS void
    LANGUAGE sql
    AS $$ SELECT FROM api.receive('A-keeper', gen_random_uuid(), p_code, p_quantity, 'ADJUSTMENT', '77', p_cost, p_lot, NULL, NULL,
                                  NULL, p_at, NULL) $$;
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.add_material('M-1', 'Bolt 100%', 'FIFO', 0, false) \g /dev/null
SELECT pg_temp.add_material('M_2', 'Washer\flat', 'LIFO', 0, false) \g /dev/null
SELECT pg_temp.add_material('W-3', 'Paint, RED', 'WEIGHTED_AVERAGE', 4, false) \g /dev/null
SELECT pg_temp.add_material('L-4', 'Glue', 'FIFO', 0, true) \g /dev/null
SELECT pg_temp.receive('M-1', 10, 2, '2026-03-01 10:00+00') \g /dev/null
SELECT pg_temp.receive('M-1', 5, 3, '2026-02-01 10:00+00') \g /dev/null
SELECT pg_temp.receive('M_2', 10, 2, '2026-03-01 10:00+00') \g /dev/null
SELECT pg_temp.receive('M_2', 5, 3, '2026-02-01 10:00+00') \g /dev/null
SELECT pg_temp.receive('W-3', 3, 1, NULL) \g /dev/null
SELECT pg_temp.receive('W-3', 3, 1.0001, NULL) \g /dev/null
SELECT pg_temp.receive('L-4', 4, 1, NULL, 'LOT-A') \g /dev/null
SELECT pg_temp.receive('L-4', 4, 1, NULL, 'LOT-B') \g /dev/null

-- ---------------------------------------------------------------- stock
SELECT is((SELECT string_agg((material, name, uom, quantity_on_hand, reserved, available, reorder_point, value_on_hand)::text, ' ')
             FROM api.stock('A-keeper', 'm')),
          '(M-1,"Bolt 100%",pcs,15.000000,0.000000,15.000000,0.000000,35.0000) '
          '(M_2,"Washer\\flat",pcs,15.000000,0.000000,15.000000,0.000000,35.0000)', 'part of a code, in any case');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', NULL)), 'L-4 M-1 M_2 W-3', 'all, by code');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', '  ')), 'L-4 M-1 M_2 W-3', 'blank finds all');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', 'red')), 'W-3', 'part of a name');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', '_')), 'M_2', '_ is itself');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', '%')), 'M-1', '% is itself');
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', '\f')), 'M_2', '\ is itself');
SELECT is((SELECT count(value_on_hand) FROM api.stock('A-viewer', NULL)), 0::bigint, 'no values without cost.view');
SELECT is((SELECT count(*) FROM api.stock('A-viewer', 'nothing like it')), 0::bigint, 'nothing found');
SELECT pg_temp.refused($$SELECT * FROM api.stock('A-viewer', E'a\x01b')$$, 'GM002', 'CONTROL_CHARACTER', 'query',
                       'a control character');

-- The cache: what a query finds is kept, how much there is never.
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM cache WHERE organization_id = :org_a AND cache_key LIKE 'materials.found%%red%'), 1::bigint,
          'a search is kept');
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.receive('W-3', 1, 1, NULL) \g /dev/null
SELECT is((SELECT quantity_on_hand FROM api.stock('A-viewer', 'red')), 7.000000, 'its quantities are new all the same');
SELECT pg_temp.add_material('R-5', 'redwood', NULL, 0, false) \g /dev/null
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', 'red')), 'R-5 W-3', 'a new material is found at once');
SELECT pg_temp.done($$api.material_set('A-admin', gen_random_uuid(), 'R-5', 'oak', NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', 'red')), 'W-3', 'a renamed one no longer');
RESET SESSION AUTHORIZATION;
SELECT set_config('app.current_organization_id', :'org_a', true) \g /dev/null
UPDATE materials SET name = 'red oak' WHERE organization_id = :org_a AND material_code = 'R-5';
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', 'red')), 'R-5 W-3', 'whoever renamed it');
RESET SESSION AUTHORIZATION;
DELETE FROM cache WHERE organization_id = :org_a;
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT string_agg(material, ' ') FROM api.stock('A-viewer', 'red')), 'R-5 W-3', 'an empty cache is no matter');

-- ---------------------------------------------------------------- layers
SELECT is((SELECT (material, method, quantity_on_hand, value_on_hand)::text FROM api.layers_head('A-keeper', 'M-1')),
          '(M-1,FIFO,15.000000,35.0000)', 'head of the layers');
SELECT is((SELECT value_on_hand FROM api.layers_head('A-viewer', 'M-1')), NULL, 'without value for the viewer');
SELECT is((SELECT string_agg((received_at, quantity_left, value_left, unit_cost)::text, ' ') FROM api.layers('A-keeper', 'M-1')),
          '("2026-02-01 10:00:00+00",5.000000,15.0000,3.00000000) ("2026-03-01 10:00:00+00",10.000000,20.0000,2.00000000)',
          'FIFO: the oldest first, by business time');
SELECT is((SELECT string_agg(unit_cost::text, ' ') FROM api.layers('A-keeper', 'M_2')), '2.00000000 3.00000000', 'LIFO: the newest first');
SELECT is((SELECT string_agg((quantity_left, value_left, unit_cost)::text, ' ') FROM api.layers('A-keeper', 'W-3')),
          '(7.000000,7.0003,1.00004286)', 'WEIGHTED_AVERAGE: one layer, a rounded unit cost');
SELECT is((SELECT count(*) || ' ' || count(value_left) || ' ' || count(unit_cost) FROM api.layers('A-viewer', 'M-1')), '2 0 0',
          'no costs for the viewer');
SELECT pg_temp.refused($$SELECT * FROM api.layers('A-viewer', 'M-404')$$, 'GM003', 'UNKNOWN_MATERIAL', 'material', 'unknown material');

-- ---------------------------------------------------------------- balances
SELECT pg_temp.done($$api.location_add('A-admin', gen_random_uuid(), 'BIN-1', NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.transfer('A-keeper', gen_random_uuid(), 'L-4', 1, 'MAIN', 'BIN-1', 'LOT-A', NULL)$$) \g /dev/null
SELECT is((SELECT string_agg((plant, location, lot, expiry, quantity)::text, ' ') FROM api.balances('A-viewer', 'L-4')),
          '(P1,BIN-1,LOT-A,,1.000000) (P1,MAIN,LOT-A,,3.000000) (P1,MAIN,LOT-B,,4.000000)', 'where it lies, which lot');

-- ---------------------------------------------------------------- moves
SELECT pg_temp.done($$api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme', NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.po_add('A-admin', gen_random_uuid(), 'PO/1', 'ACME', '[{"material":"M-1","quantity":"5","unit_price":"4"},
                                  {"material":"M_2","quantity":"5","unit_price":"4"}]', NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.receive('A-keeper', gen_random_uuid(), 'M-1', 2, 'PURCHASE_ORDER', 'PO/1/10', NULL, NULL, NULL, NULL,
                                  'DN-1', NULL, 'two came')$$) \g /dev/null
SELECT pg_temp.done($$api.receive('A-keeper', gen_random_uuid(), 'M_2', 1, 'PURCHASE_ORDER', 'PO/1/20', NULL, NULL, NULL, NULL, NULL,
                                  NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_add('A-planner', gen_random_uuid(), 'WO-1', NULL, 1, '2030-01-01', NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_release('A-planner', gen_random_uuid(), 'WO-1')$$) \g /dev/null
SELECT pg_temp.done($$api.issue('A-keeper', gen_random_uuid(), 'M-1', 6, 'WORK_ORDER', 'WO-1', NULL, NULL, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT is((SELECT string_agg((transaction_type, reference_type, reference, quantity, quantity_change, cost_per_unit, total_cost,
                              value_change, "user", notes, reversed)::text, E'\n')
             FROM api.moves('A-keeper', 'M-1', NULL, NULL, NULL, NULL, NULL, NULL, NULL)),
          '(ISSUE,WORK_ORDER,WO-1,6.000000,-6.000000,2.83333333,17.0000,-17.0000,keeper,,f)
(RECEIPT,PURCHASE_ORDER,PO/1/10,2.000000,2.000000,4.00000000,8.0000,8.0000,keeper,"two came",f)
(RECEIPT,ADJUSTMENT,77,5.000000,5.000000,3.00000000,15.0000,15.0000,keeper,,f)
(RECEIPT,ADJUSTMENT,77,10.000000,10.000000,2.00000000,20.0000,20.0000,keeper,,f)', 'the movements of a material, newest first');
SELECT is((SELECT bool_and(kiosk = session_user AND location = 'MAIN' AND created_at = now())
             FROM api.moves('A-keeper', 'M-1', NULL, NULL, NULL, NULL, NULL, NULL, NULL)), true, 'kiosk, location, recorded time');
SELECT is((SELECT count(cost_per_unit) + count(total_cost) + count(value_change)
             FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)), 0::bigint, 'no costs for the viewer');
SELECT pg_temp.done(format($$api.reverse('A-keeper', gen_random_uuid(), %s, 'wrong order')$$,
                           (SELECT transaction_id FROM api.moves('A-viewer', 'M-1', NULL, NULL, 'ISSUE', NULL, NULL, NULL, NULL)))) \g /dev/null
SELECT is((SELECT string_agg((transaction_type, quantity_change, reversed)::text, ' ')
             FROM api.moves('A-viewer', 'M-1', NULL, NULL, NULL, NULL, NULL, NULL, 2)),
          '(REVERSAL,6.000000,f) (ISSUE,-6.000000,t)', 'a limit; what was reversed says so');
SELECT is((SELECT string_agg(reference, ' ') FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', 'PO/1', NULL, NULL)),
          'PO/1/20 PO/1/10', 'of a purchase order, whose number holds a slash');
SELECT is((SELECT string_agg(reference, ' ') FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', 'PO/1/10', NULL, NULL)),
          'PO/1/10', 'of one line');
SELECT is((SELECT string_agg(m.reference, ' ')
             FROM api.moves('A-viewer', 'M_2', NULL, NULL, NULL, 'PURCHASE_ORDER', NULL, NULL, NULL) AS f,
                  LATERAL api.moves('A-viewer', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', f.reference_id::text, NULL, NULL) AS m),
          'PO/1/20 PO/1/10', 'by the id that the movement shows');
SELECT is((SELECT string_agg(transaction_type, ' ') FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'WORK_ORDER', 'WO-1', NULL, NULL)),
          'REVERSAL ISSUE', 'of a work order');
SELECT is((SELECT count(*) FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'ADJUSTMENT', '77', NULL, NULL)), 9::bigint, 'of an adjustment');
SELECT is((SELECT count(*) FROM api.moves('A-viewer', NULL, NULL, NULL, 'receipt', 'purchase_order', NULL, NULL, NULL)), 2::bigint,
          'words in any case');
SELECT is((SELECT string_agg(transaction_type || ' ' || lot, ' ' ORDER BY transaction_id)
             FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, NULL, 'LOT-A', NULL)),
          'RECEIPT LOT-A TRANSFER LOT-A TRANSFER LOT-A', 'of a lot');
SELECT is((SELECT string_agg(quantity::text, ' ') FROM api.moves('A-viewer', 'M-1', '2026-02-01 10:00+00', '2026-03-01 10:00+00', NULL, NULL,
                                                                 NULL, NULL, NULL)), '5.000000', 'from is in, to is out');
SELECT is((SELECT count(*) FROM api.moves('A-viewer', NULL, '2026-03-01 10:00+00', NULL, NULL, NULL, NULL, NULL, NULL)
            WHERE transaction_date < '2026-03-01 10:00+00'), 0::bigint, 'from, over all materials');
SELECT pg_temp.done($$api.issue('A-keeper', gen_random_uuid(), 'L-4', 6, 'ADJUSTMENT', '5', NULL, NULL, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT is((SELECT string_agg(lot, ' ') FROM api.moves('A-viewer', NULL, NULL, NULL, 'ISSUE', NULL, NULL, 'LOT-B', NULL)), 'LOT-A, LOT-B',
          'a movement that drew several lots is found by each');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, 'THEFT', NULL, NULL, NULL, NULL)$$,
                       'GM002', 'UNKNOWN_WORD', 'type', 'unknown type');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'ORDER', NULL, NULL, NULL)$$,
                       'GM002', 'UNKNOWN_WORD', 'ref_type', 'unknown reference type');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, '7', NULL, NULL)$$,
                       'GM002', 'MISSING', 'ref_type', 'a reference of what?');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'TRANSFER', 'X', NULL, NULL)$$,
                       'GM002', 'NOT_A_NUMBER', 'ref', 'a transfer''s reference is a number');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'WORK_ORDER', 'WO-404', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_WORK_ORDER', 'ref', 'unknown work order');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', 'PO/1/99', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_PURCHASE_ORDER', 'ref', 'unknown line');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, NULL, 'LOT-404', NULL)$$,
                       'GM003', 'UNKNOWN_LOT', 'lot', 'unknown lot');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', 'M-404', NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$,
                       'GM003', 'UNKNOWN_MATERIAL', 'material', 'unknown material');
SELECT pg_temp.refused($$SELECT * FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0)$$,
                       'GM002', 'NOT_POSITIVE', 'limit', 'no limit of zero');

-- ---------------------------------------------------------------- alerts
SELECT is((SELECT count(*) FROM api.alerts('A-viewer')), 0::bigint, 'no alert yet');
SELECT pg_temp.done($$api.issue('A-keeper', gen_random_uuid(), 'W-3', 4, 'ADJUSTMENT', '5', NULL, NULL, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT is((SELECT (kind, material, name, uom, quantity, reorder_point, quantity_on_hand, still_low, created_at = now(), acknowledged_at,
                   acknowledged_by)::text FROM api.alerts('A-viewer')),
          '(LOW_STOCK,W-3,"Paint, RED",pcs,3.000000,4.000000,3.000000,t,t,,)', 'an alert');
SELECT pg_temp.receive('W-3', 5, 1, NULL) \g /dev/null
SELECT is((SELECT (quantity, quantity_on_hand, still_low)::text FROM api.alerts('A-viewer')), '(3.000000,8.000000,f)', 'no longer low');
SELECT is((SELECT (a.alert_id = l.alert_id, a.replayed)::text
             FROM api.alerts('A-viewer') AS l, LATERAL api.alert_acknowledge('A-viewer', '00000000-0000-0000-0000-0000000000c1', l.alert_id) AS a),
          '(t,f)', 'acknowledged');
SELECT is((SELECT a.replayed FROM api.alerts('A-viewer') AS l,
                  LATERAL api.alert_acknowledge('A-viewer', '00000000-0000-0000-0000-0000000000c1', l.alert_id) AS a), true, 'the same op_id');
SELECT is((SELECT a.replayed FROM api.alerts('A-keeper') AS l, LATERAL api.alert_acknowledge('A-keeper', gen_random_uuid(), l.alert_id) AS a),
          false, 'again by somebody else');
SELECT is((SELECT acknowledged_by FROM api.alerts('A-viewer')), 'Viewer A', 'the first stays on record');
SELECT pg_temp.done($$api.issue('A-keeper', gen_random_uuid(), 'W-3', 5, 'ADJUSTMENT', '5', NULL, NULL, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT is((SELECT string_agg((quantity, acknowledged_at IS NULL)::text, ' ') FROM api.alerts('A-viewer')), '(3.000000,t) (3.000000,f)',
          'those that nobody acknowledged come first');
SELECT pg_temp.refused($$SELECT * FROM api.alert_acknowledge('A-viewer', gen_random_uuid(), 0)$$,
                       'GM003', 'UNKNOWN_ALERT', 'alert', 'unknown alert');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
