-- Two organizations behind one door. From a session of A, every function that takes a code or an id is called with one
-- of B: the answer is NOT_FOUND or nothing, and nothing of B changes. And the same codes in both stay apart.
BEGIN;
\ir support/two_plants.psql
CREATE FUNCTION pg_temp.done(p_sql text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT FROM ' || p_sql; END $$;

-- Everything there is in an organization: one hash over all tables that carry the organization. The life of a session
-- is not what this is about.
CREATE FUNCTION pg_temp.all_of(p_org bigint) RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_table text;
    v_hash  text;
    v_all   text := '';
BEGIN
    FOR v_table IN
        SELECT c.relname FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relname <> 'sessions'
         ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT md5(string_agg(t::text, E''\n'' ORDER BY t::text)) FROM public.%I AS t WHERE t.organization_id = $1',
                       v_table) INTO v_hash USING p_org;
        v_all := v_all || v_table || ' ' || coalesce(v_hash, '-') || E'\n';
    END LOOP;
    RETURN v_all;
END
$$;

-- A small business of an organization, the same codes for whoever makes it; p_only: some more codes, only for him.
CREATE FUNCTION pg_temp.trade(p_letter text, p_quantity numeric) RETURNS void LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text;
    v_id   bigint;
BEGIN
    FOREACH v_code IN ARRAY CASE p_letter WHEN 'B' THEN '{SAME,BONLY}' ELSE '{SAME}' END::text[] LOOP
        PERFORM api.material_add(p_letter || '-admin', gen_random_uuid(), 'M-' || v_code, 'Material of ' || p_letter, 'pcs', NULL,
                                 0, NULL, NULL);
        PERFORM api.location_add(p_letter || '-admin', gen_random_uuid(), 'BIN-' || v_code, NULL);
        PERFORM api.supplier_add(p_letter || '-admin', gen_random_uuid(), 'S-' || v_code, 'Supplier of ' || p_letter, NULL);
        PERFORM api.po_add(p_letter || '-admin', gen_random_uuid(), 'PO-' || v_code, 'S-' || v_code,
                           jsonb_build_array(jsonb_build_object('material', 'M-' || v_code, 'quantity', 1000, 'unit_price', 2)), NULL);
        PERFORM api.receive(p_letter || '-keeper', gen_random_uuid(), 'M-' || v_code, p_quantity, 'PURCHASE_ORDER', 'PO-' || v_code,
                            NULL, 'LOT-' || v_code, NULL, NULL, NULL, NULL, NULL);
        PERFORM api.order_add(p_letter || '-admin', gen_random_uuid(), 'WO-' || v_code, 'M-' || v_code, 5, '2030-01-01',
                              jsonb_build_array(jsonb_build_object('material', 'M-' || v_code, 'quantity', 3)), NULL, NULL);
        PERFORM api.order_release(p_letter || '-admin', gen_random_uuid(), 'WO-' || v_code);
        PERFORM api.order_start(p_letter || '-admin', gen_random_uuid(), 'WO-' || v_code, NULL);
        PERFORM api.issue(p_letter || '-keeper', gen_random_uuid(), 'M-' || v_code, 2, 'WORK_ORDER', 'WO-' || v_code, NULL, NULL,
                          NULL, NULL, NULL, NULL);
        PERFORM api.material_set(p_letter || '-admin', gen_random_uuid(), 'M-' || v_code, NULL, NULL, 5, NULL, NULL);
        PERFORM api.issue(p_letter || '-keeper', gen_random_uuid(), 'M-' || v_code, p_quantity - 5, 'ADJUSTMENT', '1', NULL, NULL,
                          NULL, NULL, NULL, NULL);
    END LOOP;
END
$$;

