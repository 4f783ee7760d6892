-- Purchase orders.
BEGIN;
\ir support/two_plants.psql
-- A po_add as text, to be refused.
CREATE FUNCTION pg_temp.po(p_number text, p_supplier text, p_lines text, p_tolerance text DEFAULT 'NULL') RETURNS text LANGUAGE sql
    AS $$ SELECT format('SELECT * FROM api.po_add(%L, gen_random_uuid(), %L, %L, %L, %s)', 'A-admin', p_number, p_supplier, p_lines,
                        p_tolerance) $$;
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'M-1', 'Bolt', 'pcs', NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', 'Washer', 'pcs', NULL, NULL, true, true) \g /dev/null
SELECT count(*) FROM api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme Fasteners', 5) \g /dev/null
SELECT count(*) FROM api.supplier_add('A-admin', gen_random_uuid(), 'BOLTCO', 'Bolt_Co', NULL) \g /dev/null

-- ---------------------------------------------------------------- po_add
SELECT is((SELECT (purchase_order, supplier, status, replayed)::text
             FROM api.po_add('A-admin', '00000000-0000-0000-0000-0000000000a1', 'PO-1', 'ACME',
                             '[{"material":"M-1","quantity":"100","unit_price":"2.5"},
                               {"material":"M-2","quantity":"0.000003","unit_price":"0"}]', NULL)),
          '(PO-1,ACME,OPEN,f)', 'a purchase order');
SELECT is((SELECT replayed FROM api.po_add('A-admin', '00000000-0000-0000-0000-0000000000a1', 'PO-1', 'ACME',
                             '[{"material":"M-1","quantity":"100","unit_price":"2.5"},
                               {"material":"M-2","quantity":"0.000003","unit_price":"0"}]', NULL)),
          true, 'the same op_id answers again');
SELECT is((SELECT string_agg((line, material, ordered, received, open, max_receivable, unit_price, status, lot_required,
                              expiry_required)::text, ' ' ORDER BY line) FROM api.po_lines('A-keeper', 'PO-1')),
          '(10,M-1,100.000000,0.000000,100.000000,105.000000,2.50000000,OPEN,f,f) '
          '(20,M-2,0.000003,0.000000,0.000003,0.000003,0.00000000,OPEN,t,t)',
          'lines 10, 20; the supplier''s tolerance, rounded down');
SELECT is((SELECT count(unit_price) FROM api.po_lines('A-viewer', 'PO-1')), 0::bigint, 'no prices without cost.view');
SELECT is((SELECT (purchase_order, supplier, supplier_name, status, created_at = now())::text FROM api.po_show('A-viewer', 'PO-1')),
          '(PO-1,ACME,"Acme Fasteners",OPEN,t)', 'po_show');
SELECT lives_ok($$SELECT * FROM api.po_add('A-admin', gen_random_uuid(), 'PO-2', 'BOLTCO',
                  '[{"material":"M-1","quantity":"10","unit_price":1}]', NULL)$$, 'numbers may be numbers');
SELECT is((SELECT max_receivable FROM api.po_lines('A-viewer', 'PO-2')), 11.000000, 'the organization''s tolerance');
SELECT lives_ok($$SELECT * FROM api.po_add('A-admin', gen_random_uuid(), 'PO-3', 'ACME',
                  '[{"material":"M-1","quantity":"10","unit_price":"1"}]', 0)$$, 'a tolerance of its own');
SELECT is((SELECT max_receivable FROM api.po_lines('A-viewer', 'PO-3')), 10.000000, 'which may be zero');

SELECT pg_temp.refused(pg_temp.po('PO-1', 'ACME', '[{"material":"M-1","quantity":"1","unit_price":"1"}]'),
                       'GM005', 'CODE_EXISTS', 'purchase_order', 'a number is given once');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'NOBODY', '[{"material":"M-1","quantity":"1","unit_price":"1"}]'),
                       'GM003', 'UNKNOWN_SUPPLIER', 'supplier', 'unknown supplier');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-404","quantity":"1","unit_price":"1"}]'),
                       'GM003', 'UNKNOWN_MATERIAL', 'material', 'unknown material');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[]'), 'GM002', 'MISSING', 'lines', 'no line');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '{"material":"M-1"}'), 'GM002', 'NOT_A_LIST', 'lines', 'no list');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', 'null'), 'GM002', 'NOT_A_LIST', 'lines', 'null');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '["M-1"]'), 'GM002', 'NOT_AN_OBJECT', 'lines', 'a line that is no object');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"0","unit_price":"1"}]'),
                       'GM002', 'NOT_POSITIVE', 'quantity', 'zero ordered');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"1e3","unit_price":"1"}]'),
                       'GM002', 'NOT_A_NUMBER', 'quantity', 'an exponent');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"NaN","unit_price":"1"}]'),
                       'GM002', 'NOT_A_NUMBER', 'quantity', 'NaN');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":{"x":1},"unit_price":"1"}]'),
                       'GM002', 'NOT_A_NUMBER', 'quantity', 'an object as quantity');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"1.0000001","unit_price":"1"}]'),
                       'GM002', 'TOO_MANY_DECIMALS', 'quantity', 'seven decimals');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"1","unit_price":"-1"}]'),
                       'GM002', 'NEGATIVE', 'unit_price', 'a negative price');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"1"}]'),
                       'GM002', 'MISSING', 'unit_price', 'no price');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"quantity":"1","unit_price":"1"}]'),
                       'GM002', 'MISSING', 'material', 'no material');
