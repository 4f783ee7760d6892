-- Shifts by the clock on the wall, their occurrences, exceptions: what is refused, the nights when the clocks change, the
-- job that goes on making them.
BEGIN;
\ir support/two_plants.psql
SELECT * FROM no_plan();
UPDATE plants SET time_zone = 'Europe/Rome' WHERE organization_id = :org_a;
SET LOCAL TimeZone = 'UTC';
SELECT p.id AS plant FROM plants p WHERE p.organization_id = :org_a \gset

-- The last Sundays of March and October; the night begins on the Saturday.
CREATE FUNCTION pg_temp.nights(p_minutes integer) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(DISTINCT to_char(s.shift_date, 'Dy Mon'), ',')
            FROM api.shift_list('A-planner', now() + interval '1 day', now() + interval '395 days', NULL, NULL, 'TWO') s
           WHERE extract(epoch FROM s."end" - s.start) / 60 = p_minutes AND to_char(s.shift_date + 1, 'DD') >= '25' $$;

-- ---------------------------------------------------------------- days and hours
SELECT is(private.days_words(private.days_of(v.days)), v.words, v.days)
  FROM (VALUES ('Mon-Fri', 'Mon-Fri'), ('sat,SUN', 'Sat,Sun'), ('Mon,Wed-Fri', 'Mon,Wed-Fri'), ('Fri-Mon', 'Mon,Fri-Sun'),
               (' mon , tue - thu ', 'Mon-Thu'), ('Sun-Sat', 'Mon-Sun'), ('Wed', 'Wed'), ('Tue-Tue', 'Tue'), ('Sun-Mon', 'Mon,Sun')) AS v (days, words);
SELECT pg_temp.refused(format('SELECT private.days_of(%L)', v.days), 'GM002', v.code, 'days', format('days "%s"', v.days))
  FROM (VALUES ('Mo', 'BAD_DAYS'), ('Mon-', 'BAD_DAYS'), ('-Fri', 'BAD_DAYS'), ('Mon,,Tue', 'BAD_DAYS'), ('Mon-Wed-Fri', 'BAD_DAYS'),
               ('1-5', 'BAD_DAYS'), (',', 'BAD_DAYS'), ('', 'MISSING'), (NULL, 'MISSING')) AS v (days, code);
SELECT is(private.wall_time(v.text, 'at'), v.at, v.text) FROM (VALUES ('06:00', time '06:00'), ('6:05', '06:05'), ('23:59', '23:59'), ('00:00', '00:00')) AS v (text, at);
SELECT pg_temp.refused(format('SELECT private.wall_time(%L, %L)', v.text, 'at'), 'GM002', v.code, 'at', format('at "%s"', v.text))
  FROM (VALUES ('24:00', 'BAD_TIME'), ('6', 'BAD_TIME'), ('6:5', 'BAD_TIME'), ('06:60', 'BAD_TIME'), ('06:00:00', 'BAD_TIME'), ('6pm', 'BAD_TIME'), (' ', 'MISSING')) AS v (text, code);

-- ---------------------------------------------------------------- calendars
SET SESSION AUTHORIZATION :kiosk_a;
SELECT is((SELECT (calendar, name, replayed)::text FROM api.calendar_add('A-planner', '00000000-0000-0000-0000-000000000001', 'TWO', 'Two shifts')),
          '(TWO,"Two shifts",f)', 'a calendar');
SELECT is((SELECT (calendar, replayed)::text FROM api.calendar_add('A-planner', '00000000-0000-0000-0000-000000000001', 'TWO', 'Two shifts')),
          '(TWO,t)', 'the same op_id answers again');