SELECT * FROM no_plan();
INSERT INTO machines (organization_id, plant_id, code, name)
SELECT :org_b, p.id, 'PRESS-BONLY', 'Press of B' FROM plants p WHERE p.organization_id = :org_b;
INSERT INTO reasons (organization_id, code, kind) VALUES (:org_b, 'BURR-BONLY', 'scrap');
INSERT INTO plants (organization_id, code, name, time_zone) VALUES (:org_b, 'P-BONLY', 'Second of B', 'UTC');
INSERT INTO calendars (organization_id, code, name) VALUES (:org_b, 'CAL-BONLY', 'Calendar of B');
INSERT INTO lanes (organization_id, plant_id, code, name)
SELECT :org_b, p.id, 'LANE-BONLY', 'Lane of B' FROM plants p WHERE p.organization_id = :org_b AND p.code = 'P1';
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.trade('A', 100) \g /dev/null
SET SESSION AUTHORIZATION :kiosk_b;
SELECT pg_temp.trade('B', 60) \g /dev/null
SELECT pg_temp.done($$api.user_add('B-admin', gen_random_uuid(), 'bonly', '{tap-viewer}', 'BADGE-BONLY', 'Only of B', '4711')$$) \g /dev/null
RESET SESSION AUTHORIZATION;
INSERT INTO roles (organization_id, name) VALUES (:org_b, 'role-bonly');
INSERT INTO uoms VALUES (:org_b, 'box-bonly');
INSERT INTO barcodes (organization_id, barcode, material_id, uom)
SELECT :org_b, 'BAR-BONLY', m.id, 'box-bonly' FROM materials m WHERE m.organization_id = :org_b AND m.material_code = 'M-BONLY';
SELECT t.id AS issue_b FROM material_transactions t JOIN work_orders o ON o.organization_id = t.organization_id AND o.id = t.work_order_id
 WHERE t.organization_id = :org_b AND o.work_order_number = 'WO-BONLY' AND t.transaction_type = 'ISSUE' \gset
SELECT t.id AS receipt_b FROM material_transactions t JOIN materials m ON m.organization_id = t.organization_id AND m.id = t.material_id
 WHERE t.organization_id = :org_b AND m.material_code = 'M-SAME' AND t.transaction_type = 'RECEIPT' \gset
SELECT t.id AS same_issue_b FROM material_transactions t JOIN work_orders o ON o.organization_id = t.organization_id AND o.id = t.work_order_id
 WHERE t.organization_id = :org_b AND o.work_order_number = 'WO-SAME' AND t.transaction_type = 'ISSUE' \gset
SELECT max(id) AS alert_b FROM alerts WHERE organization_id = :org_b \gset
SELECT max(id) AS po_b FROM purchase_orders WHERE organization_id = :org_b \gset
SELECT max(o.id) AS operation_b FROM work_order_operations o JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
 WHERE o.organization_id = :org_b AND w.work_order_number = 'WO-BONLY' \gset
SELECT max(id) AS operation_a FROM work_order_operations WHERE organization_id = :org_a \gset
SELECT max(id) AS lane_b FROM lanes WHERE organization_id = :org_b \gset
SET SESSION AUTHORIZATION :kiosk_b;
SELECT pg_temp.done(format($$api.reschedule('B-admin', '00000000-0000-0000-0000-0000000000d2', 'place it',
    '[{"operation_id":%s,"version":null,"lane_id":%s,"start_s":1898582400,"end_s":1898586000,"work_s":3600}]', NULL, NULL)$$, :operation_b, :lane_b)) \g /dev/null
RESET SESSION AUTHORIZATION;
SELECT max(id) AS set_b, (SELECT max(a.version) FROM lane_assignments a WHERE a.organization_id = :org_b) AS version_b
  FROM change_sets WHERE organization_id = :org_b \gset

