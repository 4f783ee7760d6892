-- Barcodes and their units, suppliers' label rules, and what a terminal remembers for the time without a server.
BEGIN;
\ir support/two_plants.psql
CREATE FUNCTION pg_temp.done(p_sql text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT FROM ' || p_sql; END $$;
CREATE FUNCTION pg_temp.barcode(p_barcode text, p_material text, p_uom text DEFAULT NULL, p_factor numeric DEFAULT NULL) RETURNS text LANGUAGE sql
    AS $$ SELECT concat_ws(' ', r.barcode, r.material, r.uom, r.factor, r.replayed) FROM api.barcode_add('A-admin', gen_random_uuid(), p_barcode, p_material, p_uom, p_factor) AS r $$;
CREATE FUNCTION pg_temp.rule(p_identifier text, p_field text) RETURNS text LANGUAGE sql
    AS $$ SELECT concat_ws(' ', r.supplier, r.identifier, coalesce(r.label_field, '(none)'), r.replayed)
            FROM api.label_rule_set('A-admin', gen_random_uuid(), 'ACME', p_identifier, p_field) AS r $$;
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.done($$api.material_add('A-admin', gen_random_uuid(), 'BOLT', 'Bolt', 'pcs', NULL, NULL, NULL, NULL)$$),
       pg_temp.done($$api.material_add('A-admin', gen_random_uuid(), 'GLUE', 'Glue', 'l', NULL, NULL, true, true)$$),
       pg_temp.done($$api.material_add('A-admin', gen_random_uuid(), 'AXLE', 'Axle', 'pcs', NULL, NULL, NULL, NULL)$$),
       pg_temp.done($$api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme', NULL)$$) \g /dev/null

-- ---------------------------------------------------------------- barcodes
SELECT is(pg_temp.barcode(' 04012345678901 ', 'BOLT'), '04012345678901 BOLT pcs 1 f', 'the material''s own unit');
SELECT is(pg_temp.barcode('14012345678915', 'BOLT', 'box', 12.500), '14012345678915 BOLT box 12.5 f', 'a box, which makes the unit');
SELECT is(pg_temp.barcode('BOX-2', 'BOLT', 'box'), 'BOX-2 BOLT box 12.5 f', 'what a box holds is known then');
SELECT is(pg_temp.barcode('BOX-3', 'BOLT', 'box', 25), 'BOX-3 BOLT box 25 f', 'another box holds what it holds');
SELECT is(pg_temp.barcode('BOX-4', 'BOLT', 'box'), 'BOX-4 BOLT box 12.5 f', 'and changes nothing for the others');
SELECT is(pg_temp.barcode('PCS-1', 'BOLT', 'pcs', 1), 'PCS-1 BOLT pcs 1 f', 'one is one');
SELECT pg_temp.refused(format('SELECT * FROM api.barcode_add(''A-admin'', gen_random_uuid(), %L, %L, %L, %L)', v.barcode, v.material, v.uom, v.factor), v.state, v.code, v.field, v.field)
  FROM (VALUES ('04012345678901', 'AXLE', NULL, NULL, 'GM005', 'BARCODE_EXISTS', 'barcode'), ('4012345678901', 'AXLE', NULL, NULL, 'GM005', 'BARCODE_EXISTS', 'barcode'),
               ('N-1', 'NONE', NULL, NULL, 'GM003', 'UNKNOWN_MATERIAL', 'material'), ('N-2', 'AXLE', 'crate', NULL, 'GM002', 'MISSING', 'factor'),
               ('N-3', 'AXLE', 'crate', '0', 'GM002', 'NOT_POSITIVE', 'factor'), ('N-4', 'AXLE', 'crate', '1.1234567', 'GM002', 'TOO_MANY_DECIMALS', 'factor'),
               ('N-5', 'AXLE', 'pcs', '500', 'GM002', 'WRONG_FACTOR', 'factor'), (' ', 'AXLE', NULL, NULL, 'GM002', 'MISSING', 'barcode'),
               (E'N\t6', 'AXLE', NULL, NULL, 'GM002', 'CONTROL_CHARACTER', 'barcode'), ('N-7', 'AXLE', repeat('u', 17), '2', 'GM002', 'TOO_LONG', 'uom'))
       AS v (barcode, material, uom, factor, state, code, field);
SELECT pg_temp.refused($$SELECT * FROM api.barcode_add('A-keeper', gen_random_uuid(), 'N-1', 'BOLT', NULL, NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'only administrators');
SELECT is(r::text, '(TWICE,BOLT,box,12.5,f)', 'added') FROM api.barcode_add('A-admin', md5('same')::uuid, 'TWICE', 'BOLT', 'box', NULL) AS r;
SELECT is(r::text, '(TWICE,BOLT,box,12.5,t)', 'once') FROM api.barcode_add('A-admin', md5('same')::uuid, 'TWICE', 'BOLT', 'box', NULL) AS r;
SELECT is((SELECT string_agg(r.material || ' ' || r.uom || ' ' || r.factor, ',') FROM api.resolve('A-viewer', '14012345678915') AS r), 'BOLT box 12.5', 'and it is found');

-- ---------------------------------------------------------------- suppliers' labels
SELECT is(pg_temp.rule('1p', 'Material'), 'ACME 1P material f', 'a rule');
SELECT is(pg_temp.rule('240', '-'), 'ACME 240 - f', 'something that says nothing');
SELECT is(pg_temp.rule('30P', 'lot'), 'ACME 30P lot f', 'another');
SELECT is(pg_temp.rule('30P', 'serial'), 'ACME 30P serial f', 'which changes');
SELECT is((SELECT string_agg(concat_ws(' ', r.supplier, r.identifier, r.label_field), ', ') FROM api.label_rules('A-worker') AS r),
          'ACME 1P material, ACME 240 -, ACME 30P serial', 'everybody may read them');
SELECT is(pg_temp.rule('240', NULL), 'ACME 240 (none) f', 'as everybody does');
SELECT is((SELECT count(*)::integer FROM api.label_rules('A-viewer')), 2, 'is no rule');
SELECT is(r::text, '(ACME,Q,quantity,f)', 'set') FROM api.label_rule_set('A-admin', md5('rule')::uuid, 'ACME', 'Q', 'quantity') AS r;
SELECT is(r::text, '(ACME,Q,quantity,t)', 'once') FROM api.label_rule_set('A-admin', md5('rule')::uuid, 'ACME', 'Q', 'quantity') AS r;
SELECT pg_temp.refused(format('SELECT * FROM api.label_rule_set(''A-admin'', gen_random_uuid(), %L, %L, %L)', v.supplier, v.identifier, v.field), v.state, v.code, v.wrong, v.code)
  FROM (VALUES ('NONE', '1P', 'lot', 'GM003', 'UNKNOWN_SUPPLIER', 'supplier'), ('ACME', '1PP', 'lot', 'GM002', 'BAD_IDENTIFIER', 'identifier'),
               ('ACME', '12345', 'lot', 'GM002', 'BAD_IDENTIFIER', 'identifier'), ('ACME', ' ', 'lot', 'GM002', 'MISSING', 'identifier'),
               ('ACME', '1P', 'colour', 'GM002', 'UNKNOWN_FIELD', 'label_field'), ('ACME', '1P', 'badge', 'GM002', 'UNKNOWN_FIELD', 'label_field'))
       AS v (supplier, identifier, field, state, code, wrong);
SELECT pg_temp.refused($$SELECT * FROM api.label_rule_set('A-keeper', gen_random_uuid(), 'ACME', '1P', 'lot')$$, 'GM004', 'NOT_PERMITTED', '', 'only administrators');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT count(*)::integer FROM api.label_rules('B-admin')), 0, 'another organization has its own');
SELECT is((SELECT count(*)::integer FROM api.resolve('B-admin', 'BOX-2')), 0, 'of barcodes too');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- memory
SELECT pg_temp.done($$api.receive('A-keeper', gen_random_uuid(), 'GLUE', 4, 'ADJUSTMENT', '5', 1.5, 'LOT-A', '2027-01-31', NULL, NULL, NULL, NULL)$$),
       pg_temp.done($$api.po_add('A-admin', gen_random_uuid(), 'PO-1', 'ACME', '[{"material":"BOLT","quantity":"50","unit_price":"4"},{"material":"GLUE","quantity":"5","unit_price":"2"}]', NULL)$$),
       pg_temp.done($$api.po_add('A-admin', gen_random_uuid(), 'PO-2', 'ACME', '[{"material":"GLUE","quantity":"5","unit_price":"4"}]', NULL)$$),
       pg_temp.done($$api.po_close('A-admin', gen_random_uuid(), 'PO-2', NULL)$$),
       pg_temp.done($$api.po_close('A-admin', gen_random_uuid(), 'PO-1', 20)$$),
       pg_temp.done($$api.receive('A-keeper', gen_random_uuid(), 'BOLT', 20, 'PURCHASE_ORDER', 'PO-1', NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$),
       pg_temp.done($$api.order_add('A-planner', gen_random_uuid(), 'WO-1', 'AXLE', 1, '2030-01-01', NULL, NULL, NULL)$$),
       pg_temp.done($$api.location_add('A-admin', gen_random_uuid(), 'D2-04', NULL)$$) \g /dev/null
SELECT is((SELECT string_agg(c.spelled, ' ') FROM api.memory_codes('A-viewer') AS c),
          'PO-1 04012345678901 14012345678915 BOLT BOX-2 BOX-3 BOX-4 PCS-1 TWICE D2-04 MAIN PO-1/10 PO-1/20 AXLE GLUE WO-1 LOT-A PO-2',
          'open orders and their goods, places, the rest, the past; no badge');
-- As resolve tells it, whatever it is.
SELECT is((SELECT string_agg(c.spelled, ' ') FROM api.memory_codes('A-viewer') AS c
            WHERE NOT EXISTS (SELECT FROM api.resolve('A-viewer', c.spelled) AS r
                               WHERE (r.what, r.code, r.name, r.material, r.detail, r.uom, r.factor)
                                     IS NOT DISTINCT FROM (c.what, c.code, c.name, c.material, c.detail, c.uom, c.factor))), NULL, 'in the words of resolve');
SELECT is((SELECT string_agg((l.purchase_order, l.supplier, l.supplier_name, l.order_status, l.line, l.material, l.uom, trim_scale(l.ordered), trim_scale(l.received),
                              trim_scale(l.open), trim_scale(l.max_receivable), trim_scale(l.unit_price), l.status, l.lot_required)::text, ' ')
             FROM api.memory_lines('A-keeper') AS l), '(PO-1,ACME,Acme,OPEN,10,BOLT,pcs,50,20,30,35,4,OPEN,f) (PO-1,ACME,Acme,OPEN,20,GLUE,l,5,0,0,0,2,CLOSED,t)', 'lines of open orders');
SELECT is((SELECT string_agg((l.line, l.material, l.name, l.uom, l.ordered, l.received, l.open, l.max_receivable, l.unit_price, l.status, l.lot_required, l.expiry_required)::text, ' ')
             FROM api.memory_lines('A-keeper') AS l),
          (SELECT string_agg(p::text, ' ') FROM api.po_lines('A-keeper', 'PO-1') AS p), 'as po_lines tells them');
SELECT is((SELECT string_agg(m::text, ' ') FROM api.memory_materials('A-keeper') AS m),
          (SELECT string_agg(s::text, ' ' ORDER BY v.n) FROM unnest('{BOLT,AXLE,GLUE}'::text[]) WITH ORDINALITY AS v (code, n), api.material_show('A-keeper', v.code) AS s),
          'materials as material_show tells them, those that are expected first');
SELECT is((SELECT count(*)::integer FROM api.memory_lines('A-viewer') AS l WHERE l.unit_price IS NOT NULL), 0, 'no prices');
SELECT is((SELECT count(*)::integer FROM api.memory_materials('A-viewer') AS l WHERE l.value_on_hand IS NOT NULL OR l.last_unit_cost IS NOT NULL), 0, 'and no values for whoever may not see them');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION :kiosk_b;
SELECT is((SELECT string_agg(c.spelled, ' ') FROM api.memory_codes('B-admin') AS c), 'MAIN', 'another organization remembers its own');
SELECT is((SELECT count(*)::integer FROM api.memory_lines('B-admin')) + (SELECT count(*)::integer FROM api.memory_materials('B-admin')), 0, 'and nothing else');
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
