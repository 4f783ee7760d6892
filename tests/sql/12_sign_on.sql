-- Hello, sign-on, lock-out, unlock, enrolling.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- hello
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, kiosk, organization, plant, plant_name, time_zone, notice)::text FROM api.hello(2)'),
          format('(,%s,%s,P1,"Plant A",Europe/Rome,)', :'kiosk_a', :'code_a'), 'a kiosk is told where it stands');
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, code)::text FROM api.hello(3)'), '(CONFLICT,SERVER_TOO_OLD)', 'an older server is refused');
SELECT is(t.value(:'kiosk_a', 'SELECT kind IS NULL AND notice <> '''' FROM api.hello(1)'), 'true', 'one newer by one is accepted, and said');
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, code)::text FROM api.hello(0)'), '(CONFLICT,CLIENT_TOO_OLD)', 'newer by two is refused');
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, code)::text FROM api.hello(NULL)'), '(CONFLICT,CLIENT_TOO_OLD)', 'no version');
SELECT is(t.value('gemba_owner', 'SELECT (kind, code, organization)::text FROM api.hello(2)'), '(UNAUTHORIZED,NOT_A_KIOSK,)', 'not a kiosk');

-- ---------------------------------------------------------------- sign-on
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, user_name, display_name, roles, organization, plant, time_zone, currency, idle_s)::text
                                 FROM api.sign_on('' CLERK '', ''4711'')'),
          format('(,clerk,"The Clerk",storekeeper,%s,P1,Europe/Rome,EUR,1800)', :'code_a'), 'by name, in any case');
SELECT is(t.value(:'kiosk_a', 'SELECT permissions::text FROM api.sign_on(''C-77'', ''4711'')'),
          '{cost.view,materials.issue,materials.receive,materials.view}', 'by badge');
SELECT matches(t.token(:'kiosk_a', 'clerk', '4711'), '^[0-9a-f]{64}$', 'a token of two random UUIDs');
SELECT is(t.sign_on(:'kiosk_a', 'c-77', '4711'), 'BAD_CREDENTIALS', 'a badge is read as printed');
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, code, field, message, hint)::text FROM api.sign_on(''clerk'', ''0000'')'),
          t.value(:'kiosk_a', 'SELECT (kind, code, field, message, hint)::text FROM api.sign_on(''nobody'', ''0000'')'),
          'a wrong PIN and an unknown name are answered alike');
SELECT is(t.value(:'kiosk_a', 'SELECT code FROM api.sign_on(NULL, NULL)'), 'BAD_CREDENTIALS', 'nothing at all');
SELECT is(t.value(:'kiosk_a', 'SELECT token FROM api.sign_on(''clerk'', '''')'), NULL, 'a refusal has no token');
SELECT is(t.value('gemba_owner', 'SELECT (kind, code)::text FROM api.sign_on(''clerk'', ''4711'')'), '(UNAUTHORIZED,NOT_A_KIOSK)', 'not a kiosk');
SELECT is((SELECT count(*)::integer FROM audit_log a
            WHERE a.organization_id = :org_a AND a.action = 'sign_on' AND a.was_refused AND a.subject = 'clerk'), 2, 'refusals leave a trace');
SELECT is((SELECT count(*)::integer FROM audit_log a WHERE a.organization_id = :org_a AND a::text ~ '(nobody|4711|0000)'), 0,
          'but neither PINs nor what was typed as a name');
SELECT matches((SELECT u.pin_hash FROM users u WHERE u.organization_id = :org_a AND u.user_name = 'clerk'), '^\$2a\$08\$', 'PINs are kept by bcrypt');

-- ---------------------------------------------------------------- five wrong PINs
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'a right PIN starts the count anew');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '0000'), 'BAD_CREDENTIALS', 'wrong PIN ' || n) FROM generate_series(1, 4) AS n;
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'four do not lock');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '0000'), 'BAD_CREDENTIALS', 'wrong PIN ' || n) FROM generate_series(1, 5) AS n;
SELECT is(t.value(:'kiosk_a', 'SELECT (kind, code, token)::text FROM api.sign_on(''clerk'', ''4711'')'), '(UNAUTHORIZED,LOCKED,)',
          'the sixth is refused though it is right');
