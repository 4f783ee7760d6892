-- The drop: versions, rules, permissions, what is written, and what is no change at all.
BEGIN;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();
SELECT pg_temp.add_person(:org_a, k.id, 'A-chief', 'chief', '{materials.view,scheduling.view,scheduling.update,scheduling.override}')
  FROM kiosks k WHERE k.name = :'kiosk_a' \g /dev/null
CREATE FUNCTION pg_temp.bad(p_with jsonb) RETURNS text LANGUAGE sql
    AS $$ SELECT pg_temp.drop('planner', jsonb_build_array(pg_temp.changes('WO-4 P1 9 10') -> 0 || p_with)) $$;
SET SESSION AUTHORIZATION :kiosk_a;
SET LOCAL TimeZone = 'Europe/Berlin';

-- ---------------------------------------------------------------- placing and moving
SELECT is((SELECT (replayed, change_set IS NOT NULL, answer)::text FROM api.reschedule('A-planner', '00000000-0000-0000-0000-0000000000c1', ' place WO-4 ',
                  pg_temp.changes('WO-4 P1 8 9'), NULL, NULL)),
          (SELECT (false, true, jsonb_build_object('change_set', (SELECT max(h.change_set) FROM api.board_history('A-planner', NULL) AS h), 'changed',
                  '[{"work_order_number":"WO-4","operation":10,"from":null,"to":{"start":"2030-03-01T09:00:00+01:00","end":"2030-03-01T10:00:00+01:00","lane":"P1"}}]'::jsonb))::text),
          'placed from the tray; times have the zone of the session');
SELECT is((SELECT (replayed, answer #>> '{changed,0,work_order_number}')::text
             FROM api.reschedule('A-planner', '00000000-0000-0000-0000-0000000000c1', 'place WO-4', '[]', 'overload', NULL)), '(t,WO-4)',
          'the same op_id and gesture answer again, whatever the changes would be now');
SELECT is((SELECT (replayed, answer #>> '{changed,0,work_order_number}')::text FROM api.reschedule_answered('A-planner', '00000000-0000-0000-0000-0000000000c1', 'place WO-4')),
          '(t,WO-4)', 'and can be asked for');
SELECT is((SELECT count(*) FROM api.reschedule_answered('A-planner', gen_random_uuid(), 'place WO-4')), 0::bigint, 'what was not done answered nothing');
SELECT pg_temp.refused($$SELECT * FROM api.reschedule('A-planner', '00000000-0000-0000-0000-0000000000c1', 'another', '[]', NULL, NULL)$$,
                       'GM005', 'OP_ID_REUSED', 'op_id', 'another gesture');
SELECT pg_temp.refused($$SELECT * FROM api.reschedule_answered('A-planner', '00000000-0000-0000-0000-0000000000c1', 'another')$$,
                       'GM005', 'OP_ID_REUSED', 'op_id', 'asked for by another gesture');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 10 12')), 'done', 'moved');
SELECT is((SELECT answer #> '{changed,0,from}' FROM api.reschedule('A-planner', gen_random_uuid(), 'g', pg_temp.changes('WO-4 P1 8 9'), NULL, NULL)),
          '{"start":"2030-03-01T11:00:00+01:00","end":"2030-03-01T13:00:00+01:00","lane":"P2"}'::jsonb, 'an answer tells from where');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 -')), 'done', 'back to the tray');
SELECT is(pg_temp.board(), NULL, 'the board is empty');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9; WO-1/20 PT 9 10; WO-2 P2 8 9; WO-3 P2 10.5 12')), 'done', 'four in one drop');
SELECT is(pg_temp.board(), 'P1 WO-1/10 8-9 planned; P2 WO-2/10 8-9 planned; P2 WO-3/10 10.5-12 planned; PT WO-1/20 9-10 planned', 'stand where they were put');

-- ---------------------------------------------------------------- versions
SELECT pg_temp.changes('WO-2 P1 20 21') AS seen \gset
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-2 P2 6 7')), 'done', 'somebody else was faster');
SELECT matches(pg_temp.drop('planner', :'seen'), '^GM006 STALE WO-2 was moved by Chief A at [0-9][0-9]:[0-9][0-9]\.$', 'what rests on an older board is refused');
SELECT pg_temp.changes('WO-2 P1 20 21') AS seen \gset
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-2 -')), 'done', 'taken off');
SELECT is(pg_temp.drop('planner', :'seen'), 'GM006 STALE WO-2 was taken off the board.', 'so it cannot be moved');
SELECT pg_temp.changes('WO-2 P1 20 21') AS seen \gset
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-2 P2 6 7')), 'done', 'placed');
SELECT matches(pg_temp.drop('planner', :'seen'), '^GM006 STALE WO-2 was placed by Chief A at', 'so it cannot be placed');
SELECT is(pg_temp.drop('planner', jsonb_set(pg_temp.changes('WO-2 P1 20 21; WO-4 PT 20 21'), '{0,version}', '1')) ~ '^GM006 STALE', true, 'one stale bar refuses all');
SELECT is(pg_temp.board() ~ 'WO-4', false, 'nothing of it stays');

-- ---------------------------------------------------------------- rules
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 8.5 9.5')),
          'GM006 OVERLOAD WO-4 overlaps WO-1/10 on Press 1 from Fri 01 Mar 09:30 to 10:00 (2 of 1).', 'a lane that carries too much');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 9 10')), 'done', 'back to back is none');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 PT 9.5 10.5')), 'done', 'two in the paint shop');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 PT 9.5 10.5')),
          'GM006 OVERLOAD WO-6 overlaps WO-1/20 and WO-5 on Paint from Fri 01 Mar 10:30 to 11:00 (3 of 2).', 'three are too many');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/20 PT 8.5 9.5')),
          'GM006 DEPENDENCY WO-1/20 must wait for WO-1/10, which ends at Fri 01 Mar 10:00.', 'an operation before the one it follows');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-3 P2 10.25 11.25')),
          'GM006 DEPENDENCY WO-3 must wait for WO-1/20, which ends at Fri 01 Mar 11:00.', 'an order before its lag is over');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-3 P2 10.25 11.25'), 'overload,late,off_calendar,wrong_lane', 'because') ~ '^GM006 DEPENDENCY', true,
          'which nobody overrides');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P2 9.5 10')) ~ '^GM006 DEPENDENCY', true, 'a predecessor that ends too late');
