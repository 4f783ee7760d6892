-- The bars of the board, what waits for what, and the two rules the database judges itself.
BEGIN;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();

CREATE FUNCTION pg_temp.bars(p_completed boolean) RETURNS TABLE (bar text) LANGUAGE sql
    AS $$ SELECT concat_ws(' ', work_order_number || '/' || operation, 'of', operations, coalesce(booking_status, 'tray'), work_s, 'in',
                           CASE WHEN lanes = '' THEN 'any' ELSE lanes END)
            FROM api.board_bars('A-planner', NULL, '2030-03-01', '2030-03-02', p_completed) $$;
-- ---------------------------------------------------------------- bars and the tray
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT string_agg(bar, E'\n') FROM pg_temp.bars(false)),
          format(E'WO-1/10 of 2 tray 3600 in %1$s,%2$s\nWO-1/20 of 2 tray 5430 in any\nWO-2/10 of 1 tray 3600 in %1$s,%3$s\n'
                 'WO-3/10 of 1 tray 3600 in %1$s,%2$s\nWO-4/10 of 1 tray 3600 in %1$s,%2$s\nWO-5/10 of 1 tray 3600 in %1$s,%2$s',
                 pg_temp.lane('P1'), pg_temp.lane('P2'), pg_temp.lane('PT')),
          'released operations wait in the tray, with the lanes they can be made on and the work they take');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9; WO-6 P2 8 9')), 'done', 'two are placed, a planned order''s too');
SELECT is((SELECT string_agg(concat_ws(' ', work_order_number, lane_id = pg_temp.lane('P1'), start_s = pg_temp.at(8), end_s = pg_temp.at(9), work_s,
                                       overtime, booking_status, order_status, name, product, due_s, quantity, good, scrap, is_short), E'\n')
             FROM api.board_bars('A-planner', NULL, '2030-03-01', '2030-03-02', NULL) WHERE booking_id IS NOT NULL),
          E'WO-1 t t t 3600 f planned RELEASED Press 1 1898683200 100.000000 0.000000 0.000000 f\n'
          'WO-6 f t t 3600 f planned PLANNED Work 1898683200 100.000000 0.000000 0.000000 f', 'and are bars');
SELECT pg_temp.refused($$SELECT * FROM api.board_bars('A-planner', NULL, '2030-03-02', '2030-03-01', NULL)$$, 'GM002', 'BAD_WINDOW', 'to', 'a window backwards');
SELECT pg_temp.refused($$SELECT * FROM api.board_bars('A-planner', NULL, NULL, '2030-03-01', NULL)$$, 'GM002', 'MISSING', 'from', 'half a window');
SELECT pg_temp.refused($$SELECT * FROM api.board_bars('A-planner', NULL, '-infinity', 'infinity', NULL)$$, 'GM002', 'BAD_TIME', 'to', 'for ever');
SELECT pg_temp.refused($$SELECT * FROM api.board_bars('A-planner', 'P404', '2030-03-01', '2030-03-02', NULL)$$, 'GM003', 'UNKNOWN_PLANT', 'plant', 'nowhere');
SELECT pg_temp.refused($$SELECT * FROM api.board_bars('A-viewer', NULL, '2030-03-01', '2030-03-02', NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'needs scheduling.view');

-- Done ones are there where they touch the window, and only when asked for.
RESET SESSION AUTHORIZATION;
UPDATE lane_assignments SET booking_status = 'done' WHERE operation_id = pg_temp.op('WO-6');
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT string_agg(b.bar, '') FROM pg_temp.bars(true) AS b WHERE b.bar LIKE 'WO-6%'),
          format('WO-6/10 of 1 done 3600 in %s,%s', pg_temp.lane('P1'), pg_temp.lane('P2')), 'a done bar, when asked for');
SELECT is((SELECT count(*) FROM pg_temp.bars(false) AS b WHERE b.bar LIKE 'WO-6%'), 0::bigint, 'and not when not');
SELECT is((SELECT count(*) FROM api.board_bars('A-planner', NULL, '2030-03-01 09:00+00', '2030-03-02', true) WHERE work_order_number = 'WO-6'), 0::bigint,
          'nor where the window begins when it ends');

-- ---------------------------------------------------------------- short of material
SELECT count(*) FROM api.material_add('A-admin', gen_random_uuid(), 'M-1', 'Bolt', 'pcs', NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 10, 'ADJUSTMENT', NULL, 2, NULL, NULL, NULL, NULL, NULL, NULL) \g /dev/null
SELECT count(*) FROM generate_series(1, 2) AS n,
               LATERAL api.order_add('A-planner', gen_random_uuid(), 'WO-S' || n, NULL, 1, '2030-03-02', '[{"material":"M-1","quantity":"7"}]', NULL, NULL) \g /dev/null
SELECT count(*) FROM generate_series(1, 2) AS n, LATERAL api.order_release('A-planner', gen_random_uuid(), 'WO-S' || n) \g /dev/null
SELECT is((SELECT string_agg(work_order_number || ' ' || is_short, '; ' ORDER BY work_order_number) FROM api.board_bars('A-planner', NULL, '2030-03-01', '2030-03-02', NULL)
            WHERE work_order_number LIKE 'WO-S%'), 'WO-S1 false; WO-S2 true', 'what one order reserved the other is short of');
