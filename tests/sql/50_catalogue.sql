-- Materials, suppliers, locations.
BEGIN;
\ir support/two_plants.psql
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;

-- ---------------------------------------------------------------- material_add
SELECT is((SELECT (material, name, uom, method, reorder_point, lot_required, expiry_required, quantity_on_hand, reserved,
                   available, value_on_hand, last_unit_cost, replayed)::text
             FROM api.material_add('A-admin', '00000000-0000-0000-0000-000000000001', ' M-1 ', 'Bolt M8', 'pcs', NULL, NULL,
                                   NULL, NULL)),
          '(M-1,"Bolt M8",pcs,FIFO,0.000000,f,f,0.000000,0.000000,0.000000,0.0000,,f)',
          'a material takes the organization''s method and stands at zero');
SELECT is((SELECT (material, replayed)::text
             FROM api.material_add('A-admin', '00000000-0000-0000-0000-000000000001', ' M-1 ', 'Bolt M8', 'pcs', NULL, NULL,
                                   NULL, NULL)), '(M-1,t)', 'the same op_id answers again');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', '00000000-0000-0000-0000-000000000001', 'M-9', 'x', 'pcs',
                                                        NULL, NULL, NULL, NULL)$$,
                       'GM005', 'OP_ID_REUSED', 'op_id', 'op_id with other arguments');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', gen_random_uuid(), 'M-1', 'x', 'pcs', NULL, NULL, NULL, NULL)$$,
                       'GM005', 'CODE_EXISTS', 'material', 'a code is given once');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', 'x', 'pcs', 'HIFO', NULL, NULL, NULL)$$,
                       'GM002', 'UNKNOWN_METHOD', 'method', 'unknown method');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', ' ', 'pcs', NULL, NULL, NULL, NULL)$$,
                       'GM002', 'MISSING', 'name', 'a name is needed');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', 'x', 'pcs', NULL, -1, NULL, NULL)$$,
                       'GM002', 'NEGATIVE', 'reorder_point', 'reorder point below zero');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-admin', gen_random_uuid(), 'M-2', 'x', 'pcs', NULL, 'NaN', NULL, NULL)$$,
                       'GM002', 'NOT_A_NUMBER', 'reorder_point', 'reorder point NaN');
SELECT pg_temp.refused($$SELECT * FROM api.material_add('A-keeper', gen_random_uuid(), 'M-2', 'x', 'pcs', NULL, NULL, NULL, NULL)$$,
                       'GM004', 'NOT_PERMITTED', '', 'needs admin');
SELECT is((SELECT method FROM api.material_add('A-admin', gen_random_uuid(), 'M-W', 'Paint', 'l', 'weighted_average', 5, true,
                                               true)), 'WEIGHTED_AVERAGE', 'the method is read in any case');

-- ---------------------------------------------------------------- costs are for those who may see them
SELECT lives_ok($$SELECT * FROM api.receive('A-keeper', gen_random_uuid(), 'M-1', 10, 'ADJUSTMENT', NULL, 2.5, NULL, NULL, NULL,
                                            NULL, NULL, NULL)$$, 'ten at 2.50');
SELECT is((SELECT (quantity_on_hand, value_on_hand, last_unit_cost)::text FROM api.material_show('A-keeper', 'M-1')),
          '(10.000000,25.0000,2.50000000)', 'the keeper sees costs');
SELECT is((SELECT (quantity_on_hand, value_on_hand, last_unit_cost)::text FROM api.material_show('A-viewer', 'M-1')),
          '(10.000000,,)', 'the viewer does not');

-- ---------------------------------------------------------------- material_set
SELECT is((SELECT (name, method, reorder_point, lot_required)::text
             FROM api.material_set('A-admin', gen_random_uuid(), 'M-1', 'Bolt M8x40', NULL, NULL, NULL, NULL)),
          '("Bolt M8x40",FIFO,0.000000,f)', 'what is not given stays');
SELECT pg_temp.refused($$SELECT * FROM api.material_set('A-admin', gen_random_uuid(), 'M-1', NULL, 'LIFO', NULL, NULL, NULL)$$,
                       'GM002', 'METHOD_LOCKED', 'method', 'no other method while something is on hand');
