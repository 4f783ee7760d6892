-- The toolbox: entering, sound values, exactly once, poking.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- entering
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'done', 'the right token enters');
SELECT is(t.call(:'kiosk_a', 'SELECT * FROM api.channels(NULL)'), 'GM004 TOKEN_INVALID token', 'no token');
SELECT is(t.call(:'kiosk_a', 'SELECT * FROM api.channels('''')'), 'GM004 TOKEN_INVALID token', 'an empty token');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', 'x' || :'boss_a')), 'GM004 TOKEN_INVALID token', 'another token');
SELECT is(t.call(:'kiosk_b', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 TOKEN_INVALID token',
          'a token is worth nothing at another kiosk');
SELECT is(t.call('gemba_owner', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 TOKEN_INVALID token',
          'nor for a role that is no kiosk');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_list(%L)', :'clerk_a')), 'GM004 NOT_PERMITTED', 'the permission is checked');
SELECT isnt((SELECT s.token_hash FROM sessions s WHERE s.organization_id = :org_a LIMIT 1), convert_to(:'boss_a', 'UTF8'),
            'a token is kept as its hash only');
SELECT is((SELECT count(*)::integer FROM sessions s WHERE s.token_hash = sha256(convert_to(:'boss_a', 'UTF8'))), 1, 'of SHA-256');

UPDATE sessions SET last_seen_at = now() - interval '10 minutes' WHERE token_hash = private.token_hash(:'boss_a');
SELECT t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')) \g /dev/null
SELECT is((SELECT s.last_seen_at FROM sessions s WHERE s.token_hash = private.token_hash(:'boss_a')), now(), 'a call moves the idle clock');
UPDATE sessions SET last_seen_at = now() - interval '50 seconds' WHERE token_hash = private.token_hash(:'boss_a');
SELECT t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')) \g /dev/null
SELECT is((SELECT s.last_seen_at FROM sessions s WHERE s.token_hash = private.token_hash(:'boss_a')), now() - interval '50 seconds',
          'but only once a minute');
UPDATE sessions SET last_seen_at = now() - interval '31 minutes' WHERE token_hash = private.token_hash(:'boss_a');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 SESSION_EXPIRED token', 'idle too long');
UPDATE sessions SET last_seen_at = now(), expires_at = now() WHERE token_hash = private.token_hash(:'boss_a');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 SESSION_EXPIRED token', 'signed on too long');
UPDATE sessions SET expires_at = now() + interval '1 hour' WHERE token_hash = private.token_hash(:'boss_a');
UPDATE users SET is_locked = true WHERE organization_id = :org_a AND user_name = 'boss';
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 SESSION_EXPIRED token', 'a locked person is out');
UPDATE users SET is_locked = false WHERE organization_id = :org_a AND user_name = 'boss';
UPDATE kiosks SET retired_at = now() WHERE name = :'kiosk_a';
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss_a')), 'GM004 TOKEN_INVALID token', 'a retired kiosk is none');
UPDATE kiosks SET retired_at = NULL WHERE name = :'kiosk_a';

SELECT t.token(:'kiosk_a', 'boss', '1234') AS boss2 \gset
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.sign_off(%L)', :'boss2')), 'done', 'signing off');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'boss2')), 'GM004 SESSION_EXPIRED token', 'ends the session');

-- ---------------------------------------------------------------- sound values
CREATE FUNCTION t.refused(p_sql text) RETURNS text LANGUAGE sql AS $$ SELECT t.call('gemba_owner', p_sql) $$;
SELECT is(private.quantity(12.500, 'q')::text, '12.5', 'no trailing zeros');
SELECT is(private.quantity(999999999999.999999, 'q')::text, '999999999999.999999', 'the largest quantity');
SELECT is(private.quantity_signed(-1.000001, 'q')::text, '-1.000001', 'a signed one');
SELECT is(private.quantity_not_negative(0, 'q')::text, '0', 'zero counted');
SELECT is(private.cost(0.00000001, 'c')::text, '0.00000001', 'eight decimals of a cost');
SELECT is(t.refused('SELECT ' || v.call), v.refusal, v.call)
  FROM (VALUES
        ('private.quantity(NULL, ''q'')', 'GM002 MISSING q'),
        ('private.quantity(''NaN'', ''q'')', 'GM002 NOT_A_NUMBER q'),
        ('private.quantity(''Infinity'', ''q'')', 'GM002 NOT_A_NUMBER q'),
        ('private.quantity(''-Infinity'', ''q'')', 'GM002 NOT_A_NUMBER q'),
        ('private.quantity(0, ''q'')', 'GM002 NOT_POSITIVE q'),
        ('private.quantity(-1, ''q'')', 'GM002 NOT_POSITIVE q'),
        ('private.quantity(0.0000001, ''q'')', 'GM002 TOO_MANY_DECIMALS q'),
        ('private.quantity(1000000000000, ''q'')', 'GM002 TOO_LARGE q'),
        ('private.quantity(1e1000, ''q'')', 'GM002 TOO_LARGE q'),
        ('private.quantity_signed(0, ''q'')', 'GM002 ZERO q'),
        ('private.quantity_signed(''-Infinity'', ''q'')', 'GM002 NOT_A_NUMBER q'),
        ('private.quantity_not_negative(-1, ''q'')', 'GM002 NEGATIVE q'),
        ('private.quantity_not_negative(''NaN'', ''q'')', 'GM002 NOT_A_NUMBER q'),
        ('private.cost(-1, ''c'')', 'GM002 NEGATIVE c'),
        ('private.cost(''NaN'', ''c'')', 'GM002 NOT_A_NUMBER c'),
        ('private.cost(0.000000001, ''c'')', 'GM002 TOO_MANY_DECIMALS c'),
        ('private.cost(10000000000, ''c'')', 'GM002 TOO_LARGE c'),
        ('private.words(NULL, ''w'', 5)', 'GM002 MISSING w'),
        ('private.words(E'' \t\n'', ''w'', 5)', 'GM002 MISSING w'),
        ('private.words(''123456'', ''w'', 5)', 'GM002 TOO_LONG w'),
        ('private.words(E''a\x1bb'', ''w'', 5)', 'GM002 CONTROL_CHARACTER w'),
        ('private.words(E''a\u202eb'', ''w'', 5)', 'GM002 CONTROL_CHARACTER w'),
        ('private.words(E''a\u0085b'', ''w'', 5)', 'GM002 CONTROL_CHARACTER w')) AS v (call, refusal);
SELECT is(private.words(E' a b\r\n', 'w', 5), 'a b', 'words are trimmed');
SELECT is(private.words_or_null('  ', 'w', 5), NULL, 'blank is nothing');
SELECT is(private.words('Größe ½', 'w', 10), 'Größe ½', 'other alphabets pass');

-- ---------------------------------------------------------------- exactly once
SELECT ROW(:org_a, NULL, 1, 1, 1, NULL, '{materials.view}', NULL)::private.context AS ctx \gset
SELECT private.set_context(:org_a, NULL) \g /dev/null
\set op '''11111111-1111-1111-1111-111111111111'''
SELECT is(private.claim(:'ctx', :op, 'f', 'a'), NULL, 'a new operation is claimed');
SELECT throws_ok(format('SELECT private.claim(%L, %L, ''f'', ''a'')', :'ctx', :op), 'GM008', NULL, 'claimed, but not settled');
SELECT private.settle(:'ctx', :op, '{"n": 1}') \g /dev/null
SELECT is(private.claim(:'ctx', :op, 'f', 'a'), '{"n": 1}'::jsonb, 'the second time it answers what it did');
SELECT throws_ok(format('SELECT private.claim(%L, %L, ''f'', ''b'')', :'ctx', :op), 'GM005', NULL, 'other arguments');
SELECT throws_ok(format('SELECT private.claim(%L, %L, ''g'', ''a'')', :'ctx', :op), 'GM005', NULL, 'another function');
SELECT throws_ok(format('SELECT private.claim(%L, NULL, ''g'', ''a'')', :'ctx'), 'GM002', NULL, 'no op_id');
SELECT ok(private.may(:'ctx', 'materials.view') AND NOT private.may(:'ctx', 'cost.view') AND NOT private.may(:'ctx', NULL), 'may');

-- ---------------------------------------------------------------- poking
SELECT private.poke(:'ctx', 'stock') \g /dev/null
SELECT is((SELECT count(*)::integer FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'stock'), 1, 'a poke is remembered');
SELECT p.sent_at AS sent FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'stock' \gset
SELECT private.poke(:'ctx', 'stock') \g /dev/null
SELECT is((SELECT p.sent_at FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'stock'), :'sent'::timestamptz,
          'not sent again within 200 ms');
UPDATE poke_throttle SET sent_at = sent_at - interval '200 milliseconds' WHERE organization_id = :org_a;
SELECT private.poke(:'ctx', 'stock') \g /dev/null
SELECT cmp_ok((SELECT p.sent_at FROM poke_throttle p WHERE p.organization_id = :org_a AND p.topic = 'stock'), '>=',
              :'sent'::timestamptz, 'but after them');

-- ---------------------------------------------------------------- messages and traces
SELECT private.tell_erp(:'ctx', 'work_order', 1) \g /dev/null
SELECT is((SELECT count(*)::integer FROM outbox m WHERE m.organization_id = :org_a), 1, 'the ERP is told');
UPDATE organizations SET outbox_enabled = false WHERE id = :org_a;
SELECT private.tell_erp(:'ctx', 'work_order', 1) \g /dev/null
SELECT is((SELECT count(*)::integer FROM outbox m WHERE m.organization_id = :org_a), 1, 'only where it is wanted');
SELECT throws_ok(format('SELECT private.material_id(%L, ''M-0'', ''material'')', :'ctx'), 'GM003', NULL, 'an unknown material');

SELECT * FROM finish();
ROLLBACK;
