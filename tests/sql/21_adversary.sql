-- What somebody tries who holds a kiosk's password or a valid token: hold up others, learn who exists, see costs.
BEGIN;
\ir support/stock.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- holding up others
SELECT is((SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p
            WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname ~ '^pg_(try_)?advisory_(xact_)?lock'
              AND has_function_privilege('stock_test_1', p.oid, 'EXECUTE')), NULL, 'a kiosk takes no advisory lock');
SELECT is(has_function_privilege('gemba_owner', f, 'EXECUTE'), true, 'the functions of the door may: ' || f)
  FROM unnest(ARRAY['pg_advisory_xact_lock(bigint)', 'pg_try_advisory_xact_lock(bigint)']) AS f;
SELECT ok(r.rolconnlimit BETWEEN 1 AND current_setting('max_connections')::integer - 10, 'nor all connections')
  FROM pg_roles r WHERE r.rolname = 'stock_test_1';
SELECT is((SELECT r.rolconfig FROM pg_roles r WHERE r.rolname = 'stock_test_1'), '{idle_in_transaction_session_timeout=30s}',
          'what it forgets in a transaction ends by itself');

-- What a role set for itself, in this database or in all, does not outlive a new enrolment.
SET SESSION AUTHORIZATION stock_test_1;
ALTER ROLE stock_test_1 SET idle_in_transaction_session_timeout = 0;
ALTER ROLE stock_test_1 SET search_path = pg_temp;
RESET SESSION AUTHORIZATION;
SELECT format('ALTER ROLE stock_test_1 IN DATABASE %I SET statement_timeout = 1', current_database()) \gexec
SELECT admin.make_kiosk_role('stock_test_1', NULL) \g /dev/null
SELECT is((SELECT string_agg(s.setconfig::text, ' ') FROM pg_db_role_setting s WHERE s.setrole = 'stock_test_1'::regrole),
          '{idle_in_transaction_session_timeout=30s}', 'its own settings are gone when it is enrolled again');

-- ---------------------------------------------------------------- who exists
SELECT admin.user_add('STK', 'rosa', '{operator}', 'Badge-7', NULL, '1234') \g /dev/null
CREATE FUNCTION t.tries(VARIADIC p_users text[]) RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_codes text := '';
    v_user  text;
BEGIN
    DELETE FROM public.sign_on_counters;
    PERFORM setval(format('private.%I', private.attempts_sequence(k.id)), 1) FROM public.kiosks k WHERE k.name = 'stock_test_1';
    PERFORM set_config('session_authorization', 'stock_test_1', true);
    FOREACH v_user IN ARRAY p_users LOOP
        v_codes := v_codes || (SELECT left(s.code, 1) FROM api.sign_on(v_user, '9999') AS s);
    END LOOP;
    SET SESSION AUTHORIZATION DEFAULT;
    RETURN v_codes;
END
$$;
SELECT is(t.tries('rosa', E'rosa\t', 'ROSA', E'\r\nrosa', ' Rosa ', 'rosa'), 'BBBBBL', 'all spellings of a name are one person');
SELECT is(t.tries('nina', E'nina\t', 'NINA', E'\r\nnina', ' Nina ', 'nina'), 'BBBBBL', 'also of a name that nobody has');
SELECT is(t.tries('Badge-7', 'badge-7', 'BADGE-7', 'badge-7 ', 'rosa', 'Badge-7'), 'BBBBBL', 'a badge in any case is its owner');
SELECT is(t.tries('Badge-8', 'badge-8', 'BADGE-8', 'badge-8 ', 'badge-8', 'Badge-8'), 'BBBBBL', 'as one that nobody has is one');
SELECT is(t.tries(VARIADIC array_fill('x'::text, ARRAY[6])), 'BBBBBL', 'five, then a lock');

-- ---------------------------------------------------------------- costs
SELECT t.material('F', 'FIFO'), t.location('MAIN2') \g /dev/null
SELECT t.work_order('WO') \g /dev/null
SELECT t.purchase_order('PO', 'F', '100', '7', '0') \g /dev/null

-- A write, and its repeat with the same op_id by somebody who may not see costs: what he gets to see.
CREATE FUNCTION t.replay(p_call text) RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_call text := format('SELECT to_jsonb(r) FROM api.%s AS r', replace(p_call, '(op,', format('(%%L, %L,', gen_random_uuid())));
    v_mine jsonb;
    v_his  jsonb;
BEGIN
    PERFORM set_config('session_authorization', 'stock_test_1', true);
    EXECUTE format(v_call, 'keeper') INTO v_mine;
    EXECUTE format(v_call, 'blind') INTO v_his;
    SET SESSION AUTHORIZATION DEFAULT;
    RETURN concat_ws(' ', CASE WHEN v_mine ->> 'total_cost' IS NOT NULL THEN 'seen' END, v_his ->> 'replayed',
                     v_his ->> 'cost_per_unit', v_his ->> 'total_cost');
