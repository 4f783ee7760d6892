-- What comes out of a terminal's spool: whose it is, when it happened, what is posted, flagged or refused, and that all
-- of it happens once.
BEGIN;
\ir support/stock.psql
SELECT no_plan();

SELECT t.person('STK', 'stock_test_1', n, '{materials.view,materials.receive}')
  FROM unnest('{locked,demoted,gone,idle,expired,late}'::text[]) AS n \g /dev/null
SELECT admin.kiosk_enrol('stock_test_3', 'STK', 'P1',
    'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$c3RvcmVka2V5c3RvcmVka2V5c3RvcmVka2V5c3RvcmU=:c2VydmVya2V5c2VydmVya2V5c2VydmVya2V5c2VydmU=') \g /dev/null
SELECT t.person('STK', 'stock_test_3', 'neighbour', '{materials.view,materials.receive}') \g /dev/null
UPDATE sessions SET signed_on_at = now() - interval '4 hours' WHERE signed_on_at = now();
UPDATE sessions s SET signed_off_at = now() - interval '1 hour' FROM users u WHERE u.id = s.user_id AND u.user_name = 'gone';
UPDATE sessions s SET last_seen_at = now() - interval '4 hours' FROM users u WHERE u.id = s.user_id AND u.user_name = 'idle';
UPDATE sessions s SET signed_on_at = now() - interval '20 hours', expires_at = now() - interval '4 hours'
  FROM users u WHERE u.id = s.user_id AND u.user_name = 'expired';
UPDATE users SET is_locked = true WHERE user_name = 'locked';
UPDATE users SET permissions = '{materials.view}' WHERE user_name = 'demoted';
UPDATE users SET badge = 'B-KEEPER', display_name = 'The Keeper' WHERE user_name = 'keeper';

SELECT t.material('A', 'FIFO'), t.material('B', 'FIFO'), t.material('LOT', 'FIFO', true), t.material('EXP', 'FIFO', true, true),
       t.material('CNT', 'FIFO'), t.material('W', 'WEIGHTED_AVERAGE'), t.location('RACK') \g /dev/null
SELECT t.purchase_order('PO1', 'A', '10', '2.5', '10', 'B', '5', '4', '0'), t.purchase_order('PO2', 'A', '10', '2', '0'),
       t.purchase_order('PO3', 'A', '10', '2', '0', 'B', '10', '1', '0'), t.purchase_order('PO4', 'A', '10', '2', '0', 'B', '10', '1', '0'),
       t.purchase_order('PO5', 'W', '10', '2', '0') \g /dev/null
UPDATE purchase_orders SET order_status = 'CLOSED' WHERE purchase_order_number = 'PO3';
UPDATE purchase_order_lines l SET line_status = 'CLOSED' FROM purchase_orders o
 WHERE o.id = l.purchase_order_id AND (o.purchase_order_number = 'PO3' OR o.purchase_order_number = 'PO4' AND l.line_number = 10);

-- The number of a person's sign-on.
CREATE FUNCTION t.session(p_person text) RETURNS bigint LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT s.id FROM public.sessions s JOIN public.users u ON u.id = s.user_id WHERE u.user_name = p_person $$;
CREATE TYPE t.answer AS (kind text, code text, field text, message text, hint text, answer jsonb, replayed boolean, flags text[], skew_s integer);
CREATE SEQUENCE t.seq;
GRANT ALL ON SEQUENCE t.seq TO PUBLIC;
-- p_captured, p_sent: how long ago by the terminal's clock; p_more: other members of the payload.
CREATE FUNCTION t.send(p_person text, p_op text, p_kind text, p_values jsonb, p_captured interval DEFAULT '0', p_sent interval DEFAULT '0',
                       p_offline boolean DEFAULT false, p_more jsonb DEFAULT '{}', p_seq bigint DEFAULT nextval('t.seq')) RETURNS t.answer
    LANGUAGE sql
    AS $$ SELECT r.* FROM api.replay(t.session(p_person), t.op(p_op), p_seq, p_kind,
                    jsonb_build_object('spool', '00000000-0000-4000-8000-000000000001', 'values', p_values) || p_more,
                    clock_timestamp() - p_captured, clock_timestamp() - p_sent, p_offline) AS r $$;
CREATE FUNCTION t.said(r t.answer) RETURNS text LANGUAGE sql
    AS $$ SELECT CASE WHEN r.kind IS NULL THEN rtrim('posted ' || CASE WHEN r.replayed THEN 'before ' ELSE '' END || array_to_string(r.flags, ','))
                      ELSE rtrim(concat_ws(' ', r.kind, r.code, r.field)) END $$;
CREATE FUNCTION t.audited(p_op text) RETURNS text LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT string_agg(concat_ws(' ', a.action, a.was_refused, a.detail ->> 'code', a.detail ->> 'kind', a.detail ->> 'seq'), ', ' ORDER BY a.id)
            FROM public.audit_log a WHERE a.subject = t.op(p_op)::text $$;
