-- Orders and the board: routings, what waits for what, and what becomes of the bars when orders are started, paused,
-- completed and cancelled.
BEGIN;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();
-- The bars of an order: "10 running now 3600 t", t: the worker changed it last.
CREATE FUNCTION pg_temp.bars(p_order text) RETURNS text LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT string_agg(concat_ws(' ', o.sequence, a.booking_status, CASE WHEN lower(a.during) = date_trunc('second', now()) THEN 'now' ELSE 'then' END,
                                      trunc(extract(epoch FROM upper(a.during) - lower(a.during))), a.changed_by = u.id), '; ' ORDER BY o.sequence)
            FROM public.lane_assignments a
            JOIN public.work_order_operations o ON o.organization_id = a.organization_id AND o.id = a.operation_id
            JOIN public.work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
            JOIN public.users u ON u.organization_id = a.organization_id AND u.user_name = 'worker'
           WHERE w.work_order_number = p_order $$;
CREATE FUNCTION pg_temp.add(p_operations text, p_after text DEFAULT NULL) RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text; v_field text;
BEGIN
    PERFORM api.order_add('A-planner', gen_random_uuid(), 'WO-9', NULL, 1, '2030-01-01', NULL, p_operations::jsonb, p_after::jsonb);
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_code = CONSTRAINT_NAME, v_field = COLUMN_NAME;
    RETURN concat_ws(' ', SQLSTATE, v_code, v_field);
END
$$;
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- routings
SELECT is((SELECT string_agg(concat_ws(' ', operation, name, lane, work_minutes, booking_status, good), '; ' ORDER BY operation) FROM api.order_operations('A-planner', 'WO-1')),
          '10 Press 1 P1 60 0.000000; 20 Paint PT 90.5 0.000000', 'operations are named after their lanes, minutes are kept');
SELECT is((SELECT string_agg(concat_ws(' ', operation, name, lane, work_minutes), '; ') FROM api.order_operations('A-planner', 'WO-2')), '10 Work P1 60',
          'a single one after what is made; its work from the machine''s cycle');
SELECT is((SELECT string_agg(concat_ws(' ', o ->> 'operation', o ->> 'lane', o ->> 'work_minutes'), '; ')
             FROM api.order_add('A-planner', gen_random_uuid(), 'WO-7', NULL, 1, '2030-01-01', NULL, '[{"operation":"30","lane":" PT "},{"operation":5,"minutes":0.5}]', NULL) AS a,
                  jsonb_array_elements(a.answer -> 'operations') AS o), '5 0.5; 30 PT', 'in the order of their numbers');
SELECT is(pg_temp.add(v.operations), v.answer, v.operations)
  FROM (VALUES ('{}', 'GM002 NOT_A_LIST operations'), ('[7]', 'GM002 NOT_AN_OBJECT operations'), ('[{}]', 'GM002 MISSING operation'),
               ('[{"operation":0}]', 'GM002 BAD_NUMBER operation'), ('[{"operation":1.5}]', 'GM002 BAD_NUMBER operation'),
               ('[{"operation":"ten"}]', 'GM002 NOT_A_NUMBER operation'), ('[{"operation":1e30}]', 'GM002 BAD_NUMBER operation'),
               ('[{"operation":10},{"operation":10}]', 'GM002 NAMED_TWICE operations'),
               ('[{"operation":10,"lane":"P404"}]', 'GM003 UNKNOWN_LANE lane'), ('[{"operation":10,"lane":"P1|P404"}]', 'GM003 UNKNOWN_LANE lane'),
               ('[{"operation":10,"lane":"P1|P1"}]', 'GM002 NAMED_TWICE lane'), ('[{"operation":10,"lane":"P1|"}]', 'GM002 MISSING lane'),
               ('[{"operation":10,"minutes":"0"}]', 'GM002 NOT_POSITIVE minutes'), ('[{"operation":10,"minutes":"-5"}]', 'GM002 NOT_POSITIVE minutes'),
               ('[{"operation":10,"minutes":"0.001"}]', 'GM002 NOT_POSITIVE minutes'), ('[{"operation":10,"minutes":"NaN"}]', 'GM002 NOT_A_NUMBER minutes'),
               ('[{"operation":10,"minutes":"5256001"}]', 'GM002 TOO_LARGE minutes'), ('[{"operation":10,"minutes":"soon"}]', 'GM002 NOT_A_NUMBER minutes'))
       AS v (operations, answer);
