-- What must hold for every function, table and right, the coming ones too.
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT * FROM no_plan();

CREATE TEMPORARY VIEW ours AS
SELECT p.oid, n.nspname AS schema, p.proname AS name, p.proowner, p.prosecdef, p.proconfig, p.prosrc, p.proacl, l.lanname AS language,
       format('%s.%s', n.nspname, p.proname) AS label, pg_get_function_identity_arguments(p.oid) AS arguments, p.prorettype
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
 WHERE n.nspname IN ('api', 'private', 'admin');
CREATE TEMPORARY VIEW tenant_tables AS
SELECT c.oid, c.relname AS name, c.relrowsecurity AS has_rls, c.relforcerowsecurity AS is_forced
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition;

-- ---------------------------------------------------------------- functions
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.schema = 'api' AND NOT (o.prosecdef AND 'search_path=public, pg_temp' = ANY (o.proconfig))),
          NULL, 'functions of the door run as their owner, with a pinned search_path');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.prosecdef AND NOT coalesce(o.proconfig::text ~ 'search_path=[^"]*pg_temp"', false)), NULL,
          'whatever runs as its owner has pinned its search_path, temporary objects last');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.schema = 'api' AND o.name NOT IN ('hello', 'sign_on', 'replay')
              AND (o.prosrc !~ 'private\.enter\(p_token, (''[a-z.]+''|NULL)\)' OR o.arguments !~ '^p_token text')), NULL,
          'all of the door but hello, sign_on and replay enter with the token');
-- Whose token has expired meanwhile still did what his terminal kept: there, and only there, a kiosk enters with a session.
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.prosrc ~ 'private\.enter_replay\('), 'api.replay',
          'only replay enters with a session');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.label = 'api.replay'
              AND substring(regexp_replace(o.prosrc, '--[^\n]*', '', 'g') FROM '^(.*?)private\.enter_replay\(') ~* '(SELECT|INSERT|UPDATE|DELETE|PERFORM|EXECUTE|private\.[a-z_]+\()'), NULL,
          'and before anything else');
-- The first call of the body is the entry: nothing private or of a table stands before it.
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.schema = 'api' AND o.name NOT IN ('hello', 'sign_on', 'replay')
              AND substring(regexp_replace(o.prosrc, '--[^\n]*', '', 'g') FROM '^(.*?)private\.enter\(') ~* '(SELECT|INSERT|UPDATE|DELETE|PERFORM|EXECUTE|private\.[a-z_]+\()'), NULL,
          'and do so before anything else');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.schema = 'api' AND o.prosrc ~ 'private\.enter\(p_token, NULL\)'
              AND o.name NOT IN ('sign_off', 'unlock', 'listen', 'channels', 'label_rules')), NULL, 'only five are open to everybody who is signed on');
SELECT is((SELECT string_agg(m[1], ', ') FROM ours o, regexp_matches(o.prosrc, 'private\.(?:enter\(p_token,|may\(v_ctx,) ''([a-z.]+)''', 'g') AS m
            WHERE NOT EXISTS (SELECT FROM permissions p WHERE p.name = m[1])), NULL, 'every permission that is asked for exists');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.prosrc ~* 'set_config\([^)]*false\)'), NULL, 'settings last for the transaction only');
SELECT is((SELECT string_agg(o.label, ', ') FROM (SELECT label FROM ours GROUP BY label HAVING count(*) > 1) o), NULL, 'no two functions share a name');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.proowner <> 'gemba_owner'::regrole), NULL, 'all belong to the owner');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE EXISTS (SELECT FROM aclexplode(coalesce(o.proacl, acldefault('f', o.proowner))) a
              WHERE a.grantee = 0 OR (a.grantee = 'gemba_kiosk'::regrole AND o.schema <> 'api'))), NULL, 'PUBLIC may call none of them, kiosks the door only');
SELECT is((SELECT string_agg(o.label, ', ') FROM ours o WHERE o.schema = 'api' AND NOT has_function_privilege('gemba_kiosk', o.oid, 'EXECUTE')), NULL, 'and all of the door');
-- A trigger of a deferred constraint runs at commit, as whoever commits.
SELECT is((SELECT string_agg(t.tgname, ', ') FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgdeferrable AND NOT t.tgisinternal AND NOT p.prosecdef), NULL, 'deferred triggers run as the owner');

