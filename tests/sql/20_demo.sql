-- The demo plant: made through the door, consistent, and the same after a second run.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT * FROM no_plan();

SELECT lives_ok('SELECT * FROM admin.demo()', 'the demo loads');
CREATE FUNCTION pg_temp.sum_of_all() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(x, '|' ORDER BY x))
      FROM (SELECT m::text AS x FROM materials m UNION ALL SELECT w::text FROM work_orders w UNION ALL SELECT l::text FROM purchase_order_lines l
            UNION ALL SELECT u::text FROM users u UNION ALL SELECT k::text FROM kiosks k UNION ALL SELECT t::text FROM material_transactions t) s $$;
SELECT pg_temp.sum_of_all() AS before \gset
SELECT is((SELECT count(*)::integer FROM admin.demo()), 12, 'again, it says the same');
SELECT is(pg_temp.sum_of_all(), :'before', 'and changes nothing');

SELECT is((SELECT string_agg(k.kiosk || '@' || k.organization, ' ' ORDER BY k.kiosk) FROM admin.kiosk_list() k WHERE k.kiosk ~ '^kiosk[123]$'),
          'kiosk1@DEMO kiosk2@DEMO2 kiosk3@DEMO', 'three kiosks');
SELECT is((SELECT string_agg(u.user_name || ':' || private.roles_of(u.organization_id, u.id) || ':' || u.badge, ' ' ORDER BY u.user_name)
             FROM users u JOIN organizations o ON o.id = u.organization_id WHERE o.code = 'DEMO'),
          'admin:admin:ADMIN manager:manager:MANAGER operator:operator:OPERATOR storekeeper:storekeeper:STOREKEEPER supervisor:supervisor:SUPERVISOR', 'five people');
SELECT is((SELECT bool_and(u.pin_hash = extensions.crypt('1234', u.pin_hash)) FROM users u JOIN organizations o ON o.id = u.organization_id WHERE o.code IN ('DEMO', 'DEMO2')),
          true, 'whose PIN is 1234');
SELECT is((SELECT count(*)::integer FROM sessions s JOIN organizations o ON o.id = s.organization_id WHERE o.code IN ('DEMO', 'DEMO2') AND s.signed_off_at IS NULL AND s.signed_on_at = now()),
          0, 'nobody is left signed on');
SELECT is((SELECT string_agg(DISTINCT m.costing_method, ' ' ORDER BY m.costing_method) FROM materials m JOIN organizations o ON o.id = m.organization_id WHERE o.code = 'DEMO'),
          'FIFO LIFO WEIGHTED_AVERAGE', 'all three methods');
SELECT cmp_ok((SELECT count(*)::integer FROM materials m JOIN organizations o ON o.id = m.organization_id WHERE o.code = 'DEMO' AND m.quantity_on_hand < m.reorder_point), '>', 0, 'something is low');
SELECT is((SELECT string_agg(DISTINCT w.order_status, ' ' ORDER BY w.order_status) FROM work_orders w JOIN organizations o ON o.id = w.organization_id WHERE o.code = 'DEMO'),
          'CANCELLED COMPLETED IN_PROGRESS PLANNED RELEASED', 'orders in every state but one');
SELECT is((SELECT count(*)::integer FROM purchase_order_lines l JOIN purchase_orders p ON p.organization_id = l.organization_id AND p.id = l.purchase_order_id
            WHERE p.purchase_order_number = 'PO-4500012'), 4, 'PO-4500012 has four lines');

SELECT private.demo_sign_on('kiosk1', 'storekeeper') AS keeper, private.demo_sign_on('kiosk2', 'storekeeper2') AS other \gset
SET SESSION AUTHORIZATION kiosk1;
SELECT is((SELECT count(*)::integer FROM api.check_stock(:'keeper')), 0, 'the books agree');
SET SESSION AUTHORIZATION kiosk2;
SELECT is((SELECT count(*)::integer FROM api.check_stock(:'other')), 0, 'the neighbour''s too');
SELECT is((SELECT string_agg(s.name, ' ') FROM api.stock(:'other', 'M-1042') s), 'Gear blank 40', 'whose M-1042 is another thing');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
