-- Jobs that are due run, each for itself; the outbox is drained in order; the doctor sees what is wrong.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- jobs
UPDATE jobs SET next_due_at = now() - interval '1 minute';
SELECT private.set_context(:org_a, NULL) \g /dev/null
SELECT private.cache_set('old', '1', '-1 second'), private.cache_set('new', '1', '1 hour') \g /dev/null
INSERT INTO op_log (organization_id, op_id, function, argument_hash, kiosk_id, user_id, created_at)
VALUES (:org_a, gen_random_uuid(), 'f', '', 1, 1, now() - interval '91 days'), (:org_a, gen_random_uuid(), 'f', '', 1, 1, now() - interval '89 days'),
       (:org_b, gen_random_uuid(), 'f', '', 1, 1, now() - interval '91 days');
INSERT INTO outbox (organization_id, kind, subject_id, delivered_at)
VALUES (:org_a, 'work_order', 1, now() - interval '31 days'), (:org_b, 'work_order', 1, now() - interval '29 days');
INSERT INTO scan_log (organization_id, op_id, number, kiosk_id, scanned_at, received_at, raw, became)
SELECT k.organization_id, gen_random_uuid(), 1, k.id, now(), now() - d * interval '1 day', 'x'::bytea, d::text
  FROM kiosks k, unnest(ARRAY[89, 91]) AS d WHERE k.name = :'kiosk_a'
UNION ALL SELECT k.organization_id, gen_random_uuid(), 1, k.id, now(), now() - interval '91 days', 'x'::bytea, 'b' FROM kiosks k WHERE k.name = :'kiosk_b';
INSERT INTO replay_refusals VALUES (:org_a, gen_random_uuid(), 'OLD', now() - interval '91 days'), (:org_a, gen_random_uuid(), 'NEW', now());
UPDATE sessions SET signed_off_at = now() - interval '91 days' WHERE token_hash = private.token_hash(:'clerk_a');
INSERT INTO jobs (name, run_every, next_due_at) VALUES ('no such job', '1 hour', now() - interval '1 hour');
CREATE TEMPORARY TABLE ran AS SELECT * FROM admin.maintain();
SELECT is((SELECT string_agg(r.job, ' ' ORDER BY r.job) FROM ran r WHERE r.ok),
          'expire_cache expire_operations expire_sessions make_partitions make_shifts prune_clock prune_outbox prune_scans', 'what is due ran');
SELECT is((SELECT string_agg(r.job || ': ' || r.detail, ' ') FROM ran r WHERE NOT r.ok), 'no such job: There is no job of this name.', 'a failure is told');
SELECT is((SELECT j.last_error FROM jobs j WHERE j.name = 'no such job'), 'There is no job of this name.', 'and written down');
SELECT is((SELECT j.next_due_at FROM jobs j WHERE j.name = 'no such job'), now() + interval '5 minutes', 'to be tried again soon');
SELECT is((SELECT j.next_due_at - now() FROM jobs j WHERE j.name = 'expire_cache'), interval '5 minutes', 'the others later');
SELECT is((SELECT count(*)::integer FROM cache c WHERE c.organization_id = :org_a), 1, 'the cache lost what had expired');
SELECT is((SELECT count(*)::integer FROM op_log o WHERE o.organization_id IN (:org_a, :org_b) AND o.function = 'f'), 1, 'operations are kept 90 days');
SELECT is((SELECT count(*)::integer FROM outbox m WHERE m.organization_id IN (:org_a, :org_b)), 1, 'delivered messages 30 days');
SELECT is((SELECT count(*)::integer FROM sessions s WHERE s.token_hash = private.token_hash(:'clerk_a')), 0, 'sessions 90 days');
SELECT is((SELECT string_agg(s.became, ',') FROM scan_log s WHERE s.organization_id IN (:org_a, :org_b)), '89', 'scans 90 days');
SELECT is((SELECT string_agg(r.code, ',') FROM replay_refusals r WHERE r.organization_id IN (:org_a, :org_b)), 'NEW', 'and why something was refused');
SELECT is((SELECT count(*)::integer FROM admin.maintain()), 0, 'then nothing is due');
SELECT is(private.current_org(), NULL, 'no organization is left set');
DELETE FROM jobs WHERE name = 'no such job';

