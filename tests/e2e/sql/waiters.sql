-- How many wait for a lock?
SELECT count(*) FROM pg_stat_activity
 WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND wait_event_type = 'Lock';