SELECT is(pg_temp.add(NULL, v.after), v.answer, v.after)
  FROM (VALUES ('[{"work_order":"WO-404"}]', 'GM003 UNKNOWN_WORK_ORDER after'), ('[{}]', 'GM002 MISSING after'), ('[{"work_order":"WO-9"}]', 'GM006 CYCLE after'),
               ('[{"work_order":"WO-1"},{"work_order":"WO-1"}]', 'GM002 NAMED_TWICE after'), ('{}', 'GM002 NOT_A_LIST after'),
               ('[{"work_order":"WO-1","lag_minutes":"x"}]', 'GM002 NOT_A_NUMBER lag_minutes'),
               ('[{"work_order":"WO-1","lag_minutes":"9999999"}]', 'GM002 TOO_LARGE lag_minutes')) AS v (after, answer);
SELECT is(pg_temp.add('null', 'null'), 'done', 'nothing is one operation that waits for nothing');

-- ---------------------------------------------------------------- what waits for what
SELECT is((SELECT string_agg(concat_ws(' ', role, work_order, order_status, lag_minutes), '; ') FROM api.order_dependencies('A-planner', 'WO-3')), 'predecessor WO-1 RELEASED 30',
          'what it waits for');
SELECT is((SELECT string_agg(concat_ws(' ', role, work_order, lag_minutes), '; ') FROM api.order_dependencies('A-planner', 'WO-1')), 'successor WO-3 30', 'what waits for it');
SELECT is((SELECT work_order_number FROM api.order_link('A-planner', '00000000-0000-0000-0000-0000000000e1', 'WO-4', 'WO-3', '-15.5')), 'WO-4', 'linked, with a lead');
SELECT is((SELECT replayed FROM api.order_link('A-planner', '00000000-0000-0000-0000-0000000000e1', 'WO-4', 'WO-3', '-15.5')), true, 'once');
SELECT is((SELECT lag_minutes FROM api.order_dependencies('A-planner', 'WO-4')), -15.5, 'by that much');
SELECT is((SELECT count(*) FROM api.order_link('A-planner', gen_random_uuid(), 'WO-4', 'WO-3', NULL)), 1::bigint, 'again');
SELECT is((SELECT string_agg(lag_minutes::text, ' ') FROM api.order_dependencies('A-planner', 'WO-4')), '0', 'with another lag');
SELECT throws_ok($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-1', 'WO-4', NULL)$$, 'GM006',
                 'These would wait for each other: WO-4 -> WO-1 -> WO-3 -> WO-4.', 'a circle is refused, and named');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-1', 'WO-3', NULL)$$, 'GM006', 'CYCLE', 'after', 'a short one');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-1', 'WO-1', NULL)$$, 'GM006', 'CYCLE', 'after', 'the shortest');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-1', 'WO-404', NULL)$$, 'GM003', 'UNKNOWN_WORK_ORDER', 'after', 'to nothing');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-404', 'WO-1', NULL)$$, 'GM003', 'UNKNOWN_WORK_ORDER', 'work_order', 'of nothing');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-worker', gen_random_uuid(), 'WO-1', 'WO-2', NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT is((SELECT work_order_number FROM api.order_unlink('A-planner', '00000000-0000-0000-0000-0000000000e2', 'WO-4', 'WO-3')), 'WO-4', 'unlinked');
