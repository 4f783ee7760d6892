-- Whoever drops a bar waits until this session ends.
BEGIN;
SELECT id FROM plants FOR UPDATE;