SELECT is(t.sign_on(:'kiosk_a', 'boss', '1234'), 'granted', 'others still sign on');
SELECT is(t.value(:'kiosk_a', format('SELECT locked FROM api.user_list(%L) WHERE "user" = ''clerk''', :'boss_a')), 'true', 'the list shows it');
SELECT ok(c.locked_until BETWEEN now() + interval '14 minutes' AND now() + interval '16 minutes', 'for a quarter of an hour')
  FROM sign_on_counters c JOIN users u ON u.organization_id = c.organization_id AND u.id = c.subject_id
 WHERE c.organization_id = :org_a AND c.subject_kind = 'user' AND u.user_name = 'clerk';
UPDATE sign_on_counters SET locked_until = now() - interval '1 second' WHERE organization_id = :org_a AND subject_kind = 'user';
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '0000'), 'BAD_CREDENTIALS', 'then one is counted from one');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'and the right one opens');

-- The kiosk's own counter is emptied so that this part can go on.
DELETE FROM sign_on_counters WHERE organization_id = :org_a;
SELECT setval(format('private.%I', private.attempts_sequence(k.id)), 1) FROM kiosks k WHERE k.name = :'kiosk_a' \g /dev/null
SELECT is(t.sign_on(:'kiosk_a', 'ghost', '0000'), 'BAD_CREDENTIALS', 'an unknown name ' || n) FROM generate_series(1, 5) AS n;
SELECT is(t.sign_on(:'kiosk_a', 'Ghost', '0000'), 'LOCKED', 'is locked like a known one');

-- ---------------------------------------------------------------- twenty of one kiosk
SELECT t.sign_on(:'kiosk_a', 'ghost' || n, '0000') FROM generate_series(1, 13) AS n \g /dev/null
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'eighteen wrong PINs do not lock the kiosk');
SELECT t.sign_on(:'kiosk_a', 'ghost' || n, '0000') FROM generate_series(14, 15) AS n \g /dev/null
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'KIOSK_LOCKED', 'twenty do');
SELECT ok(c.locked_until BETWEEN now() + interval '4 minutes' AND now() + interval '6 minutes', 'for five minutes')
  FROM sign_on_counters c WHERE c.organization_id = :org_a AND c.subject_kind = 'kiosk';
SELECT is(t.sign_on(:'kiosk_b', 'bea', '4711'), 'granted', 'another kiosk still works');
SELECT is(t.value(:'kiosk_a', format('SELECT count(*) FROM api.user_list(%L)', :'boss_a')), '2', 'and who is signed on goes on');
SELECT FROM admin.kiosk_enrol(:'kiosk_a', :'code_a', 'P1', :'verifier') \g /dev/null
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'enrolling anew takes the lock off');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_list(%L)', :'boss_a')), 'GM004 SESSION_EXPIRED token', 'and ends the sessions');

-- ---------------------------------------------------------------- counting survives a rollback
CREATE FUNCTION t.sign_on_and_roll_back(p_kiosk text, p_user text, p_pin text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_code text;
BEGIN
    BEGIN
        v_code := t.sign_on(p_kiosk, p_user, p_pin);
        RAISE EXCEPTION USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
        RETURN v_code;
    END;
END
$$;
SELECT is((SELECT string_agg(DISTINCT t.sign_on_and_roll_back(:'kiosk_a', 'clerk', n::text), ',') FROM generate_series(1000, 1019) AS n),
          'BAD_CREDENTIALS', 'twenty guesses, each rolled back');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'KIOSK_LOCKED', 'are counted all the same');
SELECT FROM admin.kiosk_enrol(:'kiosk_a', :'code_a', 'P1', :'verifier') \g /dev/null
SELECT t.token(:'kiosk_a', 'boss', '1234') AS boss_a, t.token(:'kiosk_a', 'clerk', '4711') AS clerk_a \gset

-- ---------------------------------------------------------------- unlock
SELECT is(t.value(:'kiosk_a', format('SELECT kind IS NULL FROM api.unlock(%L, ''4711'')', :'clerk_a')), 'true', 'the PIN unlocks');
SELECT is(t.value(:'kiosk_a', format('SELECT code FROM api.unlock(%L, ''1111'')', :'clerk_a')), 'BAD_CREDENTIALS', 'another does not')
  FROM generate_series(1, 5);