SELECT is((SELECT replayed FROM api.order_unlink('A-planner', '00000000-0000-0000-0000-0000000000e2', 'WO-4', 'WO-3')), true, 'once');
SELECT pg_temp.refused($$SELECT * FROM api.order_unlink('A-planner', gen_random_uuid(), 'WO-4', 'WO-3')$$, 'GM003', 'NOT_LINKED', 'after', 'no such link');
SELECT is((SELECT count(*) FROM api.order_link('A-planner', gen_random_uuid(), 'WO-1', 'WO-4', NULL)), 1::bigint, 'then the other way round');
SELECT is((SELECT count(*) FROM api.order_unlink('A-planner', gen_random_uuid(), 'WO-1', 'WO-4')), 1::bigint, 'and away again');
-- A ladder has many ways up; the shortest is told, at once.
SELECT count(*) FROM generate_series(1, 40) AS n, LATERAL api.order_add('A-planner', gen_random_uuid(), format('L%s-%s', n / 2, n % 2), NULL, 1, '2030-01-01', NULL, NULL,
           CASE WHEN n > 3 THEN format('[{"work_order":"L%s-0"},{"work_order":"L%s-1"}]', n / 2 - 1, n / 2 - 1)::jsonb END) \g /dev/null
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'L1-0', 'L19-1', NULL)$$, 'GM006', 'CYCLE', 'after', 'a long one');

