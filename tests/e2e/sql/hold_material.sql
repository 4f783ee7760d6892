-- Whoever posts to this material waits until this session ends.
BEGIN;
SELECT id FROM materials WHERE material_code = :'name' FOR UPDATE;
