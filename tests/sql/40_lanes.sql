-- Lanes, machines, and when lanes work: private.lane_windows and private.lane_add against cases counted by hand, what
-- the board is told of lanes.
BEGIN;
\ir support/two_plants.psql
SELECT * FROM no_plan();
UPDATE plants SET time_zone = 'Europe/Rome' WHERE organization_id = :org_a;
SET LOCAL TimeZone = 'UTC';
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- lane_add
SELECT is((SELECT (c.calendar, c.name, c.replayed)::text FROM api.calendar_add('A-planner', gen_random_uuid(), 'WEEK', NULL) c),
          '(WEEK,WEEK,f)', 'a calendar is called by its code unless it has a name');
SELECT is((SELECT (lane, name, capacity, calendar, work_center, replayed)::text
             FROM api.lane_add('A-planner', '00000000-0000-0000-0000-000000000001', ' L1 ', 'Press line', 2, 'WEEK', 'PRESS')),
          '(L1,"Press line",2,WEEK,PRESS,f)', 'a lane');
SELECT is((SELECT (lane, capacity, replayed)::text
             FROM api.lane_add('A-planner', '00000000-0000-0000-0000-000000000001', ' L1 ', 'Press line', 2, 'WEEK', 'PRESS')),
          '(L1,2,t)', 'the same op_id answers again');
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-planner', '00000000-0000-0000-0000-000000000001', 'L1', NULL, 1, NULL, NULL)$$,
                       'GM005', 'OP_ID_REUSED', 'op_id', 'op_id with other arguments');
SELECT is((SELECT (lane, name, capacity, calendar, work_center)::text
             FROM api.lane_add('A-planner', gen_random_uuid(), 'L2', NULL, NULL, NULL, NULL)), '(L2,L2,1,,)',
          'capacity one, no calendar unless told');
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-planner', gen_random_uuid(), 'L1', NULL, NULL, NULL, NULL)$$,
                       'GM005', 'CODE_EXISTS', 'lane', 'a code is given once');
SELECT pg_temp.refused(format($$SELECT * FROM api.lane_add('A-planner', gen_random_uuid(), 'L9', NULL, %L, NULL, NULL)$$, v.capacity),
                       'GM002', v.code, 'capacity', v.name)
  FROM (VALUES (0, 'NOT_POSITIVE', 'capacity zero'), (-1, 'NOT_POSITIVE', 'capacity below zero'),
               (1001, 'TOO_LARGE', 'capacity above a thousand')) AS v (capacity, code, name);
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-planner', gen_random_uuid(), ' ', NULL, NULL, NULL, NULL)$$,
                       'GM002', 'MISSING', 'lane', 'a code is needed');
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-planner', gen_random_uuid(), 'L9', NULL, NULL, 'NONE', NULL)$$,
                       'GM003', 'UNKNOWN_CALENDAR', 'calendar', 'unknown calendar');
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-viewer', gen_random_uuid(), 'L9', NULL, NULL, NULL, NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT pg_temp.refused($$SELECT * FROM api.lane_list('A-viewer', NULL)$$, 'GM004', 'NOT_PERMITTED', '',
                       'looking needs scheduling.view');

-- ---------------------------------------------------------------- machine_add
SELECT is((SELECT (machine, name, lane, ideal_cycle_s, minor_stop_s, replayed)::text
             FROM api.machine_add('A-planner', '00000000-0000-0000-0000-000000000002', 'M1', NULL, 'L1', 12.5, NULL)),
          '(M1,M1,L1,12.5,300,f)', 'a machine; five minutes are a minor stop unless told');
SELECT is((SELECT (machine, ideal_cycle_s, replayed)::text
             FROM api.machine_add('A-planner', '00000000-0000-0000-0000-000000000002', 'M1', NULL, 'L1', 12.5, NULL)),
          '(M1,12.5,t)', 'the same op_id answers again');
SELECT is((SELECT (machine, lane, ideal_cycle_s, minor_stop_s)::text
             FROM api.machine_add('A-planner', gen_random_uuid(), 'M2', 'Second', 'L1', 0.125, 0)), '(M2,L1,0.125,0)',
          'thousandths of a second, no minor stops');