SELECT is(t.value(:'kiosk_a', format('SELECT code FROM api.unlock(%L, ''4711'')', :'clerk_a')), 'LOCKED', 'and is counted');

-- ---------------------------------------------------------------- people
SELECT is(t.value(:'kiosk_a', format('SELECT locked FROM api.user_lock(%L, gen_random_uuid(), ''clerk'', true)', :'boss_a')), 'false', 'an administrator unlocks');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'granted', 'at once');
SELECT is(t.value(:'kiosk_a', format('SELECT locked FROM api.user_lock(%L, gen_random_uuid(), ''clerk'', NULL)', :'boss_a')), 'true', 'and locks');
SELECT is(t.sign_on(:'kiosk_a', 'clerk', '4711'), 'LOCKED', 'who cannot sign on then');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.channels(%L)', :'clerk_a')), 'GM004 SESSION_EXPIRED token', 'and is signed off');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_lock(%L, gen_random_uuid(), ''boss'', false)', :'boss_a')), 'GM002 YOURSELF user', 'not oneself');
SELECT is(t.value(:'kiosk_a', format('SELECT ("user", roles, badge, locked, replayed)::text FROM api.user_add(%L, %L, ''Eve'', ''{operator,storekeeper}'', ''E 1'', NULL, ''123456'')',
                                     :'boss_a', '22222222-2222-2222-2222-222222222222')), '(Eve,"operator, storekeeper","E 1",f,f)', 'a new person');
SELECT is(t.value(:'kiosk_a', format('SELECT replayed FROM api.user_add(%L, %L, ''Eve'', ''{operator,storekeeper}'', ''E 1'', NULL, ''123456'')',
                                     :'boss_a', '22222222-2222-2222-2222-222222222222')), 'true', 'once');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_add(%L, %L, ''Eve'', ''{operator,storekeeper}'', ''E 1'', NULL, ''123457'')',
                                    :'boss_a', '22222222-2222-2222-2222-222222222222')), 'GM005 OP_ID_REUSED op_id', 'another PIN is another argument');
SELECT is(t.sign_on(:'kiosk_a', 'E 1', '123456'), 'granted', 'the badge opens');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_add(%L, gen_random_uuid(), %s)', :'boss_a', v.arguments)), v.refusal, v.arguments)
  FROM (VALUES
        ('''EVE'', ''{operator}'', NULL, NULL, ''1234''', 'GM005 USER_EXISTS user'),
        ('''e 1'', ''{operator}'', NULL, NULL, ''1234''', 'GM005 USER_EXISTS user'),
        ('''Eva'', ''{operator}'', ''eve'', NULL, ''1234''', 'GM005 USER_EXISTS badge'),
        ('''Eva'', ''{wizard}'', NULL, NULL, ''1234''', 'GM003 UNKNOWN_ROLE roles'),
        ('''Eva'', ''{}'', NULL, NULL, ''1234''', 'GM002 MISSING roles'),
        ('''Eva'', NULL, NULL, NULL, ''1234''', 'GM002 MISSING roles'),
        ('''Eva'', ''{operator}'', NULL, NULL, ''123''', 'GM002 BAD_PIN new_pin'),
        ('''Eva'', ''{operator}'', NULL, NULL, ''1234567890123''', 'GM002 BAD_PIN new_pin'),
        ('''Eva'', ''{operator}'', NULL, NULL, ''12a4''', 'GM002 BAD_PIN new_pin'),
        ('''Eva'', ''{operator}'', NULL, NULL, E''1234\n''', 'GM002 BAD_PIN new_pin'),
        ('''Eva'', ''{operator}'', NULL, NULL, NULL', 'GM002 BAD_PIN new_pin'),
        (''' '', ''{operator}'', NULL, NULL, ''1234''', 'GM002 MISSING user')) AS v (arguments, refusal);
SELECT is(t.value(:'kiosk_a', format('SELECT "user" FROM api.user_pin(%L, gen_random_uuid(), ''eve'', ''777777'')', :'boss_a')), 'Eve', 'a new PIN');
SELECT is(t.sign_on(:'kiosk_a', 'eve', '777777'), 'granted', 'is the one that counts');

-- ---------------------------------------------------------------- enrolling
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.kiosk_enrol(%s, %L)', v.arguments, :'verifier')), v.refusal, v.arguments)
  FROM (VALUES
        ('''postgres'', '''', ''P1''', 'GM002 RESERVED_NAME kiosk'),
        ('''pg_monitor'', '''', ''P1''', 'GM002 RESERVED_NAME kiosk'),
        ('''gemba_owner'', '''', ''P1''', 'GM002 RESERVED_NAME kiosk'),
        ('''Kiosk'', '''', ''P1''', 'GM002 BAD_NAME kiosk'),
        ('''k"; DROP ROLE postgres'', '''', ''P1''', 'GM002 BAD_NAME kiosk'),
        ('''k9'', ''no-such'', ''P1''', 'GM003 UNKNOWN_ORGANIZATION organization')) AS v (arguments, refusal);
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.kiosk_enrol(''k9'', %L, ''P9'', %L)', :'code_a', :'verifier')), 'GM003 UNKNOWN_PLANT plant', 'unknown plant');
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.kiosk_enrol(''k9'', %L, ''P1'', ''secret'')', :'code_a')), 'GM002 BAD_VERIFIER verifier', 'no plain password');
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.kiosk_enrol(%L, %L, ''P1'', %L)', :'kiosk_a', :'code_b', :'verifier')), 'GM005 KIOSK_EXISTS kiosk', 'another organization''s kiosk');
CREATE ROLE foreign_role_of_door;
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.kiosk_enrol(''foreign_role_of_door'', %L, ''P1'', %L)', :'code_a', :'verifier')), 'GM005 ROLE_EXISTS kiosk', 'somebody else''s role');
SELECT ok(r.rolcanlogin AND r.rolinherit AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls), 'a kiosk''s role may log in and no more')
  FROM pg_roles r WHERE r.rolname = :'kiosk_a';
