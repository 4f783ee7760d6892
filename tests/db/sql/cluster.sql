-- Questions of db_cluster.c.

-- name: make_mark
CREATE TABLE IF NOT EXISTS mark (home text);

-- name: add_mark
INSERT INTO mark VALUES ($1);

-- name: marks
SELECT string_agg(home, ',' ORDER BY home) FROM mark WHERE $1::text IS NOT NULL;

-- name: setting
SELECT current_setting($1);

-- name: drop_mark
DROP TABLE mark;