END
$$;
SELECT is(t.replay(c.text), 'seen true', left(c.text, 40)) FROM (VALUES
    ($$receive(op, 'F', 10, 'ADJUSTMENT', NULL, 3, NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$receive_lines(op, 'PO', '[{"line": 10, "quantity": "5"}]', NULL, NULL, NULL, NULL)$$),
    ($$issue(op, 'F', 2, 'WORK_ORDER', 'WO', NULL, NULL, NULL, NULL, NULL, NULL)$$),
    ($$issue_lines(op, 'WO', '[{"material": "F", "quantity": "1"}]', NULL, NULL, NULL)$$),
    ($$adjust(op, 'F', -1, 'lost', NULL, NULL, NULL, NULL)$$),
    ($$count_stock(op, 'F', 4, NULL, NULL, NULL)$$),
    ($$transfer(op, 'F', 1, 'MAIN', 'MAIN2', NULL, NULL)$$)) AS c (text);
SELECT is(t.replay(format($$return_goods(op, 'F', 1, 'WORK_ORDER', %s, NULL)$$, m.id)), 'seen true', 'return_goods')
  FROM (SELECT min(x.id) AS id FROM public.material_transactions x
          JOIN public.organizations o ON o.id = x.organization_id AND o.code = 'STK' WHERE x.transaction_type = 'ISSUE') m;
SELECT is(t.replay(format($$reverse(op, %s, 'wrong')$$, m.id)), 'seen true', 'reverse')
  FROM (SELECT max(x.id) AS id FROM public.material_transactions x
          JOIN public.organizations o ON o.id = x.organization_id AND o.code = 'STK' WHERE x.transaction_type = 'RETURN') m;

-- A violation is told to everybody, its amount is not.
SELECT set_config('app.current_organization_id', o.id::text, true) FROM public.organizations o WHERE o.code = 'STK' \g /dev/null
UPDATE public.materials SET value_on_hand = value_on_hand + 1 WHERE material_code = 'F';
SET SESSION AUTHORIZATION stock_test_1;
SELECT is((SELECT string_agg(concat_ws(' ', c.rule, c.material, c.expected, c.found), '; ' ORDER BY c.rule) FROM api.check_stock('blind') AS c),
          'layers_value F; ledger_value F', 'what is wrong, without the amounts');
SELECT is((SELECT count(*)::integer FROM api.check_stock('keeper') AS c WHERE c.expected IS NOT NULL AND c.found IS NOT NULL), 2,
          'with them for who may see costs');
RESET SESSION AUTHORIZATION;
UPDATE public.materials SET value_on_hand = value_on_hand - 1 WHERE material_code = 'F';

-- ---------------------------------------------------------------- texts
SET SESSION AUTHORIZATION stock_test_1;
SELECT is(t.refusal(format('SELECT t.receive(%L, 1, 1)', 'F' || chr(x))), 'GM002 CONTROL_CHARACTER material', 'U+' || upper(to_hex(x)))
  FROM unnest(ARRAY[1, 27, 127, 155, 1564, 8206, 8232, 8238, 8297]) AS x;
RESET SESSION AUTHORIZATION;

-- ---------------------------------------------------------------- what would never leave again
SELECT t.material('DEAR', 'FIFO'), t.material('FLOW', 'WEIGHTED_AVERAGE'), t.material('OLD', 'FIFO', true, true) \g /dev/null
SET SESSION AUTHORIZATION stock_test_1;
SELECT t.receive('DEAR', 10000, 9999999999) \g /dev/null
RESET SESSION AUTHORIZATION;
-- Pieces of an order can be dearer than any unit cost holds.
SELECT set_config('app.current_organization_id', o.id::text, true) FROM public.organizations o WHERE o.code = 'STK' \g /dev/null
UPDATE public.materials SET quantity_on_hand = 0.000001 WHERE material_code = 'DEAR';
UPDATE public.cost_layers SET quantity_left = 0.000001 WHERE material_id = (SELECT id FROM public.materials WHERE material_code = 'DEAR');
UPDATE public.stock_balances SET quantity = 0.000001 WHERE material_id = (SELECT id FROM public.materials WHERE material_code = 'DEAR');
SET SESSION AUTHORIZATION stock_test_1;
SELECT is((SELECT r.total_cost FROM t.issue('DEAR', 0.000001) AS r), 99999999990000.0000, 'goods dear beyond measure can leave, with all their value');
SELECT t.receive('FLOW', 900000000000, 0), t.issue('FLOW', 899999999999), t.receive('FLOW', 900000000000, 0) \g /dev/null
SELECT is((SELECT r.quantity_on_hand FROM t.receive('FLOW', 1, 0) AS r), 900000000002.000000, 'an average that never empties goes on');
SELECT is(t.refusal(format($$SELECT t.receive('OLD', 1, 1, p_lot => 'L', p_expiry => %L)$$, x)), 'GM002 BAD_DATE expiry', x)
  FROM unnest(ARRAY['infinity', '-infinity', '0044-03-15 BC', '5874897-01-01', '1999-12-31']) AS x;
RESET SESSION AUTHORIZATION;

SELECT * FROM finish();
ROLLBACK;