SELECT FROM admin.kiosk_retire(:'kiosk_a') \g /dev/null
SELECT ok(NOT r.rolcanlogin AND NOT pg_has_role(r.rolname, 'gemba_kiosk', 'MEMBER'), 'a retired one not even that') FROM pg_roles r WHERE r.rolname = :'kiosk_a';
SELECT is((SELECT retired FROM admin.kiosk_list() WHERE kiosk = :'kiosk_a'), true, 'the list shows it');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_list(%L)', :'boss_a')), '42501', 'its sessions are worth nothing');
SELECT FROM admin.kiosk_enrol(:'kiosk_a', :'code_a', 'P1', :'verifier') \g /dev/null
SELECT is(t.sign_on(:'kiosk_a', 'boss', '1234'), 'granted', 'and it can come back');

-- ---------------------------------------------------------------- organizations and plants
SELECT is(t.call(current_user::text, 'SELECT * FROM admin.' || v.call), v.refusal, v.call)
  FROM (VALUES
        ('org_add('''', ''x'')', 'GM002 MISSING organization'),
        ('org_add(''a b'', ''x'')', 'GM002 BAD_CODE organization'),
        ('org_add(''X9'', ''x'', ''euro'')', 'GM002 TOO_LONG currency'),
        ('org_add(''X9'', ''x'', ''E1R'')', 'GM002 BAD_CURRENCY currency'),
        ('org_add(''X9'', ''x'', ''EUR'', ''HIFO'')', 'GM002 BAD_METHOD method'),
        ('plant_add(''P'', ''no-such'', ''UTC'')', 'GM003 UNKNOWN_ORGANIZATION organization')) AS v (call, refusal);
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.org_add(%L, ''x'')', :'code_a')), 'GM005 ORGANIZATION_EXISTS organization', 'once');
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.plant_add(''P1'', %L, ''UTC'')', :'code_a')), 'GM005 PLANT_EXISTS plant', 'once');
SELECT is(t.call(current_user::text, format('SELECT * FROM admin.plant_add(''P2'', %L, %L)', :'code_a', z)), 'GM002 BAD_TIME_ZONE time_zone', z)
  FROM unnest(ARRAY['Rome', 'posix/Europe/Rome', '+02:00', 'UTC; DROP TABLE plants']) AS z;
SELECT is((SELECT l.code FROM locations l WHERE l.organization_id = :org_a AND l.is_default), 'MAIN', 'a plant has a place for goods');

SELECT * FROM finish();
ROLLBACK;