-- Overridden by those who may, with a reason.
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 8.5 9.5'), 'overload', 'because') ~ '^GM004 NOT_PERMITTED', true, 'a planner does not override');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 8.5 9.5'), 'overload', ' '), 'GM002 MISSING A rule is overridden: say why.', 'nobody without a reason');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 8.5 9.5'), 'gravity', 'because') ~ '^GM002 UNKNOWN_RULE', true, 'no rule of that name');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 8.5 9.5'), 'late', 'because') ~ '^GM006 OVERLOAD', true, 'another rule is not this one');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 8.5 9.5'), ' Overload, late,overload ', 'because'), 'done', 'a supervisor does, with a reason');
SELECT is((SELECT (reason, gesture, bars, "user", kind)::text FROM api.board_history('A-planner', NULL) LIMIT 1), '(because,"a gesture",1,"Chief A",drop)', 'which is remembered');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT s.overridden::text FROM change_sets s WHERE s.organization_id = :org_a ORDER BY s.id DESC LIMIT 1), '{late,overload}', 'with the rules');
SELECT is((SELECT a.action || ' ' || a.subject || ' ' || (a.detail - 'change_set')::text FROM audit_log a WHERE a.organization_id = :org_a ORDER BY a.id DESC LIMIT 1),
          'board.drop a gesture {"reason": "because", "overridden": ["late", "overload"]}', 'and audited');
SELECT is((SELECT count(*) FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'board'), 1::bigint, 'the boards are told');
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- what stands fast
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 8.5 9.5 firm')), 'done', 'firm where it is, whatever else is wrong there');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 20 21 firm')), 'GM006 FROZEN WO-6 is firm and stays where it is.', 'a firm bar does not move');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 P1 20 21')) ~ '^GM006 FROZEN', true, 'not even when it is loosened with it');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-6 -')) ~ '^GM006 FROZEN', true, 'nor leaves');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 8.5 9.5')), 'done', 'loosened');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 20 21 firm')), 'done', 'moved and firm at once');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 20 21; WO-5 PT 12 13')), 'done', 'loosened beside another move');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-5', NULL)$$, 'an order that is started');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 P1 22 23')) ~ '^GM006 FROZEN WO-5 is running', true, 'runs where it runs');
SELECT lives_ok($$SELECT * FROM api.order_complete('A-worker', gen_random_uuid(), 'WO-5')$$, 'completed');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 P1 22 23')) ~ '^GM006 FROZEN WO-5 is done', true, 'it is done where it was');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-6', NULL)$$, 'an order that is cancelled');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-6 P1 22 23')), 'GM006 NOT_ON_BOARD WO-6 is CANCELLED and has no place on the board.', 'has no place');