SELECT count(*) FROM api.issue('A-keeper', gen_random_uuid(), 'M-1', 7, 'WORK_ORDER', 'WO-S1', NULL, NULL, NULL, NULL, NULL, NULL) \g /dev/null
SELECT is((SELECT string_agg(work_order_number || ' ' || is_short, '; ' ORDER BY work_order_number) FROM api.board_bars('A-planner', NULL, '2030-03-01', '2030-03-02', NULL)
            WHERE work_order_number LIKE 'WO-S%'), 'WO-S1 false; WO-S2 true', 'what has all of it is not');

-- ---------------------------------------------------------------- how long it takes
RESET SESSION AUTHORIZATION;
SELECT is(private.operation_work_s(:org_a, pg_temp.op('WO-2')), 3600::bigint, 'a hundred pieces at 36 seconds of the lane''s machine');
UPDATE machines SET ideal_cycle_s = 0.011 WHERE organization_id = :org_a;
SELECT is(private.operation_work_s(:org_a, pg_temp.op('WO-2')), 2::bigint, 'in whole seconds');
UPDATE machines SET ideal_cycle_s = NULL WHERE organization_id = :org_a;
SELECT is(private.operation_work_s(:org_a, pg_temp.op('WO-2')), 3600::bigint, 'an hour where nobody knows');
SELECT is(private.operation_work_s(:org_a, pg_temp.op('WO-1/20')), 5430::bigint, 'as planned');

-- ---------------------------------------------------------------- links
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT string_agg(lag_s::text, ' ') FROM api.board_links('A-planner', NULL)), '1800', 'WO-3 waits for WO-1');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-3', NULL)$$, 'one that is cancelled');
SELECT is((SELECT count(*) FROM api.board_links('A-planner', NULL)), 0::bigint, 'waits no more');

-- ---------------------------------------------------------------- overloads
RESET SESSION AUTHORIZATION;
DELETE FROM lane_assignments WHERE organization_id = :org_a;
-- Bars of orders made for this: "lane from to status;..."; named A, B, C in their order.
CREATE FUNCTION pg_temp.put(p_org bigint, p_text text) RETURNS void LANGUAGE plpgsql
    AS $$
DECLARE
    v_bar text[];
    v_n   integer := 0;
    v_order bigint;
BEGIN
    DELETE FROM lane_assignments WHERE organization_id = p_org;
    FOR v_bar IN SELECT regexp_split_to_array(btrim(b), '\s+') FROM regexp_split_to_table(p_text, ';') AS b LOOP
        v_n := v_n + 1;
        INSERT INTO work_orders (organization_id, plant_id, work_order_number, quantity, due_at)
        SELECT p_org, k.plant_id, chr(64 + v_n), 1, now() FROM kiosks k WHERE k.organization_id = p_org ON CONFLICT DO NOTHING;
        INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name)
        SELECT p_org, w.id, 10, 'x' FROM work_orders w WHERE w.organization_id = p_org AND w.work_order_number = chr(64 + v_n) ON CONFLICT DO NOTHING;
        INSERT INTO lane_assignments (organization_id, plant_id, operation_id, work_order_id, lane_id, during, work_s, booking_status, changed_by)
        SELECT p_org, w.plant_id, o.id, w.id, pg_temp.lane(v_bar[1]),
               tstzrange(to_timestamp(pg_temp.at(v_bar[2]::numeric)), to_timestamp(pg_temp.at(v_bar[3]::numeric))), 1, coalesce(v_bar[4], 'planned'), 1
          FROM work_orders w JOIN work_order_operations o ON o.organization_id = w.organization_id AND o.work_order_id = w.id
         WHERE w.organization_id = p_org AND w.work_order_number = chr(64 + v_n);
    END LOOP;
END
$$;
CREATE FUNCTION pg_temp.overloads(p_org bigint, p_text text, p_now numeric DEFAULT 0, p_of text DEFAULT NULL) RETURNS text LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_temp.put(p_org, p_text);
    RETURN (SELECT string_agg(format('%s %s-%s %s/%s %s', l.code, (o.from_s - pg_temp.at(0)) / 3600, (o.to_s - pg_temp.at(0)) / 3600, o.load, o.capacity,
                                     (SELECT string_agg(private.bar_name(p_org, x.id), '' ORDER BY x.n) FROM unnest(o.operation_ids) WITH ORDINALITY AS x (id, n))),
                              '; ' ORDER BY l.code, o.from_s)
              FROM private.board_overloads(p_org, NULL, (SELECT array_agg(pg_temp.op(y)) FROM regexp_split_to_table(p_of, ' ') AS y), to_timestamp(pg_temp.at(p_now))) AS o
              JOIN lanes l ON l.organization_id = p_org AND l.id = o.lane_id);
