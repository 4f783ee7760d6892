-- Work orders: from planning to completion.
BEGIN;
\ir support/two_plants.psql
SELECT * FROM no_plan();
INSERT INTO machines (organization_id, plant_id, code, name)
SELECT :org_a, p.id, 'PRESS-1', 'Press 1' FROM plants p WHERE p.organization_id = :org_a;
INSERT INTO reasons (organization_id, code, kind) VALUES (:org_a, 'BURR', 'scrap'), (:org_a, 'JAM', 'breakdown');
SET SESSION AUTHORIZATION :kiosk_a;
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'M-1', 'Bolt', 'pcs', NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', 'Plate', 'pcs', NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'F-1', 'Bracket', 'pcs', NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 10, 'ADJUSTMENT', NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.receive('A-keeper', gen_random_uuid(), 'M-2', 3, 'ADJUSTMENT', NULL, 5, NULL, NULL, NULL, NULL, NULL, NULL) \g /dev/null

-- ---------------------------------------------------------------- order_add
SELECT is((SELECT (work_order_number, replayed)::text
             FROM api.order_add('A-planner', '00000000-0000-0000-0000-0000000000b1', 'WO-1', 'F-1', 8, '2030-05-01 12:00+00',
                                '[{"material":"M-1","quantity":"6"},{"material":"M-2","quantity":"4"}]', NULL, NULL)),
          '(WO-1,f)', 'an order with needs');
SELECT is((SELECT replayed
             FROM api.order_add('A-planner', '00000000-0000-0000-0000-0000000000b1', 'WO-1', 'F-1', 8, '2030-05-01 12:00+00',
                                '[{"material":"M-1","quantity":"6"},{"material":"M-2","quantity":"4"}]', NULL, NULL)),
          true, 'the same op_id answers again');
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is((SELECT replayed
             FROM api.order_add('A-planner', '00000000-0000-0000-0000-0000000000b1', 'WO-1', 'F-1', 8, '2030-05-01 12:00+00',
                                '[{"material":"M-1","quantity":"6"},{"material":"M-2","quantity":"4"}]', NULL, NULL)),
          true, 'in another time zone too');
SET LOCAL TimeZone = 'UTC';
SELECT is((SELECT (order_status, product, product_name, quantity, good, scrap, rework, actual_material_cost, due_at,
                   released_at, started_at, completed_at)::text FROM api.order_show('A-keeper', 'WO-1')),
          '(PLANNED,F-1,Bracket,8.000000,0.000000,0.000000,0.000000,0.0000,"2030-05-01 12:00:00+00",,,)', 'it is planned');
SELECT is((SELECT string_agg((operation, name, good)::text, ' ') FROM api.order_operations('A-viewer', 'WO-1')),
          '(10,Bracket,0.000000)', 'with one operation, named after the product');
SELECT lives_ok($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-2', NULL, 5, '2030-04-01 12:00+00', NULL, NULL, NULL)$$,
                'an order without product and needs');
SELECT is((SELECT name FROM api.order_operations('A-viewer', 'WO-2')), 'Work', 'its operation');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-1', NULL, 5, now(), NULL, NULL, NULL)$$,
                       'GM005', 'CODE_EXISTS', 'work_order', 'a number is given once');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', 'F-404', 5, now(), NULL, NULL, NULL)$$,
                       'GM003', 'UNKNOWN_MATERIAL', 'product', 'unknown product');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 5, now(),
                         '[{"material":"M-404","quantity":"6"}]', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_MATERIAL', 'material', 'unknown need');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 5, now(),
                         '[{"material":"M-1","quantity":"6"},{"material":" M-1","quantity":"1"}]', NULL, NULL)$$,
                       'GM002', 'NAMED_TWICE', 'needs', 'a need named twice');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 0, now(), NULL, NULL, NULL)$$,
                       'GM002', 'NOT_POSITIVE', 'quantity', 'nothing to make');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 1, 'infinity', NULL, NULL, NULL)$$,
                       'GM002', 'BAD_TIME', 'due', 'due never');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 1, NULL, NULL, NULL, NULL)$$,
                       'GM002', 'MISSING', 'due', 'no due time');
