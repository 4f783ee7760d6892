-- Does the session of hold_material.sql hold its row? It then sits in its transaction.
SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE '%FOR UPDATE%';
