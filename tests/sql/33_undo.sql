-- Reversals and returns: everything comes back, to where and for what it was; or a refusal.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.material(x, 'FIFO') FROM unnest('{A,B,C,P,Q,R}'::text[]) AS x \g /dev/null
SELECT t.material('L', 'LIFO'), t.material('W', 'WEIGHTED_AVERAGE'), t.material('W2', 'WEIGHTED_AVERAGE'),
       t.material('LOT', 'FIFO', true), t.material('PROD', 'FIFO'), t.location('RACK') \g /dev/null
SELECT t.work_order('WO'), t.work_order('WO2'), t.work_order('MAKE', 'RELEASED', 'PROD'), t.need('WO', 'A', 10),
       t.purchase_order('PO', 'P', '10', '2', '0', 'Q', '5', '3', '0'), t.purchase_order('POW', 'W2', '10', '2', '0') \g /dev/null
-- Ids that a test goes back to.
CREATE TABLE t.ids (name text PRIMARY KEY, id bigint);
GRANT ALL ON t.ids TO PUBLIC;
CREATE FUNCTION t.keep(p_name text, p_moved private.movement) RETURNS bigint LANGUAGE sql
    AS $$ INSERT INTO t.ids VALUES (p_name, p_moved.transaction_id) RETURNING id $$;
