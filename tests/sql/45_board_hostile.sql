-- The door of the board against who means no good, or does not look: an old view of the board, times of far futures, long
-- chains, and texts that are no times. What belongs to other organizations is in 64.
BEGIN;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- an older board is judged by nobody
-- A lock changes no row: only the level of a transaction tells that it may look at a board of yesterday. See 46.
CREATE FUNCTION pg_temp.changers() RETURNS SETOF text LANGUAGE sql
    AS $$ SELECT p.proname::text FROM pg_proc p
           WHERE p.pronamespace = 'private'::regnamespace AND p.prosrc ~ 'FROM plants[^;]*FOR NO KEY UPDATE' ORDER BY 1 $$;
SELECT results_eq('SELECT pg_temp.changers()', ARRAY['add_location', 'hold_plant'], 'the board of a plant is held in one place only');

SET SESSION AUTHORIZATION :kiosk_a;
-- ---------------------------------------------------------------- times
SELECT pg_temp.refused(format($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'X', NULL, 'P1', NULL, '2030-01-01 00:00+00', '2030-01-01 08:00+00', %L, NULL, NULL, NULL)$$,
                              jsonb_build_array(jsonb_build_object('from', b.text, 'to', '2030-01-01 02:00+00'))), 'GM002', 'BAD_TIME', 'breaks', b.text)
  FROM unnest(ARRAY['2030-01-01 00:00+99', '2030-01-01 00:00 Foo/Bar', 'infinity', '-infinity', '5e300', '294277-01-01', '{}', 'x']) AS b (text);
SELECT pg_temp.refused(format($$SELECT * FROM api.%s('A-planner', %s NULL, %L, %L %s)$$, f.name, '', w.from_t, w.to_t, f.rest), 'GM002', w.code, w.field, f.name || ' ' || w.from_t)
  FROM (VALUES ('board_windows', ''), ('board_bars', ', true')) AS f (name, rest),
       (VALUES ('0001-01-01 BC', '2030-01-01', 'BAD_TIME', 'from'), ('1969-12-31 23:59:59+00', '2030-01-01', 'BAD_TIME', 'from'),
               ('2030-01-01', 'infinity', 'BAD_TIME', 'to'), ('2030-01-01', '9999-01-01 00:00+00', 'BAD_TIME', 'to')) AS w (from_t, to_t, code, field);
SELECT is(pg_temp.drop('planner', jsonb_build_array(pg_temp.changes('WO-4 P2 8 9') -> 0 || jsonb_build_object('start_s', b.start_s, 'end_s', b.end_s, 'work_s', 0))), b.told,
          format('from %s to %s', b.start_s, b.end_s))
  FROM (VALUES (0, 1, 'done'), (253370764799, 253370764800, 'done'),
               (253370764800, 253370764801, 'GM002 BAD_CHANGE Change 1 is not usable: end_s is no usable time.')) AS b (start_s, end_s, told);
-- Ten years of work in a lane of which nothing is known before the end of all years: it does not run beyond them.
SELECT count(*) FROM api.calendar_add('A-planner', gen_random_uuid(), 'NEVER', NULL) \g /dev/null
SELECT count(*) FROM api.lane_add('A-planner', gen_random_uuid(), 'LN', NULL, 1, 'NEVER', NULL) \g /dev/null
SELECT count(*) FROM api.calendar_except('A-planner', gen_random_uuid(), 'open', NULL, 'LN', NULL, '9998-12-01', '9998-12-31', NULL) \g /dev/null
SELECT is(pg_temp.drop('planner', jsonb_set(pg_temp.changes('WO-5 LN 8 9'), '{0,work_s}', '315360000')), 'done', 'ten years of work');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-5', NULL)$$, 'begun');
SELECT is((SELECT max(b.end_s) FROM api.board_bars('A-planner', NULL, '2030-01-01', '2030-01-02', false) AS b WHERE b.booking_status = 'running'), 253370764800,
          'ends when everything does');
SELECT is((SELECT to_char(max(o."end") AT TIME ZONE 'UTC', 'YYYY') FROM api.order_operations('A-planner', 'WO-5') AS o), '9999', 'so that it can be told');

-- ---------------------------------------------------------------- long chains
RESET SESSION AUTHORIZATION;
INSERT INTO work_orders (organization_id, plant_id, work_order_number, quantity, due_at, order_status)
SELECT p.organization_id, p.id, 'D-' || n, 1, now(), 'RELEASED' FROM plants p, generate_series(1, 3000) AS n WHERE p.organization_id = :org_a;
INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id)
SELECT a.organization_id, a.id, b.id
  FROM work_orders a
  JOIN work_orders b ON b.organization_id = a.organization_id AND b.work_order_number = 'D-' || (substr(a.work_order_number, 3)::integer + 1)
 WHERE a.organization_id = :org_a AND a.work_order_number LIKE 'D-%';
INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id)  -- ways that part and meet again
SELECT a.organization_id, a.id, b.id
  FROM work_orders a
  JOIN work_orders b ON b.organization_id = a.organization_id AND b.work_order_number = 'D-' || (substr(a.work_order_number, 3)::integer + 2)
 WHERE a.organization_id = :org_a AND a.work_order_number LIKE 'D-%' AND substr(a.work_order_number, 3)::integer > 1000;
ANALYZE work_orders, work_order_dependencies;
CREATE FUNCTION pg_temp.linked(p_order text, p_after text) RETURNS text LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM api.order_link('A-planner', gen_random_uuid(), p_order, p_after, NULL);
    RETURN 'done';
EXCEPTION WHEN SQLSTATE 'GM006' THEN
    RETURN SQLERRM;
END
$$;
SET SESSION AUTHORIZATION :kiosk_a;
SET LOCAL statement_timeout = '2s';
SELECT is(pg_temp.linked('D-1', 'D-3000'), 'These would wait for each other: D-3000 -> D-1 -> ... -> D-3000.', 'a circle of thousands, told by its ends');
SELECT is(pg_temp.linked('D-1', 'D-4'), 'These would wait for each other: D-4 -> D-1 -> D-2 -> D-3 -> D-4.', 'a short one in full');
SELECT is(pg_temp.linked('D-1', 'D-1'), 'These would wait for each other: D-1 -> D-1.', 'the shortest');
SELECT is(pg_temp.linked('D-1', 'WO-4'), 'done', 'thousands behind it are no circle');
SELECT is(pg_temp.linked('D-3000', 'D-1'), 'done', 'nor is a short cut');
SET LOCAL statement_timeout = 0;

-- ---------------------------------------------------------------- what undo and redo do again and again
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 8 9')), 'done', 'moved');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 10 11')), 'done', 'and moved again');
DO $$
BEGIN
    FOR i IN 1 .. 25 LOOP
        PERFORM api.undo('A-planner', gen_random_uuid(), NULL, NULL, NULL);
        PERFORM api.redo('A-planner', gen_random_uuid(), NULL, NULL, NULL);
    END LOOP;
END
$$;
SELECT lives_ok($$SELECT * FROM api.undo('A-planner', gen_random_uuid(), NULL, NULL, NULL)$$, 'taken back after all that');
SELECT matches(pg_temp.board(), 'P1 WO-4/10 8-9 planned', 'it is where it was');
SELECT lives_ok($$SELECT * FROM api.undo('A-planner', gen_random_uuid(), NULL, NULL, NULL)$$, 'and the one before');
SELECT * FROM finish();
ROLLBACK;
