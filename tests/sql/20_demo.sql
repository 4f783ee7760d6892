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

-- ---------------------------------------------------------------- the board
SELECT private.demo_sign_on('kiosk3', 'manager') AS manager \gset
SELECT o.id AS org FROM organizations o WHERE o.code = 'DEMO' \gset
CREATE TEMP TABLE bar AS SELECT * FROM api.board_bars(NULL, NULL, NULL, NULL, NULL) WITH NO DATA;
GRANT SELECT, INSERT ON bar TO PUBLIC;
SET SESSION AUTHORIZATION kiosk3;
INSERT INTO bar SELECT * FROM api.board_bars(:'manager', NULL, now() - interval '8 days', now() + interval '8 days', true);
SELECT is((SELECT string_agg(l.name, ', ' ORDER BY l.lane_id) FROM api.board_lanes(:'manager', NULL) AS l), 'Press 1, Press 2, Weld, Paint, Assembly', 'five lanes');
SELECT is((SELECT string_agg(DISTINCT b.booking_status, ' ' ORDER BY b.booking_status) FROM bar b), 'done firm planned running', 'bars in every state');
SELECT is((SELECT string_agg(DISTINCT b.work_order_number, ' ' ORDER BY b.work_order_number) FROM bar b WHERE b.booking_id IS NULL), 'WO-125 WO-127', 'two orders in the tray');
SELECT is((SELECT string_agg(DISTINCT b.work_order_number, ' ') FROM bar b WHERE b.booking_status = 'firm'), 'WO-124', 'one stands fast');
SELECT is((SELECT bool_and(b.end_s <= extract(epoch FROM now())) FROM bar b WHERE b.booking_status = 'done'), true, 'what is done is over');
SELECT is((SELECT bool_and(extract(epoch FROM now()) BETWEEN b.start_s AND b.end_s) FROM bar b WHERE b.booking_status = 'running'), true, 'what runs runs now');
SELECT is((SELECT bool_and(b.start_s >= extract(epoch FROM date_trunc('hour', now()))) FROM bar b WHERE b.booking_status IN ('planned', 'firm')), true, 'what is planned is to come');
SELECT is((SELECT count(*) FROM bar b WHERE b.due_s < extract(epoch FROM now()) AND b.booking_status = 'running'), 1::bigint, 'one is late');
SELECT is((SELECT bool_or(b.is_short) FROM bar b), true, 'some are short of material');
RESET SESSION AUTHORIZATION;
SELECT set_config('app.current_organization_id', :'org', true) \g /dev/null
SELECT is((SELECT count(*) FROM private.board_overloads(:org, NULL, NULL, now())), 1::bigint, 'one lane carries too much');
SELECT is((SELECT count(*) FROM private.board_broken_links(:org, NULL, now())), 0::bigint, 'nothing begins too early');
-- Each begins when its lane works, and has its work between start and end.
SELECT is((SELECT string_agg(b.work_order_number, ' ') FROM bar b
            WHERE b.booking_id IS NOT NULL
              AND (NOT to_timestamp(b.start_s) <@ private.lane_windows(:org, b.lane_id, to_timestamp(b.start_s), to_timestamp(b.start_s + 1))
                   OR private.lane_add(:org, b.lane_id, to_timestamp(b.start_s), b.work_s) <> to_timestamp(b.end_s))), NULL, 'all are in working time');

SELECT * FROM finish();
ROLLBACK;