-- ---------------------------------------------------------------- the calls: u is a fresh op_id
CREATE TEMP TABLE call (n serial, text text NOT NULL);
GRANT SELECT ON call TO PUBLIC;
INSERT INTO call (text) VALUES
    ($$material_set('A-admin', u, 'M-BONLY', 'stolen', NULL, 1, NULL, NULL)$$),
    ($$material_show('A-admin', 'M-BONLY')$$),
    ($$location_add('A-admin', u, 'L-1', 'P-BONLY')$$),
    ($$po_add('A-admin', u, 'PO-9', 'S-BONLY', '[{"material":"M-SAME","quantity":"1","unit_price":"1"}]', NULL)$$),
    ($$po_add('A-admin', u, 'PO-9', 'S-SAME', '[{"material":"M-BONLY","quantity":"1","unit_price":"1"}]', NULL)$$),
    ($$po_line('A-admin', u, 'PO-BONLY', 'M-SAME', 1, 1)$$),
    ($$po_line('A-admin', u, 'PO-SAME', 'M-BONLY', 1, 1)$$),
    ($$po_close('A-admin', u, 'PO-BONLY', NULL)$$),
    ($$po_close('A-admin', u, 'PO-BONLY', 10)$$),
    ($$po_show('A-admin', 'PO-BONLY')$$),
    ($$po_lines('A-admin', 'PO-BONLY')$$),
    ($$po_list('A-admin', 'S-BONLY', NULL, NULL)$$),
    ($$po_list('A-admin', NULL, NULL, 'BONLY')$$),
    ($$order_add('A-admin', u, 'WO-9', 'M-BONLY', 1, now(), NULL, NULL, NULL)$$),
    ($$order_add('A-admin', u, 'WO-9', NULL, 1, now(), '[{"material":"M-BONLY","quantity":"1"}]', NULL, NULL)$$),
    ($$order_release('A-admin', u, 'WO-BONLY')$$),
    ($$order_start('A-admin', u, 'WO-BONLY', NULL)$$),
    ($$order_complete('A-admin', u, 'WO-BONLY')$$),
    ($$order_cancel('A-admin', u, 'WO-BONLY', NULL)$$),
    ($$order_log('A-admin', u, 'WO-BONLY', NULL, NULL, 1, NULL, NULL, NULL, NULL)$$),
    ($$order_log('A-admin', u, 'WO-SAME', NULL, 'PRESS-BONLY', 1, NULL, NULL, NULL, NULL)$$),
    ($$order_log('A-admin', u, 'WO-SAME', NULL, NULL, 1, 1, NULL, 'BURR-BONLY', NULL)$$),
    ($$order_show('A-admin', 'WO-BONLY')$$),
    ($$order_operations('A-admin', 'WO-BONLY')$$),
    ($$order_materials('A-admin', 'WO-BONLY')$$),
    ($$order_list('A-admin', NULL, true, 'BONLY')$$),
    ($$board_plant('A-admin', 'P-BONLY')$$),
    ($$board_lanes('A-admin', 'P-BONLY')$$),
    ($$board_windows('A-admin', 'P-BONLY', now(), now() + interval '1 day')$$),
    ($$board_bars('A-admin', 'P-BONLY', now(), now() + interval '10 years', true)$$),
    ($$board_links('A-admin', 'P-BONLY')$$),
    ($$board_history('A-admin', 'P-BONLY')$$),
    ($$reschedule('A-admin', u, 'g', '[{"operation_id":{operation},"version":{version},"remove":true}]', NULL, NULL)$$),
    ($$reschedule('A-admin', u, 'g', '[{"operation_id":{mine},"lane_id":{lane},"start_s":1898582400,"end_s":1898586000,"work_s":1}]', NULL, NULL)$$),
    ($$reschedule_answered('A-admin', '00000000-0000-0000-0000-0000000000d2', 'place it')$$),
    ($$undo('A-admin', u, {set}, NULL, NULL)$$),
    ($$redo('A-admin', u, {set}, NULL, NULL)$$),
    ($$order_add('A-admin', u, 'WO-9', NULL, 1, now(), NULL, '[{"operation":10,"lane":"LANE-BONLY"}]', NULL)$$),
    ($$order_add('A-admin', u, 'WO-9', NULL, 1, now(), NULL, NULL, '[{"work_order":"WO-BONLY"}]')$$),
    ($$order_link('A-admin', u, 'WO-BONLY', 'WO-SAME', NULL)$$),
    ($$order_link('A-admin', u, 'WO-SAME', 'WO-BONLY', NULL)$$),
    ($$order_unlink('A-admin', u, 'WO-BONLY', 'WO-SAME')$$),
    ($$order_unlink('A-admin', u, 'WO-SAME', 'WO-BONLY')$$),
    ($$order_start('A-admin', u, 'WO-BONLY', 10)$$),
    ($$order_pause('A-admin', u, 'WO-BONLY', NULL)$$),
    ($$order_dependencies('A-admin', 'WO-BONLY')$$),
    ($$lane_add('A-admin', u, 'LANE-9', NULL, NULL, 'CAL-BONLY', NULL)$$),
    ($$lane_list('A-admin', 'P-BONLY')$$),
    ($$machine_add('A-admin', u, 'PRESS-9', NULL, 'LANE-BONLY', NULL, NULL)$$),
    ($$machine_list('A-admin', 'P-BONLY')$$),
    ($$calendar_except('A-admin', u, 'closed', 'CAL-BONLY', NULL, NULL, now(), now() + interval '1 day', NULL)$$),
    ($$calendar_except('A-admin', u, 'closed', NULL, 'LANE-BONLY', NULL, now(), now() + interval '1 day', NULL)$$),
    ($$calendar_except('A-admin', u, 'closed', NULL, NULL, 'PRESS-BONLY', now(), now() + interval '1 day', NULL)$$),
    ($$shift_add('A-admin', u, 'S', 'PRESS-BONLY', NULL, NULL, now(), now() + interval '1 hour', NULL, NULL, NULL, NULL)$$),
    ($$shift_add('A-admin', u, 'S', NULL, 'LANE-BONLY', NULL, NULL, NULL, NULL, 'Mon', '06:00', 60)$$),
    ($$shift_add('A-admin', u, 'S', NULL, NULL, 'CAL-BONLY', NULL, NULL, NULL, 'Mon', '06:00', 60)$$),
    ($$shift_list('A-admin', now(), now() + interval '1 day', 'PRESS-BONLY', NULL, NULL)$$),
    ($$shift_list('A-admin', now(), now() + interval '1 day', NULL, 'LANE-BONLY', NULL)$$),
    ($$shift_list('A-admin', now(), now() + interval '1 day', NULL, NULL, 'CAL-BONLY')$$),
    ($$stock('A-admin', 'BONLY')$$),
    ($$stock('A-admin', 'of B')$$),
    ($$layers_head('A-admin', 'M-BONLY')$$),
    ($$layers('A-admin', 'M-BONLY')$$),
    ($$balances('A-admin', 'M-BONLY')$$),
    ($$moves('A-admin', 'M-BONLY', NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$moves('A-admin', NULL, NULL, NULL, NULL, 'WORK_ORDER', 'WO-BONLY', NULL, NULL)$$),
    ($$moves('A-admin', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', 'PO-BONLY', NULL, NULL)$$),
    ($$moves('A-admin', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', 'PO-BONLY/10', NULL, NULL)$$),
    ($$moves('A-admin', NULL, NULL, NULL, NULL, 'PURCHASE_ORDER', '{po}', NULL, NULL)$$),
    ($$moves('A-admin', NULL, NULL, NULL, NULL, NULL, NULL, 'LOT-BONLY', NULL)$$),
    ($$alert_acknowledge('A-admin', u, {alert})$$),
    ($$receive('A-admin', u, 'M-BONLY', 1, 'ADJUSTMENT', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$receive('A-admin', u, 'M-SAME', 1, 'PURCHASE_ORDER', 'PO-BONLY', 1, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$receive('A-admin', u, 'M-SAME', 1, 'PURCHASE_ORDER', 'PO-BONLY/10', 1, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$receive('A-admin', u, 'M-SAME', 1, 'PURCHASE_ORDER', '{po}', 1, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$receive('A-admin', u, 'M-SAME', 1, 'ADJUSTMENT', NULL, 1, NULL, NULL, 'BIN-BONLY', NULL, NULL, NULL)$$),
    ($$receive_lines('A-admin', u, 'PO-BONLY', '[{"line":10,"quantity":"1"}]', NULL, NULL, NULL, NULL)$$),
    ($$receive_lines('A-admin', u, 'PO-SAME', '[{"line":10,"quantity":"1"}]', 'BIN-BONLY', NULL, NULL, NULL)$$),
    ($$issue('A-admin', u, 'M-BONLY', 1, 'ADJUSTMENT', '1', NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$issue('A-admin', u, 'M-SAME', 1, 'WORK_ORDER', 'WO-BONLY', NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$issue('A-admin', u, 'M-SAME', 1, 'ADJUSTMENT', '1', 'LOT-BONLY', NULL, NULL, NULL, NULL, NULL)$$),
    ($$issue('A-admin', u, 'M-SAME', 1, 'ADJUSTMENT', '1', NULL, 'BIN-BONLY', NULL, NULL, NULL, NULL)$$),
    ($$issue_lines('A-admin', u, 'WO-BONLY', '[{"material":"M-SAME","quantity":"1"}]', NULL, NULL, NULL)$$),
    ($$issue_lines('A-admin', u, 'WO-SAME', '[{"material":"M-BONLY","quantity":"1"}]', NULL, NULL, NULL)$$),
    ($$issue_lines('A-admin', u, 'WO-SAME', '[{"material":"M-SAME","quantity":"1","lot":"LOT-BONLY"}]', NULL, NULL, NULL)$$),
    ($$adjust('A-admin', u, 'M-BONLY', 1, 'found', 1, NULL, NULL, NULL)$$),
    ($$adjust('A-admin', u, 'M-SAME', 1, 'found', 1, NULL, 'BIN-BONLY', NULL)$$),
    ($$adjust('A-admin', u, 'M-SAME', -1, 'lost', NULL, 'LOT-BONLY', NULL, NULL)$$),
    ($$return_goods('A-admin', u, 'M-BONLY', 1, 'WORK_ORDER', {issue}, NULL)$$),
    ($$return_goods('A-admin', u, 'M-SAME', 1, 'WORK_ORDER', {same_issue}, NULL)$$),
    ($$return_goods('A-admin', u, 'M-SAME', 1, 'PURCHASE_ORDER', {receipt}, NULL)$$),
    ($$reverse('A-admin', u, {issue}, 'mine now')$$),
    ($$reverse('A-admin', u, {receipt}, 'mine now')$$),
    ($$transfer('A-admin', u, 'M-BONLY', 1, 'MAIN', 'BIN-SAME', NULL, NULL)$$),
    ($$transfer('A-admin', u, 'M-SAME', 1, 'BIN-BONLY', 'MAIN', NULL, NULL)$$),
    ($$transfer('A-admin', u, 'M-SAME', 1, 'MAIN', 'BIN-BONLY', NULL, NULL)$$),
    ($$transfer('A-admin', u, 'M-SAME', 1, 'MAIN', 'BIN-SAME', 'LOT-BONLY', NULL)$$),
    ($$count_stock('A-admin', u, 'M-BONLY', 1, NULL, NULL, NULL)$$),
    ($$count_stock('A-admin', u, 'M-SAME', 1, 'BIN-BONLY', NULL, NULL)$$),
    ($$user_pin('A-admin', u, 'bonly', '2580')$$),
    ($$user_lock('A-admin', u, 'bonly', NULL)$$),
    ($$user_add('A-admin', u, 'anew', '{role-bonly}', NULL, NULL, '2580')$$),
    ($$resolve('A-admin', 'BAR-BONLY')$$), ($$resolve('A-admin', 'M-BONLY')$$), ($$resolve('A-admin', 'm-bonly')$$),
    ($$resolve('A-admin', 'm-bOnLy')$$), ($$resolve('A-admin', 'PO-BONLY')$$), ($$resolve('A-admin', 'PO-BONLY/10')$$),
    ($$resolve('A-admin', 'WO-BONLY')$$), ($$resolve('A-admin', 'LOT-BONLY')$$), ($$resolve('A-admin', 'BIN-BONLY')$$),
    ($$resolve('A-admin', 'BADGE-BONLY')$$),
    ($$barcode_add('A-admin', gen_random_uuid(), 'NEW-CODE', 'M-BONLY', NULL, NULL)$$),
    ($$label_rule_set('A-admin', gen_random_uuid(), 'S-BONLY', '1P', 'material')$$),
    ($$scan_log('A-admin', NULL, NULL, '{kiosk}', NULL)$$);
UPDATE call SET text = replace(text, '{kiosk}', :'kiosk_b');
UPDATE call SET text = replace(replace(replace(replace(replace(text, '{operation}', :'operation_b'), '{version}', :'version_b'), '{mine}', :'operation_a'),
                                       '{lane}', :'lane_b'), '{set}', :'set_b');
UPDATE call SET text = replace(replace(replace(replace(replace(text, '{po}', :'po_b'), '{alert}', :'alert_b'), '{issue}', :'issue_b'),
                                       '{same_issue}', :'same_issue_b'), '{receipt}', :'receipt_b');

-- Every function of the door takes part, but for those that take no code and no id, or only make new ones. A replay says
-- no with a row: 66_replay.sql.
SELECT is((SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p
            WHERE p.pronamespace = 'api'::regnamespace
              AND NOT p.proname IN ('hello', 'sign_on', 'sign_off', 'unlock', 'listen', 'channels', 'status', 'user_list', 'suppliers',
                                    'locations', 'alerts', 'check_stock', 'material_add', 'supplier_add', 'label_rules', 'memory_codes', 'memory_lines',
                                    'memory_materials', 'replay', 'calendar_add', 'calendar_list')
              AND NOT EXISTS (SELECT FROM call c WHERE c.text LIKE p.proname || '(%')), NULL,
          'no function is left out (a new one needs a line in this file)');

CREATE FUNCTION pg_temp.crossed() RETURNS SETOF text LANGUAGE plpgsql
    AS $$
DECLARE
    v_call  record;
    v_rows  bigint;
    v_state text;
    v_what  text;
BEGIN
    FOR v_call IN SELECT * FROM call ORDER BY n LOOP
        v_what := NULL;
        BEGIN
            EXECUTE 'SELECT count(*) FROM api.' || replace(v_call.text, ', u,', ', gen_random_uuid(),') INTO v_rows;
            IF v_rows > 0 THEN
                v_what := v_rows || ' rows';
            END IF;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_what = MESSAGE_TEXT;
            IF v_state = 'GM003' AND v_what !~ 'of B|Only|Material|Supplier' THEN
                v_what := NULL;
            ELSE
                v_what := v_state || ' ' || v_what;
            END IF;
        END;
        RETURN NEXT is(v_what, NULL, v_call.text);
    END LOOP;
END
$$;

SELECT pg_temp.all_of(:org_b) AS before_b, pg_temp.all_of(:org_a) AS before_a \gset
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.crossed();
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.all_of(:org_b), :'before_b', 'nothing of B changed');
SELECT is(regexp_replace(pg_temp.all_of(:org_a), 'cache \S+', ''), regexp_replace(:'before_a', 'cache \S+', ''),
          'nothing of A changed but its cache');

-- ---------------------------------------------------------------- tokens and context
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.refused($$SELECT * FROM api.stock('B-admin', NULL)$$, 'GM004', 'TOKEN_INVALID', 'token', 'B''s token at A''s kiosk');
SELECT set_config('app.current_organization_id', :'org_b', false) \g /dev/null
SELECT is((SELECT count(*) FROM api.stock('A-viewer', 'BONLY')), 0::bigint, 'a forged context gains nothing');
SELECT throws_ok('SELECT * FROM public.materials', '42501', NULL, 'nor does a table');
SELECT throws_ok('SELECT * FROM ledger.material_transactions', '42501', NULL, 'nor a view of a ledger');
SELECT throws_ok('SELECT private.current_org()', '42501', NULL, 'nor a function behind the door');

-- ---------------------------------------------------------------- the same codes in both
SELECT is((SELECT string_agg((material, name, quantity_on_hand)::text, ' ') FROM api.stock('A-viewer', NULL)),
          '(M-SAME,"Material of A",3.000000)', 'A sees its own');
SELECT is((SELECT string_agg(material || ' ' || name, ';') FROM api.stock('A-viewer', 'same')), 'M-SAME Material of A', 'also from the cache');
SELECT is((SELECT count(*) FROM api.moves('A-viewer', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)), 3::bigint, 'its own movements');
SELECT is((SELECT count(*) FROM api.alerts('A-viewer')), 1::bigint, 'its own alert');
SELECT is((SELECT string_agg(supplier || ' ' || name, ';') FROM api.suppliers('A-viewer')), 'S-SAME Supplier of A', 'its own suppliers');
SELECT is((SELECT string_agg(location, ' ') FROM api.locations('A-viewer')), 'BIN-SAME MAIN', 'its own locations');
SELECT is((SELECT string_agg(purchase_order, ' ') FROM api.po_list('A-viewer', NULL, NULL, NULL)), 'PO-SAME', 'its own purchase orders');
SELECT is((SELECT string_agg(work_order_number, ' ') FROM api.order_list('A-viewer', NULL, true, NULL)), 'WO-SAME', 'its own work orders');
SELECT is((SELECT string_agg(user_name, ' ') FROM (SELECT "user" AS user_name FROM api.user_list('A-admin')) AS u WHERE user_name = 'bonly'),
          NULL, 'its own people');
SELECT is((SELECT string_agg(what || ' ' || name, ';') FROM api.resolve('A-viewer', 'm-same')), 'material Material of A', 'its own scan');
SELECT pg_temp.done($$api.issue('A-keeper', gen_random_uuid(), 'M-SAME', 1, 'WORK_ORDER', 'WO-SAME', NULL, NULL, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_log('A-worker', gen_random_uuid(), 'WO-SAME', NULL, NULL, 4, NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_complete('A-worker', gen_random_uuid(), 'WO-SAME')$$) \g /dev/null
SELECT pg_temp.done($$api.po_close('A-admin', gen_random_uuid(), 'PO-SAME', NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.material_set('A-admin', gen_random_uuid(), 'M-SAME', 'Renamed by A', NULL, NULL, NULL, NULL)$$) \g /dev/null
-- The same op_id in both is two operations.
SELECT is((SELECT replayed FROM api.supplier_add('A-admin', '00000000-0000-0000-0000-0000000000d1', 'S-9', 'x', NULL)), false, 'an op_id of A');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.all_of(:org_b), :'before_b', 'what A does to its own leaves B alone');
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT replayed FROM api.supplier_add('B-admin', '00000000-0000-0000-0000-0000000000d1', 'S-9', 'x', NULL)), false,
          'the same op_id is another one in B');
SELECT is((SELECT string_agg((material, name, quantity_on_hand, value_on_hand)::text, ' ') FROM api.stock('B-keeper', 'same')),
          '(M-SAME,"Material of B",3.000000,6.0000)', 'B sees its own');
SELECT is((SELECT (order_status, good, actual_material_cost)::text FROM api.order_show('B-keeper', 'WO-SAME')),
          '(IN_PROGRESS,0.000000,4.0000)', 'its order goes on');
SELECT is((SELECT status FROM api.po_show('B-viewer', 'PO-SAME')), 'OPEN', 'its purchase order is open');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