-- ---------------------------------------------------------------- tables
SELECT is((SELECT string_agg(t.name, ', ') FROM tenant_tables t WHERE NOT (t.has_rls AND t.is_forced)
              AND t.name <> ALL (private.identity_tables())
              AND t.name NOT IN ('material_transactions', 'production_logs', 'machine_status_history', 'downtime_events')), NULL,
          'every table of a tenant forces row security, the identity tables and the time series apart');
SELECT is((SELECT string_agg(t.name, ', ') FROM tenant_tables t WHERE t.has_rls AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = t.oid) <> 1), NULL,
          'with exactly one policy');
SELECT is((SELECT string_agg(p.polrelid::regclass::text, ', ') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE NOT c.relrowsecurity), NULL,
          'no policy stands on a table without row security');
SELECT is((SELECT string_agg(p.polrelid::regclass::text, ', ') FROM pg_policy p
             JOIN tenant_tables t ON t.oid = p.polrelid
            WHERE pg_get_expr(p.polqual, p.polrelid) !~ '^\(organization_id = \( SELECT private.current_org\(\) AS current_org\)\)$'), NULL,
          'every policy asks for the organization once a statement');
SELECT is((SELECT string_agg(c.relname, ', ') FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND NOT EXISTS (SELECT FROM tenant_tables t WHERE t.oid = c.oid)
              AND c.relname <> 'organizations' AND coalesce(obj_description(c.oid, 'pg_class'), '') !~ '^reference data'), NULL,
          'a table without an organization says that it is reference data');
SELECT is((SELECT string_agg(t.name, ', ') FROM tenant_tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
            WHERE (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0]) <> 'organization_id'), NULL,
          'every key begins with the organization');
SELECT is((SELECT string_agg(i.indexrelid::regclass::text, ', ') FROM tenant_tables t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
            WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (i.indkey::smallint[]) AND a.attname = 'organization_id')
              AND i.indexrelid::regclass::text NOT IN ('kiosks_name_key', 'sessions_token_hash_key')), NULL,
          'nothing is unique across organizations but a kiosk''s name (it is a role) and a token');
SELECT is((SELECT string_agg(format('%s on %s', k.conname, k.conrelid::regclass), ', ') FROM pg_constraint k
            JOIN tenant_tables f ON f.oid = k.conrelid JOIN tenant_tables t ON t.oid = k.confrelid
            WHERE k.contype = 'f' AND NOT EXISTS (
                SELECT FROM unnest(k.conkey, k.confkey) AS c (mine, theirs)
                  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.mine AND a.attname = 'organization_id'
                  JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = c.theirs AND b.attname = 'organization_id')), NULL,
          'no reference leads into another organization');
SELECT is((SELECT string_agg(c.relname, ', ') FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace
              AND (c.relkind <> 'v' OR NOT coalesce('security_barrier=true' = ANY (c.reloptions), false)
                   OR pg_get_viewdef(c.oid) !~ 'organization_id = \( SELECT private.current_org\(\)')), NULL, 'ledgers are read through barrier views');
SELECT is((SELECT count(*)::integer FROM pg_class c WHERE c.relnamespace = 'ledger'::regnamespace), 4, 'of which there are four');
SELECT is((SELECT string_agg(format('%s.%s', a.attrelid::regclass, a.attname), ', ') FROM pg_attribute a JOIN tenant_tables t ON t.oid = a.attrelid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('real'::regtype, 'double precision'::regtype, 'money'::regtype, 'timestamp'::regtype)), NULL,
          'no binary fractions, no times without a zone');

-- ---------------------------------------------------------------- rights
SELECT is((SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.relnamespace::regnamespace::text IN ('public', 'private', 'ledger') AND a.grantee <> c.relowner), NULL, 'nobody but the owner has a right on a table');
SELECT is((SELECT string_agg(r.what, ', ') FROM private.public_rights() r WHERE r.what NOT LIKE '%schema tap'), NULL, 'PUBLIC has nothing left');
SELECT is((SELECT (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls) FROM pg_roles WHERE rolname = 'gemba_owner'), false, 'the owner is no administrator');
SELECT is((SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = 'gemba_kiosk'), false, 'nor is the kiosks'' group');
SELECT is((SELECT string_agg(pg_get_userbyid(m.roleid), ', ') FROM pg_auth_members m WHERE m.member = 'gemba_kiosk'::regrole), NULL, 'which belongs to no other');

SELECT * FROM finish();
ROLLBACK;
