-- Back to an empty database.
DROP TABLE sign_on_counters, sessions, kiosks, user_roles, users, role_permissions, roles, permissions, plants, organizations;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO PUBLIC;
DROP SCHEMA checks CASCADE;
DROP SCHEMA ledger CASCADE;
DROP SCHEMA admin CASCADE;
DROP SCHEMA api CASCADE;
DROP SCHEMA private CASCADE;
