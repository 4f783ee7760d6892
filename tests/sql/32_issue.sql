-- Goods issue: to orders and elsewhere, places and lots, adjustments, counts, transfers.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.material('A', 'FIFO'), t.material('B', 'LIFO'), t.material('W', 'WEIGHTED_AVERAGE'), t.material('LOT', 'FIFO', true),
       t.material('MANY', 'FIFO'), t.location('RACK'), t.location('AISLE') \g /dev/null
SELECT t.work_order('W1'), t.work_order('PLAN', 'PLANNED'), t.work_order('DONE', 'COMPLETED'), t.work_order('OFF', 'CANCELLED'),
       t.work_order('RUN', 'IN_PROGRESS'), t.work_order('WAIT', 'PAUSED'), t.need('W1', 'A', 5) \g /dev/null
INSERT INTO plants (organization_id, code, name, time_zone)
SELECT id, 'P2', 'Plant 2', 'UTC' FROM organizations WHERE code = 'STK';
INSERT INTO locations (organization_id, plant_id, code)
SELECT organization_id, id, 'FAR' FROM plants WHERE code = 'P2' AND name = 'Plant 2';
SET SESSION AUTHORIZATION stock_test_1;

SELECT t.receive('A', 10, 2), t.receive('A', 10, 3) \g /dev/null
SELECT is(r.transaction_type || ' ' || r.quantity || ' ' || r.cost_per_unit || ' ' || r.total_cost || ' ' || trim_scale(r.quantity_on_hand),
          'ISSUE 4 2.00000000 8.0000 16', 'an issue to an order') FROM t.issue('A', 4, 'WORK_ORDER', 'W1') AS r;
SELECT is(t.order_state('W1'), '8; A 5 4 8 0', 'is on the order');
SELECT t.issue('A', 8, 'WORK_ORDER', 'W1') \g /dev/null
SELECT is(t.order_state('W1'), '26; A 5 12 26 0', 'more than required is allowed, over two layers');
SELECT t.receive('B', 5, 1) \g /dev/null
SELECT t.issue('B', 1, 'WORK_ORDER', 'RUN'), t.issue('B', 1, 'WORK_ORDER', 'WAIT') \g /dev/null
SELECT is(t.order_state('RUN'), '1; B 0 1 1 0', 'not planned: a requirement of nothing');
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'WORK_ORDER', $$ || quote_literal(o) || ')'), 'GM002 ORDER_NOT_OPEN ref', o)
  FROM unnest('{PLAN,DONE,OFF}'::text[]) AS o;
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'WORK_ORDER', 'NONE')$$), 'GM003 UNKNOWN_WORK_ORDER ref', 'unknown order');
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'WORK_ORDER', NULL)$$), 'GM002 MISSING ref', 'no order');
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'PURCHASE_ORDER', 'X')$$), 'GM002 WRONG_REFERENCE_TYPE ref_type', 'not against a purchase order');
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'TRANSFER', 'X')$$), 'GM002 NOT_A_NUMBER ref', 'a number');
SELECT is(t.refusal($$SELECT t.issue('NONE', 1)$$), 'GM003 UNKNOWN_MATERIAL material', 'unknown material');
SELECT is(t.refusal($$SELECT t.issue('A', 8.000001)$$), 'GM002 STOCK_SHORT quantity', 'never below zero');
SELECT is(t.refusal_text($$SELECT t.issue('A', 9)$$), 'A: 9 wanted, 8 on hand.', 'says what there is');
SELECT is((t.issue('A', 8)).total_cost, 24.0000, 'all of it');
SELECT is(t.on_hand('A'), '0 0', 'nothing is left, and no value');
SELECT is(t.refusal($$SELECT t.issue('A', 0.000001)$$), 'GM002 STOCK_SHORT quantity', 'nothing more');
SELECT is(t.refusal($$SELECT t.issue('A', 1, p_token => 'viewer')$$), 'GM004 NOT_PERMITTED ', 'viewing is not issuing');
SELECT is(r.cost_per_unit IS NULL AND r.total_cost IS NULL, true, 'no costs without cost.view') FROM t.issue('B', 1, p_token => 'blind') AS r;