SELECT pg_temp.refused(pg_temp.po('PO-9', 'ACME', '[{"material":"M-1","quantity":"1","unit_price":"1"}]', '101'),
                       'GM002', 'TOO_LARGE', 'tolerance', 'tolerance above 100 percent');
SELECT pg_temp.refused(replace(pg_temp.po('PO-9', 'ACME', '[]'), 'A-admin', 'A-keeper'),
                       'GM004', 'NOT_PERMITTED', '', 'needs admin');
SELECT is((SELECT count(*) FROM api.po_list('A-viewer', NULL, NULL, 'PO-9')), 0::bigint, 'a refusal leaves nothing');

-- ---------------------------------------------------------------- receiving, closing, appending
SELECT lives_ok($$SELECT * FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 104, 'PURCHASE_ORDER', 'PO-1/10', NULL, NULL,
                                            NULL, NULL, NULL, NULL, NULL)$$, '104 of 100 within five percent');
SELECT is((SELECT (received, open, max_receivable, status)::text FROM api.po_lines('A-viewer', 'PO-1') WHERE line = 10),
          '(104.000000,0,1.000000,RECEIVED)', 'one more could come');
SELECT is((SELECT status FROM api.po_close('A-admin', gen_random_uuid(), 'PO-1', 20)), 'RECEIVED',
          'one line closed, the other full: received');
SELECT is((SELECT (open, max_receivable, status)::text FROM api.po_lines('A-viewer', 'PO-1') WHERE line = 20),
          '(0,0,CLOSED)', 'of a closed line nothing is open');
SELECT pg_temp.refused($$SELECT * FROM api.po_close('A-admin', gen_random_uuid(), 'PO-1', 20)$$,
                       'GM002', 'ALREADY_CLOSED', 'line', 'a closed line');
SELECT pg_temp.refused($$SELECT * FROM api.po_close('A-admin', gen_random_uuid(), 'PO-1', 30)$$,
                       'GM003', 'UNKNOWN_LINE', 'line', 'no such line');
SELECT is((SELECT status FROM api.po_line('A-admin', gen_random_uuid(), 'PO-1', 'M-2', 7, 0.5)), 'OPEN',
          'another line opens a received order');
SELECT is((SELECT (material, ordered, max_receivable)::text FROM api.po_lines('A-viewer', 'PO-1') WHERE line = 30),
          '(M-2,7.000000,7.350000)', 'at the order''s tolerance');
SELECT is((SELECT status FROM api.po_close('A-admin', '00000000-0000-0000-0000-0000000000a2', 'PO-1', NULL)), 'CLOSED',
          'the whole order closed');
SELECT is((SELECT replayed FROM api.po_close('A-admin', '00000000-0000-0000-0000-0000000000a2', 'PO-1', NULL)), true,
          'closed again by the same op_id');
SELECT pg_temp.refused($$SELECT * FROM api.po_close('A-admin', gen_random_uuid(), 'PO-1', NULL)$$,
                       'GM002', 'ALREADY_CLOSED', 'purchase_order', 'a closed order');
SELECT pg_temp.refused($$SELECT * FROM api.po_line('A-admin', gen_random_uuid(), 'PO-1', 'M-2', 7, 0.5)$$,
                       'GM002', 'ORDER_CLOSED', 'purchase_order', 'no line on a closed order');
SELECT pg_temp.refused($$SELECT * FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 1, 'PURCHASE_ORDER', 'PO-1/10', NULL,
                                                   NULL, NULL, NULL, NULL, NULL, NULL)$$,
                       'GM002', 'ORDER_CLOSED', 'ref', 'nothing is received on a closed order');
SELECT is((SELECT sum(max_receivable) FROM api.po_lines('A-viewer', 'PO-1')), 0::numeric, 'nothing more may come');
SELECT is((SELECT status FROM api.po_close('A-admin', gen_random_uuid(), 'PO-3', 10)), 'CLOSED',
          'the last line closed closes the order');

