-- Does anybody but us wait for an event of this name or kind?
SELECT count(*) > 0 FROM pg_stat_activity
 WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND :'name' IN (wait_event, wait_event_type);
