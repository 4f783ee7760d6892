-- A terminal whose payloads lie: whatever it sends is answered with a row, reaches nobody else's data, and leaves the
-- books sound.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT admin.kiosk_enrol('stock_test_3', 'STK', 'P1',
    'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$c3RvcmVka2V5c3RvcmVka2V5c3RvcmVka2V5c3RvcmU=:c2VydmVya2V5c2VydmVya2V5c2VydmVya2V5c2VydmU=') \g /dev/null
SELECT t.person('STK', 'stock_test_3', 'neighbour', '{materials.view,materials.receive}') \g /dev/null
UPDATE sessions SET signed_on_at = now() - interval '4 hours' WHERE signed_on_at = now();
SELECT t.material('A', 'FIFO'), t.material('LOT', 'FIFO', true, true), t.purchase_order('PO1', 'A', '10', '2.5', '10') \g /dev/null
UPDATE users SET badge = 'B-KEEPER', display_name = 'The Keeper' WHERE user_name = 'keeper';

CREATE FUNCTION t.session(p_person text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT s.id FROM public.sessions s JOIN public.users u ON u.id = s.user_id WHERE u.user_name = p_person $$;
-- What a call was answered with; "error" and the SQLSTATE when it was no answer.
CREATE FUNCTION t.hostile(p_kind text, p_payload jsonb, p_person text DEFAULT 'keeper', p_captured timestamptz DEFAULT now(),
                          p_sent timestamptz DEFAULT now(), p_op uuid DEFAULT gen_random_uuid(), p_seq bigint DEFAULT 1)
    RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT CASE WHEN r.kind IS NULL THEN 'posted' ELSE rtrim(concat_ws(' ', r.kind, r.code, r.field)) END
              FROM api.replay(t.session(p_person), p_op, p_seq, p_kind, p_payload, p_captured, p_sent, true) AS r);
EXCEPTION WHEN OTHERS THEN
    RETURN 'error ' || SQLSTATE;
END
$$;
CREATE FUNCTION t.with_value(p_kind text, p_name text, p_value jsonb) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT jsonb_build_object('values', CASE p_kind
            WHEN 'stock_receive' THEN '{"material":"A","quantity":"1","ref_type":"ADJUSTMENT","unit_cost":"1"}'::jsonb
            WHEN 'stock_receive_lines' THEN '{"purchase_order":"PO1","lines":[{"line":10,"quantity":"0.000001"}]}'
            WHEN 'stock_count' THEN '{"material":"A","quantity":"1","reason":"x"}'
            ELSE jsonb_build_object('of_op_id', gen_random_uuid(), 'reason', 'x') END || jsonb_build_object(p_name, p_value)) $$;
CREATE FUNCTION t.trace(p_op uuid) RETURNS text LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT string_agg(concat_ws(' ', k.name, u.user_name, a.action, a.detail ->> 'code'), ', ' ORDER BY a.id)
            FROM public.audit_log a JOIN public.kiosks k ON k.id = a.kiosk_id LEFT JOIN public.users u ON u.id = a.user_id
           WHERE a.subject = p_op::text $$;
-- Transactions that are not the person's who did them, or lie outside of the session and the present.
CREATE FUNCTION t.strange_times() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT count(*) FROM public.material_transactions m JOIN public.replays r USING (organization_id, op_id)
            JOIN public.sessions s ON s.organization_id = r.organization_id AND s.id = r.session_id
           WHERE m.user_id <> s.user_id OR m.transaction_date > clock_timestamp()
              OR m.transaction_date < s.signed_on_at - interval '60 s' AND m.notes = 'clock' $$;
SET SESSION AUTHORIZATION stock_test_1;