SELECT pg_temp.refused($$SELECT * FROM api.calendar_add('A-planner', gen_random_uuid(), 'TWO', NULL)$$, 'GM005', 'CODE_EXISTS', 'calendar', 'a code is given once');
SELECT pg_temp.refused($$SELECT * FROM api.calendar_add('A-planner', gen_random_uuid(), NULL, NULL)$$, 'GM002', 'MISSING', 'calendar', 'a code is needed');
SELECT pg_temp.refused($$SELECT * FROM api.calendar_add('A-viewer', gen_random_uuid(), 'X', NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT lives_ok($$SELECT api.lane_add('A-planner', gen_random_uuid(), 'L1', NULL, 1, 'TWO', NULL),
                         api.lane_add('A-planner', gen_random_uuid(), 'L2', NULL, 1, NULL, NULL),
                         api.machine_add('A-planner', gen_random_uuid(), 'M1', NULL, 'L1', NULL, NULL)$$, 'lanes and a machine');

-- ---------------------------------------------------------------- one shift on one day
SELECT is((SELECT (shift, occurrences, first_start, last_end, replayed)::text
             FROM api.shift_add('A-planner', '00000000-0000-0000-0000-000000000002', ' SAT ', NULL, 'L1', NULL, '2026-11-07 06:00Z', '2026-11-07 12:00Z',
                                '[{"from": "2026-11-07T09:00+01:00", "to": "2026-11-07T08:30Z"}]', NULL, NULL, NULL)),
          '(SAT,1,"2026-11-07 06:00:00+00","2026-11-07 12:00:00+00",f)', 'one shift');
SELECT is((SELECT (shift, first_start, replayed)::text
             FROM api.shift_add('A-planner', '00000000-0000-0000-0000-000000000002', ' SAT ', NULL, 'L1', NULL, '2026-11-07 06:00Z', '2026-11-07 12:00Z',
                                '[{"from": "2026-11-07T09:00+01:00", "to": "2026-11-07T08:30Z"}]', NULL, NULL, NULL)),
          '(SAT,"2026-11-07 06:00:00+00",t)', 'the same op_id answers again');
SELECT is((SELECT (shift, belongs_to, shift_date, start, "end", break_s)::text FROM api.shift_list('A-planner', '2026-11-07 11:00Z', '2026-11-07 13:00Z', NULL, 'L1', NULL)),
          '(SAT,"lane L1",2026-11-07,"2026-11-07 06:00:00+00","2026-11-07 12:00:00+00",1800)', 'and it is listed');
SELECT is((SELECT count(*) FROM api.shift_list('A-planner', '2026-11-07 12:00Z', '2026-11-07 13:00Z', NULL, NULL, NULL)), 0::bigint, 'it ends at twelve');
SELECT pg_temp.refused($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'SAT', NULL, 'L1', NULL, '2026-11-07 06:00Z', '2026-11-07 12:00Z', NULL, NULL, NULL, NULL)$$,
                       'GM005', 'SHIFT_EXISTS', 'shift', 'the same shift again');
SELECT lives_ok($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'SAT', NULL, 'L1', NULL, '2026-11-14 06:00Z', '2026-11-14 12:00Z', NULL, NULL, NULL, NULL)$$,
                'the same code another day');
SELECT lives_ok($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'SAT', 'M1', NULL, NULL, '2026-11-07 06:00Z', '2026-11-08 06:00Z', 'null', NULL, NULL, NULL)$$,
                'or for somebody else; 24 hours');
SELECT is((SELECT shift_date FROM api.shift_list('A-planner', '2026-11-07Z', '2026-11-08Z', 'M1', NULL, NULL)), '2026-11-07'::date, 'of the machine');
SELECT is((SELECT (first_start, last_end)::text
             FROM api.shift_add('A-planner', gen_random_uuid(), 'ODD', 'M1', NULL, NULL, '2026-11-20 23:30:00.7Z', '2026-11-21 01:00:00.2Z', '[]', NULL, NULL, NULL)),
          '("2026-11-20 23:30:00+00","2026-11-21 01:00:00+00")', 'whole seconds');
SELECT is((SELECT shift_date FROM api.shift_list('A-planner', '2026-11-21Z', '2026-11-22Z', 'M1', NULL, NULL)), '2026-11-21'::date,
          'it belongs to the day on which it begins where the plant is');