-- Exactly once
SELECT is((SELECT replayed FROM api.issue('keeper', t.op('i'), 'B', 1, 'WORK_ORDER', 'RUN', NULL, NULL, NULL, NULL, NULL, NULL)), false, 'first');
SELECT is((SELECT replayed FROM api.issue('keeper', t.op('i'), 'B', 1.0, 'WORK_ORDER', 'RUN', NULL, NULL, false, NULL, NULL, NULL)), true, 'again');
SELECT is(t.on_hand('B'), '1 1', 'issued once');
SELECT is(t.refusal($$SELECT api.receive('keeper', t.op('i'), 'B', 1, 'ADJUSTMENT', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL)$$),
          'GM005 OP_ID_REUSED op_id', 'not for something else');

-- Places and lots: what expires first goes first
SELECT t.receive('LOT', 5, 1, p_lot => 'LATE', p_expiry => '2031-01-01'), t.receive('LOT', 5, 2, p_lot => 'SOON', p_expiry => '2030-01-01'),
       t.receive('LOT', 5, 3, p_lot => 'NONE'), t.receive('LOT', 5, 4, p_lot => 'SOON', p_location => 'RACK') \g /dev/null
SELECT t.issue('LOT', 3) \g /dev/null
SELECT is(t.balances('LOT'), 'MAIN LATE 5, MAIN NONE 5, MAIN SOON 2, RACK SOON 5', 'the earliest expiry');
SELECT is((t.issue('LOT', 8)).total_cost, 15.0000, 'cost goes by layers, not by lots');
SELECT is(t.balances('LOT'), 'MAIN LATE 4, MAIN NONE 5', 'across places and lots');
SELECT t.issue('LOT', 2, p_lot => 'NONE') \g /dev/null
SELECT is(t.balances('LOT'), 'MAIN LATE 4, MAIN NONE 3', 'the lot that is named');
SELECT is(t.refusal($$SELECT t.issue('LOT', 5, p_lot => 'LATE')$$), 'GM002 STOCK_SHORT lot', 'too little of it');
SELECT is(t.refusal_text($$SELECT t.issue('LOT', 5, p_lot => 'LATE')$$), 'LOT: 5 wanted, 4 of lot LATE in this plant.', 'says what is there');
SELECT is(t.refusal($$SELECT t.issue('LOT', 1, p_lot => 'WHAT')$$), 'GM003 UNKNOWN_LOT lot', 'an unknown lot');
SELECT is(t.refusal($$SELECT t.issue('LOT', 1, p_location => 'RACK')$$), 'GM002 STOCK_SHORT location', 'nothing on the rack');
SELECT is(t.refusal($$SELECT t.issue('LOT', 1, p_location => 'WHAT')$$), 'GM003 UNKNOWN_LOCATION location', 'no such place');

-- A pick list
SELECT t.receive('A', 10, 1), t.receive('B', 10, 1) \g /dev/null
SELECT results_eq($$SELECT material, quantity, total_cost FROM api.issue_lines('keeper', t.op('pick'), 'RUN',
    '[{"material":"B","quantity":"2"},{"material":"A","quantity":"3"},{"material":"LOT","quantity":"1","lot":"NONE"}]', NULL, NULL, NULL)$$,
    $$VALUES ('B', 2::numeric, 2.0000), ('A', 3, 3.0000), ('LOT', 1, 3.0000)$$, 'a pick list, in its order');
SELECT results_eq($$SELECT DISTINCT replayed FROM api.issue_lines('keeper', t.op('pick'), 'RUN',
    '[{"material":"B","quantity":"2"},{"material":"A","quantity":"3"},{"material":"LOT","quantity":"1","lot":"NONE"}]', NULL, NULL, NULL)$$,
    'VALUES (true)', 'replayed');
SELECT is(t.order_state('RUN'), '10; A 0 3 3 0, B 0 4 4 0, LOT 0 1 3 0', 'is on the order');
SELECT is(t.refusal($$SELECT api.issue_lines('keeper', t.op('p2'), 'RUN', '[{"material":"A","quantity":"1"},{"material":"B","quantity":"99"}]', NULL, NULL, NULL)$$),
          'GM002 STOCK_SHORT quantity', 'one line too many');