CREATE FUNCTION t.id(p_name text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM t.ids WHERE name = p_name $$;
SET SESSION AUTHORIZATION stock_test_1;

-- An issue's reversal goes into the very layers it drew.
SELECT t.keep('a1', t.receive('A', 10, 2)), t.keep('a2', t.receive('A', 10, 3.33333333)) \g /dev/null
SELECT t.keep('ai', t.issue('A', 13, 'WORK_ORDER', 'WO')) \g /dev/null
SELECT is(t.layers('A') || '|' || t.order_state('WO'), '7 23.3333|30; A 10 13 30 0', 'issued over two layers');
SELECT is(t.refusal($$SELECT t.reverse(t.id('a1'))$$), 'GM006 LAYER_DRAWN transaction', 'a receipt that was drawn stays');
SELECT is(r.transaction_type || ' ' || r.quantity || ' ' || r.total_cost || ' ' || trim_scale(r.quantity_on_hand), 'REVERSAL 13.000000 30.0000 20', 'reversed')
  FROM t.reverse(t.id('ai')) AS r;
SELECT is(t.layers('A') || '|' || t.order_state('WO'), '10 20, 10 33.3333|0; A 10 0 0 0', 'as if nothing had been');
SELECT is(t.refusal($$SELECT t.reverse(t.id('ai'))$$), 'GM005 ALREADY_REVERSED transaction', 'only once');
SELECT is(t.keep('rev', t.reverse(t.id('a2'))) > 0, true, 'a receipt that was drawn and refilled is untouched');
SELECT is(t.layers('A') || '|' || t.balances('A'), '10 20|MAIN 10', 'and goes');
SELECT is(t.refusal($$SELECT t.reverse(t.id('rev'))$$), 'GM002 NOT_REVERSIBLE transaction', 'a reversal is final');
SELECT is((t.receive('A', 1)).cost_per_unit, 2.00000000, 'the mistake''s cost is forgotten');
SELECT is(t.refusal($$SELECT t.reverse(999999999)$$), 'GM003 UNKNOWN_TRANSACTION transaction', 'an unknown id');
SELECT is(t.refusal($$SELECT t.reverse(NULL)$$), 'GM002 MISSING transaction', 'no id');
SELECT is(t.refusal($$SELECT api.reverse('keeper', t.op('r'), t.id('a1'), '')$$), 'GM002 MISSING reason', 'no reason');
SELECT is(t.refusal($$SELECT t.reverse(t.id('a1'), 'viewer')$$), 'GM004 NOT_PERMITTED ', 'not by looking on');

-- LIFO refills too.
SELECT t.receive('L', 5, 1), t.receive('L', 5, 2), t.keep('li', t.issue('L', 7)), t.receive('L', 5, 3) \g /dev/null
SELECT t.reverse(t.id('li')) \g /dev/null
SELECT is(t.layers('L'), '5 5, 5 10, 5 15', 'LIFO: the layers it drew');

-- Weighted average: both act on the one layer.
SELECT t.keep('w1', t.receive('W', 10, 2)), t.keep('w2', t.receive('W', 10, 4)), t.keep('wi', t.issue('W', 5)) \g /dev/null
SELECT t.reverse(t.id('w1')) \g /dev/null
SELECT is(t.layers('W'), '5 25', 'a receipt''s own quantity and value leave');
SELECT is(t.refusal($$SELECT t.reverse(t.id('w2'))$$), 'GM006 LAYER_DRAWN transaction', 'not more than there is');
SELECT t.reverse(t.id('wi')) \g /dev/null
SELECT is(t.layers('W'), '10 40', 'an issue''s come back');
SELECT t.reverse(t.id('w2')) \g /dev/null
SELECT is(t.layers('W') || '|' || t.on_hand('W'), '|0 0', 'nothing is left, and no value');
SELECT t.keep('w3', t.receive('W', 10, 1)), t.keep('w4', t.receive('W', 10, 3)), t.issue('W', 10) \g /dev/null
SELECT is(t.refusal($$SELECT t.reverse(t.id('w3'))$$), 'GM006 VALUE_REMAINS transaction', 'no value without goods');
SELECT t.issue('W', 5) \g /dev/null
SELECT is(t.refusal($$SELECT t.reverse(t.id('w4'))$$), 'GM006 LAYER_DRAWN transaction', 'no goods below zero');
SELECT t.keep('w5', t.issue('W', 5)), t.reverse(t.id('w5')) \g /dev/null
SELECT is(t.layers('W'), '5 10', 'after the last issue a new layer opens');

-- Purchase orders get their quantity and status back.
SELECT t.keep('p', t.receive('P', 10, NULL, 'PURCHASE_ORDER', 'PO')), t.receive('Q', 5, NULL, 'PURCHASE_ORDER', 'PO') \g /dev/null
SELECT is(t.po('PO'), 'RECEIVED: 10 10 RECEIVED, 20 5 RECEIVED', 'received');
SELECT t.reverse(t.id('p')) \g /dev/null
SELECT is(t.po('PO'), 'OPEN: 10 0 OPEN, 20 5 RECEIVED', 'a reversal opens the line again');
SELECT t.keep('p2', t.receive('P', 10, NULL, 'PURCHASE_ORDER', 'PO')) \g /dev/null

-- To the supplier: out of the receipt's own layer.
SELECT is(r.transaction_type || ' ' || r.quantity || ' ' || r.total_cost || ' ' || trim_scale(r.quantity_on_hand), 'RETURN 4 8.0000 6', 'a supplier return')
  FROM t.back('P', 4, 'PURCHASE_ORDER', t.id('p2')) AS r;
SELECT is(t.po('PO') || '|' || t.layers('P'), 'OPEN: 10 6 OPEN, 20 5 RECEIVED|6 12', 'the line may be received again');
SELECT is(t.refusal($$SELECT t.back('P', 7, 'PURCHASE_ORDER', t.id('p2'))$$), 'GM002 TOO_MUCH_RETURNED quantity', 'not more than came');
SELECT is(t.refusal($$SELECT t.reverse(t.id('p2'))$$), 'GM006 RETURNED transaction', 'no reversal of what was returned');
SELECT t.receive('P', 20, 9), t.issue('P', 3) \g /dev/null
SELECT is(t.refusal($$SELECT t.back('P', 4, 'PURCHASE_ORDER', t.id('p2'))$$), 'GM006 LAYER_DRAWN quantity', 'not from another layer');
SELECT t.keep('pr', t.back('P', 3, 'PURCHASE_ORDER', t.id('p2'))) \g /dev/null
SELECT is(t.layers('P'), '20 180', 'what was left of it');
SELECT t.reverse(t.id('pr')) \g /dev/null
SELECT is(t.layers('P') || '|' || t.po('PO'), '3 6, 20 180|OPEN: 10 6 OPEN, 20 5 RECEIVED', 'a return''s reversal');
SELECT is((t.back('P', 1, 'PURCHASE_ORDER', t.id('p2'))).total_cost, 2.0000, 'after which it may be returned again');
SELECT t.keep('wp', t.receive('W2', 10, NULL, 'PURCHASE_ORDER', 'POW')), t.receive('W2', 10, 4) \g /dev/null
SELECT is((t.back('W2', 5, 'PURCHASE_ORDER', t.id('wp'))).total_cost, 15.0000, 'weighted average: at the average');
SELECT is(t.refusal($$SELECT t.back('W2', 1, 'WORK_ORDER', t.id('wp'))$$), 'GM002 WRONG_TRANSACTION of', 'not an issue');
SELECT is(t.refusal($$SELECT t.back('P', 1, 'PURCHASE_ORDER', t.id('wp'))$$), 'GM002 WRONG_MATERIAL material', 'another material');
SELECT is(t.refusal($$SELECT t.back('W2', 1, 'TRANSFER', t.id('wp'))$$), 'GM002 WRONG_REFERENCE_TYPE ref_type', 'only these two');
SELECT is(t.refusal($$SELECT t.back('W2', 1, 'PURCHASE_ORDER', 999999999)$$), 'GM003 UNKNOWN_TRANSACTION of', 'an unknown id');

-- From the floor: a new layer at the issue's cost; the whole return is the whole cost.
SELECT t.receive('B', 3, 3.33333333), t.keep('bi', t.issue('B', 3, 'WORK_ORDER', 'WO2')), t.receive('B', 1, 50) \g /dev/null
SELECT is((t.back('B', 1, 'WORK_ORDER', t.id('bi'))).total_cost, 3.3333, 'a third of 10');
SELECT is(t.order_state('WO2'), '6.6667; B 0 2 6.6667 0', 'the order gets it back');
SELECT is((t.back('B', 1, 'WORK_ORDER', t.id('bi'))).total_cost, 3.3333, 'another third');
SELECT is(t.refusal($$SELECT t.reverse(t.id('bi'))$$), 'GM006 RETURNED transaction', 'no reversal of what came back');
SELECT is(t.keep('bl', t.back('B', 1, 'WORK_ORDER', t.id('bi'))) > 0, true, 'and the last');
SELECT is(t.layers('B'), '1 50, 1 3.3333, 1 3.3333, 1 3.3334', 'new layers; the last takes what is left');
SELECT is(t.order_state('WO2'), '0; B 0 0 0 0', 'the order carries nothing');
SELECT is(t.refusal($$SELECT t.back('B', 0.000001, 'WORK_ORDER', t.id('bi'))$$), 'GM002 TOO_MUCH_RETURNED quantity', 'nothing more');
SELECT t.reverse(t.id('bl')) \g /dev/null
SELECT is(t.order_state('WO2') || '|' || t.layers('B'), '3.3334; B 0 1 3.3334 0|1 50, 1 3.3333, 1 3.3333', 'a return''s reversal');
-- Many small returns of a small cost never return more than it.
SELECT t.receive('C', 9, 0.00005556), t.keep('ci', t.issue('C', 9, 'WORK_ORDER', 'WO2')) \g /dev/null
SELECT t.back('C', 1, 'WORK_ORDER', t.id('ci')) FROM generate_series(1, 9) \g /dev/null
SELECT is(t.on_hand('C'), '9 0.0005', 'nine ninths of 0.0005');
SELECT t.keep('cr', t.issue('C', 1, 'WORK_ORDER', 'WO2')), t.reverse(t.id('cr')) \g /dev/null
SELECT is(t.refusal($$SELECT t.back('C', 1, 'WORK_ORDER', t.id('cr'))$$), 'GM006 REVERSED of', 'nothing is left of what was reversed');

-- Places and lots
SELECT t.keep('la', t.receive('LOT', 5, 1, p_lot => 'X')), t.keep('lb', t.receive('LOT', 5, 1, p_lot => 'Y', p_location => 'RACK')) \g /dev/null
SELECT t.keep('l8', t.issue('LOT', 8, 'WORK_ORDER', 'WO2')) \g /dev/null
SELECT is(t.balances('LOT'), 'RACK Y 2', 'drawn from two lots');
SELECT t.keep('l3', t.back('LOT', 4, 'WORK_ORDER', t.id('l8'))) \g /dev/null
SELECT is(t.balances('LOT'), 'MAIN X 1, RACK Y 5', 'returned to the lots it came from, the last first');
SELECT t.back('LOT', 4, 'WORK_ORDER', t.id('l8')) \g /dev/null
SELECT is(t.balances('LOT'), 'MAIN X 5, RACK Y 5', 'and the rest');
SELECT t.keep('l10', t.issue('LOT', 10)), t.reverse(t.id('l10')) \g /dev/null
SELECT is(t.balances('LOT'), 'MAIN X 5, RACK Y 5', 'a reversal finds them too');
SELECT t.keep('r1', t.receive('R', 5, 1)) \g /dev/null
SELECT api.transfer('keeper', t.op('x'), 'R', 3, 'MAIN', 'RACK', NULL, NULL) \g /dev/null
SELECT is(t.refusal($$SELECT t.reverse(t.id('r1'))$$), 'GM006 NOT_THERE location', 'the goods are somewhere else now');
INSERT INTO t.ids SELECT 'x', transaction_id FROM api.transfer('keeper', t.op('x'), 'R', 3, 'MAIN', 'RACK', NULL, NULL);
INSERT INTO t.ids SELECT 'xin', in_transaction_id FROM api.transfer('keeper', t.op('x'), 'R', 3, 'MAIN', 'RACK', NULL, NULL);
SELECT is(r.transaction_type || ' ' || trim_scale(r.quantity_on_hand), 'REVERSAL 5', 'a transfer''s reversal') FROM t.reverse(t.id('xin')) AS r;
SELECT is(t.balances('R'), 'MAIN 5', 'brings them back');
SELECT is(t.refusal($$SELECT t.reverse(t.id('x'))$$), 'GM005 ALREADY_REVERSED transaction', 'both of its legs');
SELECT t.reverse(t.id('r1')) \g /dev/null
SELECT is(t.on_hand('R'), '0 0', 'now the receipt can go');
SELECT t.keep('up', t.adjust('R', 4, 2)), t.keep('down', t.adjust('R', -1)) \g /dev/null
SELECT is(r.quantity || ' ' || r.total_cost, '1.000000 2.0000', 'an adjustment''s reversal is positive') FROM t.reverse(t.id('down')) AS r;
SELECT t.reverse(t.id('up')) \g /dev/null
SELECT is(t.on_hand('R'), '0 0', 'up and down');

-- An order whose product was received keeps its cost.
SELECT t.keep('q', t.receive('Q', 10, 1)), t.keep('qi', t.issue('Q', 4, 'WORK_ORDER', 'MAKE')) \g /dev/null
RESET SESSION AUTHORIZATION;
SELECT set_config('app.current_organization_id', organization_id::text, true) FROM work_orders WHERE work_order_number = 'MAKE' \g /dev/null
INSERT INTO op_log SELECT s.organization_id, t.op('make'), 'test', '', s.kiosk_id, s.user_id FROM sessions s JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id WHERE u.user_name = 'keeper';
INSERT INTO t.ids
SELECT 'made', private.receive_product(
    (w.organization_id, w.plant_id, s.kiosk_id, s.user_id, s.id, l.id, '{}', NULL)::private.context, t.op('make'), w, 3, w.actual_material_cost)
  FROM work_orders w
  JOIN sessions s ON s.organization_id = w.organization_id JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id AND u.user_name = 'keeper'
  JOIN locations l ON l.organization_id = w.organization_id AND l.is_default WHERE w.work_order_number = 'MAKE';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.on_hand('PROD') || '|' || t.order_state('MAKE'), '3 12|12; Q 0 4 12 0', 'the product is worth exactly what the order cost');
