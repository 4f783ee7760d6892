-- A day of the plant, so many after today: as verbs take it and as screens show it.
SELECT to_char(now() AT TIME ZONE p.time_zone + :'name'::int * interval '1 day', 'YYYY-MM-DD Dy DD Mon')
  FROM plants p JOIN organizations o ON o.id = p.organization_id
 WHERE o.code = 'DEMO' ORDER BY p.id LIMIT 1;
