-- Goods receipt: purchase-order lines, lots, places, exactly once, who may.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.material('A', 'FIFO'), t.material('B', 'FIFO'), t.material('LOT', 'FIFO', true), t.material('EXP', 'FIFO', true, true),
       t.material('C', 'FIFO'), t.location('RACK'), t.material('ALIEN', 'FIFO', p_org => 'OTH') \g /dev/null
SELECT t.purchase_order('PO1', 'A', '10', '2.5', '10', 'B', '5', '4', '0'),
       t.purchase_order('PO2', 'A', '10', '2', '0', 'A', '5', '3', '0', 'B', '1', '1', '0'),
       t.purchase_order('2026/17', 'A', '10', '1', '0'), t.purchase_order('PO3', 'A', '3', '1', '0', 'B', '3', '1', '0'),
       t.purchase_order('PO4', 'A', '3', '1', '0', 'LOT', '100', '1', '0'),
       t.purchase_order('PO5', 'A', '2', '1.5', '0', 'B', '3', '2.25', '0', 'LOT', '4', '1', '0') \g /dev/null
SET SESSION AUTHORIZATION stock_test_1;

-- Against an order
SELECT is(r.transaction_type || ' ' || r.material || ' ' || r.quantity || ' ' || r.cost_per_unit || ' ' || r.total_cost || ' '
          || trim_scale(r.quantity_on_hand) || ' ' || r.replayed, 'RECEIPT A 4 2.50000000 10.0000 4 false', 'the line''s price')
  FROM t.receive('A', 4, NULL, 'PURCHASE_ORDER', 'PO1') AS r;
SELECT is(t.po('PO1'), 'OPEN: 10 4 OPEN, 20 0 OPEN', 'the line counts what came');
SELECT is((t.receive('A', 1, 3, 'PURCHASE_ORDER', 'PO1/10')).total_cost, 3.0000, 'a typed cost beats the price');
SELECT is(t.refusal($$SELECT t.receive('A', 6.000001, NULL, 'PURCHASE_ORDER', 'PO1/10')$$), 'GM002 OVER_RECEIPT quantity',
          'more than the tolerance');
SELECT is(t.refusal_text($$SELECT t.receive('A', 7, NULL, 'PURCHASE_ORDER', 'PO1')$$), 'Line 10 of PO1 can still take 6, not 7.',
          'says what it can take');
SELECT is((t.receive('A', 5, NULL, 'PURCHASE_ORDER', 'PO1')).total_cost, 12.5000, 'full');
SELECT is(t.po('PO1'), 'OPEN: 10 10 RECEIVED, 20 0 OPEN', 'the line is received');
SELECT is((t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO1')).total_cost, 2.5000, 'the tolerance of a full line');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO1')$$), 'GM002 OVER_RECEIPT quantity', 'is used up');
SELECT t.receive('B', 5, NULL, 'PURCHASE_ORDER', 'PO1') \g /dev/null
SELECT is(t.po('PO1'), 'RECEIVED: 10 11 RECEIVED, 20 5 RECEIVED', 'all lines: the order');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO2')$$), 'GM002 AMBIGUOUS_LINE ref', 'two open lines');
SELECT is((t.receive('A', 5, NULL, 'PURCHASE_ORDER', 'PO2/20')).total_cost, 15.0000, 'the line that is named');
SELECT is((t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO2')).total_cost, 2.0000, 'now only one is open');
SELECT is((t.receive('A', 1, NULL, 'PURCHASE_ORDER', '2026/17')).total_cost, 1.0000, 'a number with a slash');
SELECT is((t.receive('A', 1, NULL, 'PURCHASE_ORDER', '2026/17/10')).total_cost, 1.0000, 'and its line');
SELECT is(t.refusal($$SELECT t.receive('C', 1, NULL, 'PURCHASE_ORDER', 'PO2')$$), 'GM003 NOT_ORDERED material', 'not ordered');
SELECT is(t.refusal($$SELECT t.receive('NONE', 1, NULL, 'PURCHASE_ORDER', 'PO2')$$), 'GM003 UNKNOWN_MATERIAL material', 'unknown material');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'NONE')$$), 'GM003 UNKNOWN_PURCHASE_ORDER ref', 'unknown order');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO2/70')$$), 'GM003 UNKNOWN_LINE ref', 'unknown line');
SELECT is(t.refusal($$SELECT t.receive('B', 1, NULL, 'PURCHASE_ORDER', 'PO2/20')$$), 'GM002 WRONG_MATERIAL material', 'a line of another material');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', NULL)$$), 'GM002 MISSING ref', 'no order');
RESET SESSION AUTHORIZATION;
UPDATE purchase_order_lines SET line_status = 'CLOSED' WHERE purchase_order_id = (SELECT id FROM purchase_orders WHERE purchase_order_number = 'PO3') AND line_number = 10;
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO3/10')$$), 'GM002 ORDER_CLOSED ref', 'a closed line');
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO3')$$), 'GM002 NO_OPEN_LINE ref', 'no open line');
SELECT t.receive('B', 3, NULL, 'PURCHASE_ORDER', 'PO3') \g /dev/null
SELECT is(t.po('PO3'), 'RECEIVED: 10 0 CLOSED, 20 3 RECEIVED', 'nothing is open any more');
RESET SESSION AUTHORIZATION;
UPDATE purchase_orders SET order_status = 'CLOSED' WHERE purchase_order_number = 'PO4';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.refusal($$SELECT t.receive('A', 1, NULL, 'PURCHASE_ORDER', 'PO4/10')$$), 'GM002 ORDER_CLOSED ref', 'a closed order');

