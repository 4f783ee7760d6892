-- Goods in and out, and what is on the shelves.
-- Movements all answer with the same columns; cost and value are NULL without cost.view.

-- name: stock_receive
-- queue: yes
-- in:  token secret, op_id uuid, material code, quantity qty, ref_type code, ref code?, unit_cost cost?, lot code?, expiry date?
-- in:  location code?, delivery_note text?, at time?, notes text?, sscc code?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.receive($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- A delivery: lines is [{"line":10,"quantity":"5","lot":"L1","expiry":"2027-01-31","unit_cost":"2.5"}, ...]; all or nothing.
-- name: stock_receive_lines
-- queue: yes
-- in:  token secret, op_id uuid, purchase_order code, lines json, location code?, delivery_note text?, at time?, notes text?
-- out: line int, transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.receive_lines($1, $2, $3, $4, $5, $6, $7, $8);

-- name: stock_issue
-- in:  token secret, op_id uuid, material code, quantity qty, ref_type code, ref code, lot code?, location code?, force bool?, reason text?, at time?, notes text?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.issue($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- A pick list for one work order: lines is [{"material":"M","quantity":"5","lot":"L1"}, ...]; all or nothing.
-- name: stock_issue_lines
-- in:  token secret, op_id uuid, work_order code, lines json, location code?, at time?, notes text?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.issue_lines($1, $2, $3, $4, $5, $6, $7);

-- name: stock_adjust
-- in:  token secret, op_id uuid, material code, quantity signed, reason text, unit_cost cost?, lot code?, location code?, at time?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.adjust($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- of: the issue (WORK_ORDER, back from the floor) or the receipt (PURCHASE_ORDER, back to the supplier).
-- name: stock_return
-- in:  token secret, op_id uuid, material code, quantity qty, ref_type code, of int, notes text?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.return_goods($1, $2, $3, $4, $5, $6, $7);

-- name: stock_reverse
-- in:  token secret, op_id uuid, transaction int, reason text
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.reverse($1, $2, $3, $4);

-- name: stock_transfer
-- in:  token secret, op_id uuid, material code, quantity qty, from code, to code, lot code?, notes text?
-- out: transaction_id int, in_transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.transfer($1, $2, $3, $4, $5, $6, $7, $8);

-- What was counted on a location (default: the kiosk's); the difference is posted. No difference: transaction_id NULL.
-- name: stock_count
-- queue: yes
-- in:  token secret, op_id uuid, material code, quantity count, location code?, lot code?, reason text?
-- out: transaction_id int, transaction_type text, material text, quantity qty, cost_per_unit cost, total_cost amount, quantity_on_hand qty, replayed bool
SELECT * FROM api.count_stock($1, $2, $3, $4, $5, $6, $7);

-- name: stock_search
-- in:  token secret, query text?
-- out: material text, name text, uom text, quantity_on_hand qty, reserved qty, available qty, reorder_point qty, value_on_hand amount
SELECT * FROM api.stock($1, $2);

-- name: stock_moves
-- in:  token secret, material code?, from time?, to time?, type code?, ref_type code?, ref code?, lot code?, limit int?
-- out: transaction_id int, transaction_type text, material text, reference_type text, reference_id int, reference text, quantity qty, quantity_change qty
-- out: cost_per_unit cost, total_cost amount, value_change amount, lot text, location text, transaction_date time, created_at time, user text, kiosk text, notes text, reversed bool
SELECT * FROM api.moves($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: stock_layers_head
-- in:  token secret, material code
-- out: material text, method text, quantity_on_hand qty, value_on_hand amount
SELECT * FROM api.layers_head($1, $2);

-- In the order of drawing.
-- name: stock_layers
-- in:  token secret, material code
-- out: received_at time, quantity_left qty, value_left amount, unit_cost cost
SELECT * FROM api.layers($1, $2);

-- name: stock_balances
-- in:  token secret, material code
-- out: plant text, location text, lot text, expiry date, quantity qty
SELECT * FROM api.balances($1, $2);

-- name: check_stock
-- in:  token secret
-- out: rule text, material text, expected text, found text
SELECT * FROM api.check_stock($1);

-- name: alerts
-- in:  token secret
-- out: alert_id int, kind text, material text, name text, uom text, quantity qty, reorder_point qty, quantity_on_hand qty, still_low bool, created_at time, acknowledged_at time, acknowledged_by text
SELECT * FROM api.alerts($1);

-- name: alert_acknowledge
-- in:  token secret, op_id uuid, alert int
-- out: alert_id int, replayed bool
SELECT * FROM api.alert_acknowledge($1, $2, $3);