SELECT pg_temp.refused($$SELECT * FROM api.order_add('A-worker', gen_random_uuid(), 'WO-9', NULL, 1, now(), NULL, NULL, NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');

-- ---------------------------------------------------------------- release and what is reserved
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', NULL)$$,
                       'GM002', 'ILLEGAL_STATUS', 'work_order', 'a planned order does not start');
SELECT pg_temp.refused($$SELECT * FROM api.order_complete('A-worker', gen_random_uuid(), 'WO-1')$$,
                       'GM002', 'ILLEGAL_STATUS', 'work_order', 'nor complete');
SELECT is((SELECT (work_order_number, replayed)::text
             FROM api.order_release('A-planner', '00000000-0000-0000-0000-0000000000b2', 'WO-1')), '(WO-1,f)', 'released');
SELECT is((SELECT replayed FROM api.order_release('A-planner', '00000000-0000-0000-0000-0000000000b2', 'WO-1')), true,
          'released again by the same op_id');
SELECT pg_temp.refused($$SELECT * FROM api.order_release('A-planner', gen_random_uuid(), 'WO-1')$$,
                       'GM002', 'ILLEGAL_STATUS', 'work_order', 'released twice');
SELECT is((SELECT string_agg((material, required, issued, open, reserved, available, cost)::text, ' ')
             FROM api.order_materials('A-keeper', 'WO-1')),
          '(M-1,6.000000,0.000000,6.000000,6.000000,10.000000,0.0000) '
          '(M-2,4.000000,0.000000,4.000000,3.000000,3.000000,0.0000)', 'its needs are reserved as far as stock goes');
SELECT is((SELECT string_agg((material, reserved, available)::text, ' ') FROM api.stock('A-viewer', 'M-')),
          '(M-1,6.000000,4.000000) (M-2,3.000000,0.000000)', 'stock says so');
SELECT is((SELECT count(cost) FROM api.order_materials('A-viewer', 'WO-1')), 0::bigint, 'no costs without cost.view');

-- ---------------------------------------------------------------- pieces
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, NULL, NULL, NULL, NULL)$$,
                       'GM002', 'ORDER_NOT_STARTED', 'work_order', 'no pieces before the start');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-planner', gen_random_uuid(), 'WO-1', NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'starting needs production.report');
SELECT is((SELECT work_order_number FROM api.order_start('A-worker', gen_random_uuid(), ' WO-1 ', NULL)), 'WO-1', 'started');
SELECT lives_ok($$SELECT * FROM api.issue('A-keeper', gen_random_uuid(), 'M-1', 4, 'WORK_ORDER', 'WO-1', NULL, NULL, NULL, NULL,
                                          NULL, NULL)$$, 'four bolts at 2');
SELECT lives_ok($$SELECT * FROM api.issue('A-keeper', gen_random_uuid(), 'M-2', 1, 'WORK_ORDER', 'WO-1', NULL, NULL, NULL, NULL,
                                          NULL, NULL)$$, 'one plate at 5');
SELECT is((SELECT string_agg((material, issued, open, reserved, cost)::text, ' ') FROM api.order_materials('A-keeper', 'WO-1')),
          '(M-1,4.000000,2.000000,2.000000,8.0000) (M-2,1.000000,3.000000,2.000000,5.0000)', 'issued, open, still reserved');
SELECT pg_temp.refused($$SELECT * FROM api.order_complete('A-worker', gen_random_uuid(), 'WO-1')$$,
                       'GM002', 'NOTHING_MADE', 'work_order', 'an order with a product needs good pieces');
SELECT is((SELECT order_status FROM api.order_show('A-viewer', 'WO-1')), 'IN_PROGRESS', 'and stays as it was');
SELECT is((SELECT (work_order_number, replayed)::text
             FROM api.order_log('A-worker', '00000000-0000-0000-0000-0000000000b3', 'WO-1', NULL, 'PRESS-1', 3, 1, 2, 'BURR', NULL)),
          '(WO-1,f)', 'three good, one scrap, two to rework');
SELECT is((SELECT replayed
             FROM api.order_log('A-worker', '00000000-0000-0000-0000-0000000000b3', 'WO-1', NULL, 'PRESS-1', 3, 1, 2, 'BURR', NULL)),
          true, 'logged once');
SELECT lives_ok($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', 10, NULL, 3.5, NULL, NULL, NULL,
                                              now() - interval '1 hour')$$, 'some earlier pieces, without a machine');