-- ---------------------------------------------------------------- what is refused
SELECT pg_temp.refused(format($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)$$,
                              v.shift, v.machine, v.lane, v.calendar, v.starts, v.ends, v.breaks, v.days, v.at, v.minutes),
                       CASE WHEN v.code LIKE 'UNKNOWN%' THEN 'GM003' ELSE 'GM002' END, v.code, v.field, v.name)
  FROM (VALUES
        ('X', NULL, NULL, NULL, '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'MISSING', 'lane', 'nobody''s shift'),
        ('X', 'M1', 'L1', NULL, '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'TOO_MANY', 'lane', 'machine and lane'),
        ('X', NULL, 'L1', 'TWO', '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'TOO_MANY', 'calendar', 'lane and calendar'),
        ('X', NULL, 'L404', NULL, '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'UNKNOWN_LANE', 'lane', 'unknown lane'),
        ('X', 'M404', NULL, NULL, '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'UNKNOWN_MACHINE', 'machine', 'unknown machine'),
        ('X', NULL, NULL, 'C404', '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'UNKNOWN_CALENDAR', 'calendar', 'unknown calendar'),
        (' ', NULL, 'L1', NULL, '2026-12-01Z', '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'MISSING', 'shift', 'no code'),
        ('X', NULL, 'L1', NULL, NULL, '2026-12-01 08:00Z', NULL, NULL, NULL, NULL, 'MISSING', 'from', 'no from'),
        ('X', NULL, 'L1', NULL, '2026-12-01Z', NULL, NULL, NULL, NULL, NULL, 'MISSING', 'to', 'no to'),
        ('X', NULL, 'L1', NULL, '2026-12-01Z', '2026-12-01Z', NULL, NULL, NULL, NULL, 'ENDS_BEFORE', 'to', 'an empty shift'),
        ('X', NULL, 'L1', NULL, '2026-12-01 08:00Z', '2026-12-01Z', NULL, NULL, NULL, NULL, 'ENDS_BEFORE', 'to', 'ends before it begins'),
        ('X', NULL, 'L1', NULL, '2026-12-01Z', '2026-12-02 00:00:01Z', NULL, NULL, NULL, NULL, 'TOO_LONG', 'to', 'longer than 24 hours'),
        ('X', NULL, 'L1', NULL, '-infinity', '2026-12-02Z', NULL, NULL, NULL, NULL, 'BAD_TIME', 'from', 'from for ever'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', NULL, 60, 'MISSING', 'at', 'a pattern without at'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, NULL, '06:00', 60, 'MISSING', 'days', 'a pattern without days'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', '06:00', NULL, 'MISSING', 'minutes', 'a pattern without minutes'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', '06:00', 0, 'NOT_POSITIVE', 'minutes', 'no minutes'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', '06:00', 1441, 'TOO_LARGE', 'minutes', 'more than a day'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', '25:00', 60, 'BAD_TIME', 'at', 'no time'),
        ('X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Moon', '06:00', 60, 'BAD_DAYS', 'days', 'no day'),
        ('X', NULL, 'L1', NULL, (now() - interval '402 days')::text, NULL, NULL, 'Mon', '06:00', 60, 'TOO_OLD', 'from', 'a pattern of long ago'),
        ('X', NULL, 'L1', NULL, (now() + interval '9 days')::text, (now() + interval '8 days')::text, NULL, 'Mon', '06:00', 60, 'ENDS_BEFORE', 'to', 'a pattern that ends before it begins'),
        ('X', NULL, 'L1', NULL, NULL, (now() - interval '3 days')::text, NULL, 'Mon', '06:00', 60, 'ENDS_BEFORE', 'to', 'a pattern that is over'))
       AS v (shift, machine, lane, calendar, starts, ends, breaks, days, at, minutes, code, field, name);
SELECT pg_temp.refused(format($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'X', NULL, 'L1', NULL, '2026-12-01 06:00Z', '2026-12-01 14:00Z', %L, NULL, NULL, NULL)$$,
                              v.breaks), 'GM002', v.code, 'breaks', v.name)
  FROM (VALUES ('[{"from": "2026-12-01 05:30Z", "to": "2026-12-01 06:30Z"}]', 'BAD_BREAK', 'a break that begins before the shift'),
               ('[{"from": "2026-12-01 13:30Z", "to": "2026-12-01 14:01Z"}]', 'BAD_BREAK', 'a break that ends after the shift'),
               ('[{"from": "2026-12-01 10:30Z", "to": "2026-12-01 10:30Z"}]', 'BAD_BREAK', 'an empty break'),
               ('[{"from": "2026-12-01 10:30Z", "to": "2026-12-01 10:00Z"}]', 'BAD_BREAK', 'a break that ends before it begins'),
               ('[{"from": "2026-12-01 10:00Z", "to": "2026-12-01 11:00Z"}, {"from": "2026-12-01 10:30Z", "to": "2026-12-01 11:30Z"}]', 'BAD_BREAK', 'two breaks at once'),
               ('[{"from": "2026-12-01 10:00Z"}]', 'MISSING', 'a break without end'),
               ('[{"from": "noon", "to": "2026-12-01 10:30Z"}]', 'BAD_TIME', 'a break at noon'),
               ('[{"from": "2026-13-41 10:30Z", "to": "2026-12-01 10:30Z"}]', 'BAD_TIME', 'a break in the thirteenth month'),
               ('[{"from": "2026-12-01 10:30 Rome/Rome", "to": "2026-12-01 10:30Z"}]', 'BAD_TIME', 'a break in no zone'),
               ('{"from": "2026-12-01 10:00Z"}', 'NOT_A_LIST', 'no list'), ('[1]', 'NOT_AN_OBJECT', 'a list of numbers')) AS v (breaks, code, name);
SELECT pg_temp.refused(format($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'X', NULL, 'L1', NULL, NULL, NULL, %L, 'Mon', '22:00', 480)$$,
                              v.breaks), 'GM002', v.code, 'breaks', v.name)
  FROM (VALUES ('[{"from": "21:00", "to": "22:30"}]', 'BAD_BREAK', 'a weekly break that begins before the shift'),
               ('[{"from": "05:00", "to": "06:30"}]', 'BAD_BREAK', 'a weekly break that ends after it'),
               ('[{"from": "07:00", "to": "08:00"}]', 'BAD_BREAK', 'a weekly break that begins after it'),
               ('[{"from": "02:00", "to": "01:00"}]', 'BAD_BREAK', 'a weekly break that ends before it begins'),
               ('[{"from": "02:00", "to": "02:00"}]', 'BAD_BREAK', 'an empty weekly break'),
               ('[{"from": "23:00", "to": "01:00"}, {"from": "00:30", "to": "00:45"}]', 'BAD_BREAK', 'two weekly breaks at once'),
               ('[{"from": "2026-12-01 23:00Z", "to": "2026-12-01 23:30Z"}]', 'TOO_LONG', 'a weekly break with a date'),
               ('[{"from": "23", "to": "24"}]', 'BAD_TIME', 'no time of the day')) AS v (breaks, code, name);
SELECT pg_temp.refused($$SELECT * FROM api.shift_add('A-viewer', gen_random_uuid(), 'X', NULL, 'L1', NULL, NULL, NULL, NULL, 'Mon', '22:00', 480)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT pg_temp.refused($$SELECT * FROM api.shift_list('A-viewer', now(), now() + interval '1 day', NULL, NULL, NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'looking needs scheduling.view');
SELECT pg_temp.refused($$SELECT * FROM api.shift_list('A-planner', now(), now(), NULL, NULL, NULL)$$, 'GM002', 'ENDS_BEFORE', 'to', 'an empty window');

-- ---------------------------------------------------------------- every week, and the nights when the clocks change
-- The horizon of 400 days holds both nights, whenever this runs.
SELECT ok((SELECT occurrences BETWEEN 399 AND 401 FROM api.shift_add('A-planner', gen_random_uuid(), 'NIGHT', NULL, NULL, 'TWO', NULL, NULL,
                 '[{"from": "02:00", "to": "02:30"}, {"from": "00:00", "to": "00:15"}]', 'Mon-Sun', '22:00', 480)), 'a night shift for 400 nights');
SELECT is((SELECT string_agg(DISTINCT to_char(start AT TIME ZONE 'Europe/Rome', 'HH24:MI-') || to_char("end" AT TIME ZONE 'Europe/Rome', 'HH24:MI'), ',')
             FROM api.shift_list('A-planner', now(), now() + interval '390 days', NULL, NULL, 'TWO')), '22:00-06:00', 'always by the clock on the wall');
SELECT is(pg_temp.nights(420), 'Sat Mar', 'seven hours in March');
SELECT is(pg_temp.nights(540), 'Sat Oct', 'nine in October');
SELECT is((SELECT count(*) FROM api.shift_list('A-planner', now() + interval '1 day', now() + interval '365 days', NULL, NULL, 'TWO') s
            WHERE extract(epoch FROM s."end" - s.start) NOT IN (28800, 25200, 32400)), 0::bigint, 'eight in every other night');
SELECT is((SELECT array_agg(DISTINCT s.break_s) FROM api.shift_list('A-planner', now() + interval '1 day', now() + interval '365 days', NULL, NULL, 'TWO') s),
          '{2700}', 'with its breaks');
SELECT lives_ok($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'GAP', 'M1', NULL, NULL, NULL, NULL, NULL, 'Sun', '02:30', 30)$$,
                'half an hour before three on Sundays');
SELECT is((SELECT count(*) FROM api.shift_list('A-planner', now(), now() + interval '380 days', 'M1', NULL, NULL) s
            WHERE s.shift = 'GAP' AND to_char(s.shift_date, 'Mon') = 'Mar' AND to_char(s.shift_date, 'DD') >= '25'), 0::bigint,
          'there is none when that half hour is left out');
SELECT cmp_ok((SELECT count(*) FROM api.shift_list('A-planner', now(), now() + interval '380 days', 'M1', NULL, NULL) s WHERE s.shift = 'GAP'),
              '>=', 52::bigint, 'but on every other Sunday');

-- ---------------------------------------------------------------- patterns: again, from, until
SELECT pg_temp.refused($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'NIGHT', NULL, NULL, 'TWO', NULL, NULL, NULL, 'sun-sat', '22:00', 480)$$,
                       'GM005', 'SHIFT_EXISTS', 'shift', 'the same pattern again');
SELECT lives_ok($$SELECT api.shift_add('A-planner', gen_random_uuid(), 'NIGHT', NULL, 'L2', NULL, NULL, NULL, NULL, 'Mon-Sun', '22:00', 480),
                         api.shift_add('A-planner', gen_random_uuid(), 'NIGHT', NULL, NULL, 'TWO', NULL, NULL, NULL, 'Mon', '21:00', 60)$$,
                'the same for another lane; another under the same code');
SELECT is((SELECT (occurrences, first_start, last_end)::text
             FROM api.shift_add('A-planner', gen_random_uuid(), 'WEEK', 'M1', NULL, NULL, ((now() AT TIME ZONE 'Europe/Rome')::date + 10)::timestamp AT TIME ZONE 'Europe/Rome',
                                ((now() AT TIME ZONE 'Europe/Rome')::date + 17)::timestamp AT TIME ZONE 'Europe/Rome', NULL, 'Mon-Sun', '00:00', 1440)),
          format('(7,"%s","%s")', ((now() AT TIME ZONE 'Europe/Rome')::date + 10)::timestamp AT TIME ZONE 'Europe/Rome',
                 ((now() AT TIME ZONE 'Europe/Rome')::date + 17)::timestamp AT TIME ZONE 'Europe/Rome'), 'seven days from a day on, until another');
SELECT lives_ok($$SELECT * FROM api.shift_add('A-planner', gen_random_uuid(), 'WEEK', 'M1', NULL, NULL, ((now() AT TIME ZONE 'Europe/Rome')::date + 17)::timestamp AT TIME ZONE 'Europe/Rome',
                                NULL, NULL, 'Mon-Sun', '00:00', 1440)$$, 'the same once that one is over');
SELECT is((SELECT occurrences FROM api.shift_add('A-planner', gen_random_uuid(), 'LATER', 'M1', NULL, NULL,
           ((now() AT TIME ZONE 'Europe/Rome')::date + 500)::timestamp AT TIME ZONE 'Europe/Rome', NULL, NULL, 'Mon-Sun', '00:00', 60)),
          0, 'a pattern that begins after the horizon has nothing yet');
SELECT is((SELECT (c.name, c.lanes, c.shifts)::text FROM api.calendar_list('A-planner') c), '("Two shifts",{L1},"{""NIGHT Mon 21:00-22:00"",""NIGHT Mon-Sun 22:00-06:00""}")',
          'a calendar with its lanes and patterns');

-- ---------------------------------------------------------------- exceptions
SELECT is((SELECT (kind, start, "end", replayed)::text
             FROM api.calendar_except('A-planner', '00000000-0000-0000-0000-000000000003', 'Closed', 'TWO', NULL, NULL, '2027-01-01 00:00+01', '2027-01-02 00:00+01', ' New Year ')),
          '(closed,"2026-12-31 23:00:00+00","2027-01-01 23:00:00+00",f)', 'a holiday');
SELECT is((SELECT (kind, start, replayed)::text
             FROM api.calendar_except('A-planner', '00000000-0000-0000-0000-000000000003', 'Closed', 'TWO', NULL, NULL, '2027-01-01 00:00+01', '2027-01-02 00:00+01', ' New Year ')),
          '(closed,"2026-12-31 23:00:00+00",t)', 'the same op_id answers again');
SELECT pg_temp.refused(format($$SELECT * FROM api.calendar_except('A-planner', gen_random_uuid(), %L, %L, %L, %L, %L, %L, NULL)$$,
                              v.kind, v.calendar, v.lane, v.machine, v.starts, v.ends),
                       CASE WHEN v.code LIKE 'UNKNOWN_C%' THEN 'GM003' ELSE 'GM002' END, v.code, v.field, v.name)
  FROM (VALUES ('holiday', 'TWO', NULL, NULL, '2027-01-01Z', '2027-01-02Z', 'UNKNOWN_KIND', 'kind', 'no such kind'),
               (NULL, 'TWO', NULL, NULL, '2027-01-01Z', '2027-01-02Z', 'MISSING', 'kind', 'no kind'),
               ('open', NULL, NULL, NULL, '2027-01-01Z', '2027-01-02Z', 'MISSING', 'lane', 'of nobody'),
               ('open', 'TWO', 'L1', NULL, '2027-01-01Z', '2027-01-02Z', 'TOO_MANY', 'calendar', 'of two'),
               ('open', NULL, 'L1', 'M1', '2027-01-01Z', '2027-01-02Z', 'TOO_MANY', 'lane', 'of lane and machine'),
               ('open', 'C404', NULL, NULL, '2027-01-01Z', '2027-01-02Z', 'UNKNOWN_CALENDAR', 'calendar', 'unknown calendar'),
               ('open', 'TWO', NULL, NULL, '2027-01-02Z', '2027-01-02Z', 'ENDS_BEFORE', 'to', 'empty'),
               ('open', 'TWO', NULL, NULL, NULL, '2027-01-02Z', 'MISSING', 'from', 'without from'),
               ('open', 'TWO', NULL, NULL, '2027-01-02Z', NULL, 'MISSING', 'to', 'without to'),
               ('open', 'TWO', NULL, NULL, '2027-01-02Z', '2028-01-03 00:00:01Z', 'TOO_LONG', 'to', 'longer than 366 days'),
               ('open', 'TWO', NULL, NULL, '2027-01-02Z', 'infinity', 'BAD_TIME', 'to', 'without end')) AS v (kind, calendar, lane, machine, starts, ends, code, field, name);
SELECT pg_temp.refused($$SELECT * FROM api.calendar_except('A-viewer', gen_random_uuid(), 'open', 'TWO', NULL, NULL, '2027-01-02Z', '2027-01-03Z', NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs scheduling.update');
SELECT lives_ok($$SELECT * FROM api.calendar_except('A-planner', gen_random_uuid(), 'open', 'TWO', NULL, NULL, '2027-01-02Z', '2028-01-03Z', NULL)$$, '366 days');

-- ---------------------------------------------------------------- the job
RESET SESSION AUTHORIZATION;
CREATE FUNCTION pg_temp.made(p_org bigint) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(format('%s %s', p.code, p.made_until - (now() AT TIME ZONE 'Europe/Rome')::date), ',' ORDER BY p.id)
            FROM shift_patterns p WHERE p.organization_id = p_org AND p.machine_id IS NOT NULL $$;
SELECT count(*) AS before FROM shift_occurrences WHERE organization_id = :org_a \gset
SELECT is(private.run_job('make_shifts'), '0 shifts made', 'there is nothing to make yet');
-- As they stood thirty days ago.
DELETE FROM shift_occurrences o WHERE o.organization_id = :org_a AND o.pattern_id IS NOT NULL
    AND o.shift_date >= (now() AT TIME ZONE 'Europe/Rome')::date + 370;
UPDATE shift_patterns SET made_until = (now() AT TIME ZONE 'Europe/Rome')::date + 370 WHERE organization_id = :org_a AND valid_until IS NULL AND code <> 'LATER';
SELECT matches(private.run_job('make_shifts'), '^[1-9][0-9]* shifts made$', 'the job goes on where it ended');
SELECT is((SELECT count(*) FROM shift_occurrences WHERE organization_id = :org_a), :before::bigint, 'and makes what was missing');
SELECT is(pg_temp.made(:org_a), 'GAP 400,WEEK 400,WEEK 400,LATER 500', 'up to the horizon');
SELECT is(private.run_job('make_shifts'), '0 shifts made', 'once');
UPDATE shift_patterns SET valid_from = valid_from - 200, made_until = NULL WHERE organization_id = :org_a AND code = 'LATER';
SELECT is(private.run_job('make_shifts'), '100 shifts made', 'a pattern whose time comes');
UPDATE jobs SET next_due_at = now() WHERE name = 'make_shifts';
SELECT is((SELECT count(*)::integer FROM jobs WHERE name = 'make_shifts'), 1, 'the job is known to the clock');
SELECT is((SELECT count(*) FROM private.run_due_jobs() r WHERE r.job = 'make_shifts' AND r.ok), 1::bigint, 'which runs it');

-- ---------------------------------------------------------------- what shifts make of lanes
SELECT l.id AS l2 FROM lanes l WHERE l.organization_id = :org_a AND l.code = 'L2' \gset
SELECT l.id AS l1 FROM lanes l WHERE l.organization_id = :org_a AND l.code = 'L1' \gset
SELECT ok(NOT private.lane_is_round_the_clock(:org_a, :l2), 'a pattern of its own ends the lane''s working round the clock');
SELECT is(private.lane_add(:org_a, :l2, d.day + interval '1 day 12 hours', 10 * 3600), d.day + interval '3 days', 'ten hours are a night and two hours more')
  FROM (SELECT date_trunc('month', now() + interval '3 months') AS day) AS x,
       LATERAL (SELECT (x.day::date)::timestamp AT TIME ZONE 'Europe/Rome' AS day) AS d;

-- ---------------------------------------------------------------- organizations
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT count(*) FROM api.shift_list('B-planner', now(), now() + interval '380 days', NULL, NULL, NULL)), 0::bigint, 'another organization sees no shift');
SELECT is((SELECT count(*) FROM api.calendar_list('B-planner')), 0::bigint, 'and no calendar');
SELECT pg_temp.refused($$SELECT * FROM api.shift_add('B-planner', gen_random_uuid(), 'X', NULL, NULL, 'TWO', NULL, NULL, NULL, 'Mon', '22:00', 480)$$,
                       'GM003', 'UNKNOWN_CALENDAR', 'calendar', 'nor adds one to it');
SELECT pg_temp.refused($$SELECT * FROM api.calendar_except('B-planner', gen_random_uuid(), 'open', NULL, NULL, 'M1', '2027-01-02Z', '2027-01-03Z', NULL)$$,
                       'GM003', 'UNKNOWN_MACHINE', 'machine', 'nor opens or closes');
SELECT pg_temp.refused($$SELECT * FROM api.shift_list('B-planner', now(), now() + interval '1 day', NULL, 'L1', NULL)$$,
                       'GM003', 'UNKNOWN_LANE', 'lane', 'nor asks for one of its lanes');
SELECT lives_ok($$SELECT api.calendar_add('B-planner', gen_random_uuid(), 'TWO', NULL),
                         api.shift_add('B-planner', gen_random_uuid(), 'NIGHT', NULL, NULL, 'TWO', NULL, NULL, NULL, 'Mon-Sun', '22:00', 480)$$, 'it has its own under the same codes');
SELECT is((SELECT array_agg(DISTINCT to_char(start AT TIME ZONE 'Europe/Berlin', 'HH24:MI')) FROM api.shift_list('B-planner', now(), now() + interval '380 days', NULL, NULL, NULL)),
          '{22:00}', 'in its own zone');

RESET SESSION AUTHORIZATION;
SELECT is((SELECT string_agg(DISTINCT action, ' ' ORDER BY action) FROM audit_log WHERE organization_id = :org_a AND action <> 'kiosk.enrol'),
          'calendar.add calendar.except lane.add machine.add shift.add', 'every kind of write left its audit row');
SELECT is((SELECT (subject, detail)::text FROM audit_log WHERE organization_id = :org_a AND action = 'shift.add' ORDER BY id LIMIT 1),
          '(SAT,"{""of"": ""lane L1"", ""occurrences"": 1}")', 'which says whose it is');
SELECT * FROM finish();
ROLLBACK;
