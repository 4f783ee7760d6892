-- Drops what 0004 made.
DROP TABLE balance_draws, stock_balances, transaction_returns, reversals, layer_draws, cost_layers;
DROP VIEW ledger.downtime_events, ledger.machine_status_history, ledger.production_logs, ledger.material_transactions;
DROP TABLE downtime_events, machine_status_history, production_logs, material_transactions;
DROP SEQUENCE downtime_events_id_seq, machine_status_history_id_seq, production_logs_id_seq, material_transactions_id_seq;
DROP FUNCTION private.make_partitions(text, text, integer);
DROP FUNCTION private.make_time_series(text, text, text, text, boolean);