-- ---------------------------------------------------------------- bars of orders that are worked on
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9; WO-1/20 PT 9 10.5; WO-2 P1 20 21 firm; WO-4 P2 8 9')), 'done', 'a plan');
SELECT pg_temp.version('WO-1/10') AS version \gset
SELECT is((SELECT answer #>> '{operations,0,booking_status}' FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', NULL)), 'running', 'a start tells that its bar runs');
SELECT is(pg_temp.bars('WO-1'), '10 running now 3600 t; 20 planned then 5400 f', 'from now on, for as long as it takes');
SELECT is(pg_temp.version('WO-1/10') > :version, true, 'which is a new version');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', NULL)$$, 'GM002', 'ILLEGAL_STATUS', 'work_order', 'it cannot be started again');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', 10)$$, 'GM002', 'ILLEGAL_STATUS', 'operation', 'nor its operation');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', 15)$$, 'GM003', 'UNKNOWN_OPERATION', 'operation', 'nor one it does not have');
SELECT is((SELECT answer ->> 'order_status' FROM api.order_pause('A-worker', '00000000-0000-0000-0000-0000000000e3', 'WO-1', 'lunch')), 'PAUSED', 'paused');
SELECT is((SELECT replayed FROM api.order_pause('A-worker', '00000000-0000-0000-0000-0000000000e3', 'WO-1', 'lunch')), true, 'once');
SELECT is(pg_temp.bars('WO-1'), '10 running now 3600 t; 20 planned then 5400 f', 'the bar stays');
SELECT pg_temp.refused($$SELECT * FROM api.order_pause('A-worker', gen_random_uuid(), 'WO-2', NULL)$$, 'GM002', 'ILLEGAL_STATUS', 'work_order', 'what was not started does not pause');
SELECT pg_temp.refused($$SELECT * FROM api.order_pause('A-planner', gen_random_uuid(), 'WO-1', NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'needs production.report');
SELECT is((SELECT answer ->> 'order_status' FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', NULL)), 'IN_PROGRESS', 'it goes on with the operation that was begun');
SELECT is(pg_temp.bars('WO-1'), '10 running now 3600 t; 20 planned then 5400 f', 'whose bar is left alone');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', 20)$$, 'it goes on to the next operation');
SELECT is(pg_temp.bars('WO-1'), '10 done now 1 t; 20 running now 5400 t', 'the first is done');
SELECT pg_temp.refused($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-1', 10)$$, 'GM002', 'ILLEGAL_STATUS', 'operation', 'and does not begin again');
SELECT lives_ok($$SELECT * FROM api.order_complete('A-worker', gen_random_uuid(), 'WO-1')$$, 'completed');
SELECT is(pg_temp.bars('WO-1'), '10 done now 1 t; 20 done now 1 t', 'all is done');
SELECT is((SELECT string_agg(concat_ws(' ', operation, booking_status), '; ' ORDER BY operation) FROM api.order_operations('A-planner', 'WO-1')), '10 done; 20 done', 'as its operations say');

-- Pieces begin an operation too; they count for the only machine of its lane.
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-2', NULL)$$, 'an order');
SELECT is(pg_temp.bars('WO-2'), '10 running now 3600 t', 'whose firm bar runs');
SELECT lives_ok($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-2', NULL, NULL, 1, NULL, NULL, NULL, NULL)$$, 'pieces without a machine');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-2', 'no more')$$, 'cancelled');
SELECT is(pg_temp.bars('WO-2'), '10 done now 1 f', 'what ran is done');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-3', NULL)$$, 'an order that is not on the board');
SELECT is(pg_temp.bars('WO-3'), NULL, 'leaves the board alone');
SELECT is((SELECT booking_status FROM api.board_bars('A-planner', NULL, '2030-03-01', '2030-03-02', NULL) WHERE work_order_number = 'WO-3'), NULL, 'and waits in the tray');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-3 P2 10.5 11.5')), 'done', 'is placed while it is worked on');
SELECT is((SELECT string_agg(concat_ws(' ', lane, to_char(start AT TIME ZONE 'UTC', 'DD HH24:MI'), to_char("end" AT TIME ZONE 'UTC', 'DD HH24:MI')), '') FROM api.order_operations('A-planner', 'WO-3')),
          'P2 01 10:30 01 11:30', 'as its operation says');
SELECT is((SELECT concat_ws(' ', to_char(start AT TIME ZONE 'UTC', 'DD HH24:MI'), to_char("end" AT TIME ZONE 'UTC', 'DD HH24:MI')) FROM api.order_dependencies('A-planner', 'WO-1')),
          '01 10:30 01 11:30', 'and whoever it waits for');
SELECT lives_ok($$SELECT * FROM api.order_log('A-worker', gen_random_uuid(), 'WO-3', NULL, NULL, 1, NULL, NULL, NULL, NULL)$$, 'pieces of it');
SELECT is(pg_temp.bars('WO-3'), '10 running now 3600 t', 'make its bar run');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-4', NULL)$$, 'cancelled before it was started');
SELECT is(pg_temp.bars('WO-4'), NULL, 'its bar is gone');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT string_agg(concat_ws(' ', w.work_order_number, coalesce(m.code, '-')), '; ' ORDER BY l.id)
             FROM production_logs l JOIN work_orders w ON w.organization_id = l.organization_id AND w.id = l.work_order_id
             LEFT JOIN machines m ON m.organization_id = l.organization_id AND m.id = l.machine_id WHERE l.organization_id = :org_a),
          'WO-2 PRESS-1; WO-3 -', 'the machine of the lane, where there is one');
SELECT is((SELECT string_agg(concat_ws(' ', w.work_order_number, o.sequence, o.started_at IS NOT NULL, o.finished_at IS NOT NULL), '; ' ORDER BY w.id, o.sequence)
             FROM work_order_operations o JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
            WHERE o.organization_id = :org_a AND w.work_order_number ~ '^WO-[1-4]$'),
          'WO-1 10 t t; WO-1 20 t t; WO-2 10 t t; WO-3 10 t f; WO-4 10 f f', 'what was begun and finished');
-- Several machines: none is guessed.
INSERT INTO machines (organization_id, plant_id, code, name, lane_id) SELECT :org_a, l.plant_id, 'PRESS-1B', 'x', l.id FROM lanes l WHERE l.organization_id = :org_a AND l.code = 'P1';
SELECT is(private.only_machine(:org_a, pg_temp.lane('P1')), NULL, 'of two machines');
SELECT is(private.only_machine(:org_a, pg_temp.lane('PT')), NULL, 'of none');

SELECT * FROM finish();
ROLLBACK;
