-- A kiosk with psql in its hands: it may call the door and nothing else, whatever it tries, and what it forges gains
-- nothing.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

-- ---------------------------------------------------------------- no table, by any way in
CREATE FUNCTION t.relations() RETURNS TABLE (relation text, kind "char") LANGUAGE sql
    AS $$ SELECT format('%I.%I', n.nspname, c.relname), c.relkind
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 't', 'tap') AND n.nspname NOT LIKE 'pg\_t%'
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f') $$;
SELECT cmp_ok((SELECT count(*)::integer FROM t.relations()), '>', 40, 'there are tables to try');
SELECT is(t.call(:'kiosk_a', format(v.form, r.relation)), '42501', format(v.form, r.relation))
  FROM t.relations() r
 CROSS JOIN (VALUES ('SELECT * FROM %s'), ('SELECT FROM %s'), ('SELECT count(*) FROM %s'), ('INSERT INTO %s DEFAULT VALUES'),
                    ('DELETE FROM %s'), ('DELETE FROM %s WHERE false')) AS v (form);
SELECT is(t.call(:'kiosk_a', format('UPDATE %s SET %I = NULL', r.relation,
                                    (SELECT a.attname FROM pg_attribute a
                                      WHERE a.attrelid = r.relation::regclass AND a.attnum > 0 AND NOT a.attisdropped LIMIT 1))),
          '42501', 'UPDATE ' || r.relation)
  FROM t.relations() r;
SELECT is(t.call(:'kiosk_a', format(v.form, r.relation)), '42501', format(v.form, r.relation))
  FROM t.relations() r
 CROSS JOIN (VALUES ('TRUNCATE %s'), ('LOCK TABLE %s'), ('COPY %s TO ''/dev/null'''), ('COPY %s TO PROGRAM ''true'''),
                    ('COPY %s FROM PROGRAM ''true'''), ('CREATE INDEX ON %s ((1))'), ('DROP TABLE %s'),
                    ('ALTER TABLE %s DISABLE ROW LEVEL SECURITY'), ('COMMENT ON TABLE %s IS ''x''')) AS v (form)
 WHERE r.kind IN ('r', 'p');