SELECT is(t.on_hand('A'), '7 7', 'nothing of it was posted');
SELECT is(t.refusal($$SELECT api.issue_lines('keeper', t.op('p2'), 'PLAN', '[{"material":"A","quantity":"1"}]', NULL, NULL, NULL)$$),
          'GM002 ORDER_NOT_OPEN work_order', 'a closed order');

-- Corrections
SELECT is(r.transaction_type || ' ' || r.quantity || ' ' || r.total_cost, 'ADJUSTMENT -2 -2.0000', 'down: signed') FROM t.adjust('A', -2) AS r;
SELECT is(r.quantity || ' ' || r.cost_per_unit || ' ' || r.total_cost, '2 1.00000000 2.0000', 'up: at the last receipt''s cost') FROM t.adjust('A', 2) AS r;
SELECT is((t.adjust('A', 1, 9)).total_cost, 9.0000, 'up: at a typed cost');
SELECT is((t.receive('A', 1)).total_cost, 1.0000, 'which is not the last receipt''s');
SELECT is(t.refusal($$SELECT t.adjust('A', -100)$$), 'GM002 STOCK_SHORT quantity', 'not below zero');
SELECT is(t.refusal($$SELECT t.adjust('W', 1)$$), 'GM002 COST_UNKNOWN unit_cost', 'up: a cost is needed');
SELECT is(t.refusal($$SELECT t.adjust('A', 0)$$), 'GM002 ZERO quantity', 'not zero');
SELECT is(t.refusal($$SELECT t.adjust('A', -1, 5)$$), 'GM002 COST_NOT_WANTED unit_cost', 'down: the books know the cost');
SELECT is(t.refusal($$SELECT api.adjust('keeper', t.op('a'), 'A', 1, ' ', NULL, NULL, NULL, NULL)$$), 'GM002 MISSING reason', 'a reason');

-- Counts
SELECT is(c.quantity || ' ' || c.total_cost || ' ' || trim_scale(c.quantity_on_hand), '-4 -4.0000 5', 'fewer')
  FROM api.count_stock('keeper', t.op('c1'), 'A', 5, NULL, NULL, NULL) AS c;
SELECT is(c.quantity || ' ' || trim_scale(c.quantity_on_hand), '0 5', 'as booked')
  FROM api.count_stock('keeper', t.op('c2'), 'A', 5.0, 'MAIN', NULL, NULL) AS c;
SELECT is(c.transaction_id IS NULL AND c.replayed, true, 'no transaction, also when repeated')
  FROM api.count_stock('keeper', t.op('c2'), 'A', 5, 'MAIN', NULL, NULL) AS c;
SELECT is(c.quantity || ' ' || c.total_cost || ' ' || trim_scale(c.quantity_on_hand), '3 3.0000 8', 'more, somewhere else')
  FROM api.count_stock('keeper', t.op('c3'), 'A', 3, 'RACK', NULL, 'found') AS c;
SELECT is(c.quantity, -1::numeric, 'a lot') FROM api.count_stock('keeper', t.op('c4'), 'LOT', 3, NULL, 'LATE', NULL) AS c;
SELECT is(c.quantity, -1::numeric, 'all lots of a place') FROM api.count_stock('keeper', t.op('c5'), 'LOT', 4, NULL, NULL, NULL) AS c;
SELECT is(t.refusal($$SELECT api.count_stock('keeper', t.op('c6'), 'LOT', 9, NULL, NULL, NULL)$$), 'GM002 MISSING lot', 'more of what is kept in lots: of which?');
SELECT is(c.quantity, 2::numeric, 'a new lot') FROM api.count_stock('keeper', t.op('c7'), 'LOT', 2, NULL, 'FOUND', NULL) AS c;
SELECT is(t.refusal($$SELECT api.count_stock('keeper', t.op('c8'), 'A', -1, NULL, NULL, NULL)$$), 'GM002 NEGATIVE quantity', 'not below zero');

