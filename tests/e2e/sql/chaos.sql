-- What the terminals of the chaos test posted: each scan (its quantity is its number at that terminal) exactly once and
-- in order. name: how many scans each of the terminals made. One cell: "exactly once, in order", or what is wrong.
SELECT CASE WHEN count(*) = 4 AND bool_and(s.posted = :'name'::bigint AND s.different = s.posted AND s.in_order)
            THEN 'exactly once, in order'
            ELSE string_agg(format('%s: %s posted, %s different, %s', s.kiosk, s.posted, s.different,
                                   CASE WHEN s.in_order THEN 'in order' ELSE 'out of order' END), '; ' ORDER BY s.kiosk)
       END
  FROM (SELECT m.kiosk, count(*) AS posted, count(DISTINCT m.quantity) AS different,
               bool_and(m.quantity > m.before) AS in_order
          FROM (SELECT k.name AS kiosk, t.quantity,
                       lag(t.quantity, 1, 0) OVER (PARTITION BY k.name ORDER BY t.id) AS before
                  FROM material_transactions t
                  JOIN kiosks k ON k.organization_id = t.organization_id AND k.id = t.kiosk_id
                  JOIN materials x ON x.organization_id = t.organization_id AND x.id = t.material_id
                 WHERE x.material_code = 'CHAOS-1' AND t.transaction_type = 'RECEIPT') AS m
         GROUP BY m.kiosk) AS s;
