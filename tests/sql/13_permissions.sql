-- Roles and permissions: what the five roles may, the copy kept with each person, and that every function of the door
-- refuses whoever lacks its permission.
BEGIN;
\ir support/setup.psql
SELECT * FROM no_plan();

CREATE FUNCTION t.of_role(p_org bigint, p_role text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(rp.permission, ' ' ORDER BY rp.permission)
            FROM roles r JOIN role_permissions rp ON rp.organization_id = r.organization_id AND rp.role_id = r.id
           WHERE r.organization_id = p_org AND r.name = p_role $$;
SELECT is(t.of_role(:org_a, v.role), v.permissions, v.role)
  FROM (VALUES
        ('storekeeper', 'cost.view materials.issue materials.receive materials.view'),
        ('operator', 'materials.view metrics.view production.report scheduling.view'),
        ('supervisor', 'cost.view materials.issue materials.override materials.receive materials.view metrics.view production.report scheduling.override scheduling.update scheduling.view'),
        ('manager', 'cost.view materials.view metrics.view scheduling.view'),
        ('admin', (SELECT string_agg(name, ' ' ORDER BY name) FROM permissions))) AS v (role, permissions);

-- ---------------------------------------------------------------- kept in step
CREATE FUNCTION t.of_clerk(p_org bigint) RETURNS text LANGUAGE sql
    AS $$ SELECT array_to_string(permissions, ' ') FROM users WHERE organization_id = p_org AND user_name = 'clerk' $$;
SELECT is(t.of_clerk(:org_a), t.of_role(:org_a, 'storekeeper'), 'a person has what the role has');
INSERT INTO user_roles SELECT u.organization_id, u.id, r.id FROM users u JOIN roles r ON r.organization_id = u.organization_id
 WHERE u.organization_id = :org_a AND u.user_name = 'clerk' AND r.name = 'operator';
SELECT is(t.of_clerk(:org_a), 'cost.view materials.issue materials.receive materials.view metrics.view production.report scheduling.view',
          'two roles are added up');
DELETE FROM role_permissions rp USING roles r
 WHERE rp.organization_id = :org_a AND r.organization_id = rp.organization_id AND r.id = rp.role_id AND r.name = 'storekeeper'
   AND rp.permission = 'materials.issue';
SELECT is(t.of_clerk(:org_a), 'cost.view materials.receive materials.view metrics.view production.report scheduling.view', 'a role loses one');
INSERT INTO role_permissions SELECT r.organization_id, r.id, 'materials.override' FROM roles r WHERE r.organization_id = :org_a AND r.name = 'operator';
SELECT is(t.of_clerk(:org_a), 'cost.view materials.override materials.receive materials.view metrics.view production.report scheduling.view',
          'a role gains one');
DELETE FROM user_roles ur USING roles r
 WHERE ur.organization_id = :org_a AND r.organization_id = ur.organization_id AND r.id = ur.role_id AND r.name = 'operator';
SELECT is(t.of_clerk(:org_a), 'cost.view materials.receive materials.view', 'a role is taken away');
DELETE FROM roles WHERE organization_id = :org_a AND name = 'storekeeper';
SELECT is(t.of_clerk(:org_a), '', 'a role is dropped');
SELECT is((SELECT array_to_string(permissions, ' ') FROM users WHERE organization_id = :org_b AND user_name = 'bea'),
          t.of_role(:org_b, 'storekeeper'), 'another organization''s role of that name is another role');

-- ---------------------------------------------------------------- somebody without any permission, at every function
CREATE FUNCTION t.arguments(p_function oid, p_token text) RETURNS text LANGUAGE sql
    AS $$ SELECT string_agg(CASE n WHEN 1 THEN quote_literal(p_token) ELSE 'NULL::' || format_type(p.proargtypes[n - 1], NULL) END, ', ' ORDER BY n)
            FROM pg_proc p, generate_series(1, p.pronargs) AS n WHERE p.oid = p_function $$;
SELECT is(t.call(:'kiosk_a', format('SELECT * FROM api.%I(%s)', p.proname, t.arguments(p.oid, :'clerk_a'))), 'GM004 NOT_PERMITTED',
          'api.' || p.proname || ' wants a permission')
  FROM pg_proc p
 WHERE p.pronamespace = 'api'::regnamespace
   AND p.proname NOT IN ('hello', 'sign_on', 'sign_off', 'unlock', 'listen', 'channels', 'label_rules', 'replay') ORDER BY p.proname;
SELECT is(t.call(:'kiosk_b', format('SELECT * FROM api.%I(%s)', p.proname, t.arguments(p.oid, :'boss_a'))), 'GM004 TOKEN_INVALID token',
          'api.' || p.proname || ' refuses another kiosk''s token')
  FROM pg_proc p WHERE p.pronamespace = 'api'::regnamespace AND p.proname NOT IN ('hello', 'sign_on', 'replay') ORDER BY p.proname;

SELECT * FROM finish();
ROLLBACK;