-- What it is booked against
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'WORK_ORDER', 'X')$$), 'GM002 WRONG_REFERENCE_TYPE ref_type', 'an order receives by completing it');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'NONSENSE', 'X')$$), 'GM002 WRONG_REFERENCE_TYPE ref_type', 'no such type');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'TRANSFER', 'X')$$), 'GM002 NOT_A_NUMBER ref', 'a number');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'TRANSFER', '0')$$), 'GM002 NOT_A_NUMBER ref', 'a positive number');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'TRANSFER', '99999999999999999999')$$), 'GM002 NOT_A_NUMBER ref', 'a number that can be kept');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'TRANSFER', '77')$$), 'done', 'kept');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, 'ADJUSTMENT')$$), 'done', 'or none');
RESET SESSION AUTHORIZATION;
SELECT is(reference_id, 77::bigint, 'the number is in the ledger') FROM material_transactions WHERE reference_type = 'TRANSFER';
SET SESSION AUTHORIZATION stock_test_1;

-- Lots and places
SELECT is(t.refusal($$SELECT t.receive('LOT', 1, 1)$$), 'GM002 MISSING lot', 'the material asks for a lot');
SELECT is(t.refusal($$SELECT t.receive('EXP', 1, 1, p_lot => 'E1')$$), 'GM002 MISSING expiry', 'and for an expiry');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_expiry => '2027-01-31')$$), 'GM002 MISSING lot', 'an expiry belongs to a lot');
SELECT is(t.refusal($$SELECT t.receive('EXP', 1, 1, p_lot => 'E1', p_expiry => '2027-01-31')$$), 'done', 'both');
SELECT is(t.refusal($$SELECT t.receive('EXP', 1, 1, p_lot => 'E1')$$), 'done', 'a known lot has its expiry');
SELECT is(t.refusal($$SELECT t.receive('EXP', 1, 1, p_lot => 'E1', p_expiry => '2027-02-01')$$), 'GM002 EXPIRY_DIFFERS expiry', 'another one is a mistake');
SELECT is(t.refusal($$SELECT t.receive('LOT', 2, 1, p_lot => 'L1')$$), 'done', 'a lot without expiry');
SELECT is(t.refusal($$SELECT t.receive('LOT', 3, 1, p_lot => 'L1', p_expiry => '2027-03-01', p_location => 'RACK')$$), 'done', 'that gets one later');
SELECT is(t.balances('LOT'), 'MAIN L1 2, RACK L1 3', 'where it is');
SELECT is(t.refusal($$SELECT t.receive('LOT', 3, 1, p_lot => 'L1', p_location => 'NOWHERE')$$), 'GM003 UNKNOWN_LOCATION location', 'an unknown place');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_at => now() + interval '6 minutes')$$), 'GM002 IN_THE_FUTURE at', 'not yet');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_at => now() + interval '4 minutes')$$), 'done', 'a clock that is a little ahead');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_at => '1999-12-31')$$), 'GM002 TOO_OLD at', 'too long ago');
SELECT is(t.refusal($$SELECT t.receive('A' || chr(27) || '[2J', 1, 1)$$), 'GM002 CONTROL_CHARACTER material', 'escape sequences stay out');

-- Exactly once
SELECT is((SELECT total_cost FROM api.receive('keeper', t.op('once'), 'C', 5, 'ADJUSTMENT', NULL, 2, NULL, NULL, NULL, 'DN 1', '2026-03-01 10:00+00', 'n')),
          10.0000, 'the first time');
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is(r.total_cost || ' ' || trim_scale(r.quantity_on_hand) || ' ' || r.replayed, '10.0000 5 true', 'the same again, from another zone')
  FROM api.receive('keeper', t.op('once'), ' C ', 5.000, 'ADJUSTMENT', '', 2.0, NULL, NULL, NULL, 'DN 1', '2026-03-01 10:00+00', 'n') AS r;
SET LOCAL TimeZone = 'UTC';
SELECT is(t.on_hand('C'), '5 10', 'posted once');
SELECT is(t.refusal($$SELECT api.receive('keeper', t.op('once'), 'C', 6, 'ADJUSTMENT', NULL, 2, NULL, NULL, NULL, 'DN 1', '2026-03-01 10:00+00', 'n')$$),
          'GM005 OP_ID_REUSED op_id', 'another quantity under the same op_id');
