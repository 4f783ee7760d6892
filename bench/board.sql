-- A board of 10 000 bars on 100 lanes, run as the administrator: 5000 orders of two operations, each order waiting for
-- the one 400 numbers before it, ten lanes to a cell. Half of the lanes work in two shifts, half round the clock.
--
-- A working day has five slots of three hours from 06:00 on, and a lane fills one after the other with a bar of 90 to
-- 150 minutes each. So nothing overlaps, nothing is late and every link holds, but an hour later there is trouble.

BEGIN;
SELECT set_config('TimeZone', p.time_zone, true), private.set_context(p.organization_id, p.id)
  FROM plants p
  JOIN organizations o ON o.id = p.organization_id
 WHERE o.code = 'DEMO' AND p.code = 'RHO' \gset

CREATE TEMPORARY TABLE work_days ON COMMIT DROP AS
SELECT d::date AS day, (row_number() OVER (ORDER BY d) - 1)::integer AS n
  FROM generate_series(current_date + 1, current_date + 400, interval '1 day') AS d
 WHERE extract(isodow FROM d) < 6;

-- Order n is made on lane n % 100 and then on lane (n + 37) % 100, each in the next slot that is free there.
CREATE TEMPORARY TABLE bars ON COMMIT DROP AS
SELECT n, step, (n + (step - 1) * 37) % 100 AS lane, n / 100 * 2 + step - 1 AS slot, 5400 + n * 7919 % 61 * 60 AS work_s
  FROM generate_series(0, 4999) AS n, generate_series(1, 2) AS step;

INSERT INTO calendars (organization_id, code, name) SELECT private.current_org(), 'BENCH', 'two shifts';
INSERT INTO shift_occurrences (organization_id, plant_id, code, calendar_id, shift_date, during, breaks)
SELECT c.organization_id, private.current_plant(), 'DAY', c.id, w.day,
       tstzrange(w.day + time '06:00', w.day + time '22:00'),
       tstzmultirange(tstzrange(w.day + time '13:00', w.day + time '13:30'))
  FROM work_days w, calendars c
 WHERE c.organization_id = private.current_org() AND c.code = 'BENCH';

INSERT INTO lanes (organization_id, plant_id, code, name, work_center, calendar_id)
SELECT c.organization_id, private.current_plant(), format('B-%s', to_char(n, 'FM00')), format('Bench %s', n),
       format('CELL-%s', n / 10), CASE WHEN n % 2 = 0 THEN c.id END
  FROM calendars c, generate_series(0, 99) AS n
 WHERE c.organization_id = private.current_org() AND c.code = 'BENCH';

INSERT INTO work_orders (organization_id, plant_id, work_order_number, quantity, due_at, order_status, released_at)
SELECT private.current_org(), private.current_plant(), format('BO-%s', to_char(n, 'FM0000')), 100,
       current_date + 200, 'RELEASED', now()
  FROM generate_series(0, 4999) AS n;

INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name, lane_id, work_s)
SELECT w.organization_id, w.id, b.step * 10, 'Work', l.id, b.work_s
  FROM bars b
  JOIN work_orders w ON w.organization_id = private.current_org()
                    AND w.work_order_number = format('BO-%s', to_char(b.n, 'FM0000'))
  JOIN lanes l ON l.organization_id = w.organization_id AND l.code = format('B-%s', to_char(b.lane, 'FM00'));

-- The lane of shifts rests half an hour in the third slot.
INSERT INTO lane_assignments (organization_id, plant_id, operation_id, work_order_id, lane_id, during, work_s,
                              changed_by)
SELECT o.organization_id, l.plant_id, o.id, w.id, l.id,
       tstzrange(s.starts, s.starts + make_interval(secs => b.work_s + CASE WHEN b.slot % 5 = 2 AND b.lane % 2 = 0
                                                                            THEN 1800 ELSE 0 END)),
       b.work_s, (SELECT min(u.id) FROM users u WHERE u.organization_id = o.organization_id)
  FROM bars b
  JOIN work_orders w ON w.organization_id = private.current_org()
                    AND w.work_order_number = format('BO-%s', to_char(b.n, 'FM0000'))
  JOIN work_order_operations o ON o.organization_id = w.organization_id AND o.work_order_id = w.id
                              AND o.sequence = b.step * 10
  JOIN lanes l ON l.organization_id = o.organization_id AND l.id = o.lane_id
  JOIN work_days d ON d.n = b.slot / 5
 CROSS JOIN LATERAL (SELECT (d.day + make_interval(hours => 6 + b.slot % 5 * 3))::timestamptz AS starts) AS s;

INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id)
SELECT a.organization_id, a.id, b.id
  FROM generate_series(0, 4599) AS n
  JOIN work_orders a ON a.organization_id = private.current_org()
                    AND a.work_order_number = format('BO-%s', to_char(n, 'FM0000'))
  JOIN work_orders b ON b.organization_id = a.organization_id
                    AND b.work_order_number = format('BO-%s', to_char(n + 400, 'FM0000'));
COMMIT;
VACUUM ANALYZE;