-- Transfers
SELECT is(r.transaction_type || ' ' || r.quantity || ' ' || r.total_cost || ' ' || trim_scale(r.quantity_on_hand) || ' ' || (r.in_transaction_id <> r.transaction_id),
          'TRANSFER 2 4.0000 8 true', 'from place to place')
  FROM api.transfer('keeper', t.op('t1'), 'A', 2, 'MAIN', 'RACK', NULL, NULL) AS r;
SELECT is(t.balances('A') || '|' || t.on_hand('A'), 'MAIN 3, RACK 5|8 16', 'changes places only');
SELECT is(r.replayed, true, 'replayed') FROM api.transfer('keeper', t.op('t1'), 'A', 2, 'MAIN', 'RACK', NULL, NULL) AS r;
SELECT is(t.refusal($$SELECT api.transfer('keeper', t.op('t2'), 'A', 4, 'MAIN', 'RACK', NULL, NULL)$$), 'GM002 STOCK_SHORT location', 'too little there');
SELECT is(t.refusal($$SELECT api.transfer('keeper', t.op('t2'), 'A', 1, 'MAIN', 'MAIN', NULL, NULL)$$), 'GM002 SAME_LOCATION to', 'to itself');
SELECT is(t.refusal($$SELECT api.transfer('keeper', t.op('t2'), 'A', 1, 'MAIN', 'WHAT', NULL, NULL)$$), 'GM003 UNKNOWN_LOCATION to', 'to nowhere');
SELECT is(t.refusal($$SELECT api.transfer('keeper', t.op('t3'), 'A', 1, 'MAIN', 'FAR', NULL, NULL)$$), 'done', 'to the other plant');
SELECT is(t.refusal($$SELECT t.issue('A', 8)$$), 'GM002 STOCK_SHORT quantity', 'what is there is not here');
SELECT is(t.balances('LOT'), 'MAIN FOUND 2, MAIN LATE 2, MAIN NONE 2', 'before');
SELECT is(t.refusal($$SELECT api.transfer('keeper', t.op('t4'), 'LOT', 3, 'MAIN', 'RACK', NULL, NULL)$$), 'done', 'several lots at once');
SELECT is(t.balances('LOT'), 'MAIN FOUND 2, MAIN NONE 1, RACK LATE 2, RACK NONE 1', 'each stays itself');
SELECT is(t.violations(), '', 'every invariant holds');

-- Twenty thousand open layers: a draw reads one entry of the index of open layers.
RESET SESSION AUTHORIZATION;
INSERT INTO cost_layers (organization_id, material_id, transaction_id, transaction_date, quantity_received, value_received, quantity_left, value_left)
SELECT m.organization_id, m.id, 0, timestamptz '2026-01-01' + n * interval '1 minute', 1, 1, 1, 1
  FROM materials m, generate_series(1, 20000) AS n WHERE m.material_code = 'MANY';
ANALYZE cost_layers;
CREATE FUNCTION t.plan(p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_line text;
    v_all  text := '';
BEGIN
    FOR v_line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || p_sql LOOP v_all := v_all || v_line || E'\n'; END LOOP;
    RETURN v_all;
END $$;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE oldest(bigint, bigint) AS SELECT * FROM cost_layers l WHERE l.organization_id = $1 AND l.material_id = $2 AND l.quantity_left > 0
    ORDER BY l.transaction_date, l.id LIMIT 1;
PREPARE newest(bigint, bigint) AS SELECT * FROM cost_layers l WHERE l.organization_id = $1 AND l.material_id = $2 AND l.quantity_left > 0
    ORDER BY l.transaction_date DESC, l.id DESC LIMIT 1;
SELECT alike(t.plan('EXECUTE oldest(1, 1)'), '%Index Scan using cost_layers_open%', 'FIFO walks the index');
SELECT alike(t.plan('EXECUTE newest(1, 1)'), '%Index Scan Backward using cost_layers_open%', 'LIFO walks it backwards');
SELECT unalike(t.plan('EXECUTE oldest(1, 1)') || t.plan('EXECUTE newest(1, 1)'), '%Sort%', 'and nothing is sorted');
SELECT * FROM finish();
ROLLBACK;
