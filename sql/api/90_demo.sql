-- The demo plant: two organizations that do not see each other, people, materials, orders and some history. It goes
-- through the door like everybody else, so that it can hold nothing which a kiosk could not have made.

CREATE FUNCTION private.demo_people() RETURNS TABLE (organization text, user_name text, roles text[], display_name text)
    LANGUAGE sql IMMUTABLE
    AS $$
    VALUES ('DEMO', 'storekeeper', '{storekeeper}'::text[], 'M. Rossi'),
           ('DEMO', 'operator', '{operator}', 'L. Bianchi'),
           ('DEMO', 'supervisor', '{supervisor}', 'A. Weber'),
           ('DEMO', 'manager', '{manager}', 'S. Okafor'),
           ('DEMO', 'admin', '{admin}', 'K. Novak'),
           ('DEMO2', 'storekeeper2', '{storekeeper}', 'H. Sato'),
           ('DEMO2', 'admin2', '{admin}', 'Y. Mori')
    $$;

-- An organization with its plant and people; true when it was not there yet.
CREATE FUNCTION admin.demo_organization(p_organization text, p_name text, p_plant text, p_plant_name text,
                                        p_time_zone text)
    RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF EXISTS (SELECT FROM organizations o WHERE o.code = p_organization) THEN
        RETURN false;
    END IF;
    PERFORM FROM admin.org_add(p_organization, p_name, 'EUR', 'FIFO');
    PERFORM FROM admin.plant_add(p_plant, p_organization, p_time_zone, p_plant_name);
    PERFORM admin.user_add(p_organization, d.user_name, d.roles, upper(d.user_name), d.display_name, '1234')
       FROM private.demo_people() d WHERE d.organization = p_organization;
    RETURN true;
END
$$;

-- A kiosk and its role. A second run leaves who is signed on alone. p_verifier NULL: whatever role has the name already
-- will do, as long as it is a kiosk's.
CREATE FUNCTION admin.demo_kiosk(p_kiosk text, p_organization text, p_plant text, p_verifier text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM admin.kiosk_list() k
                    WHERE k.kiosk = p_kiosk AND k.organization = p_organization AND k.plant = p_plant
                        AND NOT k.retired) THEN
        PERFORM private.enter_kiosk(p_kiosk, p_organization, p_plant);
    END IF;
    IF p_verifier IS NOT NULL OR to_regrole(quote_ident(p_kiosk)) IS NULL
        OR NOT pg_has_role(p_kiosk, 'gemba_kiosk', 'MEMBER') THEN
        PERFORM admin.make_kiosk_role(p_kiosk, p_verifier);
    END IF;
END
$$;