SELECT is((SELECT (machine, lane, ideal_cycle_s)::text
             FROM api.machine_add('A-planner', gen_random_uuid(), 'M3', NULL, NULL, NULL, 60)), '(M3,,)',
          'neither lane nor cycle');
SELECT pg_temp.refused($$SELECT * FROM api.machine_add('A-planner', gen_random_uuid(), 'M1', NULL, NULL, NULL, NULL)$$,
                       'GM005', 'CODE_EXISTS', 'machine', 'a code is given once');
SELECT pg_temp.refused(format($$SELECT * FROM api.machine_add('A-planner', gen_random_uuid(), 'M9', NULL, NULL, %L, %L)$$,
                              v.cycle, v.stop), 'GM002', v.code, v.field, v.name)
  FROM (VALUES ('0', NULL, 'NOT_POSITIVE', 'ideal_cycle', 'cycle zero'),
               ('-1', NULL, 'NOT_POSITIVE', 'ideal_cycle', 'cycle below zero'),
               ('NaN', NULL, 'NOT_A_NUMBER', 'ideal_cycle', 'cycle NaN'),
               ('0.0001', NULL, 'TOO_MANY_DECIMALS', 'ideal_cycle', 'cycle with four decimals'),
               ('1000000000', NULL, 'TOO_LARGE', 'ideal_cycle', 'cycle of thirty years'),
               (NULL, -1, 'NEGATIVE', 'minor_stop', 'minor stop below zero'),
               (NULL, 86401, 'TOO_LARGE', 'minor_stop', 'minor stop above a day')) AS v (cycle, stop, code, field, name);