-- ---------------------------------------------------------------- values
-- Each field of each kind, with all that JSON and PostgreSQL's own readers know and people do not write.
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', k, f, left(v::text, 40), x.told), '; ')
             FROM unnest('{stock_receive,stock_receive_lines,stock_count,void}'::text[]) AS k,
                  unnest('{material,quantity,ref_type,ref,unit_cost,lot,expiry,location,delivery_note,at,notes,sscc,purchase_order,lines,reason,of_op_id,of_seq}'::text[]) AS f,
                  unnest(ARRAY['null', '[]', '{}', '7', '-7', '1e400', '1e-400', 'true', '[[1]]', '[null]', '["x"]', '{"a":{"b":[1]}}', '[{"line":1e400,"quantity":"1"}]',
                               '[{"line":10.5,"quantity":"1"}]', '[{"line":2147483648,"quantity":"1"}]', '[{"line":10,"quantity":1e400}]', '[{"line":10,"quantity":[]}]', '[{"line":{},"quantity":"1"}]',
                               '[{"line":10,"quantity":"1"},{"line":10,"quantity":"1"}]', '[{"line":10,"quantity":"NaN","expiry":"infinity"}]']::jsonb[]
                         || ARRAY(SELECT to_jsonb(w) FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', '1e400', '1e5', '0x10', '1_000', '.', '0.0000001', '999999999999.999999', E'\x01', chr(8238),
                               'infinity', '-infinity', 'allballs', '4713-01-01 BC', '294276-12-31', '5874897-12-31', '24:00', 'J2451187', '2026-11-24 10:00 posix/../x', '[', '{', '[]', '/', '//', '%s%n%I', '\',
                               'PO1/', 'PO1/99999999999999999999', 'PO1/-1', '''; DROP TABLE users; --', repeat('9', 41), repeat('9', 150000), repeat('[', 50000), '[' || repeat('9', 150000) || ']',
                               repeat('x', 201), repeat('x', 100000)]) AS w)) AS v,
                  LATERAL (SELECT t.hostile(k, t.with_value(k, f, v)) AS told) AS x
            WHERE x.told ~ '^error'), NULL, 'no value is an error of the server');
SELECT is(t.hostile('stock_receive_lines', t.with_value('stock_receive_lines', 'lines', to_jsonb(v.lines))), 'VALIDATION NOT_A_LIST lines', v.told)
  FROM (VALUES (repeat('[', 100000), 'a list in a list in a list'), ('[{"line":10,"quantity":' || repeat('9', 150000) || '}]', 'a number of 150 000 digits')) AS v (lines, told);
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', k, p, x.told), '; ')
             FROM unnest(ARRAY['stock_receive', 'stock_receive_lines', 'stock_count', 'scans', 'void', '', 'STOCK_RECEIVE', 'api.receive', '''; --', repeat('k', 100000), NULL]) AS k,
                  unnest(ARRAY[NULL, 'null', '7', '"scans"', '[]', '["scans"]', '{}', '{"values":[]}', '{"values":7}', '{"values":null}', '{"spool":7}', '{"spool":null}', '{"scans":{"a":1}}', '{"scans":[[]]}']::jsonb[]) AS p,
                  LATERAL (SELECT t.hostile(k, p) AS told) AS x
            WHERE x.told ~ '^error'), NULL, 'no payload is');
SELECT is(t.hostile('scans', '{}', p_seq => v.seq), 'posted', 'nor a number of a line') FROM (VALUES (NULL), (-9223372036854775808)) AS v (seq);

-- ---------------------------------------------------------------- clocks
SELECT is(t.hostile('stock_receive', t.with_value('stock_receive', 'notes', '"clock"'), 'keeper', v.captured, v.sent), v.told, 'captured ' || v.captured || ' sent ' || v.sent)
  FROM (VALUES ('294276-12-31'::timestamptz, '1900-01-01'::timestamptz, 'UNAUTHORIZED OUTSIDE_SESSION captured_at'), ('4713-01-01 BC', '294276-12-31', 'UNAUTHORIZED OUTSIDE_SESSION captured_at'),
               ('294276-12-31', '294276-12-31', 'UNAUTHORIZED OUTSIDE_SESSION captured_at'), ('4713-01-01 BC', '4713-01-01 BC', 'UNAUTHORIZED OUTSIDE_SESSION captured_at'),
               ('294276-12-31', now(), 'UNAUTHORIZED OUTSIDE_SESSION captured_at'), ('4713-01-01 BC', now(), 'UNAUTHORIZED OUTSIDE_SESSION captured_at'),
               ('infinity', '-infinity', 'VALIDATION MISSING captured_at'), (now(), '4713-01-01 BC', 'posted'), (now(), '294276-12-31', 'posted'),
               (now() - interval '1 year', now() - interval '1 year', 'posted'), (now() + interval '1 year', now() + interval '1 year', 'posted'),
               (now() - interval '1 year', now() - interval '1 year 1 day', 'UNAUTHORIZED OUTSIDE_SESSION captured_at'),
               (now() - interval '1 year 5 hours', now() - interval '1 year', 'UNAUTHORIZED OUTSIDE_SESSION captured_at')) AS v (captured, sent, told);
SELECT is(t.strange_times(), 0::bigint, 'whatever its clock says, nothing happened before the sign-on or in the future, or to somebody else');