SELECT is(t.refusal($$SELECT api.receive('keeper', t.op('once'), 'C', 5, 'ADJUSTMENT', NULL, 2, NULL, NULL, NULL, 'DN 1', NULL, 'n')$$),
          'GM005 OP_ID_REUSED op_id', 'another time under the same op_id');
SELECT is(t.refusal($$SELECT api.receive('keeper', t.op('refused'), 'C', 1, 'ADJUSTMENT', 'x', 2, NULL, NULL, NULL, NULL, NULL, NULL)$$),
          'GM002 NOT_A_NUMBER ref', 'a refusal');
SELECT is((SELECT replayed FROM api.receive('keeper', t.op('refused'), 'C', 1, 'ADJUSTMENT', '3', 2, NULL, NULL, NULL, NULL, NULL, NULL)),
          false, 'is not kept');

-- A delivery
SELECT results_eq($$SELECT line, material, quantity, total_cost FROM api.receive_lines('keeper', t.op('delivery'), 'PO5',
    '[{"line":20,"quantity":"3"},{"line":"10","quantity":2,"unit_cost":"2"},{"line":30,"quantity":"1","lot":"P1","expiry":"2027-01-31"},{"line":30,"quantity":"2","lot":"P2"}]',
    NULL, 'DN 9', NULL, NULL)$$,
    $$VALUES (20, 'B', 3::numeric, 6.7500), (10, 'A', 2, 4.0000), (30, 'LOT', 1, 1.0000), (30, 'LOT', 2, 2.0000)$$, 'a delivery, in its order');
SELECT is(t.po('PO5'), 'OPEN: 10 2 RECEIVED, 20 3 RECEIVED, 30 3 OPEN', 'all its lines');
SELECT results_eq($$SELECT DISTINCT replayed FROM api.receive_lines('keeper', t.op('delivery'), 'PO5',
    '[{"line":20,"quantity":"3.0"},{"quantity":"2","line":10,"unit_cost":"2"},{"line":30,"quantity":"1","lot":"P1","expiry":"2027-01-31"},{"line":30,"quantity":"2","lot":"P2"}]',
    NULL, 'DN 9', NULL, NULL)$$, 'VALUES (true)', 'replayed, however it is written');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d2'), 'PO5', '[{"line":30,"quantity":"1","lot":"P3"},{"line":20,"quantity":"1"}]', NULL, NULL, NULL, NULL)$$),
          'GM002 OVER_RECEIPT quantity', 'one line too many');
SELECT is(t.po('PO5'), 'OPEN: 10 2 RECEIVED, 20 3 RECEIVED, 30 3 OPEN', 'nothing of it was posted');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '[]', NULL, NULL, NULL, NULL)$$), 'GM002 MISSING lines', 'no lines');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '{}', NULL, NULL, NULL, NULL)$$), 'GM002 NOT_A_LIST lines', 'no list');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '[{"quantity":"1"}]', NULL, NULL, NULL, NULL)$$), 'GM002 MISSING lines', 'no line number');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '[{"line":30}]', NULL, NULL, NULL, NULL)$$), 'GM002 MISSING quantity', 'no quantity');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '[{"line":30,"quantity":"1","lot":"P1","expiry":"2027-02-30"}]', NULL, NULL, NULL, NULL)$$), 'GM002 NOT_A_DATE expiry', 'no such day');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'PO5', '[{"line":99,"quantity":"1"}]', NULL, NULL, NULL, NULL)$$), 'GM003 UNKNOWN_LINE ref', 'no such line');
SELECT is(t.refusal($$SELECT api.receive_lines('keeper', t.op('d3'), 'NONE', '[{"line":10,"quantity":"1"}]', NULL, NULL, NULL, NULL)$$), 'GM003 UNKNOWN_PURCHASE_ORDER ref', 'no such order');

-- Who
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_token => 'viewer')$$), 'GM004 NOT_PERMITTED ', 'viewing is not receiving');
SELECT is(r.cost_per_unit IS NULL AND r.total_cost IS NULL AND r.quantity = 1, true, 'no costs without cost.view')
  FROM t.receive('A', 1, 1, p_token => 'blind') AS r;
SELECT is(t.refusal($$SELECT t.receive('ALIEN', 1, 1)$$), 'GM003 UNKNOWN_MATERIAL material', 'another organization''s material');
SELECT is(t.refusal($$SELECT t.receive('A', 1, 1, p_token => 'stranger')$$), 'GM004 TOKEN_INVALID token', 'another kiosk''s token');
SELECT is(t.violations(), '', 'every invariant holds');
RESET SESSION AUTHORIZATION;
SELECT ok(count(*) > 0 AND bool_and(op_id IS NOT NULL AND user_id IS NOT NULL AND kiosk_id IS NOT NULL), 'the ledger knows who and where')
  FROM material_transactions;
SELECT is((SELECT count(*) FROM outbox WHERE kind = 'material_transaction'), (SELECT count(*) FROM material_transactions), 'the ERP is told each');
SELECT * FROM finish();
ROLLBACK;