SELECT pg_temp.refused($$SELECT * FROM api.machine_add('A-planner', gen_random_uuid(), 'M9', NULL, 'L404', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_LANE', 'lane', 'unknown lane');
SELECT pg_temp.refused($$SELECT * FROM api.machine_add('A-viewer', gen_random_uuid(), 'M9', NULL, NULL, NULL, NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT is((SELECT string_agg(concat_ws(' ', lane, machines), ';') FROM api.lane_list('A-planner', NULL)), 'L1 {M1,M2};L2 {}',
          'lanes and their machines');
SELECT is((SELECT string_agg(concat_ws(' ', machine, lane, ideal_cycle_s, minor_stop_s), ';') FROM api.machine_list('A-planner', 'P1')),
          'M1 L1 12.5 300;M2 L1 0.125 0;M3 60', 'machines');
SELECT pg_temp.refused($$SELECT * FROM api.machine_list('A-planner', 'P404')$$, 'GM003', 'UNKNOWN_PLANT', 'plant', 'unknown plant');

-- ---------------------------------------------------------------- another plant, another organization
RESET SESSION AUTHORIZATION;
INSERT INTO plants (organization_id, code, name, time_zone) VALUES (:org_a, 'P2', 'Second', 'UTC') RETURNING id AS plant_2 \gset
INSERT INTO lanes (organization_id, plant_id, code, name) VALUES (:org_a, :plant_2, 'FAR', 'Far');
INSERT INTO lanes (organization_id, plant_id, code, name)
SELECT p.organization_id, p.id, 'B1', 'Theirs' FROM plants p WHERE p.organization_id = :org_b;
INSERT INTO calendars (organization_id, code, name) VALUES (:org_b, 'THEIRS', 'Theirs');
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.refused($$SELECT * FROM api.machine_add('A-planner', gen_random_uuid(), 'M9', NULL, 'FAR', NULL, NULL)$$,
                       'GM002', 'OTHER_PLANT', 'lane', 'a machine stands in one plant');
SELECT is((SELECT (plant, name, time_zone)::text FROM api.board_plant('A-planner', NULL)), '(P1,"Plant A",Europe/Rome)', 'the plant of the kiosk');
SELECT is((SELECT plant FROM api.board_plant('A-planner', 'P2')), 'P2', 'or one that is named');
SELECT pg_temp.refused($$SELECT * FROM api.board_plant('A-planner', (SELECT 'TAP-B'))$$, 'GM003', 'UNKNOWN_PLANT', 'plant', 'not one of others');
SELECT is((SELECT string_agg(lane, ';') FROM api.board_lanes('A-planner', 'P2')), 'FAR', 'lanes of the plant that is named');
SELECT is((SELECT string_agg(lane, ';') FROM api.board_lanes('A-planner', NULL)), 'L1;L2', 'or the kiosk''s');
SELECT pg_temp.refused($$SELECT * FROM api.machine_add('A-planner', gen_random_uuid(), 'M9', NULL, 'B1', NULL, NULL)$$,
                       'GM003', 'UNKNOWN_LANE', 'lane', 'a lane of another organization is unknown');
SELECT pg_temp.refused($$SELECT * FROM api.lane_add('A-planner', gen_random_uuid(), 'L9', NULL, NULL, 'THEIRS', NULL)$$,
                       'GM003', 'UNKNOWN_CALENDAR', 'calendar', 'so is its calendar');
SELECT pg_temp.refused($$SELECT * FROM api.board_lanes('A-planner', (SELECT 'TAP-B'))$$, 'GM003', 'UNKNOWN_PLANT', 'plant',
                       'and its plant');
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT string_agg(lane, ';') FROM api.board_lanes('B-planner', NULL)), 'B1', 'the other one sees its own');
SELECT is((SELECT (lane, capacity)::text FROM api.lane_add('B-planner', gen_random_uuid(), 'L1', NULL, NULL, NULL, NULL)), '(L1,1)',
          'and may use the same codes');

-- ---------------------------------------------------------------- windows by hand
-- L1: calendar WEEK, 06:00-14:00 UTC with a break 10:00-10:30, Mon 2 to Fri 6 November 2026. L2: round the clock.
RESET SESSION AUTHORIZATION;
SELECT l.id AS l1, l.calendar_id AS week, l.plant_id AS plant FROM lanes l WHERE l.organization_id = :org_a AND l.code = 'L1' \gset
SELECT l.id AS l2 FROM lanes l WHERE l.organization_id = :org_a AND l.code = 'L2' \gset
SELECT m.id AS m1 FROM machines m WHERE m.organization_id = :org_a AND m.code = 'M1' \gset
SELECT m.id AS m2 FROM machines m WHERE m.organization_id = :org_a AND m.code = 'M2' \gset
INSERT INTO shift_occurrences (organization_id, plant_id, code, calendar_id, shift_date, during, breaks)
SELECT :org_a, :plant, 'E', :week, d::date, tstzrange(d + '6 h', d + '14 h'), tstzmultirange(tstzrange(d + '10 h', d + '10 h 30 min'))
  FROM generate_series(timestamptz '2026-11-02', '2026-11-06', '1 day') AS d;
CREATE FUNCTION pg_temp.windows(p_org bigint, p_lane bigint, p_from timestamptz, p_to timestamptz) RETURNS text LANGUAGE sql
    AS $$ SELECT coalesce(string_agg(to_char(lower(r), 'DD HH24:MI-') || to_char(upper(r), 'DD HH24:MI'), ', '), 'none')
            FROM unnest(private.lane_windows(p_org, p_lane, p_from, p_to)) AS r $$;
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-02', '2026-11-04'),
          '02 06:00-02 10:00, 02 10:30-02 14:00, 03 06:00-03 10:00, 03 10:30-03 14:00', 'shifts less their breaks');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-02 07:00', '2026-11-02 10:15'), '02 07:00-02 10:00', 'clipped to the window');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-07', '2026-11-09'), 'none', 'nothing at the weekend');
SELECT is(pg_temp.windows(:org_a, :l2, '2026-11-02', '2026-11-04'), '02 00:00-04 00:00', 'round the clock');
SELECT is((SELECT array_agg(private.lane_is_round_the_clock(:org_a, l) ORDER BY l = :l2) FROM unnest(ARRAY[:l1, :l2]::bigint[]) AS l),
          '{f,t}', 'only the lane without calendar and shifts does that');
SAVEPOINT plain;
INSERT INTO shift_occurrences (organization_id, plant_id, code, lane_id, shift_date, during, breaks)
VALUES (:org_a, :plant, 'X', :l1, '2026-11-02', '[2026-11-02 09:00,2026-11-02 16:00)', '{[2026-11-02 15:00,2026-11-02 15:15)}');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-02', '2026-11-03'), '02 06:00-02 15:00, 02 15:15-02 16:00',
          'shifts of its own are added; a break is only of its own shift');
