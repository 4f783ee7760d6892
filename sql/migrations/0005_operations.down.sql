-- Drops what 0005 made.
DROP TABLE capabilities, jobs, poke_throttle, cache, outbox, alerts, audit_log, op_log;