SELECT is(t.refusal($$SELECT t.reverse(t.id('qi'))$$), 'GM006 PRODUCT_POSTED transaction', 'its issues stay');
SELECT is(t.refusal($$SELECT t.back('Q', 1, 'WORK_ORDER', t.id('qi'))$$), 'GM006 PRODUCT_POSTED of', 'and are not returned');
SELECT t.reverse(t.id('made')) \g /dev/null
SELECT is(t.on_hand('PROD') || '|' || t.order_state('MAKE'), '0 0|12; Q 0 4 12 0', 'the product''s reversal leaves the cost on the order');
SELECT is((t.back('Q', 1, 'WORK_ORDER', t.id('qi'))).total_cost, 3.0000, 'then they can come back');

-- Exactly once, and only within the organization
SELECT is((SELECT replayed FROM api.reverse('keeper', t.op('rr'), t.id('q'), 'x')), false, 'first');
SELECT is((SELECT replayed FROM api.reverse('keeper', t.op('rr'), t.id('q'), 'x')), true, 'a repeated reversal is the same one');
SELECT is((SELECT replayed FROM api.return_goods('keeper', t.op('rb'), 'Q', 1, 'WORK_ORDER', t.id('qi'), NULL)), false, 'a return');
SELECT is((SELECT replayed FROM api.return_goods('keeper', t.op('rb'), 'Q', 1, 'WORK_ORDER', t.id('qi'), NULL)), true, 'repeated');
SET SESSION AUTHORIZATION stock_test_2;
SELECT is(t.refusal($$SELECT t.reverse(t.id('a1'), 'stranger')$$), 'GM003 UNKNOWN_TRANSACTION transaction', 'others'' transactions are not there');
SELECT is(t.refusal($$SELECT t.back('A', 1, 'WORK_ORDER', t.id('ai'), 'stranger')$$), 'GM003 UNKNOWN_TRANSACTION of', 'nor to be returned');
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.violations(), '', 'every invariant holds');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
