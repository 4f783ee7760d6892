-- The private cluster's database; asked in the database "postgres".

-- name: cluster_database_exists
-- out: database_exists bool
SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'gemba') AS database_exists;

-- name: cluster_database_create
CREATE DATABASE gemba TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