-- ---------------------------------------------------------------- others
SELECT is(t.hostile('stock_receive', t.with_value('stock_receive', 'notes', '"x"'), p, p_op => t.op('other ' || p)), 'UNAUTHORIZED SESSION_UNKNOWN session', 'in the name of ' || p)
  FROM unnest('{neighbour,stranger,nobody}'::text[]) AS p;
SELECT is(t.trace(t.op('other ' || p)), 'stock_test_1 replay SESSION_UNKNOWN', 'is written down for this kiosk, for nobody')
  FROM unnest('{neighbour,stranger,nobody}'::text[]) AS p;
-- The same op_id, by another organization: each has its own.
SELECT is(t.hostile('void', jsonb_build_object('values', jsonb_build_object('of_op_id', t.op('theirs'), 'reason', 'a trap'))), 'posted', 'an op_id is taken');
RESET SESSION AUTHORIZATION;
SELECT t.material('A', 'FIFO', p_org => 'OTH') \g /dev/null
INSERT INTO locations (organization_id, plant_id, code, is_default) SELECT p.organization_id, p.id, 'M', true FROM plants p JOIN organizations o ON o.id = p.organization_id
 WHERE o.code = 'OTH' AND NOT EXISTS (SELECT FROM locations l WHERE l.organization_id = p.organization_id AND l.is_default);
SET SESSION AUTHORIZATION stock_test_2;
SELECT is(t.hostile('stock_receive', t.with_value('stock_receive', 'notes', '"x"'), 'stranger', p_op => t.op('theirs')), 'posted', 'for the organization that took it');
SET SESSION AUTHORIZATION stock_test_1;

-- ---------------------------------------------------------------- labels that lie
SELECT is(t.hostile('stock_receive', jsonb_build_object('values', '{"material":"LOT","quantity":"1","ref_type":"ADJUSTMENT","unit_cost":"1","lot":"L","expiry":"2030-01-01"}'::jsonb || v.value::jsonb)), v.told, v.value)
  FROM (VALUES ('{"quantity":"0"}', 'VALIDATION NOT_POSITIVE quantity'), ('{"quantity":"-0"}', 'VALIDATION NOT_POSITIVE quantity'), ('{"quantity":"1.0000001"}', 'VALIDATION TOO_MANY_DECIMALS quantity'),
               ('{"quantity":"1.0000000"}', 'posted'), ('{"quantity":"99999999999999"}', 'VALIDATION TOO_LARGE quantity'), (format('{"lot":"%s"}', repeat('L', 65)), 'VALIDATION TOO_LONG lot'),
               (format('{"lot":"%s"}', repeat('L', 64)), 'posted'), ('{"material":"A","ref_type":"PURCHASE_ORDER","ref":"PO1/20","lot":null,"expiry":null}', 'NOT_FOUND UNKNOWN_LINE ref'),
               ('{"ref_type":"PURCHASE_ORDER","ref":"PO1/10"}', 'VALIDATION WRONG_MATERIAL material'), ('{"ref_type":"PURCHASE_ORDER","ref":"PO1"}', 'NOT_FOUND NOT_ORDERED material'),
               ('{"sscc":"106141412345678908"}', 'posted'), ('{"sscc":"106141412345678908"}', 'DUPLICATE SSCC_RECEIVED sscc')) AS v (value, told);

-- ---------------------------------------------------------------- badges
SELECT is(t.hostile('scans', jsonb_build_object('scans', (SELECT jsonb_agg(jsonb_build_object('at', now(), 'raw', encode(convert_to(b, 'UTF8'), 'base64'), 'verdict', 'plain', 'became', 'unknown ' || b))
             FROM unnest(ARRAY['B-KEEPER', '.U.B-KEEPER', '.u.B-KEEPER', ']C0B-KEEPER', ']A0.u.B-KEEPER' || E'\r\n', E'\x02' || 'B-KEEPER ']) AS b)), p_op => t.op('badges')), 'posted', 'badges in all their wrappings');
SELECT is((SELECT count(*)::integer || ' ' || count(s.raw) || ' ' || min(s.became) || ' ' || max(s.became) FROM api.scan_log('keeper', NULL, NULL, NULL, 5000) AS s WHERE s.op_id = t.op('badges')),
          '6 0 The Keeper The Keeper', 'leave a name and no bytes');

SELECT is(t.violations(), '', 'the books are sound');
RESET SESSION AUTHORIZATION;
SELECT * FROM finish();
ROLLBACK;