-- ---------------------------------------------------------------- what is no change
SELECT is(pg_temp.bad('{"unknown": [1, {"x": null}]}'), 'done', 'what nobody knows is nobody''s business');
SELECT matches(pg_temp.bad(b.change::jsonb), '^GM002 BAD_CHANGE ', b.change)
  FROM (VALUES ('{"operation_id": null}'), ('{"operation_id": "1"}'), ('{"operation_id": 1.5}'), ('{"operation_id": -1}'), ('{"operation_id": 1e300}'),
               ('{"version": "7"}'), ('{"version": 0}'), ('{"version": {}}'), ('{"lane_id": null}'), ('{"lane_id": "P1"}'), ('{"lane_id": [1]}'),
               ('{"start_s": null}'), ('{"start_s": 1898586000.5}'), ('{"start_s": -1}'), ('{"start_s": 1e30}'), ('{"start_s": "NaN"}'),
               ('{"end_s": 9e15}'), ('{"end_s": "2030-03-01"}'), ('{"end_s": 1}'), ('{"start_s": 1898586000, "end_s": 1898586000}'),
               ('{"work_s": -1}'), ('{"work_s": 0.5}'), ('{"work_s": 315360001}'), ('{"work_s": null}'), ('{"overtime": "yes"}'), ('{"overtime": 1}'),
               ('{"status": "running"}'), ('{"status": "done"}'), ('{"status": 1}'), ('{"remove": "true"}'), ('{"remove": true, "version": null}')) AS b (change);
SELECT matches(pg_temp.drop('planner', c.changes::jsonb), '^GM002 BAD_CHANGE ', coalesce(c.changes, 'nothing'))
  FROM (VALUES (NULL), ('null'), ('{}'), ('[]'), ('"x"'), ('7'), ('[7]'), ('[null]'), ('[[]]'), ('[{}]')) AS c (changes);
SELECT matches(pg_temp.drop('planner', (SELECT jsonb_agg(jsonb_build_object('operation_id', n)) FROM generate_series(1, 5001) AS n)), '^GM002 BAD_CHANGE One drop', 'too many');
SELECT matches(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 9 10; WO-4 P1 10 11')), '^GM002 BAD_CHANGE Two', 'one operation twice');
SELECT matches(pg_temp.bad(jsonb_build_object('lane_id', 999999999)), '^GM003 UNKNOWN_LANE', 'no such lane');
SELECT matches(pg_temp.bad(jsonb_build_object('operation_id', 999999999)), '^GM003 UNKNOWN_OPERATION', 'no such operation');
SELECT pg_temp.refused($$SELECT * FROM api.reschedule('A-planner', gen_random_uuid(), ' ', '[]', NULL, NULL)$$, 'GM002', 'MISSING', 'gesture', 'no gesture');
SELECT pg_temp.refused($$SELECT * FROM api.reschedule('A-planner', NULL, 'g', '[]', NULL, NULL)$$, 'GM002', 'MISSING', 'op_id', 'no op_id');
SELECT pg_temp.refused($$SELECT * FROM api.reschedule('A-worker', gen_random_uuid(), 'g', '[]', NULL, NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
-- Another plant of the same organization is another board.
RESET SESSION AUTHORIZATION;
INSERT INTO plants (organization_id, code, name, time_zone) VALUES (:org_a, 'P2', 'Second', 'UTC');
INSERT INTO lanes (organization_id, plant_id, code, name) SELECT :org_a, p.id, 'FAR', 'Far away' FROM plants p WHERE p.organization_id = :org_a AND p.code = 'P2';
INSERT INTO work_orders (organization_id, plant_id, work_order_number, quantity, due_at, order_status)
SELECT :org_a, p.id, 'WO-FAR', 1, now(), 'RELEASED' FROM plants p WHERE p.organization_id = :org_a AND p.code = 'P2';
INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name) SELECT :org_a, w.id, 10, 'x' FROM work_orders w WHERE w.work_order_number = 'WO-FAR';
SET SESSION AUTHORIZATION :kiosk_a;
SELECT matches(pg_temp.drop('planner', pg_temp.changes('WO-4 FAR 9 10')), '^GM003 UNKNOWN_LANE', 'its lanes are not here');
SELECT matches(pg_temp.drop('planner', pg_temp.changes('WO-FAR P1 9 10')), '^GM003 UNKNOWN_OPERATION', 'nor its orders');
SELECT is((SELECT count(*) FROM api.board_bars('A-planner', 'P2', '2030-03-01', '2030-03-02', true)), 1::bigint, 'but they may be looked at');
SELECT is((SELECT count(*) FROM api.board_history('A-planner', 'P2')), 0::bigint, 'its history is empty');
-- Two bars change places in one drop.
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 14 15; WO-2 P2 14 15')), 'done', 'two bars');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 14 15; WO-2 P1 14 15')), 'done', 'change places');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-4 P2 16 17'), 'overload,late', 'just in case'), 'done', 'what was overridden for nothing');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT s.overridden::text FROM change_sets s WHERE s.organization_id = :org_a ORDER BY s.id DESC LIMIT 1), '{late}', 'is not remembered as overridden');
SELECT is((SELECT count(*) FROM lane_assignments WHERE organization_id = :org_a), (SELECT count(DISTINCT version) FROM lane_assignments WHERE organization_id = :org_a), 'each version is one bar''s');

SELECT * FROM finish();
ROLLBACK;
