-- Drops what 0007 made.
DELETE FROM jobs WHERE name = 'make_shifts';
DROP TABLE change_set_rows, change_sets, lane_assignments, work_order_dependencies, operation_lanes;
DROP SEQUENCE booking_versions;
ALTER TABLE work_order_operations DROP COLUMN lane_id, DROP COLUMN work_s, DROP COLUMN started_at, DROP COLUMN finished_at;
DROP TABLE calendar_exceptions, shift_occurrences, shift_patterns;
DROP INDEX downtime_events_open;
ALTER TABLE machines DROP COLUMN lane_id, DROP COLUMN ideal_cycle_s, DROP COLUMN minor_stop_s;
DROP TABLE lanes, calendars;
