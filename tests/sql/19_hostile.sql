-- Hostile texts through every text parameter of every function of the door, as an administrator, so that no permission
-- is in the way: each call succeeds or is refused as one of our errors or a malformed value, no text becomes SQL, and
-- the other organization is as it was.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

CREATE TEMPORARY TABLE texts (n integer GENERATED ALWAYS AS IDENTITY, txt text);
INSERT INTO texts (txt) VALUES
    ('1; DROP TABLE materials'), ('1'' OR ''1''=''1'), ('''; DROP TABLE materials; --'), ('$$; DROP TABLE materials; $$'), ('\''; DROP TABLE materials; --'),
    ('%I %L %s %'), ('{"a":1}'), ('{a,b'), ('"'), ('%_\'), ('../../etc/passwd'), (E'\x01\x1b[2J'), (E'\u202e'), (repeat('x', 100000)), (''), ('NULL'), ('-1'),
    ('99999999999999999999'), ('[[:alpha:]'), ('(?i)('), ('*'), ('):('), ('&|!'), ('pg_sleep(9)');
GRANT SELECT ON texts TO PUBLIC;
SELECT md5(string_agg(x, '|' ORDER BY x)) AS before
  FROM (SELECT o::text AS x FROM organizations o UNION ALL SELECT u::text FROM users u WHERE u.organization_id = :org_b
        UNION ALL SELECT m::text FROM materials m WHERE m.organization_id = :org_b UNION ALL SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace) s \gset

-- Something for the plausible values to name.
SELECT t.call(:'kiosk_a', format(v.form, :'boss_a')) FROM (VALUES
    ('SELECT FROM api.material_add(%L, gen_random_uuid(), ''M-1'', ''Bolt'', ''pcs'', ''FIFO'', 0, false, false)'),
    ('SELECT FROM api.supplier_add(%L, gen_random_uuid(), ''S-1'', ''Supplier'', NULL)'),
    ('SELECT FROM api.po_add(%L, gen_random_uuid(), ''PO-1'', ''S-1'', ''[{"material":"M-1","quantity":"5","unit_price":"1"}]'', NULL)'),
    ('SELECT FROM api.order_add(%L, gen_random_uuid(), ''WO-1'', ''M-1'', 5, now(), NULL, NULL, NULL)'),
    ('SELECT FROM api.receive(%L, gen_random_uuid(), ''M-1'', 1000000, ''ADJUSTMENT'', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL)')) AS v (form) \g /dev/null
CREATE FUNCTION t.plausible(p_name text) RETURNS text LANGUAGE sql
    AS $$ SELECT quote_nullable(CASE p_name WHEN 'p_material' THEN 'M-1' WHEN 'p_product' THEN 'M-1' WHEN 'p_supplier' THEN 'S-1' WHEN 'p_purchase_order' THEN 'PO-1'
                                            WHEN 'p_work_order' THEN 'WO-1' WHEN 'p_name' THEN 'Name' WHEN 'p_uom' THEN 'pcs' WHEN 'p_method' THEN 'FIFO'
                                            WHEN 'p_ref_type' THEN 'ADJUSTMENT' WHEN 'p_ref' THEN '1' WHEN 'p_reason' THEN 'because' WHEN 'p_from' THEN 'MAIN'
                                            WHEN 'p_to' THEN 'MAIN' WHEN 'p_user' THEN 'clerk' WHEN 'p_new_pin' THEN '1234' WHEN 'p_roles' THEN '{operator}' END) $$;

-- A call with the text at every text parameter (p_at NULL) or only at that one, plausible values elsewhere.
CREATE FUNCTION t.attack(p_function oid, p_token text, p_text text, p_at integer) RETURNS text LANGUAGE sql
    AS $$ SELECT format('SELECT count(*) FROM api.%I(%s)', p.proname, string_agg(
                 CASE WHEN p.proargnames[n] = 'p_token' THEN quote_literal(p_token)
                      WHEN p.proargtypes[n - 1] = 'text'::regtype AND (p_at IS NULL OR p_at = n) THEN quote_literal(p_text)
                      WHEN p.proargtypes[n - 1] = 'text[]'::regtype AND (p_at IS NULL OR p_at = n) THEN quote_literal(ARRAY[p_text]) || '::text[]'
                      WHEN p.proargtypes[n - 1] = 'jsonb'::regtype AND (p_at IS NULL OR p_at = n) THEN
                          quote_literal(jsonb_build_array(jsonb_build_object('line', p_text, 'material', p_text, 'quantity', p_text, 'unit_price', p_text, 'price', p_text))) || '::jsonb'
                      WHEN p.proargtypes[n - 1] = 'uuid'::regtype THEN 'gen_random_uuid()'
                      WHEN p.proargtypes[n - 1] IN ('numeric'::regtype, 'bigint'::regtype) THEN '1'
                      WHEN p.proargtypes[n - 1] = 'timestamptz'::regtype THEN 'now()'
                      WHEN p.proargtypes[n - 1] IN ('text'::regtype, 'text[]'::regtype) THEN t.plausible(p.proargnames[n])
                      ELSE 'NULL' END, ', ' ORDER BY n))
            FROM pg_proc p, generate_series(1, p.pronargs) AS n WHERE p.oid = p_function GROUP BY p.proname $$;
CREATE FUNCTION t.attacks(p_kiosk text, p_function oid, p_token text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(DISTINCT a.outcome || ' ' || a.txt, '; ') FROM (
              SELECT left(x.txt, 30) AS txt, t.call(p_kiosk, t.attack(p_function, p_token, x.txt, w.at)) AS outcome
                FROM texts x
               CROSS JOIN (SELECT NULL::integer AS at UNION ALL
                           SELECT n FROM pg_proc p, generate_series(2, p.pronargs) AS n
                            WHERE p.oid = p_function AND p.proargtypes[n - 1] IN ('text'::regtype, 'text[]'::regtype, 'jsonb'::regtype)) w) a
           WHERE a.outcome !~ '^(done|GM00[23456]|22)' $$;
SELECT is(t.attacks(:'kiosk_a', p.oid, :'boss_a'), NULL, 'api.' || p.proname)
  FROM pg_proc p
 WHERE p.pronamespace = 'api'::regnamespace AND p.proname NOT IN ('sign_on', 'sign_off', 'unlock') ORDER BY p.proname;

-- Signing on counts its failures, so each text has its own sign-on, rolled back, and the kiosk starts anew each time.
CREATE FUNCTION t.reset(p_kiosk text) RETURNS void LANGUAGE sql
    AS $$ DELETE FROM sign_on_counters;
          SELECT setval(format('private.%I', private.attempts_sequence(k.id)), 1) FROM kiosks k WHERE k.name = p_kiosk; $$;
CREATE FUNCTION t.sign_on_anew(p_kiosk text, p_user text, p_pin text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM t.reset(p_kiosk);
    RETURN t.sign_on(p_kiosk, p_user, p_pin);
END
$$;
SELECT is(t.sign_on_anew(:'kiosk_a', x.txt, x.txt), 'BAD_CREDENTIALS', 'sign_on ' || x.n) FROM texts x;
SELECT is(t.sign_on_anew(:'kiosk_a', 'boss', x.txt), 'BAD_CREDENTIALS', 'PIN ' || x.n) FROM texts x;
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.%I(%L)', f, x.txt)), 'GM004 TOKEN_INVALID token', format('%s with token %s', f, x.n))
  FROM texts x, unnest(ARRAY['channels', 'sign_off', 'user_list', 'status']) AS f;

SELECT has_table('public'::name, 'materials'::name);
SELECT is((SELECT md5(string_agg(x, '|' ORDER BY x))
             FROM (SELECT o::text AS x FROM organizations o UNION ALL SELECT u::text FROM users u WHERE u.organization_id = :org_b
                   UNION ALL SELECT m::text FROM materials m WHERE m.organization_id = :org_b UNION ALL SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace) s),
          :'before', 'organizations, the other one''s people and materials, and the tables are as they were');

-- ---------------------------------------------------------------- texts as the organization of the context
CREATE FUNCTION t.as_context(p_kiosk text, p_context text, p_sql text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.current_organization_id', p_context, true), set_config('app.current_plant_id', p_context, true);
    RETURN t.call(p_kiosk, p_sql);
END
$$;
SELECT is(t.as_context(:'kiosk_a', x.txt, format('SELECT * FROM api.user_list(%L)', :'boss_a')), 'done', 'context ' || x.n) FROM texts x;

SELECT * FROM finish();
ROLLBACK;
