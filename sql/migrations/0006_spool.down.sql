-- Drops what 0006 made. Its alerts go with it: the older schema does not know their kind.
DELETE FROM jobs WHERE name = 'prune_scans';
DROP TABLE received_units, label_rules, scan_log, replay_refusals, replays;
ALTER TABLE alerts NO FORCE ROW LEVEL SECURITY;
DELETE FROM alerts WHERE kind = 'OVER_RECEIPT';
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('LOW_STOCK'));
