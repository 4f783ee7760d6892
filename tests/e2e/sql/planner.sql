-- A role that plans by the rules only, which no verb makes, and somebody with it. name: the user's; the badge is its
-- capitals.
INSERT INTO roles (organization_id, name) SELECT id, 'planner' FROM organizations WHERE code = 'DEMO';
INSERT INTO role_permissions (organization_id, role_id, permission)
SELECT r.organization_id, r.id, p
  FROM roles r, unnest(ARRAY['scheduling.view', 'scheduling.update', 'materials.view']) AS p WHERE r.name = 'planner';
SELECT "user" FROM admin.user_add('DEMO', :'name', ARRAY['planner'], upper(:'name'), 'P. Lanner', '1234');