-- ---------------------------------------------------------------- po_list
SELECT is((SELECT string_agg((purchase_order, supplier, supplier_name, status, lines, open_lines)::text, ' ')
             FROM api.po_list('A-viewer', NULL, NULL, NULL)),
          '(PO-3,ACME,"Acme Fasteners",CLOSED,1,0) (PO-2,BOLTCO,Bolt_Co,OPEN,1,1) (PO-1,ACME,"Acme Fasteners",CLOSED,3,0)',
          'newest first');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, true, NULL)), 'PO-2', 'open ones');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', 'ACME', false, NULL)), 'PO-3 PO-1', 'of a supplier');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, NULL, 'fasten')), 'PO-3 PO-1', 'by supplier''s name');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, NULL, 'o-2')), 'PO-2', 'by number');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, NULL, '_')), 'PO-2', '_ is itself');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, NULL, '%')), NULL, '% is itself');
SELECT pg_temp.refused($$SELECT * FROM api.po_list('A-viewer', 'NOBODY', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_SUPPLIER', 'supplier', 'unknown supplier');
SELECT pg_temp.refused($$SELECT * FROM api.po_show('A-viewer', 'PO-404')$$,
                       'GM003', 'UNKNOWN_PURCHASE_ORDER', 'purchase_order', 'unknown order');

-- ---------------------------------------------------------------- what a write told at first, it tells again
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.add_po5(p_token text) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT answer FROM api.po_add(p_token, '00000000-0000-0000-0000-0000000000a5', 'PO-5', 'ACME',
                                        '[{"material":"M-1","quantity":"10","unit_price":"2.50"},
                                          {"material":"M-2","quantity":"3","unit_price":"1"}]', NULL) $$;
SELECT pg_temp.add_person(:org_a, (SELECT id FROM kiosks WHERE name = :'kiosk_a'), 'A-blind', 'blind', '{admin,materials.view}') \g /dev/null
SELECT pg_temp.add_person(:org_a, (SELECT id FROM kiosks WHERE name = :'kiosk_a'), 'A-deaf', 'deaf', '{admin}') \g /dev/null
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is(pg_temp.add_po5('A-admin'),
          (SELECT to_jsonb(s) || jsonb_build_object('lines', (SELECT jsonb_agg(to_jsonb(l) || jsonb_build_object(
                      'ordered', trim_scale(l.ordered)::text, 'received', trim_scale(l.received)::text,
                      'open', trim_scale(l.open)::text, 'max_receivable', trim_scale(l.max_receivable)::text,
                      'unit_price', trim_scale(l.unit_price)::text)) FROM api.po_lines('A-admin', 'PO-5') AS l))
             FROM api.po_show('A-admin', 'PO-5') AS s), 'an answer is what reading tells');
SELECT is(pg_temp.add_po5('A-admin') #> '{lines,0,unit_price}', '"2.5"', 'with its prices');
SELECT lives_ok($$SELECT * FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 10, 'PURCHASE_ORDER', 'PO-5/10', NULL, NULL,
                                            NULL, NULL, NULL, NULL, NULL)$$, 'a delivery');
SELECT is((SELECT concat_ws(' ', a #>> '{lines,0,received}', a #>> '{lines,0,open}', a #>> '{lines,0,status}', a ->> 'status')
             FROM pg_temp.add_po5('A-admin') AS a), '0 10 OPEN OPEN', 'nothing was received when it was added');
SELECT is((SELECT concat_ws(' ', answer #>> '{lines,0,received}', answer #> '{lines,2,unit_price}', jsonb_array_length(answer -> 'lines'))
             FROM api.po_line('A-blind', '00000000-0000-0000-0000-0000000000a6', 'PO-5', 'M-1', 2, 4)), '10 null 3',
          'a line by one who does not see costs');
SELECT is((SELECT answer ->> 'status' FROM api.po_close('A-admin', '00000000-0000-0000-0000-0000000000a7', 'PO-5', NULL)), 'CLOSED',
          'closed by one who does');
SELECT is((SELECT concat_ws(' ', replayed, answer ->> 'status', answer #>> '{lines,2,unit_price}', answer #>> '{lines,2,open}')
             FROM api.po_line('A-admin', '00000000-0000-0000-0000-0000000000a6', 'PO-5', 'M-1', 2, 4)), 't OPEN 4 2',
          'the line again for one who sees costs');
SELECT is((SELECT concat_ws(' ', replayed, answer ->> 'status', answer #> '{lines,0,unit_price}', answer #>> '{lines,0,material}')
             FROM api.po_close('A-blind', '00000000-0000-0000-0000-0000000000a7', 'PO-5', NULL)), 't CLOSED null M-1',
          'closed again for one who does not');
SELECT is(pg_temp.add_po5('A-deaf'), '{"purchase_order":"PO-5","supplier":"ACME","status":"OPEN"}',
          'the head alone for one who may not look');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
