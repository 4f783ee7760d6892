-- Somebody else at work: one bar that begins a day goes a quarter of an hour to the right, or back. Run as the
-- administrator. Variables: kiosk, token.
RESET SESSION AUTHORIZATION;
SELECT jsonb_build_array(jsonb_build_object(
           'operation_id', a.operation_id, 'version', a.version, 'lane_id', a.lane_id, 'work_s', a.work_s,
           'start_s', extract(epoch FROM lower(a.during) + m.by)::bigint,
           'end_s', extract(epoch FROM upper(a.during) + m.by)::bigint,
           'overtime', false, 'status', 'planned')) AS changes
  FROM lane_assignments a
  JOIN work_orders w ON w.organization_id = a.organization_id AND w.id = a.work_order_id
  JOIN plants p ON p.organization_id = a.organization_id AND p.id = a.plant_id
 CROSS JOIN LATERAL (SELECT lower(a.during) AT TIME ZONE p.time_zone AS at) AS l
 CROSS JOIN LATERAL (SELECT CASE WHEN extract(minute FROM l.at) = 0 THEN interval '15 minutes'
                                 ELSE interval '-15 minutes' END AS by) AS m
 WHERE w.work_order_number LIKE 'BO-%' AND extract(hour FROM l.at) = 6
 ORDER BY random() LIMIT 1 \gset
SET SESSION AUTHORIZATION :kiosk;
SELECT change_set FROM api.reschedule(:'token', gen_random_uuid(), 'bench', :'changes', NULL, NULL);
