-- What a scanned text is.
BEGIN;
\ir support/two_plants.psql
CREATE FUNCTION pg_temp.done(p_sql text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT FROM ' || p_sql; END $$;
CREATE FUNCTION pg_temp.resolved(p_text text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg((r.what, r.code, r.name, r.material, r.detail)::text, ' ') FROM api.resolve('A-viewer', p_text) AS r $$;
CREATE FUNCTION pg_temp.unit(p_text text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(concat_ws(' ', r.what, coalesce(r.factor::text, '-'), coalesce(r.uom, '-')), ', ') FROM api.resolve('A-viewer', p_text) AS r $$;
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;
SELECT pg_temp.done($$api.material_add('A-admin', gen_random_uuid(), 'M-Bolt', 'Bolt', 'pcs', NULL, NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.material_add('A-admin', gen_random_uuid(), 'X-1', 'Glue', 'l', NULL, NULL, true, true)$$) \g /dev/null
SELECT pg_temp.done($$api.receive('A-keeper', gen_random_uuid(), 'X-1', 4, 'ADJUSTMENT', '5', 1, 'LOT-A', '2027-01-31', NULL, NULL, NULL,
                                  NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme', NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.po_add('A-admin', gen_random_uuid(), 'PO-1', 'ACME', '[{"material":"X-1","quantity":"5","unit_price":"4"}]',
                                 NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.po_add('A-admin', gen_random_uuid(), 'Po-Mixed', 'ACME', '[{"material":"X-1","quantity":"5","unit_price":"4"}]',
                                 NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_add('A-planner', gen_random_uuid(), 'WO-1', 'M-Bolt', 1, '2030-01-01', NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.order_add('A-planner', gen_random_uuid(), 'X-1', NULL, 1, '2030-01-01', NULL, NULL, NULL)$$) \g /dev/null
SELECT pg_temp.done($$api.location_add('A-admin', gen_random_uuid(), 'D2-04', NULL)$$) \g /dev/null
RESET SESSION AUTHORIZATION;
INSERT INTO uoms VALUES (:org_a, 'box');
INSERT INTO barcodes (organization_id, barcode, material_id, uom, factor)
SELECT :org_a, b.barcode, m.id, b.uom, b.factor
  FROM (VALUES ('4012345678901', 'pcs', 1), ('14012345678908', 'box', 12.5), ('96385074', 'pcs', 1), ('Custom-1', 'pcs', 1))
       AS b (barcode, uom, factor)
  JOIN materials m ON m.organization_id = :org_a AND m.material_code = 'M-Bolt';
INSERT INTO plants (organization_id, code, name, time_zone) VALUES (:org_a, 'P0', 'Other', 'UTC');
INSERT INTO locations (organization_id, plant_id, code)
SELECT :org_a, p.id, 'D2-04' FROM plants p WHERE p.organization_id = :org_a AND p.code = 'P0';
SET SESSION AUTHORIZATION :kiosk_a;

SELECT is(pg_temp.resolved('4012345678901'), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'a barcode');
SELECT is(pg_temp.resolved('04012345678901'), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'an EAN-13 read as a GTIN of 14 digits');
SELECT is(pg_temp.resolved('00000096385074'), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'an EAN-8 too');
SELECT is(pg_temp.resolved('14012345678908'), '(material,M-Bolt,Bolt,M-Bolt,"1 box = 12.5 pcs")', 'the barcode of a box');
SELECT is(pg_temp.resolved('4012345678908'), NULL, 'which is not that of a piece');
SELECT is(pg_temp.resolved('custom-1'), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'a barcode in another case');
SELECT is(pg_temp.resolved('M-Bolt'), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'a material');
SELECT is(pg_temp.resolved(' m-bOLT '), '(material,M-Bolt,Bolt,M-Bolt,pcs)', 'in any case, with blanks around');
SELECT is(pg_temp.resolved('po-1'), '(purchase_order,PO-1,Acme,,OPEN)', 'a purchase order');
SELECT is(pg_temp.resolved('PO-1/10'), '(purchase_order,PO-1/10,Glue,X-1,OPEN)', 'a line of it');
SELECT is(pg_temp.resolved('PO-1/20'), NULL, 'a line it does not have');
SELECT is(pg_temp.resolved('pO-mIXED'), '(purchase_order,Po-Mixed,Acme,,OPEN)', 'a purchase order in any case');
SELECT is(pg_temp.resolved('pO-mIXED/10'), '(purchase_order,Po-Mixed/10,Glue,X-1,OPEN)', 'and its line');
SELECT is(pg_temp.resolved('wo-1'), '(work_order,WO-1,Bolt,M-Bolt,PLANNED)', 'a work order');
SELECT is(pg_temp.resolved('lot-a'), '(lot,LOT-A,Glue,X-1,2027-01-31)', 'a lot');
SELECT is(pg_temp.resolved('d2-04'), '(location,D2-04,"Plant A",,P1) (location,D2-04,Other,,P0)', 'a location, the own plant first');
SELECT is(pg_temp.resolved('A-KEEPER-77'), '(user,"Keeper A","Keeper A",,)', 'a badge shows a name, never its number');
SELECT is(pg_temp.resolved('a-keeper-77'), NULL, 'a badge is read as printed');
SELECT is(pg_temp.resolved('X-1'), '(material,X-1,Glue,X-1,l) (work_order,X-1,,,PLANNED)', 'several things: the best first');
SELECT is(pg_temp.unit('4012345678901'), 'material 1 pcs', 'the barcode of a piece counts as one');
SELECT is(pg_temp.unit('14012345678908'), 'material 12.5 box', 'that of a box as what is in it');
SELECT is(pg_temp.unit('M-Bolt'), 'material 1 pcs', 'a material as one of its own unit');
SELECT is(pg_temp.unit('X-1'), 'material 1 l, work_order - -', 'an order as nothing');
SELECT is(pg_temp.unit('PO-1/10') || ', ' || pg_temp.unit('lot-a') || ', ' || pg_temp.unit('d2-04'),
          'purchase_order - -, lot - -, location - -, location - -', 'nor do lines, lots, places');
SELECT is(pg_temp.resolved('no such thing'), NULL, 'nothing known');
SELECT is(pg_temp.resolved('%'), NULL, '% is itself');
SELECT pg_temp.refused($$SELECT * FROM api.resolve('A-viewer', ' ')$$, 'GM002', 'MISSING', 'text', 'nothing scanned');
SELECT pg_temp.refused($$SELECT * FROM api.resolve('A-viewer', repeat('x', 201))$$, 'GM002', 'TOO_LONG', 'text', 'too long');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