INSERT INTO shift_occurrences (organization_id, plant_id, code, lane_id, shift_date, during)
VALUES (:org_a, :plant, 'X', :l2, '2026-11-02', '[2026-11-02 09:00,2026-11-02 16:00)');
SELECT is(pg_temp.windows(:org_a, :l2, '2026-11-01', '2026-11-04'), '02 09:00-02 16:00', 'a shift of its own ends its working round the clock');
ROLLBACK TO plain;
INSERT INTO calendar_exceptions (organization_id, calendar_id, kind, during) VALUES (:org_a, :week, 'closed', '[2026-11-03 00:00,2026-11-04 00:00)');
INSERT INTO calendar_exceptions (organization_id, lane_id, kind, during) VALUES
    (:org_a, :l1, 'maintenance', '[2026-11-02 12:00,2026-11-02 13:00)'),
    (:org_a, :l1, 'open', '[2026-11-03 22:00,2026-11-04 07:00)'), (:org_a, :l1, 'open', '[2026-11-07 08:00,2026-11-07 12:00)'),
    (:org_a, :l2, 'closed', '[2026-11-02 08:00,2026-11-02 09:00)'), (:org_a, :l2, 'open', '[2026-11-02 08:30,2026-11-02 10:00)');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-02', '2026-11-05'),
          '02 06:00-02 10:00, 02 10:30-02 12:00, 02 13:00-02 14:00, 04 00:00-04 10:00, 04 10:30-04 14:00',
          'closed and maintained time is off, extra time is on, and closed wins');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-07', '2026-11-08'), '07 08:00-07 12:00', 'an extra Saturday');
SELECT is(pg_temp.windows(:org_a, :l2, '2026-11-02', '2026-11-03'), '02 00:00-02 08:00, 02 09:00-03 00:00', 'round the clock but for what is closed');
SAVEPOINT excepted;
INSERT INTO calendar_exceptions (organization_id, machine_id, kind, during) VALUES (:org_a, :m1, 'maintenance', '[2026-11-06 06:00,2026-11-06 09:00)');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-06', '2026-11-07'), '06 06:00-06 10:00, 06 10:30-06 14:00', 'one machine of two is out: the other works');
INSERT INTO calendar_exceptions (organization_id, machine_id, kind, during) VALUES (:org_a, :m2, 'closed', '[2026-11-06 08:00,2026-11-06 11:00)');
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-06', '2026-11-07'), '06 06:00-06 08:00, 06 09:00-06 10:00, 06 10:30-06 14:00', 'all are out for an hour');
UPDATE machines SET lane_id = NULL WHERE organization_id = :org_a AND id = :m2;
SELECT is(pg_temp.windows(:org_a, :l1, '2026-11-06', '2026-11-07'), '06 09:00-06 10:00, 06 10:30-06 14:00', 'the only machine is out');
ROLLBACK TO excepted;