CREATE FUNCTION t.ledger(p_op text) RETURNS SETOF public.material_transactions LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT * FROM public.material_transactions m WHERE m.op_id = t.op(p_op) $$;
CREATE FUNCTION t.rows_of(p_table text, p_op text) RETURNS SETOF jsonb LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN RETURN QUERY EXECUTE format('SELECT to_jsonb(x) FROM public.%I AS x WHERE x.op_id = $1', p_table) USING t.op(p_op); END $$;
CREATE FUNCTION t.receipt(p_material text, p_quantity text, p_ref text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT jsonb_build_object('material', p_material, 'quantity', p_quantity, 'ref_type', CASE WHEN p_ref IS NULL THEN 'ADJUSTMENT' ELSE 'PURCHASE_ORDER' END)
                 || CASE WHEN p_ref IS NULL THEN '{"unit_cost":"2"}'::jsonb ELSE jsonb_build_object('ref', p_ref) END $$;
-- name, bytes, verdict, became, name, ...
CREATE FUNCTION t.scans(VARIADIC p_scans text[]) RETURNS jsonb LANGUAGE sql
    AS $$ SELECT jsonb_build_object('scans', jsonb_agg(jsonb_build_object('at', now(), 'raw', replace(encode(p_scans[n * 4 - 2]::bytea, 'base64'), E'\n', ''),
                    'verdict', p_scans[n * 4 - 1], 'became', p_scans[n * 4]) ORDER BY n)) FROM generate_series(1, array_length(p_scans, 1) / 4) AS n $$;
CREATE FUNCTION t.log_of(p_op text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(concat_ws(' ', s.raw, nullif(s.verdict, ''), nullif(s.became, '')), ', ' ORDER BY s.n)
            FROM (SELECT s.*, row_number() OVER () * -1 AS n FROM api.scan_log('keeper', NULL, NULL, NULL, 5000) AS s) AS s WHERE s.op_id = t.op(p_op) $$;
CREATE FUNCTION t.voids() RETURNS SETOF public.audit_log LANGUAGE sql SECURITY DEFINER AS $$ SELECT * FROM public.audit_log WHERE action = 'spool.void' $$;
-- How it failed when the kiosk did it; t.refusal undoes what it did.
CREATE FUNCTION t.as_kiosk(p_sql text) RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_told text;
BEGIN
    PERFORM set_config('session_authorization', 'stock_test_1', true);
    v_told := t.refusal(p_sql);
    SET SESSION AUTHORIZATION DEFAULT;
    RETURN v_told;
END
$$;
SET SESSION AUTHORIZATION stock_test_1;

-- ---------------------------------------------------------------- posted, once
SELECT is(t.send('keeper', 'r1', 'stock_receive', t.receipt('A', '4', 'PO1'), '10 min')::text ~ '^\(,,,,,', true, 'no refusal');
SELECT is(t.send('keeper', 'r1', 'stock_receive', t.receipt('A', '4', 'PO1'), '10 min') IS NULL, false, 'sent twice');
SELECT is(t.po('PO1'), 'OPEN: 10 4 OPEN, 20 0 OPEN', 'counts once');
SELECT is((r).answer - 'transaction_id', '{"transaction_type":"RECEIPT","material":"A","quantity":"4","cost_per_unit":"2.5","total_cost":"10",
           "quantity_on_hand":"4","replayed":true}', 'the answer has the columns of the statement''s, numbers in plain digits')
  FROM t.send('keeper', 'r1', 'stock_receive', t.receipt('A', '4', 'PO1')) AS r;
SELECT is(t.said(t.send('keeper', 'r1', 'stock_receive', t.receipt('A', '4', 'PO1'))), 'posted before', 'the same again');
SELECT is(t.said(t.send('keeper', 'r1', 'stock_receive', t.receipt('A', '5', 'PO1'))), 'DUPLICATE OP_ID_REUSED op_id', 'other arguments');
SELECT is(t.said(t.send('keeper', 'r1', 'stock_count', '{"material":"A","quantity":"4"}')), 'DUPLICATE OP_ID_REUSED op_id', 'another kind');
SELECT is((r).replayed, true, 'the verb gives the same answer to the same operation')
  FROM api.receive('keeper', t.op('r1'), 'A', 4, 'PURCHASE_ORDER', 'PO1', NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS r;
SELECT (api.receive('keeper', t.op('v1'), 'A', 1, 'PURCHASE_ORDER', 'PO1/10', NULL, NULL, NULL, 'RACK', 'DN 1', '2026-11-01 10:00Z', 'a note')).transaction_id
    AS tx \gset
SELECT is(t.said(r) || ' ' || ((r).answer ->> 'transaction_id' = :'tx'), 'posted before true', 'and the spool what the verb did')
  FROM t.send('keeper', 'v1', 'stock_receive', t.receipt('A', '1', 'PO1/10')
              || '{"location":"RACK","delivery_note":"DN 1","at":"2026-11-01T10:00:00Z","notes":"a note","lot":"","expiry":null}') AS r;
SELECT is((SELECT concat_ws(' ', l.user_id = (SELECT user_id FROM t.ledger('v1')), l.transaction_date = now() - interval '10 min' - interval '0'
                            OR l.transaction_date BETWEEN now() - interval '10 min' AND clock_timestamp() - interval '10 min')
             FROM t.ledger('r1') AS l), 't t', 'the person who did it, at the time it was done');
SELECT is((SELECT x ->> 'kind' || ' ' || (x ->> 'was_offline') || ' ' || (x ->> 'skew_s') || ' ' || (x ->> 'flags') FROM t.rows_of('replays', 'r1') AS x),
          'stock_receive false 0 []', 'both clocks are kept');
SELECT is((t.send('blind', 'r2', 'stock_receive', t.receipt('A', '1'))).answer -> 'total_cost', 'null', 'no costs for whoever may not see them');
SELECT is((SELECT l.transaction_date FROM t.ledger('v1') AS l), '2026-11-01 10:00Z', 'a time that was typed is kept');
SELECT is((SELECT t.said(t.send('keeper', 'r3', 'stock_receive', t.receipt('A', '1') || jsonb_build_object('at', now() + interval '1 day')))
                  || ' ' || (SELECT l.transaction_date = now() FROM t.ledger('r3') AS l)), 'posted true', 'what lies ahead is now');
SELECT is(t.said(t.send('keeper', 'rl', 'stock_receive', t.receipt('LOT', '1') || '{"lot":"L1","expiry":"2030-02-28"}')), 'posted', 'a lot');
SELECT is((SELECT (r).answer -> 'lines' -> 1 ->> 'line' || ' ' || ((r).answer -> 'lines' -> 1 ->> 'quantity') || ' ' || ((r).answer ->> 'replayed'))
            , '20 2 false', 'a delivery') FROM t.send('keeper', 'd1', 'stock_receive_lines',
               '{"purchase_order":"PO1","lines":"[{\"line\":10,\"quantity\":\"1\"},{\"line\":20,\"quantity\":\"2\"}]"}') AS r;
SELECT is(t.said(t.send('keeper', 'd1', 'stock_receive_lines',
               '{"purchase_order":"PO1","lines":[{"line":10,"quantity":"1"},{"line":20,"quantity":"2"}]}')), 'posted before', 'once');
SELECT is(t.said(t.send('keeper', 'c1', 'stock_count', '{"material":"B","quantity":"3","location":"MAIN"}')), 'posted', 'a count');
SELECT is(t.on_hand('B'), '3 12', 'is posted');

-- ---------------------------------------------------------------- values of a wrong form
SELECT is(t.said(t.send('keeper', 'w' || n, 'stock_receive', t.receipt('A', '1') || v.value::jsonb)), 'VALIDATION ' || v.told, v.value)
  FROM (VALUES (1, '{"quantity":"much"}', 'NOT_A_NUMBER quantity'), (2, '{"quantity":"NaN"}', 'NOT_A_NUMBER quantity'), (3, '{"quantity":"-1"}', 'NOT_POSITIVE quantity'),
               (4, '{"quantity":null}', 'MISSING quantity'), (5, '{"at":"yesterday noon"}', 'BAD_TIME at'), (6, '{"at":"2026-02-30T10:00Z"}', 'BAD_TIME at'),
               (7, '{"at":"1999-01-01"}', 'TOO_OLD at'), (8, '{"expiry":"31.12.2027"}', 'NOT_A_DATE expiry'), (9, '{"expiry":"2027-02-30"}', 'NOT_A_DATE expiry'),
               (10, '{"unit_cost":"1e5"}', 'NOT_A_NUMBER unit_cost'), (11, '{"material":"a\u0007b"}', 'CONTROL_CHARACTER material'), (12, '{"ref_type":"GIFT"}', 'WRONG_REFERENCE_TYPE ref_type'),
               (13, '{"quantity":{"a":1}}', 'NOT_A_NUMBER quantity'), (14, '{"sscc":"123"}', 'BAD_CHECK_DIGIT sscc'), (15, '{"at":"2026-01-01 10:00 Nowhere/Land"}', 'BAD_TIME at'),
               (16, '{"at":"2026-01-01 10:00+99"}', 'BAD_TIME at'), (17, '{"quantity":"1000000000000"}', 'TOO_LARGE quantity'))
       AS v (n, value, told);
SELECT is(t.said(t.send('keeper', 'wl' || n, 'stock_receive_lines', v.value::jsonb)), 'VALIDATION ' || v.told, v.value)
  FROM (VALUES (1, '{"purchase_order":"PO1","lines":"[{"}', 'NOT_A_LIST lines'), (2, '{"purchase_order":"PO1","lines":"7"}', 'NOT_A_LIST lines'),
               (3, '{"purchase_order":"PO1"}', 'NOT_A_LIST lines'), (4, '{"lines":"[]"}', 'MISSING purchase_order')) AS v (n, value, told);
SELECT is(t.said(t.send('keeper', 'wk', 'stock_issue', t.receipt('A', '1'))), 'VALIDATION UNKNOWN_KIND kind', 'what cannot be queued');
SELECT is(t.said(t.send('keeper', 'wk2', NULL, NULL)), 'VALIDATION UNKNOWN_KIND kind', 'no kind');
SELECT is(t.said(t.send('keeper', 'wk3', 'stock_receive', NULL)), 'VALIDATION MISSING material', 'no values');
SELECT is((SELECT t.said(ROW(r.*)::t.answer) FROM api.replay(t.session('keeper'), t.op('wp'), 1, 'stock_count', v.payload::jsonb, now(), now(), false) AS r), v.told, coalesce(v.payload, 'no payload'))
  FROM (VALUES (NULL, 'VALIDATION NOT_AN_OBJECT payload'), ('[]', 'VALIDATION NOT_AN_OBJECT payload'), ('{"spool":"x"}', 'VALIDATION BAD_UUID spool'),
               ('{"values":7}', 'VALIDATION MISSING material')) AS v (payload, told);
SELECT is((SELECT t.said(ROW(r.*)::t.answer) FROM api.replay(t.session('keeper'), NULL, 1, 'stock_count', '{}', now(), now(), false) AS r), 'VALIDATION MISSING op_id', 'no op_id');
SELECT is((SELECT t.said(ROW(r.*)::t.answer) FROM api.replay(t.session('keeper'), t.op('wt'), 1, 'stock_count', '{}', v.captured, v.sent, false) AS r), v.told, 'no time')
  FROM (VALUES (NULL::timestamptz, now(), 'VALIDATION MISSING captured_at'), (now(), NULL, 'VALIDATION MISSING sent_at'),
               ('infinity', now(), 'VALIDATION MISSING captured_at'), (now(), '-infinity', 'VALIDATION MISSING sent_at')) AS v (captured, sent, told);

-- ---------------------------------------------------------------- who
SELECT is(t.said(t.send('idle', 's1', 'stock_receive', t.receipt('A', '1'), '3 h')), 'posted', 'whose token was idle too long meanwhile');
SELECT is(t.said(t.send('expired', 's2', 'stock_receive', t.receipt('A', '1'), '5 h')), 'posted', 'whose session expired meanwhile');
SELECT is(t.said(t.send('expired', 's3', 'stock_receive', t.receipt('A', '1'), '3 h')), 'UNAUTHORIZED OUTSIDE_SESSION captured_at', 'captured after its end');
SELECT is(t.said(t.send('expired', 's4', 'stock_receive', t.receipt('A', '1'), '21 h')), 'UNAUTHORIZED OUTSIDE_SESSION captured_at', 'captured before its beginning');
SELECT is(t.said(t.send('gone', 's5', 'stock_receive', t.receipt('A', '1'), '61 min')), 'posted', 'before the sign-off');
SELECT is(t.said(t.send('gone', 's6', 'stock_receive', t.receipt('A', '1'), '59 min 10 s')), 'posted', 'within a minute of it');
SELECT is(t.said(t.send('gone', 's7', 'stock_receive', t.receipt('A', '1'), '58 min')), 'UNAUTHORIZED OUTSIDE_SESSION captured_at', 'after it');
SELECT is(t.said(t.send('gone', 's8', 'stock_receive', t.receipt('A', '1'), '4 h 50 s')), 'posted', 'within a minute of the sign-on');
SELECT matches((t.send('gone', 's7', 'stock_receive', t.receipt('A', '1'), '58 min')).message, '^It was done at .*, but gone was signed on from .* to .*\.$', 'in words for the supervisor');
SELECT is(t.said(t.send('locked', 's9', 'stock_receive', t.receipt('A', '1'), '1 h')), 'UNAUTHORIZED USER_LOCKED', 'who was locked since');
SELECT is(t.said(t.send('demoted', 's10', 'stock_receive', t.receipt('A', '1'), '1 h')), 'UNAUTHORIZED NOT_PERMITTED', 'who may not any more');
SELECT is(t.said(t.send('neighbour', 's11', 'stock_receive', t.receipt('A', '1'))), 'UNAUTHORIZED SESSION_UNKNOWN session', 'a session of another kiosk');
SELECT is(t.said(t.send('stranger', 's12', 'stock_receive', t.receipt('A', '1'))), 'UNAUTHORIZED SESSION_UNKNOWN session', 'of another organization');
SELECT is((t.send('stranger', 's12', 'stock_receive', t.receipt('A', '1'))).message, (t.send('nobody', 's13', 'stock_receive', t.receipt('A', '1'))).message,
          'which tells no more than one there is not');
SELECT is(t.audited('s10'), 'replay t NOT_PERMITTED stock_receive ' || (SELECT last_value FROM t.seq) - 4, 'a refusal is remembered');
SELECT t.send('demoted', 's10', 'stock_receive', t.receipt('A', '1'), '1 h') \g /dev/null
SELECT is((SELECT count(*)::integer FROM regexp_matches(t.audited('s10'), 'replay', 'g')), 1, 'once for each reason');
RESET SESSION AUTHORIZATION;
UPDATE users SET is_locked = true WHERE user_name = 'demoted';
SET SESSION AUTHORIZATION stock_test_1;
SELECT t.send('demoted', 's10', 'stock_receive', t.receipt('A', '1'), '1 h') \g /dev/null
SELECT is((SELECT count(*)::integer FROM regexp_matches(t.audited('s10'), 'replay', 'g')), 2, 'another reason is another');
RESET SESSION AUTHORIZATION;
UPDATE users SET is_locked = false, permissions = '{materials.view,materials.receive}' WHERE user_name = 'demoted';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.said(t.send('demoted', 's10', 'stock_receive', t.receipt('A', '1'), '1 h')), 'posted', 'tried again when he may, it is posted');
SELECT is((SELECT count(*)::integer FROM t.rows_of('replays', 's9')), 0, 'a refusal leaves no trace of a posting');

-- ---------------------------------------------------------------- clocks
SELECT is((SELECT (r).skew_s::text || ' ' || t.said(r)), '600 posted', 'a terminal that is ten minutes behind')
  FROM t.send('late', 'k1', 'stock_receive', t.receipt('A', '1'), '4 h 8 min', '10 min') AS r;
SELECT is((SELECT l.transaction_date BETWEEN clock_timestamp() - interval '3 h 58 min 2 s' AND clock_timestamp() - interval '3 h 57 min 58 s' FROM t.ledger('k1') AS l), true, 'is corrected');
SELECT is((SELECT (r).skew_s::text || ' ' || t.said(r)), '-600 posted', 'one that is ten minutes ahead')
  FROM t.send('late', 'k2', 'stock_receive', t.receipt('A', '1'), '-5 min', '-10 min') AS r;
SELECT is((SELECT l.transaction_date BETWEEN clock_timestamp() - interval '5 min 2 s' AND clock_timestamp() - interval '4 min 58 s' FROM t.ledger('k2') AS l), true, 'too');
SELECT is(t.said(t.send('gone', 'k3', 'stock_receive', t.receipt('A', '1'), '52 min', '-10 min')), 'posted', 'done before the sign-off by the right clock');
SELECT is(t.said(t.send('gone', 'k4', 'stock_receive', t.receipt('A', '1'), '40 min', '-10 min')), 'UNAUTHORIZED OUTSIDE_SESSION captured_at', 'after it by both');
SELECT is(t.said(t.send('gone', 'k5', 'stock_receive', t.receipt('A', '1'), '2 h', '20 years')), 'posted', 'a clock that was lost in between');
SELECT is((SELECT l.transaction_date BETWEEN now() - interval '1 h 1 s' AND now() - interval '59 min' FROM t.ledger('k5') AS l), true, 'moves nothing out of the session');
SELECT is((SELECT (r).skew_s::text || ' ' || t.said(r)), '30 posted', 'half a minute is believed')
  FROM t.send('late', 'k6', 'stock_receive', t.receipt('A', '1'), '1 h', '30 s') AS r;
SELECT is(t.said(t.send('late', 'k7', 'stock_receive', t.receipt('A', '1'), '-40 s', '-40 s')), 'posted', 'but what lies ahead by that');
SELECT is((SELECT l.transaction_date = now() FROM t.ledger('k7') AS l), true, 'is now');

-- ---------------------------------------------------------------- orders
SELECT is(t.said(t.send('keeper', 'o1', 'stock_receive', t.receipt('A', '11', 'PO2'))), 'VALIDATION OVER_RECEIPT quantity', 'above the tolerance, while the person stands there');
SELECT is(t.said(t.send('keeper', 'o2', 'stock_receive', t.receipt('A', '13', 'PO2'), '1 h', p_offline => true)), 'posted OVER_RECEIPT', 'when he has gone, it is taken and flagged');
SELECT is(t.po('PO2'), 'RECEIVED: 10 13 RECEIVED', 'and counts');
SELECT is(t.said(t.send('keeper', 'o2', 'stock_receive', t.receipt('A', '13', 'PO2'), '1 h', p_offline => false)), 'posted before OVER_RECEIPT', 'the flag is told again');
SELECT is(t.said(t.send('keeper', 'o3', 'stock_receive', t.receipt('A', '2', 'PO2/10'), '1 h', p_offline => true)), 'posted OVER_RECEIPT', 'a line that is full');
SELECT is((SELECT string_agg(a.material || ' ' || trim_scale(a.quantity) || ' ' || a.still_low, ', ' ORDER BY a.alert_id) FROM api.alerts('keeper') AS a WHERE a.kind = 'OVER_RECEIPT'),
          'A 3 true, A 2 true', 'the supervisor is told what is too much');
SELECT is((SELECT count(*)::integer FROM api.alerts('keeper') AS a, LATERAL api.alert_acknowledge('keeper', gen_random_uuid(), a.alert_id) WHERE a.kind = 'OVER_RECEIPT'), 2, 'until he');
SELECT is((SELECT bool_or(a.still_low) FROM api.alerts('keeper') AS a WHERE a.kind = 'OVER_RECEIPT'), false, 'acknowledges it');
SELECT is((SELECT x ->> 'flags' FROM t.rows_of('replays', 'o2') AS x), '["OVER_RECEIPT"]', 'the flag stays');
SELECT is(t.said(t.send('keeper', 'o4', 'stock_receive_lines', '{"purchase_order":"PO5","lines":[{"line":10,"quantity":"25"}]}', '1 h', p_offline => true)),
          'posted OVER_RECEIPT', 'a delivery');
SELECT is(t.said(t.send('keeper', 'o5', 'stock_receive', t.receipt('B', '1', 'PO1'), '1 h', p_offline => true)), 'posted', 'within the tolerance nothing is flagged');
SELECT is(t.said(t.send('keeper', 'o' || n, 'stock_receive', v.receipt, '1 h', p_offline => true)), v.told, v.told)
  FROM (VALUES (10, t.receipt('A', '1', 'PO3'), 'VALIDATION ORDER_CLOSED ref'), (11, t.receipt('A', '1', 'PO4/10'), 'VALIDATION ORDER_CLOSED ref'),
               (12, t.receipt('A', '1', 'PO9'), 'NOT_FOUND UNKNOWN_PURCHASE_ORDER ref'), (13, t.receipt('X', '1'), 'NOT_FOUND UNKNOWN_MATERIAL material'),
               (14, t.receipt('B', '1', 'PO2'), 'NOT_FOUND NOT_ORDERED material'), (15, t.receipt('LOT', '1'), 'VALIDATION MISSING lot'),
               (16, t.receipt('A', '1') || '{"location":"NOWHERE"}', 'NOT_FOUND UNKNOWN_LOCATION location'),
               (17, t.receipt('LOT', '1') || '{"lot":"L1","expiry":"2031-01-01"}', 'VALIDATION EXPIRY_DIFFERS expiry'),
               (18, t.receipt('B', '1', 'PO1/10'), 'VALIDATION WRONG_MATERIAL material')) AS v (n, receipt, told);

-- ---------------------------------------------------------------- counts
SELECT t.receive('CNT', 10, 1), t.receive('CNT', 5, 1, p_location => 'RACK') \g /dev/null
SELECT is(t.said(t.send('keeper', 'n1', 'stock_count', '{"material":"CNT","quantity":"9","location":"MAIN"}', '10 min', p_offline => true)), 'CONFLICT STOCK_MOVED quantity',
          'stock that moved after the count');
SELECT is(t.said(t.send('keeper', 'n2', 'stock_count', '{"material":"CNT","quantity":"9","location":"MAIN"}')), 'posted', 'a count of now');
SELECT is(t.balances('CNT'), 'MAIN 9, RACK 5', 'is what counts');
RESET SESSION AUTHORIZATION;
UPDATE material_transactions SET created_at = created_at - interval '1 hour' WHERE material_id = (SELECT id FROM materials WHERE material_code = 'CNT');
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.said(t.send('keeper', 'n3', 'stock_count', '{"material":"CNT","quantity":"4","location":"RACK"}', '10 min', p_offline => true)), 'posted', 'what moved before it does not matter');
SELECT is((SELECT l.transaction_date < now() - interval '9 min' FROM t.ledger('n3') AS l), true, 'it is dated when it was counted');
SELECT is(t.said(t.send('keeper', 'n4', 'stock_count', '{"material":"CNT","quantity":"8","location":"MAIN"}', '10 min', p_offline => true)), 'posted', 'nor what moved elsewhere');
SELECT is(t.said(t.send('keeper', 'n5', 'stock_receive', t.receipt('CNT', '3'), '20 min', p_offline => true)), 'posted', 'a receipt that arrives late');
SELECT is(t.said(t.send('keeper', 'n6', 'stock_count', '{"material":"CNT","quantity":"11"}', '10 min', p_offline => true)), 'posted',
          'and the count that the same terminal did after it');
SELECT is(t.balances('CNT'), 'MAIN 11, RACK 4', 'which found it there');
SELECT is(t.said(t.send('keeper', 'n7', 'stock_count', '{"material":"CNT","quantity":"7"}', '10 min', p_offline => true, p_more => '{"spool":"00000000-0000-4000-8000-000000000002"}')),
          'CONFLICT STOCK_MOVED quantity', 'not so for another terminal''s spool');
SELECT t.receive('LOT', 2, 1, p_lot => 'L2') \g /dev/null
SELECT is(t.said(t.send('keeper', 'n8', 'stock_count', '{"material":"LOT","quantity":"2","lot":"L2"}', '10 min', p_offline => true)), 'CONFLICT STOCK_MOVED quantity', 'a lot that moved');

-- ---------------------------------------------------------------- pallets
SELECT is(t.said(t.send('keeper', 'p1', 'stock_receive', t.receipt('A', '1') || '{"sscc":"340123450000000001"}')), 'VALIDATION BAD_CHECK_DIGIT sscc', 'a wrong digit');
SELECT is(t.said(t.send('keeper', 'p2', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}')), 'posted', 'a pallet');
SELECT is(t.said(t.send('keeper', 'p2', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}')), 'posted before', 'sent twice');
SELECT is(t.said(r), 'DUPLICATE SSCC_RECEIVED sscc', 'the same pallet again') FROM t.send('idle', 'p3', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}') AS r;
SELECT matches((t.send('idle', 'p3', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}')).message, '^This pallet was received at .* by The Keeper\.$', 'says who has it');
SELECT t.reverse((SELECT l.id FROM t.ledger('p2') AS l)) \g /dev/null
SELECT is(t.said(t.send('idle', 'p3', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}')), 'posted', 'once that is reversed it may come in');
SELECT is(t.said(t.send('keeper', 'p2', 'stock_receive', t.receipt('A', '1') || '{"sscc":"106141412345678908"}')), 'posted before', 'the first still has its answer');
SELECT is(t.said(t.send('idle', 'p4', 'stock_receive', t.receipt('X', '1') || '{"sscc":"006141411234567890"}')), 'NOT_FOUND UNKNOWN_MATERIAL material', 'a refused one');
SELECT is(t.said(t.send('idle', 'p5', 'stock_receive', t.receipt('A', '1') || '{"sscc":"006141411234567890"}')), 'posted', 'takes no number');

-- ---------------------------------------------------------------- scans
SELECT is(t.said(t.send('keeper', 'g1', 'stock_receive', t.receipt('A', '1'), p_more => t.scans('one', '\x5d4331303130301d', 'gs1', 'material A', 'two', '\xff00', 'plain', 'unknown'))),
          'posted', 'scans come along');
SELECT t.send('keeper', 'g1', 'stock_receive', t.receipt('A', '1'), p_more => t.scans('one', '\x5d4331303130301d', 'gs1', 'material A', 'two', '\xff00', 'plain', 'unknown')) \g /dev/null
SELECT is(t.log_of('g1'), ']C10100␝ gs1 material A, \377\000 plain unknown', 'are kept as they were read, once');
SELECT is(t.said(t.send('keeper', 'g2', 'stock_receive', t.receipt('X', '1'), p_more => t.scans('x', '\x58', 'plain', 'unknown'))), 'NOT_FOUND UNKNOWN_MATERIAL material', 'with what is refused');
SELECT t.send('keeper', 'g2', 'stock_receive', t.receipt('X', '1'), p_more => t.scans('x', '\x58', 'plain', 'unknown')) \g /dev/null
SELECT is(t.log_of('g2'), 'X plain unknown', 'too, once');
SELECT t.send('stranger', 'g3', 'scans', NULL, p_more => t.scans('x', '\x59', 'plain', '')) \g /dev/null
SELECT is(t.log_of('g3'), 'Y plain', 'with what nobody is known for');
SELECT is((SELECT x ->> 'user_id' FROM t.rows_of('scan_log', 'g3') AS x), NULL, 'for nobody');
SELECT is(t.said(t.send('locked', 'g4', 'scans', NULL, '1 h', p_more => t.scans('x', '\x5a', 'plain', ''))), 'posted', 'scans alone');
SELECT is(t.said(t.send('locked', 'g4', 'scans', NULL, '1 h', p_more => t.scans('x', '\x5a', 'plain', ''))), 'posted before', 'once');
SELECT is(t.said(t.send('gone', 'g5', 'scans', NULL, '1 min', p_more => t.scans('x', '\x5a', 'plain', ''))), 'UNAUTHORIZED OUTSIDE_SESSION captured_at', 'of nobody who was there');
SELECT is(t.log_of('g5'), 'Z plain', 'are kept all the same');
SELECT t.send('keeper', 'g6', 'scans', NULL, p_more => t.scans('a', convert_to('B-KEEPER' || E'\r', 'UTF8')::text, 'plain', 'B-KEEPER', 'b', convert_to(']A0.U.B-KEEPER', 'UTF8')::text, 'plain', 'x',
              'c', convert_to('b-keeper', 'UTF8')::text, 'plain', 'unknown', 'd', '', 'badge', 'Somebody')) \g /dev/null
SELECT is(t.log_of('g6'), 'plain The Keeper, plain The Keeper, b-keeper plain unknown, badge Somebody', 'a badge is a name');
SELECT is((SELECT count(*)::integer FROM t.rows_of('scan_log', 'g6') AS x WHERE x ->> 'raw' IS NOT NULL OR x::text LIKE '%B-KEEPER%'), 1, 'without its bytes');
SELECT is(t.said(t.send('keeper', 'g7', 'scans', NULL, p_more => '{"scans":[7,null,{"at":"2026-11-24T10:00:00Z","raw":"=bad="},{"raw":"WA=="},{"at":"never","raw":"WA=="},
              {"at":"2026-13-45T10:00:00Z","raw":"WA=="},{"at":"2026-11-24T10:00:00Z","raw":"WA==","verdict":"plain\u0007","became":{"a":1}}]}')), 'posted', 'broken ones');
SELECT is(t.log_of('g7'), 'X plain {"a": 1}', 'are left out');
SELECT is(t.said(t.send('keeper', 'g8', 'scans', NULL, p_more => v.more::jsonb)), 'posted', 'no list at all') FROM (VALUES ('{"scans":7}')) AS v (more);
SELECT is(t.said(t.send('keeper', 'g9', 'scans', NULL, p_more =>
              jsonb_build_object('scans', (SELECT jsonb_agg('{"at":"2026-11-24T10:00:00Z","raw":"WA=="}'::jsonb) FROM generate_series(1, 300))))), 'posted', 'very many');
SELECT is((SELECT count(*)::integer FROM t.rows_of('scan_log', 'g9')), 200, 'at most 200 are kept');
SELECT is(t.said(t.send('keeper', 'g10', 'scans', NULL, p_more => t.scans('a', convert_to(repeat('x', 4096), 'UTF8')::text, '', '', 'b', convert_to(repeat('y', 4097), 'UTF8')::text, '', ''))), 'posted', 'very long ones');
SELECT is((SELECT max(length(x ->> 'raw') / 2 - 1) FROM t.rows_of('scan_log', 'g10') AS x), 4096, 'of at most 4096 bytes');
SELECT is(t.said(t.send('keeper', 'g11', 'scans', NULL, p_more => t.scans('a', E'\\xe280ae6578651b5b481f7fc285', 'plain', ''))), 'posted', 'what would move a terminal''s cursor');
SELECT is(t.log_of('g11'), chr(65533) || 'exe␛[H␟␡' || chr(65533) || ' plain', 'is shown as pictures');
SELECT is(t.refusal($$SELECT * FROM api.scan_log('super', NULL, NULL, NULL, NULL)$$), 'GM004 NOT_PERMITTED ', 'the log is for administrators');
SELECT is(t.refusal($$SELECT * FROM api.scan_log('keeper', NULL, NULL, 'stock_test_2', NULL)$$), 'GM003 UNKNOWN_KIOSK kiosk', 'of their own kiosks');
SELECT is(t.refusal($$SELECT * FROM api.scan_log('keeper', NULL, NULL, NULL, 0)$$), 'GM002 NOT_POSITIVE limit', 'some of it');
SELECT is((SELECT count(*)::integer FROM api.scan_log('keeper', NULL, NULL, 'stock_test_1', 3)), 3, 'as much as asked for');
SELECT is((SELECT count(*)::integer FROM api.scan_log('keeper', now() + interval '1 day', NULL, NULL, NULL)), 0, 'from a time on');
SELECT is((SELECT min(s.kiosk || ' ' || s."user") FROM api.scan_log('keeper', NULL, NULL, NULL, NULL) AS s WHERE s.op_id = t.op('g1')), 'stock_test_1 keeper', 'who and where');

-- ---------------------------------------------------------------- taken back
SELECT is(t.said(t.send('keeper', 'x1', 'void', jsonb_build_object('of_op_id', t.op('o10'), 'of_seq', '7', 'reason', 'counted twice'))), 'posted', 'a refused one is void');
SELECT is((SELECT string_agg(a.detail ->> 'reason' || ' ' || (a.detail ->> 'seq'), ',') FROM t.voids() AS a), 'counted twice 7', 'with its reason');
SELECT is(t.said(t.send('keeper', 'x1', 'void', jsonb_build_object('of_op_id', t.op('o10'), 'of_seq', '7', 'reason', 'counted twice'))), 'posted before', 'once');
SELECT is((SELECT count(*)::integer FROM t.voids()), 1, 'in the audit too');
SELECT is(t.said(t.send('keeper', 'o10', 'stock_receive', t.receipt('A', '1'))), 'DUPLICATE OP_ID_REUSED op_id', 'what was taken back cannot be posted any more');
SELECT is(t.said(t.send('keeper', 'x2', 'void', jsonb_build_object('of_op_id', t.op('r1'), 'reason', 'no'))), 'CONFLICT ALREADY_POSTED of_op_id', 'what was posted cannot be taken back');
SELECT is(t.said(t.send('keeper', 'x3', 'void', jsonb_build_object('of_op_id', t.op('o11')))), 'VALIDATION MISSING reason', 'nor without a reason');
SELECT is(t.said(t.send('keeper', 'x4', 'void', '{"of_op_id":"7","reason":"no"}')), 'VALIDATION BAD_UUID of_op_id', 'nor what is none');
SELECT is(t.said(t.send('viewer', 'x5', 'void', jsonb_build_object('of_op_id', t.op('o11'), 'reason', 'a drill'))), 'posted', 'whoever is signed on may');

-- ---------------------------------------------------------------- what is no refusal
RESET SESSION AUTHORIZATION;
CREATE FUNCTION t.busy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = TG_ARGV[0], MESSAGE = 'busy'; END $$;
CREATE TRIGGER busy_40001 BEFORE INSERT ON cost_layers FOR EACH ROW EXECUTE FUNCTION t.busy('40001');
SELECT is(t.as_kiosk($$SELECT t.send('keeper', 'q1', 'stock_receive', t.receipt('A', '1'))$$), '40001 busy', 'a conflict of transactions is an error, to be tried again');
DROP TRIGGER busy_40001 ON cost_layers;
CREATE TRIGGER busy_gm009 BEFORE INSERT ON cost_layers FOR EACH ROW EXECUTE FUNCTION t.busy('GM009');
SELECT is(t.as_kiosk($$SELECT t.send('keeper', 'q1', 'stock_receive', t.receipt('A', '1'))$$), 'GM009  ', 'so is RETRY');
DROP TRIGGER busy_gm009 ON cost_layers;
CREATE TRIGGER busy_xx000 BEFORE INSERT ON cost_layers FOR EACH ROW EXECUTE FUNCTION t.busy('XX000');
SELECT is(t.as_kiosk($$SELECT t.send('keeper', 'q1', 'stock_receive', t.receipt('A', '1'))$$), 'XX000 busy', 'and a fault of the server');
DROP TRIGGER busy_xx000 ON cost_layers;
SELECT is((SELECT count(*)::integer FROM replays WHERE op_id = t.op('q1')) + (SELECT count(*)::integer FROM op_log WHERE op_id = t.op('q1')), 0, 'of which nothing stays');

UPDATE kiosks SET retired_at = now() WHERE name = 'stock_test_1';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.said(t.send('keeper', 'z1', 'stock_receive', t.receipt('A', '1'), p_more => t.scans('x', '\x58', '', ''))), 'UNAUTHORIZED SESSION_UNKNOWN session', 'a kiosk that was retired');
RESET SESSION AUTHORIZATION;
SELECT is(t.said(t.send('keeper', 'z2', 'stock_receive', t.receipt('A', '1'))), 'UNAUTHORIZED SESSION_UNKNOWN session', 'and who is none');
SELECT is((SELECT count(*)::integer FROM t.rows_of('scan_log', 'z1')) + (SELECT count(*)::integer FROM replay_refusals WHERE op_id IN (t.op('z1'), t.op('z2'))), 0, 'leave nothing');
UPDATE kiosks SET retired_at = NULL WHERE name = 'stock_test_1';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.violations(), '', 'the books are sound');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*)::integer FROM replays WHERE organization_id <> (SELECT id FROM organizations WHERE code = 'STK')), 0, 'nothing of another organization');

SELECT * FROM finish();
ROLLBACK;