-- ---------------------------------------------------------------- partitions
SELECT is((SELECT count(*)::integer FROM pg_inherits i WHERE i.inhparent = to_regclass('public.' || s.series)), 5, s.series || ' has a default and four ahead')
  FROM private.time_series() s;
SELECT private.make_partitions('material_transactions', 'month', 5) AS made \gset
SELECT is(:made, 2, 'two more when asked for');
SELECT is(private.make_partitions('material_transactions', 'month', 5), 0, 'once');

-- ---------------------------------------------------------------- the outbox
DELETE FROM outbox WHERE organization_id IN (:org_a, :org_b);
SELECT private.set_context(:org_a, NULL) \g /dev/null
INSERT INTO uoms VALUES (:org_a, 'kg');
INSERT INTO materials (organization_id, material_code, name, uom, costing_method) VALUES (:org_a, 'M-1', 'Coil', 'kg', 'FIFO') RETURNING id AS material \gset
SELECT id AS plant FROM plants WHERE organization_id = :org_a \gset
SELECT id AS kiosk FROM kiosks WHERE name = :'kiosk_a' \gset
SELECT id AS clerk FROM users WHERE organization_id = :org_a AND user_name = 'clerk' \gset
INSERT INTO material_transactions (organization_id, transaction_date, plant_id, material_id, transaction_type, reference_type, reference_id,
                                   quantity, quantity_change, cost_per_unit, total_cost, value_change, user_id, kiosk_id, op_id)
VALUES (:org_a, '2026-03-01 10:00Z', :plant, :material, 'RECEIPT', 'ADJUSTMENT', 7, 12.5, 12.5, 0.021, 0.2625, 0.2625, :clerk, :kiosk, gen_random_uuid())
RETURNING id AS movement \gset
INSERT INTO work_orders (organization_id, plant_id, work_order_number, product_id, quantity, due_at)
VALUES (:org_a, :plant, 'WO-1', :material, 400, '2026-03-02 10:00Z') RETURNING id AS work_order \gset
INSERT INTO outbox (organization_id, kind, subject_id) VALUES (:org_a, 'material_transaction', :movement), (:org_a, 'work_order', :work_order),
                                                              (:org_a, 'work_order', 999999999), (:org_b, 'work_order', :work_order);
SELECT private.set_context(NULL, NULL) \g /dev/null
SELECT is((SELECT (waiting, failing, delivered)::text FROM admin.relay_status()), '(4,0,0)', 'four wait');
CREATE TEMPORARY TABLE taken AS SELECT row_number() OVER () AS n, r.* FROM admin.relay_take(10, 60) r;
SELECT is((SELECT count(*)::integer FROM taken), 4, 'all are taken');
SELECT ok((SELECT bool_and(x.ordered) FROM (SELECT outbox_id >= lag(outbox_id, 1, 0::bigint) OVER (PARTITION BY organization_id ORDER BY n) AS ordered FROM taken) x),
          'in the order of each organization');
SELECT is((SELECT message - '{message_id,queued_at,created_at,op_id,transaction_id,organization,kiosk,transaction_date}'::text[] FROM taken WHERE kind = 'material_transaction'),
          '{"kind": "material_transaction", "transaction_type": "RECEIPT", "plant": "P1", "material": "M-1", "uom": "kg", "quantity": "12.5",
            "quantity_change": "12.5", "cost_per_unit": "0.021", "total_cost": "0.2625", "value_change": "0.2625", "currency": "EUR",
            "reference_type": "ADJUSTMENT", "reference": "7", "of_transaction_id": null, "lot": null, "location": null, "delivery_note": null,
            "user": "clerk"}'::jsonb, 'what a movement says');
SELECT is((SELECT message->>'work_order_number' || ' ' || (message->>'order_status') || ' ' || (message->>'quantity') || ' ' || (message->>'organization')
             FROM taken WHERE kind = 'work_order' AND organization_id = :org_a AND (message->>'subject_id') IS NULL), 'WO-1 PLANNED 400 ' || :'code_a', 'what an order says');