-- ---------------------------------------------------------------- lane_add by hand
SELECT is(private.lane_add(:org_a, v.lane, v.start, v.work), v.ends, v.name)
  FROM (VALUES (:l1::bigint, timestamptz '2026-11-02 07:00Z', 7200::bigint, timestamptz '2026-11-02 09:00Z', 'inside one window'),
               (:l1, '2026-11-02 07:00Z', 10800, '2026-11-02 10:00Z', 'work that fills a window ends with it'),
               (:l1, '2026-11-02 07:00Z', 10801, '2026-11-02 10:30:01Z', 'one second more ends after the break'),
               (:l1, '2026-11-02 09:00Z', 7200, '2026-11-02 11:30Z', 'over a break'),
               (:l1, '2026-11-02 11:00Z', 7200, '2026-11-02 14:00Z', 'over the maintenance, to the end of the day'),
               (:l1, '2026-11-02 11:00Z', 7201, '2026-11-04 00:00:01Z', 'over a holiday, into extra time'),
               (:l1, '2026-11-02 03:00Z', 3600, '2026-11-02 07:00Z', 'from off time'),
               (:l1, '2026-11-02 03:00Z', 0, '2026-11-02 03:00Z', 'no work ends where it starts'),
               (:l1, '2026-11-07 11:00Z', 3600, '2026-11-07 12:00Z', 'the last hour there is'),
               (:l1, '2026-11-07 11:00Z', 7200, '2026-11-07 13:00Z', 'an hour more than there is: by the clock'),
               (:l1, '2026-11-30 00:00Z', 3600, '2026-11-30 01:00Z', 'after all that is known: by the clock'),
               (:l1, '2025-11-02 00:00Z', 3600, '2026-11-02 07:00Z', 'a year before the first shift'),
               (:l2, '2026-11-02 07:30Z', 3600, '2026-11-02 09:30Z', 'round the clock, over what is closed'),
               (:l2, '2026-10-24 12:00Z', 86400, '2026-10-25 12:00Z', 'seconds, whatever the clocks do'),
               (:l2, '2026-11-03 00:00Z', 315360000, '2036-10-31 00:00Z', 'ten years')) AS v (lane, start, work, ends, name);
-- Whatever the start and the work: what lies between start and end in the lane's windows is the work, and not a second less.
CREATE FUNCTION pg_temp.work_between(p_org bigint, p_lane bigint, p_from timestamptz, p_to timestamptz) RETURNS bigint LANGUAGE sql
    AS $$ SELECT coalesce(sum(private.instant_s(upper(r)) - private.instant_s(lower(r))), 0)::bigint FROM unnest(private.lane_windows(p_org, p_lane, p_from, p_to)) AS r $$;
SELECT is((SELECT count(*) FROM (SELECT l.lane, s.start, w.work, private.lane_add(:org_a, l.lane, s.start, w.work) AS ends
                                   FROM unnest(ARRAY[:l1, :l2]::bigint[]) AS l (lane)
                                  CROSS JOIN (SELECT timestamptz '2026-11-01 23:00Z' + n * interval '3 hours 7 minutes 13 seconds' AS start FROM generate_series(0, 30) AS n) AS s
                                  CROSS JOIN (VALUES (1), (1799), (3600), (14400), (20011), (40000)) AS w (work)) AS a
            WHERE pg_temp.work_between(:org_a, a.lane, a.start, a.ends) <> a.work
               OR pg_temp.work_between(:org_a, a.lane, a.start, a.ends - interval '1 second') <> a.work - 1), 0::bigint, 'the end is the first instant with all the work done');
SET LOCAL TimeZone = 'Europe/Rome';
SELECT is(private.lane_add(:org_a, :l2, '2026-10-24 12:00Z', 86400), '2026-10-25 12:00Z'::timestamptz, 'in any zone');
SET LOCAL TimeZone = 'UTC';

-- ---------------------------------------------------------------- board_windows
CREATE FUNCTION pg_temp.told(p_lane bigint, p_from timestamptz, p_to timestamptz) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(concat_ws(' ', w.kind, (w.start_s - extract(epoch FROM p_from)::bigint) / 60, (w.end_s - extract(epoch FROM p_from)::bigint) / 60, w.note), ', ')
            FROM api.board_windows('A-planner', NULL, p_from, p_to) w WHERE w.lane_id = p_lane $$;
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is(pg_temp.told(:l1, '2026-11-02 00:00Z', '2026-11-03 00:00Z'), 'work 360 600 , work 630 720 , work 780 840 , maintenance 720 780 ',
          'work and maintenance of a lane, in minutes');
SELECT is(pg_temp.told(:l2, '2026-11-03 00:00Z', '2026-11-04 00:00Z'), NULL, 'nothing is told of a lane that always works');
SELECT is(pg_temp.told(:l2, '2026-11-02 00:00Z', '2026-11-03 00:00Z'), 'work 0 480 , work 540 1440 ', 'unless it is closed');
SELECT is(pg_temp.told(:l2, '2026-11-02 08:00Z', '2026-11-02 09:00Z'), 'work 0 0 ', 'an empty window when it is closed all the time');
SELECT lives_ok($$SELECT api.calendar_except('A-planner', gen_random_uuid(), 'maintenance', NULL, NULL, v.machine, v.starts, '2026-11-06 09:00Z', v.note)
                    FROM (VALUES ('M1', timestamptz '2026-11-06 06:00Z', 'oil'), ('M2', '2026-11-06 08:00Z', 'belt')) AS v (machine, starts, note)$$,
                'both machines are maintained');