-- A token for one of the people at a kiosk; private.demo_sign_off ends what was opened.
CREATE FUNCTION private.demo_sign_on(p_kiosk text, p_user text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    RETURN (SELECT private.open_session(k.organization_id, k.id, u.id)
              FROM kiosks k
              JOIN users u ON u.organization_id = k.organization_id AND u.user_name = p_user
             WHERE k.name = p_kiosk);
END
$$;

CREATE FUNCTION private.demo_sign_off(p_tokens text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$ DELETE FROM sessions s USING unnest(p_tokens) AS t (token)
        WHERE s.token_hash = sha256(convert_to(t.token, 'UTF8')) $$;

-- Labels of the first organization's packages, and how one of its suppliers writes his own: our part number under 1P,
-- his own under 30P.
CREATE FUNCTION private.demo_barcodes() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org bigint := private.organization_id('DEMO');
BEGIN
    PERFORM private.set_context(v_org, NULL);
    INSERT INTO uoms (organization_id, code) VALUES (v_org, 'box') ON CONFLICT DO NOTHING;
    INSERT INTO uom_conversions (organization_id, material_id, uom, factor)
    SELECT m.organization_id, m.id, 'box', 500 FROM materials m WHERE m.organization_id = v_org
        AND m.material_code = 'M-1042';
    INSERT INTO barcodes (organization_id, barcode, material_id, uom, factor)
    SELECT m.organization_id, b.barcode, m.id, coalesce(b.uom, m.uom), b.factor
      FROM (VALUES ('04012345678901', 'M-1077', NULL, 1), ('04012345678918', 'M-1042', NULL, 1),
                   ('14012345678915', 'M-1042', 'box', 500), ('04012345678925', 'M-1078', NULL, 1),
                   ('04012345678932', 'M-3001', NULL, 1)) AS b (barcode, material, uom, factor)
      JOIN materials m ON m.organization_id = v_org AND m.material_code = b.material;
    INSERT INTO label_rules (organization_id, supplier_id, identifier, label_field)
    SELECT s.organization_id, s.id, r.identifier, r.label_field
      FROM (VALUES ('1P', 'material'), ('30P', 'supplier_material')) AS r (identifier, label_field)
      JOIN suppliers s ON s.organization_id = v_org AND s.code = 'ACME';
END
$$;

-- ---------------------------------------------------------------- what follows goes through the door
--
-- Each becomes the kiosk first: from there on it can do what a kiosk can, call the door. Only a superuser can become
-- another role like this.

CREATE FUNCTION admin.demo_catalogue(p_kiosk text, p_admin text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is text := set_config('session_authorization', p_kiosk, true);
BEGIN
    PERFORM api.material_add(p_admin, gen_random_uuid(), m.code, m.name, m.uom, m.method, m.reorder, m.by_lot, m.by_lot)
       FROM (VALUES ('M-1042', 'Bolt M8x40 zinc', 'pcs', 'FIFO', 4000, false),
                    ('M-1077', 'Washer M8', 'pcs', 'FIFO', 4000, true),
                    ('M-1078', 'Nut M8 zinc', 'pcs', 'FIFO', 3000, false),
                    ('M-1105', 'Spring pin 4x20', 'pcs', 'LIFO', 500, false),
                    ('M-2001', 'Coil 1.5 mm DX51', 'kg', 'WEIGHTED_AVERAGE', 400, false),
                    ('M-2002', 'Coil 2.0 mm S235', 'kg', 'WEIGHTED_AVERAGE', 500, false),
                    ('M-2010', 'Tube 30x30x2', 'm', 'LIFO', 60, false),
                    ('M-3001', 'Powder coat RAL 7016', 'kg', 'FIFO', 40, true),
                    ('M-3005', 'Thread locker 50 ml', 'pcs', 'FIFO', 10, false),
                    ('M-4001', 'Bracket left', 'pcs', 'FIFO', 100, false),
                    ('M-4002', 'Bracket right', 'pcs', 'FIFO', 100, false),
                    ('M-4010', 'Hinge assembly', 'pcs', 'WEIGHTED_AVERAGE', 0, false),
                    ('M-9001', 'Box 400x300', 'pcs', 'LIFO', 200, false)) AS m (code, name, uom, method, reorder,
                                                                                by_lot);
    PERFORM api.supplier_add(p_admin, gen_random_uuid(), s.code, s.name, s.tolerance)
       FROM (VALUES ('ACME', 'ACME Fasteners', 0::numeric), ('BRIANZA', 'Acciai Brianza', 5),
             ('COLORA', 'Colora Coatings', NULL))
            AS s (code, name, tolerance);
    PERFORM api.location_add(p_admin, gen_random_uuid(), l.code, 'RHO')
       FROM (VALUES ('DOCK-2'), ('D2-04'), ('D2-05'), ('LINE-1')) AS l (code);
    PERFORM api.po_add(p_admin, gen_random_uuid(), p.number, p.supplier, p.lines::jsonb, NULL)
       FROM (VALUES
             ('PO-4500007', 'ACME', '[{"material":"M-1042","quantity":"8000","unit_price":"0.041"},
                                      {"material":"M-1077","quantity":"10000","unit_price":"0.0198"},
                                      {"material":"M-1078","quantity":"9000","unit_price":"0.023"}]'),
             ('PO-4500009', 'BRIANZA', '[{"material":"M-2001","quantity":"2000","unit_price":"1.05"},
                                         {"material":"M-2002","quantity":"1500","unit_price":"0.98"},
                                         {"material":"M-2010","quantity":"240","unit_price":"3.2"}]'),
             ('PO-4500012', 'ACME', '[{"material":"M-1042","quantity":"5000","unit_price":"0.042"},
                                      {"material":"M-1077","quantity":"10000","unit_price":"0.021"},
                                      {"material":"M-2001","quantity":"800","unit_price":"1.12"},
                                      {"material":"M-9001","quantity":"500","unit_price":"0.35"}]'),
             ('PO-4500015', 'COLORA', '[{"material":"M-3001","quantity":"120","unit_price":"6.4"},
                                        {"material":"M-3005","quantity":"24","unit_price":"8.9"}]'))
            AS p (number, supplier, lines);
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

CREATE FUNCTION admin.demo_receipts(p_kiosk text, p_keeper text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is text := set_config('session_authorization', p_kiosk, true);
BEGIN
    PERFORM api.receive_lines(p_keeper, gen_random_uuid(), 'PO-4500007',
        format('[{"line":10,"quantity":"8000"},{"line":20,"quantity":"10000","lot":"L2609-3","expiry":"%s"},
                 {"line":30,"quantity":"9000"}]', current_date + 540)::jsonb, NULL, 'DN-88120', now() - interval '21 days', NULL);
    PERFORM api.receive_lines(p_keeper, gen_random_uuid(), 'PO-4500009',
        '[{"line":10,"quantity":"2000"},{"line":20,"quantity":"900"},{"line":30,"quantity":"240"}]',
        NULL, 'BR-5531', now() - interval '14 days', NULL);
    PERFORM api.receive_lines(p_keeper, gen_random_uuid(), 'PO-4500012',
        '[{"line":10,"quantity":"2000"},{"line":40,"quantity":"500"}]', NULL, 'DN-88307', now() - interval '6 days',
            NULL);
    PERFORM api.receive_lines(p_keeper, gen_random_uuid(), 'PO-4500012',
        '[{"line":10,"quantity":"1000"},{"line":30,"quantity":"800"}]', NULL, 'DN-88391', now() - interval '1 day',
            NULL);
    PERFORM api.receive(p_keeper, gen_random_uuid(), r.material, r.quantity, 'ADJUSTMENT', NULL, r.cost, r.lot,
                        current_date + r.days, NULL, NULL, now() - r.ago, 'opening stock')
       FROM (VALUES ('M-1105', 1200, 0.062, NULL, NULL::integer, interval '30 days'),
                    ('M-1105', 800, 0.066, NULL, NULL, interval '9 days'),
                    ('M-3001', 60, 6.1, 'C-771', 200, interval '30 days'),
                    ('M-3001', 25, 6.35, 'C-802', 320, interval '8 days'),
                    ('M-3005', 14, 8.7, NULL, NULL, interval '30 days'),
                    ('M-9001', 300, 0.33, NULL, NULL, interval '30 days'),
                    ('M-4002', 180, 0.59, NULL, NULL, interval '30 days')) AS r (material, quantity, cost, lot, days,
                        ago);
    PERFORM api.transfer(p_keeper, gen_random_uuid(), 'M-1042', 2000, 'MAIN', 'D2-04', NULL, NULL);
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

-- Due times are counted from now, so that the demo looks alive on every day.
CREATE FUNCTION admin.demo_orders(p_kiosk text, p_planner text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is    text := set_config('session_authorization', p_kiosk, true);
    c_left  constant text := '[{"material":"M-2001","quantity":"%s"},{"material":"M-1042","quantity":"%s"},{"material":"M-1077","quantity":"%s"}]';
    c_one   constant text := '[{"operation":10,"lane":"%s","minutes":"%s"}]';
    c_hinge constant text := '[{"material":"M-1105","quantity":"%s"},{"material":"M-2010","quantity":"%s"}]';
BEGIN
    PERFORM api.order_add(p_planner, gen_random_uuid(), o.number, o.product, o.quantity,
                          date_trunc('hour', now()) + o.due, o.needs::jsonb, o.operations::jsonb, o.waits_for::jsonb)
       FROM (VALUES ('WO-118', 'M-4001', 200, interval '-2 days', format(c_left, 90, 400, 400),
                     format(c_one, 'PRESS1', 360), NULL),
                    ('WO-119', 'M-4002', 150, '-1 day', format(c_left, 68, 300, 300),
                     format(c_one, 'PRESS2', 300), NULL),
                    ('WO-120', 'M-4010', 60, '-1 day', format(c_hinge, 120, 30), format(c_one, 'WELD', 240), NULL),
                    ('WO-121', 'M-4001', 300, '1 day', format(c_left, 135, 600, 600),
                     format(c_one, 'PRESS1', 480), NULL),
                    ('WO-122', 'M-4002', 250, '-3 hours', format(c_left, 113, 500, 500),
                     format(c_one, 'PRESS2', 420), NULL),
                    ('WO-123', 'M-4010', 80, '2 days', format(c_hinge, 160, 40),
                     '[{"operation":10,"lane":"WELD","minutes":"300"},{"operation":20,"lane":"PAINT","minutes":"240"},
                       {"operation":30,"lane":"ASSEMBLY","minutes":"180"}]', NULL),
                    ('WO-124', 'M-4001', 400, '1 day 19 hours', format(c_left, 180, 800, 800),
                     '[{"operation":10,"lane":"PRESS1","minutes":"300"},{"operation":20,"lane":"WELD"}]',
                     '[{"work_order":"WO-121"}]'),
                    ('WO-125', 'M-4002', 200, '3 days', format(c_left, 90, 400, 400),
                     format(c_one, 'PAINT', 240), NULL),
                    ('WO-126', 'M-4010', 120, '3 days', format(c_hinge, 240, 60),
                     '[{"operation":10,"lane":"WELD","minutes":"300"},{"operation":20,"lane":"PAINT","minutes":"300"}]',
                     '[{"work_order":"WO-124"}]'),
                    ('WO-127', 'M-4010', 100, '4 days', format(c_hinge, 2000, 50),
                     '[{"operation":10,"lane":"PAINT","minutes":"200"},{"operation":20,"lane":"ASSEMBLY"}]',
                     '[{"work_order":"WO-126","lag_minutes":"30"}]'),
                    ('WO-130', 'M-4001', 500, '5 days', format(c_left, 225, 1000, 1000),
                     '[{"operation":10,"lane":"PRESS1|PRESS2","minutes":"480"},
                       {"operation":20,"lane":"PAINT","minutes":"300"}]', NULL),
                    ('WO-131', 'M-4002', 300, '6 days', format(c_left, 135, 600, 600),
                     format(c_one, 'PRESS2', 480), NULL),
                    ('WO-133', NULL, 1, '7 days', '[{"material":"M-3005","quantity":"2"}]',
                     format(c_one, 'PRESS1', 120),
                     '[{"work_order":"WO-130","lag_minutes":"60"}]'))
            AS o (number, product, quantity, due, needs, operations, waits_for);
    PERFORM api.order_release(p_planner, gen_random_uuid(), 'WO-' || n)
        FROM unnest(ARRAY[118, 119, 121, 122, 123, 124, 125, 127]) AS n;
    PERFORM api.order_cancel(p_planner, gen_random_uuid(), 'WO-120', 'customer withdrew the order');
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

CREATE FUNCTION admin.demo_work(p_kiosk text, p_planner text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is text := set_config('session_authorization', p_kiosk, true);
BEGIN
    PERFORM api.order_start(p_planner, gen_random_uuid(), 'WO-' || n, NULL) FROM unnest(ARRAY[118, 119, 121, 122]) AS n;
    PERFORM api.issue_lines(p_planner, gen_random_uuid(), i.number,
        format('[{"material":"M-2001","quantity":"%s"},{"material":"M-1042","quantity":"%s"},
                 {"material":"M-1077","quantity":"%s","lot":"L2609-3"}]', i.coil, i.bolts, i.washers)::jsonb, NULL, now() - i.ago, NULL)
       FROM (VALUES ('WO-118', 92.5, 400, 400, interval '3 days'), ('WO-119', 68, 300, 300, interval '2 days'),
                    ('WO-121', 100, 400, 400, interval '5 hours'), ('WO-122', 113, 500, 500, interval '7 hours'))
            AS i (number, coil, bolts, washers, ago);
    PERFORM api.order_log(p_planner, gen_random_uuid(), l.number, NULL, NULL, l.good, l.scrap, l.rework, NULL,
                          now() - l.ago)
       FROM (VALUES ('WO-118', 200, 3, 0, interval '2 days 2 hours'), ('WO-119', 150, 0, 2, interval '1 day 3 hours'),
                    ('WO-121', 140, 2, 1, interval '1 hour'), ('WO-122', 235, 4, 0, interval '30 minutes'))
            AS l (number, good, scrap, rework, ago);
    PERFORM api.order_complete(p_planner, gen_random_uuid(), n) FROM unnest(ARRAY['WO-118', 'WO-119']) AS n;
    PERFORM api.issue(p_planner, gen_random_uuid(), 'M-3005', 6, 'ADJUSTMENT', '1', NULL, NULL, NULL,
                      'for maintenance', now() - interval '4 hours', NULL);
    PERFORM api.adjust(p_planner, gen_random_uuid(), 'M-9001', -12, 'damaged by water', NULL, NULL, NULL, NULL);
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

CREATE FUNCTION admin.demo_neighbour(p_kiosk text, p_admin text) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    v_is text := set_config('session_authorization', p_kiosk, true);
BEGIN
    PERFORM api.material_add(p_admin, gen_random_uuid(), m.code, m.name, m.uom, m.method, m.reorder, false, false)
       FROM (VALUES ('M-1042', 'Gear blank 40', 'pcs', 'FIFO', 50), ('N-0001', 'Bearing 6204', 'pcs', 'LIFO', 20))
            AS m (code, name, uom, method, reorder);
    PERFORM api.supplier_add(p_admin, gen_random_uuid(), 'KANTO', 'Kanto Bearings', NULL);
    PERFORM api.po_add(p_admin, gen_random_uuid(), 'PO-100', 'KANTO',
                       '[{"material":"N-0001","quantity":"200","unit_price":"2.9"}]', NULL);
    PERFORM api.receive(p_admin, gen_random_uuid(), 'M-1042', 120, 'ADJUSTMENT', NULL, 11.5, NULL, NULL, NULL, NULL,
                        NULL, 'opening stock');
    PERFORM api.receive(p_admin, gen_random_uuid(), 'N-0001', 80, 'PURCHASE_ORDER', 'PO-100/10', NULL, NULL, NULL,
                        NULL, NULL, NULL, NULL);
    SET SESSION AUTHORIZATION DEFAULT;
END
$$;

-- Fill the two organizations.
CREATE FUNCTION admin.demo_fill() RETURNS void
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_admin   text := private.demo_sign_on('kiosk1', 'admin');
    v_keeper  text := private.demo_sign_on('kiosk1', 'storekeeper');
    v_planner text := private.demo_sign_on('kiosk3', 'supervisor');
    v_other   text := private.demo_sign_on('kiosk2', 'admin2');
BEGIN
    PERFORM admin.demo_catalogue('kiosk1', v_admin);
    PERFORM admin.demo_receipts('kiosk1', v_keeper);
    PERFORM admin.demo_lanes('kiosk3', v_planner);
    PERFORM admin.demo_orders('kiosk3', v_planner);
    PERFORM admin.demo_plan('kiosk3', v_planner);
    PERFORM admin.demo_work('kiosk3', v_planner);
    PERFORM private.demo_backdate();
    PERFORM admin.demo_neighbour('kiosk2', v_other);
    PERFORM private.demo_barcodes();
    PERFORM private.demo_sign_off(ARRAY[v_admin, v_keeper, v_planner, v_other]);
    PERFORM private.set_context(NULL, NULL);
END
$$;

-- Idempotent: an organization that is there stays as it is.
CREATE FUNCTION admin.demo(p_verifier1 text DEFAULT NULL, p_verifier2 text DEFAULT NULL, p_verifier3 text DEFAULT NULL)
    RETURNS TABLE (area text, name text, detail text)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_new boolean := admin.demo_organization('DEMO', 'Rho Fasteners', 'RHO', 'Plant Rho', 'Europe/Rome');
BEGIN
    v_new := admin.demo_organization('DEMO2', 'Kita Gears', 'KITA', 'Plant Kita', 'Asia/Tokyo') AND v_new;
    PERFORM admin.demo_kiosk('kiosk1', 'DEMO', 'RHO', p_verifier1);
    PERFORM admin.demo_kiosk('kiosk2', 'DEMO2', 'KITA', p_verifier2);
    PERFORM admin.demo_kiosk('kiosk3', 'DEMO', 'RHO', p_verifier3);
    IF v_new THEN
        PERFORM admin.demo_fill();
    END IF;
    RETURN QUERY SELECT 'organization', o.code, o.name FROM organizations o WHERE o.code IN ('DEMO', 'DEMO2')
        ORDER BY o.code;
    RETURN QUERY SELECT 'kiosk', k.kiosk, format('%s, plant %s', k.organization, k.plant) FROM admin.kiosk_list() k
                  WHERE k.kiosk IN ('kiosk1', 'kiosk2', 'kiosk3') ORDER BY k.kiosk;
    RETURN QUERY SELECT 'person', d.user_name, format('badge %s, PIN 1234, %s', upper(d.user_name), d.organization)
        FROM private.demo_people() d;
END
$$;