SELECT is((SELECT (good, scrap, rework)::text FROM api.order_show('A-viewer', 'WO-1')), '(6.500000,1.000000,2.000000)',
          'the order counts them');
SELECT is((SELECT (good, scrap, rework)::text FROM api.order_operations('A-viewer', 'WO-1')), '(6.500000,1.000000,2.000000)',
          'and the operation');
RESET SESSION AUTHORIZATION;
INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name)
SELECT :org_a, o.id, 5, 'Cut' FROM work_orders o WHERE o.organization_id = :org_a AND o.work_order_number = 'WO-1';
SET SESSION AUTHORIZATION :kiosk_a;
SELECT lives_ok($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', 5, NULL, 20, 1, NULL, NULL, NULL)$$,
                'pieces of an operation before the last');
SELECT is((SELECT (good, scrap)::text FROM api.order_show('A-viewer', 'WO-1')), '(6.500000,2.000000)',
          'are not yet good pieces of the order, its scrap is');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 0, 0, NULL, NULL, NULL)$$,
                       'GM002', 'NO_PIECES', 'good', 'no pieces at all');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, -1, NULL, NULL, NULL)$$,
                       'GM002', 'NEGATIVE', 'scrap', 'negative scrap');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', 99, NULL, 1, NULL, NULL, NULL, NULL)$$,
                       'GM003', 'UNKNOWN_OPERATION', 'operation', 'no such operation');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, 'PRESS-404', 1, NULL, NULL, NULL, NULL)$$,
                       'GM003', 'UNKNOWN_MACHINE', 'machine', 'no such machine');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, 1, NULL, 'NONE', NULL)$$,
                       'GM003', 'UNKNOWN_REASON', 'reason', 'no such reason');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, 1, NULL, 'JAM', NULL)$$,
                       'GM002', 'WRONG_KIND', 'reason', 'a reason for something else');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, NULL, NULL, NULL,
                                                     now() + interval '1 hour')$$,
                       'GM002', 'IN_THE_FUTURE', 'at', 'tomorrow''s pieces');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 999999999999.5, NULL, NULL,
                                                     NULL, NULL)$$,
                       'GM002', 'TOO_LARGE', 'good', 'more pieces than can be counted');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT string_agg(concat_ws(' ', m.code, l.quantity_good, l.quantity_scrap, l.quantity_rework, r.code, o.sequence,
                                       l.logged_at <= now()), ';' ORDER BY l.id)
             FROM production_logs l
             JOIN work_order_operations o ON o.organization_id = l.organization_id AND o.id = l.operation_id
             LEFT JOIN machines m ON m.organization_id = l.organization_id AND m.id = l.machine_id
             LEFT JOIN reasons r ON r.organization_id = l.organization_id AND r.id = l.reason_id
            WHERE l.organization_id = :org_a),
          'PRESS-1 3.000000 1.000000 2.000000 BURR 10 t;3.500000 0.000000 0.000000 10 t;20.000000 1.000000 0.000000 5 t',
          'the log of production');

-- ---------------------------------------------------------------- completing
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT (work_order_number, replayed)::text
             FROM api.order_complete('A-worker', '00000000-0000-0000-0000-0000000000b4', 'WO-1')), '(WO-1,f)', 'completed');
SELECT is((SELECT replayed FROM api.order_complete('A-worker', '00000000-0000-0000-0000-0000000000b4', 'WO-1')), true,
          'completed once');
SELECT is((SELECT (order_status, actual_material_cost, released_at = now(), started_at = now(), completed_at = now())::text
             FROM api.order_show('A-keeper', 'WO-1')), '(COMPLETED,13.0000,t,t,t)', 'its stamps and its cost');
SELECT is((SELECT actual_material_cost FROM api.order_show('A-viewer', 'WO-1')), NULL, 'not for the viewer');
SELECT is((SELECT (quantity_on_hand, value_on_hand)::text FROM api.stock('A-keeper', 'F-1')), '(6.500000,13.0000)',
          'the good pieces are in stock at the order''s cost');