END
$$;
SELECT is(pg_temp.overloads(:org_a, 'P1 8 9; P1 9 10; P2 8 10'), NULL, 'back to back is no overload');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10; P1 9 11'), 'P1 9-10 2/1 AB', 'two that overlap');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10; P1 9 11; P1 10 12'), 'P1 9-11 2/1 ABC', 'one begins where another ends: one interval');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 12; P1 9 10; P1 10 11'), 'P1 9-11 2/1 ABC', 'the same on top of a long one');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10; P1 8 10; P1 8 9; P1 11 13; P1 12 14'), 'P1 8-10 3/1 ABC; P1 12-13 2/1 DE', 'two intervals, the highest load of each');
SELECT is(pg_temp.overloads(:org_a, 'PT 8 12; PT 9 11; PT 11 13; PT 10 10.5'), 'PT 10-10 3/2 ABD', 'a lane for two carries two');
SELECT is(pg_temp.overloads(:org_a, 'PT 8 12; PT 9 11; PT 10 13; PT 11 12'), 'PT 10-12 3/2 ABCD', 'three, and who came for who left');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10 done; P1 9 11'), NULL, 'done bars load nothing');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10 firm; P1 9 11 running'), 'P1 9-10 2/1 AB', 'firm and running ones do');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10 running; P1 10 12', 11), 'P1 10-11 2/1 AB', 'who still runs ends not before now');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10; P1 9 11; P2 8 9; P2 8 9; P1 20 21', 0, 'C'), 'P2 8-9 2/1 CD', 'of one bar only');
SELECT is(pg_temp.overloads(:org_a, 'P1 8 10; P1 9 11; P2 8 9; P2 8 9; P1 20 21', 0, 'E'), NULL, 'of one that is in none');

-- ---------------------------------------------------------------- broken links
CREATE FUNCTION pg_temp.broken(p_org bigint, p_text text, p_now numeric DEFAULT 0, p_of text DEFAULT NULL) RETURNS text LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_temp.put(p_org, p_text);
    RETURN (SELECT string_agg(format('%s->%s %s', private.bar_name(p_org, b.from_operation), private.bar_name(p_org, b.to_operation), b.missing_s), '; '
                              ORDER BY b.from_operation, b.to_operation)
              FROM private.board_broken_links(p_org, (SELECT array_agg(pg_temp.op(y)) FROM regexp_split_to_table(p_of, ' ') AS y), to_timestamp(pg_temp.at(p_now))) AS b);
END
$$;
SELECT pg_temp.put(:org_a, 'P1 1 2; P1 3 4; P1 5 6') \g /dev/null
INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id, lag_s)
SELECT :org_a, a.id, b.id, CASE b.work_order_number WHEN 'B' THEN 0 ELSE -1800 END FROM work_orders a JOIN work_orders b ON b.organization_id = a.organization_id
 WHERE a.organization_id = :org_a AND a.work_order_number || b.work_order_number IN ('AB', 'BC');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9; P1 9 10; P1 9.5 11'), NULL, 'each as early as it may');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9; P1 8.5 9.5; P1 8 9'), 'A->B 1800; B->C 3600', 'both too early, a lead counts');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9; P1 8.5 9.5; P1 8 9', 0, 'C'), 'B->C 3600', 'those of one bar');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9 running; P1 9 10', 9.25), 'A->B 900', 'who still runs ends not before now');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9.5 done; P1 9 10'), 'A->B 1800', 'a done predecessor counts with its end');
SELECT is(pg_temp.broken(:org_a, 'P1 8 9; P1 9 10'), NULL, 'what is not booked counts for nothing');
-- Inside an order: consecutive booked operations; between orders: from the last booked one to the first.
INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name)
SELECT :org_a, w.id, s, 'x' FROM work_orders w, unnest(ARRAY[5, 20]) AS s WHERE w.organization_id = :org_a AND w.work_order_number = 'A';
SELECT is(pg_temp.op('A/5') IS NOT NULL AND pg_temp.op('A/20') IS NOT NULL, true, 'an order with three operations');
CREATE FUNCTION pg_temp.book(p_name text, p_from numeric, p_to numeric) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO lane_assignments (organization_id, plant_id, operation_id, work_order_id, lane_id, during, work_s, changed_by)
          SELECT w.organization_id, w.plant_id, o.id, w.id, pg_temp.lane('P2'), tstzrange(to_timestamp(pg_temp.at(p_from)), to_timestamp(pg_temp.at(p_to))), 1, 1
            FROM work_order_operations o JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id WHERE o.id = pg_temp.op(p_name) $$;
DELETE FROM lane_assignments WHERE organization_id = :org_a;
SELECT pg_temp.book('A/5', 8, 9), pg_temp.book('A/20', 8.5, 12), pg_temp.book('B', 11, 13) \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', from_operation = pg_temp.op('A/5'), from_operation = pg_temp.op('A/20'), missing_s), '; ' ORDER BY missing_s)
             FROM private.board_broken_links(:org_a, NULL, now())), 't f 1800; f t 3600', 'over an operation that is not booked, and to the next order');

SELECT * FROM finish();
ROLLBACK;
