-- Reservations: what released orders hold for themselves, and who may take it.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.material('A', 'FIFO'), t.material('B', 'FIFO'), t.material('P', 'FIFO') \g /dev/null
SELECT t.work_order('W1'), t.work_order('W2'), t.work_order('W3'),
       t.need('W1', 'A', 6), t.need('W1', 'B', 4), t.need('W2', 'A', 6), t.need('W3', 'A', 5),
       t.purchase_order('PO', 'P', '10', '1', '0') \g /dev/null
-- As the owner, within the organization: what releasing and finishing an order do.
CREATE FUNCTION t.ctx() RETURNS private.context LANGUAGE sql AS $$
    SELECT (set_config('app.current_organization_id', o.id::text, true)::bigint, p.id, k.id, u.id, NULL, NULL, '{}', NULL)::private.context
      FROM public.organizations o JOIN public.plants p ON p.organization_id = o.id JOIN public.kiosks k ON k.organization_id = o.id
      JOIN public.users u ON u.organization_id = o.id AND u.user_name = 'keeper' WHERE o.code = 'STK' $$;
CREATE FUNCTION t.reserve(p_number text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    SELECT private.reserve(t.ctx(), w.id) FROM public.work_orders w WHERE w.work_order_number = p_number $$;
CREATE FUNCTION t.release(p_number text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    SELECT private.release_reservation(t.ctx(), w.id) FROM public.work_orders w WHERE w.work_order_number = p_number $$;
CREATE FUNCTION t.held(p_material text) RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
    SELECT trim_scale(m.quantity_reserved) || coalesce(': ' || string_agg(w.work_order_number || ' ' || trim_scale(r.quantity), ', ' ORDER BY w.id), '')
      FROM public.materials m LEFT JOIN public.reservations r ON r.organization_id = m.organization_id AND r.material_id = m.id AND r.quantity > 0
      LEFT JOIN public.work_orders w ON w.organization_id = r.organization_id AND w.id = r.work_order_id
     WHERE m.material_code = p_material GROUP BY m.organization_id, m.id $$;
SET SESSION AUTHORIZATION stock_test_1;

SELECT t.receive('A', 10, 1), t.receive('B', 3, 1) \g /dev/null
SELECT t.reserve('W1'), t.reserve('W2'), t.reserve('W3') \g /dev/null
SELECT is(t.held('A'), '10: W1 6, W2 4', 'as far as stock goes');
SELECT is(t.held('B'), '3: W1 3', 'less than required');
SELECT t.reserve('W1') \g /dev/null
SELECT is(t.held('A'), '10: W1 6, W2 4', 'twice is once');
SELECT is(t.refusal($$SELECT t.issue('A', 1)$$), 'GM002 RESERVED quantity', 'nothing is free');
SELECT is(t.refusal($$SELECT t.issue('A', 1, 'WORK_ORDER', 'W3')$$), 'GM002 RESERVED quantity', 'not for another order either');
SELECT is(t.refusal_text($$SELECT t.issue('A', 5, 'WORK_ORDER', 'W2')$$), 'A: 5 wanted, 4 available; other orders have reserved the rest.', 'says what is available');
SELECT is(t.refusal($$SELECT t.issue('A', 11, 'WORK_ORDER', 'W2')$$), 'GM002 STOCK_SHORT quantity', 'more than there is at all');
SELECT t.issue('A', 2, 'WORK_ORDER', 'W1') \g /dev/null
SELECT is(t.held('A'), '8: W1 4, W2 4', 'an issue uses up its own');
SELECT t.receive('A', 3, 1) \g /dev/null
SELECT t.issue('A', 5, 'WORK_ORDER', 'W1') \g /dev/null
SELECT is(t.held('A'), '4: W2 4', 'its own first, then what is free');
SELECT t.reserve('W1') \g /dev/null
SELECT is(t.held('A'), '4: W2 4', 'what was issued is required no more');
SELECT is(t.refusal($$SELECT t.issue('A', 3)$$), 'GM002 RESERVED quantity', 'two are free');
SELECT is(t.refusal($$SELECT t.issue('A', 2)$$), 'done', 'and may go');
SELECT t.receive('A', 5, 1), t.reserve('W3') \g /dev/null
SELECT is(t.held('A'), '9: W2 4, W3 5', 'new stock, the next order');

-- By force
SELECT is(t.refusal($$SELECT t.issue('A', 3, 'WORK_ORDER', 'W1', p_force => true, p_reason => 'urgent')$$), 'GM004 NOT_PERMITTED force', 'needs the permission');
SELECT is(t.refusal($$SELECT t.issue('A', 3, 'WORK_ORDER', 'W1', p_force => true, p_token => 'super')$$), 'GM002 MISSING reason', 'needs a reason');
SELECT is(t.refusal($$SELECT t.issue('A', 10, 'WORK_ORDER', 'W1', p_force => true, p_reason => 'urgent', p_token => 'super')$$), 'GM002 STOCK_SHORT quantity', 'makes no goods');
SELECT is(t.refusal($$SELECT t.issue('A', 3, 'WORK_ORDER', 'W1', p_force => true, p_reason => 'urgent', p_token => 'super')$$), 'done', 'takes what others hold');
SELECT is(t.held('A'), '6: W2 4, W3 2', 'from the youngest order first');
SELECT is(t.refusal($$SELECT t.issue('A', 4, 'WORK_ORDER', 'W1', p_force => true, p_reason => 'urgent', p_token => 'super')$$), 'done', 'again');
SELECT is(t.held('A'), '2: W2 2', 'then from the next');
RESET SESSION AUTHORIZATION;
SELECT is(count(*), 2::bigint, 'it leaves a trace') FROM audit_log WHERE action = 'issue.force' AND detail ->> 'reason' = 'urgent';
SELECT is(count(*), 2::bigint, 'also in the ledger') FROM material_transactions WHERE notes = 'forced: urgent';
SET SESSION AUTHORIZATION stock_test_1;

-- Goods that are gone cannot be held.
SELECT is(t.refusal($$SELECT t.adjust('A', -1)$$), 'done', 'a correction is not held up');
SELECT is(t.held('A') || '|' || t.on_hand('A'), '1: W2 1|1 1', 'the claim shrinks');
SELECT api.count_stock('keeper', t.op('c'), 'A', 0, NULL, NULL, NULL) \g /dev/null
SELECT is(t.held('A'), '0', 'counted away');
SELECT t.receive('A', 4, 1) \g /dev/null
SELECT t.reserve('W2') \g /dev/null
SELECT is(t.held('A'), '4: W2 4', 'held again');
RESET SESSION AUTHORIZATION;
SELECT max(id) AS last FROM material_transactions \gset
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.refusal('SELECT t.reverse(' || :last || ')'), 'done', 'a receipt''s reversal is not held up either');
SELECT is(t.held('A'), '0', 'and takes the claim with it');

-- To the supplier goes only what nobody holds.
RESET SESSION AUTHORIZATION;
SELECT t.need('W3', 'P', 8) \g /dev/null
SET SESSION AUTHORIZATION stock_test_1;
SELECT transaction_id AS receipt FROM t.receive('P', 10, NULL, 'PURCHASE_ORDER', 'PO') \gset
SELECT t.reserve('W3') \g /dev/null
SELECT is(t.refusal(format('SELECT t.back(%L, 3, %L, %s)', 'P', 'PURCHASE_ORDER', :receipt)), 'GM002 RESERVED quantity', 'reserved');
SELECT is(t.refusal(format('SELECT t.back(%L, 2, %L, %s)', 'P', 'PURCHASE_ORDER', :receipt)), 'done', 'free');

-- Releasing it
SELECT t.release('W3'), t.release('W1') \g /dev/null
SELECT is(t.held('P') || '|' || t.held('B'), '0|0', 'nothing is held any more');
SELECT t.reserve('W3') \g /dev/null
SELECT is(t.held('P'), '8: W3 8', 'and can be again');
SELECT is(t.violations(), '', 'every invariant holds');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