SELECT is((SELECT (transaction_type, reference_type, reference, quantity, total_cost, kiosk = session_user)::text
             FROM api.moves('A-keeper', 'F-1', NULL, NULL, NULL, NULL, NULL, NULL, NULL)),
          '(RECEIPT,WORK_ORDER,WO-1,6.500000,13.0000,t)', 'by a receipt from the order');
SELECT is((SELECT string_agg((material, reserved)::text, ' ') FROM api.stock('A-viewer', 'M-')),
          '(M-1,0.000000) (M-2,0.000000)', 'nothing stays reserved');
SELECT pg_temp.refused($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-1', NULL, NULL, 1, NULL, NULL, NULL, NULL)$$,
                       'GM002', 'ORDER_NOT_STARTED', 'work_order', 'no pieces after the end');
SELECT pg_temp.refused($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-1', NULL)$$,
                       'GM002', 'ILLEGAL_STATUS', 'work_order', 'a completed order stays so');

-- Without a product: nothing is posted, also without pieces.
SELECT lives_ok($$SELECT * FROM api.order_release('A-planner', gen_random_uuid(), 'WO-2')$$, 'the order without product');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-2', NULL)$$, 'is started');
SELECT lives_ok($$SELECT * FROM api.order_complete('A-worker', gen_random_uuid(), 'WO-2')$$, 'and completed');
SELECT is((SELECT count(*) FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, 'WORK_ORDER', 'WO-2', NULL, NULL)), 0::bigint,
          'nothing was posted');

-- ---------------------------------------------------------------- cancelling
SELECT lives_ok($$SELECT * FROM api.order_add('A-planner', gen_random_uuid(), 'WO-3', 'F-1', 5, '2030-03-01 12:00+00',
                  '[{"material":"M-1","quantity":"5"}]', NULL, NULL)$$, 'another order');
SELECT lives_ok($$SELECT * FROM api.order_release('A-planner', gen_random_uuid(), 'WO-3')$$, 'released');
SELECT lives_ok($$SELECT * FROM api.issue('A-keeper', gen_random_uuid(), 'M-1', 1, 'WORK_ORDER', 'WO-3', NULL, NULL, NULL, NULL,
                                          NULL, NULL)$$, 'one bolt goes to it');
SELECT is((SELECT reserved FROM api.stock('A-viewer', 'M-1')), 4.000000, 'four are reserved');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-3', 'customer gone')$$, 'cancelled');
SELECT is((SELECT reserved FROM api.stock('A-viewer', 'M-1')), 0.000000, 'nothing stays reserved');
SELECT is((SELECT (order_status, actual_material_cost)::text FROM api.order_show('A-keeper', 'WO-3')), '(CANCELLED,2.0000)',
          'what was issued stays on the order');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-3', NULL)$$,
                       'GM002', 'ILLEGAL_STATUS', 'work_order', 'a cancelled order stays so');