SELECT lives_ok($$SELECT * FROM api.material_set('A-admin', gen_random_uuid(), 'M-1', NULL, 'fifo', NULL, NULL, NULL)$$,
                'the method it has is no change');
SELECT is((SELECT method FROM api.material_set('A-admin', gen_random_uuid(), 'M-W', NULL, 'LIFO', NULL, NULL, NULL)),
          'LIFO', 'another method at zero on hand');
SELECT pg_temp.refused($$SELECT * FROM api.material_set('A-admin', gen_random_uuid(), 'M-404', NULL, NULL, 1, NULL, NULL)$$,
                       'GM003', 'UNKNOWN_MATERIAL', 'material', 'unknown material');
SELECT is((SELECT count(*) FROM api.alerts('A-viewer')), 0::bigint, 'no alert yet');
SELECT lives_ok($$SELECT * FROM api.material_set('A-admin', gen_random_uuid(), 'M-1', NULL, NULL, 11, NULL, NULL)$$,
                'the reorder point rises above what is on hand');
SELECT is((SELECT (material, quantity, reorder_point, still_low)::text FROM api.alerts('A-viewer')),
          '(M-1,10.000000,11.000000,t)', 'and that is a crossing');

-- ---------------------------------------------------------------- suppliers, locations
SELECT is((SELECT (supplier, name, replayed)::text FROM api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme Ltd', 5)),
          '(ACME,"Acme Ltd",f)', 'a supplier');
SELECT pg_temp.refused($$SELECT * FROM api.supplier_add('A-admin', gen_random_uuid(), 'ACME', 'Acme Ltd', NULL)$$,
                       'GM005', 'CODE_EXISTS', 'supplier', 'a supplier''s code is given once');
SELECT pg_temp.refused($$SELECT * FROM api.supplier_add('A-admin', gen_random_uuid(), 'S2', 'x', 100.5)$$,
                       'GM002', 'TOO_LARGE', 'tolerance', 'tolerance above 100 percent');
SELECT pg_temp.refused($$SELECT * FROM api.supplier_add('A-admin', gen_random_uuid(), 'S2', 'x', 1.234)$$,
                       'GM002', 'TOO_MANY_DECIMALS', 'tolerance', 'tolerance with three decimals');
SELECT is((SELECT string_agg(supplier || ' ' || name, ';') FROM api.suppliers('A-viewer')), 'ACME Acme Ltd', 'suppliers');
SELECT is((SELECT (location, plant, replayed)::text FROM api.location_add('A-admin', gen_random_uuid(), 'D2-04', NULL)),
          '(D2-04,P1,f)', 'a location of the kiosk''s plant');
SELECT pg_temp.refused($$SELECT * FROM api.location_add('A-admin', gen_random_uuid(), 'D2-04', 'P1')$$,
                       'GM005', 'CODE_EXISTS', 'location', 'a location''s code is given once in a plant');
SELECT pg_temp.refused($$SELECT * FROM api.location_add('A-admin', gen_random_uuid(), 'D2-04', 'P404')$$,
                       'GM003', 'UNKNOWN_PLANT', 'plant', 'unknown plant');
SELECT is((SELECT string_agg(concat_ws(' ', location, plant, is_default), ';') FROM api.locations('A-viewer')),
          'D2-04 P1 f;MAIN P1 t', 'locations');
RESET SESSION AUTHORIZATION;
INSERT INTO plants (organization_id, code, name, time_zone) VALUES (:org_a, 'P2', 'Second', 'UTC');
SET SESSION AUTHORIZATION :kiosk_a;
SELECT lives_ok($$SELECT * FROM api.location_add('A-admin', gen_random_uuid(), 'D2-04', 'P2')$$, 'the same code in another plant');
SELECT is((SELECT is_default FROM api.locations('A-viewer') WHERE plant = 'P2'), true,
          'the first location of a plant is its default');

RESET SESSION AUTHORIZATION;
SELECT is((SELECT string_agg(action || ' ' || subject, ';' ORDER BY id) FROM audit_log
            WHERE organization_id = :org_a AND action NOT IN ('receipt', 'kiosk.enrol')),
          'material.add M-1;material.add M-W;material.set M-1;material.set M-1;material.set M-W;material.set M-1;'
          'supplier.add ACME;location.add D2-04;location.add D2-04', 'every write left its audit row');
SELECT * FROM finish();
ROLLBACK;