SELECT is((SELECT string_agg(r.relation, ', ') FROM t.relations() r
            WHERE has_table_privilege(:'kiosk_a', r.relation, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
               OR has_any_column_privilege(:'kiosk_a', r.relation, 'SELECT, INSERT, UPDATE, REFERENCES')),
          NULL, 'the catalogue grants nothing either');
SELECT is((SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c
            WHERE c.relnamespace::regnamespace::text IN ('public', 'private')
              AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege(:'kiosk_a', c.oid, 'USAGE, SELECT, UPDATE') END), NULL, 'nor on a sequence');
SAVEPOINT client_copy;
SET SESSION AUTHORIZATION :kiosk_a;
\set ON_ERROR_STOP 0
\o /dev/null
\set VERBOSITY sqlstate
COPY public.materials TO STDOUT;
\set copy_state :SQLSTATE
\set VERBOSITY default
\o
\set ON_ERROR_STOP 1
ROLLBACK TO client_copy;
SELECT is(:'copy_state'::text, '42501', 'COPY to the client');

-- ---------------------------------------------------------------- nothing to stand on
SELECT is(t.call(:'kiosk_a', v.sql), v.state, v.sql)
  FROM (VALUES
        ('CREATE TABLE public.mine (x integer)', '42501'),
        ('CREATE TEMPORARY TABLE mine (x integer)', '42501'),
        ('CREATE SCHEMA mine', '42501'),
        ('CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS ''SELECT 1''', '42501'),
        ('CREATE FUNCTION api.mine() RETURNS integer LANGUAGE sql AS ''SELECT 1''', '42501'),
        ('CREATE EXTENSION pg_trgm', '42501'),
        ('CREATE ROLE mine', '42501'),
        ('SET ROLE gemba_owner', '42501'),
        ('SET ROLE postgres', '42501'),
        ('ALTER ROLE gemba_kiosk SUPERUSER', '42501'),
        ('GRANT gemba_owner TO gemba_kiosk', '42501'),
        ('SELECT pg_read_file(''/etc/hostname'')', '42501'),
        ('SELECT extensions.gen_salt(''bf'')', '42501'),
        ('SELECT extensions.gemba_obstacle(''pg_cron'')', '42501'),
        ('SELECT private.current_org()', '42501'),
        ('SELECT private.set_context(1, 1)', '42501'),
        ('SELECT private.open_session(1, 1, 1)', '42501'),
        ('SELECT * FROM private.run_due_jobs()', '42501'),
        ('SELECT * FROM admin.org_add(''X'', ''X'')', '42501'),
        ('SELECT * FROM admin.kiosk_list()', '42501'),
        ('SELECT * FROM admin.relay_take(1, 1)', '42501'),
        ('SELECT lo_create(0)', '42501'),
        ('SELECT lo_from_bytea(0, ''x'')', '42501')) AS v (sql, state);
SELECT is(t.call(:'kiosk_a', format(v.form, :'kiosk_b')), '42501', format(v.form, 'another kiosk'))
  FROM (VALUES ('SET ROLE %I'), ('ALTER ROLE %I PASSWORD ''x''')) AS v (form);
SELECT is(t.call(:'kiosk_a', 'SET ROLE gemba_kiosk; SELECT * FROM api.channels(''x'')'), 'GM004 TOKEN_INVALID token',
          'the group''s role is no kiosk');
SELECT is((SELECT string_agg(n.nspname, ' ' ORDER BY n.nspname) FROM pg_namespace n
            WHERE has_schema_privilege(:'kiosk_a', n.oid, 'USAGE') AND n.nspname NOT IN ('t', 'tap') AND n.nspname NOT LIKE 'pg\_t%'),
          'api information_schema pg_catalog', 'only the door can be named');

-- ---------------------------------------------------------------- forging the context gains nothing
SELECT is(t.value(:'kiosk_a', format('SELECT set_config(''app.current_organization_id'', %L, false); ', :'org_b')), :'org_b', 'a kiosk may set it');
CREATE FUNCTION t.forged(p_kiosk text, p_org text, p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_value text;
BEGIN
    PERFORM set_config('session_authorization', p_kiosk, true);
    PERFORM set_config('app.current_organization_id', p_org, false);
    EXECUTE p_sql INTO v_value;
    SET SESSION AUTHORIZATION DEFAULT;
    RETURN v_value;
END
$$;
SELECT is(t.forged(:'kiosk_a', :'org_b', format('SELECT string_agg("user", '','') FROM api.user_list(%L)', :'boss_a')), 'boss,clerk',
          'the door opens the token''s organization');
SELECT is(t.forged(:'kiosk_a', :'org_b', format('SELECT channel FROM api.channels(%L) LIMIT 1', :'boss_a')),
          (SELECT 'stock_' || channel_key FROM organizations WHERE id = :org_a), 'and its channels');
SELECT is(t.forged(:'kiosk_a', '1; DROP TABLE materials', format('SELECT string_agg("user", '','') FROM api.user_list(%L)', :'boss_a')),
          'boss,clerk', 'whatever stands there');
SELECT is(t.forged(:'kiosk_a', ''' OR true --', format('SELECT string_agg("user", '','') FROM api.user_list(%L)', :'boss_a')),
          'boss,clerk', 'no text becomes SQL');
SELECT has_table('public'::name, 'materials'::name);
SELECT private.set_context(NULL, NULL) \g /dev/null
SET ROLE gemba_owner;
SELECT is((SELECT count(*)::integer FROM materials), 0, 'without a context even the owner sees nothing');
SELECT is((SELECT count(*)::integer FROM audit_log), 0, 'of any table');
SELECT private.set_context(:org_a, NULL) \g /dev/null
SELECT is((SELECT count(DISTINCT organization_id)::integer FROM audit_log), 1, 'with it only its own');
SELECT throws_ok(format('INSERT INTO uoms VALUES (%L, ''x'')', :'org_b'), '42501', NULL, 'and writes nothing for another');
RESET ROLE;

-- ---------------------------------------------------------------- people of another organization
SELECT is(t.sign_on(:'kiosk_a', 'bea', '4711'), 'BAD_CREDENTIALS', 'whoever belongs to another organization is nobody here');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_pin(%L, gen_random_uuid(), ''bea'', ''5555'')', :'boss_a')),
          'GM003 UNKNOWN_USER user', 'nor can they be changed');
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.user_lock(%L, gen_random_uuid(), ''bea'', false)', :'boss_a')),
          'GM003 UNKNOWN_USER user', 'or locked');
SELECT is(t.value(:'kiosk_a', format('SELECT count(*) FROM api.user_list(%L) WHERE "user" = ''bea''', :'boss_a')), '0', 'or listed');
SELECT is(t.value(:'kiosk_b', format('SELECT display_name FROM api.user_list(%L) WHERE "user" = ''boss''', :'boss_b')), 'Another Boss',
          'the same name in two organizations is two people');

-- ---------------------------------------------------------------- channels
SELECT matches((SELECT channel_key FROM organizations WHERE id = :org_a), '^[0-9a-f]{32}$', 'a channel''s name cannot be guessed');
SELECT isnt((SELECT channel_key FROM organizations WHERE id = :org_a), (SELECT channel_key FROM organizations WHERE id = :org_b),
            'nor known from another''s');
SELECT is(t.value(:'kiosk_a', format('SELECT string_agg(topic, '' '') FROM api.channels(%L)', :'boss_a')),
          'stock order purchase alert floor board low_stock_alert work_order_status_changed', 'each topic has one');
SELECT is(t.value(:'kiosk_a', format('SELECT count(*) FROM api.listen(%L)', :'boss_a')), '8', 'listen listens on each');
SELECT is((SELECT count(*)::integer FROM private.channels_of(:org_a) c WHERE length(c.channel) >= 64), 0, 'no name is cut short');

SELECT * FROM finish();
ROLLBACK;