SELECT pg_temp.refused($$SELECT * FROM api.order_cancel('A-worker', gen_random_uuid(), 'WO-3', NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'cancelling needs scheduling.update');

-- Every pair of statuses, against the table of legal moves.
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.steps(p_org bigint) RETURNS SETOF text LANGUAGE plpgsql
    AS $$
DECLARE
    v_step record;
    v_done boolean;
BEGIN
    FOR v_step IN
        SELECT s.from_status, t.to_status,
               EXISTS (SELECT FROM order_status_moves m WHERE m.from_status = s.from_status AND m.to_status = t.to_status) AS legal
          FROM unnest('{PLANNED,RELEASED,IN_PROGRESS,PAUSED,COMPLETED,CANCELLED}'::text[]) AS s (from_status),
               unnest('{PLANNED,RELEASED,IN_PROGRESS,PAUSED,COMPLETED,CANCELLED}'::text[]) AS t (to_status)
    LOOP
        UPDATE work_orders SET order_status = v_step.from_status WHERE organization_id = p_org AND work_order_number = 'WO-2';
        BEGIN
            PERFORM private.move_order(ROW(p_org, NULL, NULL, NULL, NULL, NULL, '{}', NULL)::private.context, o, v_step.to_status)
               FROM work_orders o WHERE o.organization_id = p_org AND o.work_order_number = 'WO-2';
            v_done := true;
        EXCEPTION WHEN SQLSTATE 'GM002' THEN
            v_done := false;
        END;
        RETURN NEXT is(v_done, v_step.legal, v_step.from_status || ' to ' || v_step.to_status);
    END LOOP;
END
$$;
SELECT pg_temp.steps(:org_a);
UPDATE work_orders SET order_status = 'PAUSED' WHERE organization_id = :org_a AND work_order_number = 'WO-2';
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- order_list
SELECT is((SELECT string_agg((work_order_number, order_status, product, product_name, quantity, good, scrap,
                              actual_material_cost)::text, ' ') FROM api.order_list('A-viewer', NULL, NULL, NULL)),
          '(WO-2,PAUSED,,,5.000000,0.000000,0.000000,)', 'what is not finished');
SELECT is((SELECT string_agg(work_order_number || ' ' || actual_material_cost, ';') FROM api.order_list('A-keeper', NULL, true, NULL)),
          'WO-3 2.0000;WO-2 0.0000;WO-1 13.0000', 'all, by due time');
SELECT is((SELECT string_agg(work_order_number, ' ') FROM api.order_list('A-viewer', 'completed', NULL, NULL)), 'WO-1', 'by status');
SELECT is((SELECT string_agg(work_order_number, ' ') FROM api.order_list('A-viewer', NULL, true, 'BRACK')), 'WO-3 WO-1',
          'by the product''s name');
SELECT is((SELECT string_agg(work_order_number, ' ') FROM api.order_list('A-viewer', NULL, true, 'wo-3')), 'WO-3', 'by number');
SELECT is((SELECT count(*) FROM api.order_list('A-viewer', NULL, true, '%')), 0::bigint, '% is itself');
SELECT pg_temp.refused($$SELECT * FROM api.order_list('A-viewer', 'LOST', NULL, NULL)$$,
                       'GM002', 'UNKNOWN_STATUS', 'status', 'unknown status');
SELECT pg_temp.refused($$SELECT * FROM api.order_show('A-viewer', 'WO-404')$$,
                       'GM003', 'UNKNOWN_WORK_ORDER', 'work_order', 'unknown order');

RESET SESSION AUTHORIZATION;
SELECT ok((SELECT count(*) FROM outbox b JOIN work_orders o ON o.organization_id = b.organization_id AND o.id = b.subject_id
            WHERE b.organization_id = :org_a AND b.kind = 'work_order' AND o.work_order_number = 'WO-1') = 4,
          'the ERP hears of the new order and of each of its three moves');
SELECT is((SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE organization_id = :org_a AND subject = 'WO-1'),
          'order.add order.release order.start order.log order.log order.log order.complete', 'the audit of an order');

-- ---------------------------------------------------------------- what a write told at first, it tells again
CREATE FUNCTION pg_temp.add_wo5(p_token text) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT answer FROM api.order_add(p_token, '00000000-0000-0000-0000-0000000000b5', 'WO-5', 'F-1', 8,
                                           '2030-05-01 12:00+00', '[{"material":"M-1","quantity":"4.50"}]', NULL, NULL) $$;
CREATE FUNCTION pg_temp.start_wo5(p_token text) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT answer FROM api.order_start(p_token, '00000000-0000-0000-0000-0000000000b6', 'WO-5', NULL) $$;
-- What reading tells, as an answer has it: text for every number but those of operations.
CREATE FUNCTION pg_temp.read_wo5(p_token text) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT (SELECT jsonb_object_agg(f.key, CASE jsonb_typeof(f.value) WHEN 'number'
                                                 THEN to_jsonb(trim_scale((f.value #>> '{}')::numeric)::text) ELSE f.value END)
                    FROM api.order_show(p_token, 'WO-5') AS s, jsonb_each(to_jsonb(s)) AS f)
             || jsonb_build_object('operations', (SELECT jsonb_agg(jsonb_build_object('operation', o.operation, 'name', o.name,
                    'lane', o.lane, 'start', o.start, 'end', o."end", 'work_minutes', o.work_minutes::text,
                    'booking_status', o.booking_status, 'good', trim_scale(o.good)::text, 'scrap', trim_scale(o.scrap)::text, 'rework', trim_scale(o.rework)::text))
                    FROM api.order_operations(p_token, 'WO-5') AS o))
             || jsonb_build_object('materials', (SELECT jsonb_agg(jsonb_build_object('material', m.material, 'name', m.name,
                    'uom', m.uom, 'required', trim_scale(m.required)::text, 'issued', trim_scale(m.issued)::text,
                    'open', trim_scale(m.open)::text, 'reserved', trim_scale(m.reserved)::text,
                    'available', trim_scale(m.available)::text, 'cost', trim_scale(m.cost)::text))
                    FROM api.order_materials(p_token, 'WO-5') AS m)) $$;
SET SESSION AUTHORIZATION :kiosk_a;
SET LOCAL TimeZone = 'Asia/Tokyo';
SELECT is(pg_temp.add_wo5('A-planner'), pg_temp.read_wo5('A-planner'), 'an answer is what reading tells');
SET LOCAL TimeZone = 'UTC';
SELECT is(pg_temp.add_wo5('A-planner') ->> 'due_at', '2030-05-01T21:00:00+09:00', 'its times have the zone of the first call');
SELECT is((SELECT array_agg(answer ->> 'order_status') FROM api.order_release('A-planner', gen_random_uuid(), 'WO-5')),
          '{RELEASED}', 'a release tells the new status');
SELECT is(pg_temp.add_wo5('A-planner') ->> 'order_status', 'PLANNED', 'a late repeat of the adding tells the first one');
SELECT lives_ok($$SELECT * FROM api.issue('A-keeper', gen_random_uuid(), 'M-1', 2, 'WORK_ORDER', 'WO-5', NULL, NULL, NULL, NULL,
                                          NULL, NULL)$$, 'two bolts at 2');
SELECT is(pg_temp.start_wo5('A-worker'), pg_temp.read_wo5('A-worker'), 'started by one who does not see costs');
SELECT is(pg_temp.start_wo5('A-worker') #> '{materials,0,cost}', 'null'::jsonb, 'no cost of a material');
SELECT is(pg_temp.start_wo5('A-worker') -> 'actual_material_cost', 'null'::jsonb, 'nor of the order');
SELECT is((SELECT answer #>> '{operations,0,good}' FROM api.order_log('A-worker', '00000000-0000-0000-0000-0000000000b7', 'WO-5',
                                                                     NULL, NULL, 3, NULL, NULL, NULL, NULL)), '3', 'pieces');
SELECT is((SELECT answer ->> 'good' FROM api.order_log('A-admin', gen_random_uuid(), 'WO-5', NULL, NULL, 4, NULL, NULL, NULL, NULL)),
          '7', 'and more');
SELECT is((SELECT concat_ws(' ', replayed, answer ->> 'good', answer #>> '{operations,0,good}', answer ->> 'actual_material_cost')
             FROM api.order_log('A-admin', '00000000-0000-0000-0000-0000000000b7', 'WO-5', NULL, NULL, 3, NULL, NULL, NULL, NULL)),
          't 3 3 4', 'the first pieces again, for one who sees costs');
SELECT is((SELECT concat_ws(' ', answer ->> 'order_status', answer ->> 'actual_material_cost', answer #>> '{materials,0,cost}')
             FROM api.order_complete('A-admin', '00000000-0000-0000-0000-0000000000b8', 'WO-5')), 'COMPLETED 4 4',
          'completed by one who sees costs');
SELECT is((SELECT concat_ws(' ', replayed, answer ->> 'order_status', answer ->> 'actual_material_cost',
                            answer #>> '{materials,0,cost}', answer #>> '{materials,0,issued}')
             FROM api.order_complete('A-worker', '00000000-0000-0000-0000-0000000000b8', 'WO-5')), 't COMPLETED 2',
          'repeated by one who does not');
SELECT is((SELECT concat_ws(' ', s ->> 'order_status', s ->> 'actual_material_cost', s #>> '{materials,0,cost}',
                            s #>> '{materials,0,reserved}', s ->> 'completed_at') FROM pg_temp.start_wo5('A-admin') AS s),
          'IN_PROGRESS 4 4 2.5', 'the start again, with costs');
RESET SESSION AUTHORIZATION;
SELECT pg_temp.add_person(:org_a, (SELECT id FROM kiosks WHERE name = :'kiosk_a'), 'A-deaf', 'deaf', '{production.report}') \g /dev/null
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is(pg_temp.start_wo5('A-deaf'), '{"work_order_number":"WO-5"}', 'only the number for one who may not look');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