SELECT is(pg_temp.told(:l1, '2026-11-06 00:00Z', '2026-11-07 00:00Z'), 'work 360 480 , work 540 600 , work 630 840 , maintenance 480 540 belt, oil',
          'when no machine is left the lane is maintained');
SELECT pg_temp.refused($$SELECT * FROM api.board_windows('A-planner', NULL, '2026-11-06Z', '2026-11-06Z')$$, 'GM002', 'ENDS_BEFORE', 'to', 'an empty window');
SELECT pg_temp.refused($$SELECT * FROM api.board_windows('A-planner', NULL, NULL, '2026-11-06Z')$$, 'GM002', 'MISSING', 'from', 'no window');
SELECT pg_temp.refused($$SELECT * FROM api.board_windows('A-planner', NULL, '2026-11-06Z', 'infinity')$$, 'GM002', 'BAD_TIME', 'to', 'a window without end');
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT count(*) FROM api.board_windows('B-planner', NULL, '2026-11-02Z', '2026-11-09Z')), 0::bigint, 'another organization is not told');

-- ---------------------------------------------------------------- stopped machines
RESET SESSION AUTHORIZATION;
INSERT INTO machines (organization_id, plant_id, code, name, lane_id)
SELECT l.organization_id, l.plant_id, 'M1', 'Theirs', l.id FROM lanes l WHERE l.organization_id = :org_b AND l.code = 'B1'
RETURNING id AS their_machine \gset
INSERT INTO reasons (organization_id, code, kind) VALUES (:org_a, 'tool change', 'setup') RETURNING id AS reason \gset
INSERT INTO downtime_events (organization_id, start_time, end_time, machine_id, reason_id, user_id, kiosk_id, op_id)
SELECT v.org, v.starts, v.ends, v.machine, v.reason, 1, 1, gen_random_uuid()
  FROM (VALUES (:org_a::bigint, now() - interval '2 hours', NULL::timestamptz, :m1::bigint, :reason::bigint),
               (:org_a, now() - interval '1 hour', NULL, :m1, NULL),
               (:org_a, now() - interval '3 hours', now() - interval '1 hour', :m2, NULL),
               (:org_b, now() - interval '5 hours', NULL, :their_machine, NULL)) AS v (org, starts, ends, machine, reason);
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT (lane, capacity, work_center, calendar, round_the_clock, machines, down, down_since = now() - interval '2 hours')::text
             FROM api.board_lanes('A-planner', NULL) WHERE lane = 'L1'), '(L1,2,PRESS,WEEK,f,"{M1,M2}","M1 tool change",t)',
          'the machine that is stopped, why and since when; neither a stop that is over nor another organization''s');
SELECT is((SELECT (lane, round_the_clock, machines, down, down_since)::text FROM api.board_lanes('A-planner', NULL) WHERE lane = 'L2'),
          '(L2,t,{},"",)', 'nothing is stopped here');
RESET SESSION AUTHORIZATION;
UPDATE downtime_events SET end_time = NULL WHERE organization_id = :org_a AND machine_id = :m2;
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT (down, down_since = now() - interval '3 hours')::text FROM api.board_lanes('A-planner', NULL) WHERE lane = 'L1'),
          '("M1 tool change, M2 stopped",t)', 'two machines, since the first');

RESET SESSION AUTHORIZATION;
SELECT is((SELECT string_agg(action || ' ' || subject, ';' ORDER BY id) FROM audit_log
            WHERE organization_id = :org_a AND action NOT IN ('kiosk.enrol')),
          'calendar.add WEEK;lane.add L1;lane.add L2;machine.add M1;machine.add M2;machine.add M3;'
          'calendar.except machine M1;calendar.except machine M2', 'every write left its audit row');
SELECT * FROM finish();
ROLLBACK;
