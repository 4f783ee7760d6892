-- Low stock by crossing, a work order's status, the length of a stop. What is sent at commit is looked at before it is
-- sent: the count decides between one message each and one for all.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();
SELECT private.set_context(:org_a, NULL) \g /dev/null
INSERT INTO uoms VALUES (:org_a, 'pcs'), (:org_b, 'pcs');
INSERT INTO materials (organization_id, material_code, name, uom, costing_method, reorder_point, quantity_on_hand)
SELECT :org_a, 'M-' || n, 'Material', 'pcs', 'FIFO', 10, 10 FROM generate_series(1, 30) AS n;
INSERT INTO materials (organization_id, material_code, name, uom, costing_method, reorder_point, quantity_on_hand)
VALUES (:org_a, 'LOW', 'Low from the start', 'pcs', 'FIFO', 10, 0), (:org_b, 'M-1', 'Another''s', 'pcs', 'FIFO', 10, 10);
CREATE FUNCTION t.alerts(p_org bigint) RETURNS integer LANGUAGE sql AS $$ SELECT count(*)::integer FROM alerts WHERE organization_id = p_org $$;
CREATE FUNCTION t.news(p_org bigint, p_what text) RETURNS integer LANGUAGE sql
    AS $$ SELECT coalesce(nullif(current_setting(format('app.news_%s_%s', p_what, p_org), true), ''), '0')::integer $$;

SELECT is(t.alerts(:org_a), 0, 'who begins below raises no alert');
UPDATE materials SET quantity_on_hand = 10 WHERE material_code = 'M-1' AND organization_id = :org_a;
SELECT is(t.alerts(:org_a), 0, 'at the reorder point it is not low');
UPDATE materials SET quantity_on_hand = 9.5 WHERE material_code = 'M-1' AND organization_id = :org_a;
SELECT is(t.alerts(:org_a), 1, 'below it is');
SELECT is((SELECT (a.quantity, a.reorder_point, m.material_code)::text FROM alerts a JOIN materials m ON m.organization_id = a.organization_id AND m.id = a.material_id
            WHERE a.organization_id = :org_a), '(9.500000,10.000000,M-1)', 'with what was left');
UPDATE materials SET quantity_on_hand = 9 WHERE material_code = 'M-1' AND organization_id = :org_a;
UPDATE materials SET quantity_on_hand = 8, value_on_hand = 1 WHERE material_code = 'M-1' AND organization_id = :org_a;
SELECT is(t.alerts(:org_a), 1, 'falling further is no second alert');
UPDATE materials SET quantity_on_hand = 12 WHERE material_code = 'M-1' AND organization_id = :org_a;
SELECT is(t.alerts(:org_a), 1, 'nor is rising');
UPDATE materials SET reorder_point = 13 WHERE material_code = 'M-1' AND organization_id = :org_a;
SELECT is(t.alerts(:org_a), 2, 'a raised reorder point crosses too');
UPDATE materials SET name = 'Renamed' WHERE organization_id = :org_a;
SELECT is(t.alerts(:org_a), 2, 'a new name does not');
SELECT is(t.news(:org_a, 'low_stock'), 2, 'two are to be told');
SELECT is(t.news(:org_b, 'low_stock'), 0, 'nothing to the other organization');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'they are told at commit');
SELECT is((SELECT count(*)::integer FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'alert'), 1, 'and the alert screens are poked');
SET CONSTRAINTS ALL DEFERRED;
SAVEPOINT undone;
UPDATE materials SET quantity_on_hand = 1 WHERE organization_id = :org_a AND material_code <> 'LOW';
SELECT is(t.news(:org_a, 'low_stock'), 31, 'thirty more but one that was low');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'are told at once');
ROLLBACK TO undone;
SELECT is(t.news(:org_a, 'low_stock'), 2, 'a rollback takes the count back');
SELECT is(t.alerts(:org_a), 2, 'and the alerts');

-- A kiosk that commits after changing the context forges nothing: the message is made of the row itself.
CREATE FUNCTION t.forge(p_kiosk text, p_org bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('session_authorization', p_kiosk, true);
    PERFORM set_config('app.current_organization_id', p_org::text, false);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET SESSION AUTHORIZATION DEFAULT;
    RETURN 'done';
END
$$;
UPDATE materials SET quantity_on_hand = 1 WHERE organization_id = :org_a AND material_code = 'M-2';
SELECT is(t.forge(:'kiosk_b', :org_b), 'done', 'the deferred triggers run for a kiosk that has no right on the tables');
SELECT is((SELECT count(*)::integer FROM poke_throttle p WHERE p.organization_id = :org_b), 0, 'for the organization of the row');
SELECT private.set_context(:org_a, NULL) \g /dev/null
SET CONSTRAINTS ALL DEFERRED;

-- ---------------------------------------------------------------- work orders
INSERT INTO work_orders (organization_id, plant_id, work_order_number, quantity, due_at)
SELECT :org_a, p.id, 'WO-' || n, 1, now() FROM plants p, generate_series(1, 3) AS n WHERE p.organization_id = :org_a;
UPDATE work_orders SET order_status = 'RELEASED' WHERE organization_id = :org_a;
SELECT is(t.news(:org_a, 'order_status'), 3, 'three changes');
UPDATE work_orders SET order_status = 'RELEASED', version = 2 WHERE organization_id = :org_a;
SELECT is(t.news(:org_a, 'order_status'), 3, 'the same status is no change');
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'they are told');

-- ---------------------------------------------------------------- stops
INSERT INTO machines (organization_id, plant_id, code, name) SELECT :org_a, p.id, 'MC', 'Machine' FROM plants p WHERE p.organization_id = :org_a;
INSERT INTO downtime_events (organization_id, start_time, end_time, duration_minutes, machine_id, user_id, kiosk_id, op_id)
SELECT :org_a, '2026-03-01 10:00Z', '2026-03-01 10:12:30Z', 99, m.id, 1, 1, gen_random_uuid() FROM machines m WHERE m.organization_id = :org_a;
SELECT is((SELECT d.duration_minutes FROM downtime_events d WHERE d.organization_id = :org_a), 12.50, 'the length is measured, not believed');
UPDATE downtime_events SET end_time = NULL WHERE organization_id = :org_a;
SELECT is((SELECT d.duration_minutes FROM downtime_events d WHERE d.organization_id = :org_a), NULL, 'open again, it has none');
UPDATE downtime_events SET end_time = '2026-03-01 11:00Z' WHERE organization_id = :org_a;
SELECT is((SELECT d.duration_minutes FROM downtime_events d WHERE d.organization_id = :org_a), 60.00, 'closed again, it has');

SELECT * FROM finish();
ROLLBACK;