SELECT is((SELECT message ? 'work_order_number' FROM taken WHERE organization_id = :org_b), false, 'another organization''s id names nothing');
SELECT is((SELECT count(*)::integer FROM admin.relay_take(10, 60)), 0, 'nobody else gets them meanwhile');
SELECT is((SELECT delivered FROM admin.relay_delivered(t.organization_id, t.outbox_id)), true, 'delivered') FROM taken t WHERE t.kind = 'material_transaction';
SELECT is((SELECT delivered FROM admin.relay_delivered(t.organization_id, t.outbox_id)), false, 'once') FROM taken t WHERE t.kind = 'material_transaction';
SELECT organization_id AS o, outbox_id AS m FROM taken WHERE organization_id = :org_b \gset
SELECT ok(f.next_try_at - clock_timestamp() BETWEEN v.least AND v.most, v.most::text)
  FROM (VALUES (interval '4 s', interval '5 s'), ('9 s', '10 s'), ('19 s', '20 s')) AS v (least, most)
 CROSS JOIN LATERAL admin.relay_failed(:o, :m, E'no\nroute' || left(v.most::text, 0)) f;
SELECT is((SELECT (m.attempts, m.last_error)::text FROM outbox m WHERE m.organization_id = :o AND m.id = :m), '(3,"no route")', 'with why');
UPDATE outbox SET attempts = 40 WHERE organization_id = :o AND id = :m;
SELECT ok(f.next_try_at - clock_timestamp() BETWEEN interval '59 minutes' AND interval '1 hour', 'an hour at most')
  FROM admin.relay_failed(:o, :m, NULL) f;
SELECT is((SELECT (waiting, failing, delivered)::text FROM admin.relay_status()), '(3,1,1)', 'the state of it');
UPDATE outbox SET next_try_at = now() WHERE organization_id = :org_a;
SELECT is((SELECT count(*)::integer FROM admin.relay_take(1, 60)), 1, 'as many as asked for');
UPDATE outbox SET delivered_at = now();
SELECT is((SELECT (waiting, oldest_s, seconds_until_due)::text FROM admin.relay_status()), '(0,0,)', 'all delivered');

-- ---------------------------------------------------------------- the doctor and the status screen
CREATE TEMPORARY TABLE found AS SELECT * FROM admin.doctor();
SELECT is((SELECT string_agg(DISTINCT f.area, ' ' ORDER BY f.area) FROM found f), 'cache extension job outbox partition right role setting version', 'the doctor looks everywhere');
SELECT is((SELECT string_agg(f.name, ' ') FROM found f WHERE f.area IN ('job', 'partition', 'role', 'outbox') AND f.state <> 'ok' AND f.name IN (:'kiosk_a', 'make_partitions')), NULL, 'and finds these well');
SELECT is((SELECT count(*)::integer FROM found f WHERE f.state NOT IN ('ok', 'warning', 'wrong') OR (f.state <> 'ok' AND f.advice = '')), 0, 'what is not well comes with advice');
ALTER ROLE :kiosk_a CREATEDB;
GRANT SELECT ON uoms TO :kiosk_b;
ALTER TABLE lots NO FORCE ROW LEVEL SECURITY;
GRANT EXECUTE ON FUNCTION private.current_org() TO PUBLIC;
UPDATE jobs SET last_error = 'no luck' WHERE name = 'expire_cache';
SELECT is((SELECT string_agg(f.area || ' ' || f.name, ', ' ORDER BY f.area, f.name) FROM admin.doctor() f
            WHERE f.state = 'wrong' AND f.area IN ('role', 'right', 'job') AND (f.area <> 'role' OR f.name IN (:'kiosk_a', :'kiosk_b'))),
          'job expire_cache, right PUBLIC, right row security, role ' || :'kiosk_a' || ', role ' || :'kiosk_b', 'what is wrong is found');
SELECT ok(t.value(:'kiosk_a', format('SELECT string_agg(DISTINCT area, '' '' ORDER BY area) FROM api.status(%L)', :'boss_a')) ~ '^(cache )?(extension )?job outbox server session$', 'the status screen');
SELECT is(t.value(:'kiosk_a', format('SELECT count(*) FROM api.status(%L) WHERE detail LIKE ''%%luck%%''', :'boss_a')), '0', 'tells no error text of the server');

SELECT * FROM finish();
ROLLBACK;
