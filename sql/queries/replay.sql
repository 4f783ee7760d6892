-- What a terminal kept in its spool: posted by the kiosk's own right, for the person who did it.

-- An operation of the spool. session: that of the person when it was done; kind: the statement it stands for
-- ("stock_receive"), "scans" or "void"; payload: {"spool":uuid,"values":{parameter:text,..},"scans":[..]}.
-- captured_at and sent_at are the terminal's clock. offline: the person was told QUEUED and has gone: goods above
-- tolerance are taken and flagged. answer: the columns of that statement's answer, as an object.
-- name: replay
-- in:  session int, op_id uuid, seq int, kind code, payload json, captured_at time, sent_at time, offline bool
-- out: kind text, code text, field text, message text, hint text, answer json, replayed bool, flags array, skew_s int
SELECT * FROM api.replay($1, $2, $3, $4, $5, $6, $7, $8);

-- Verbatim scans, newest first: what was read when, by whom, and what came of it.
-- name: scan_log
-- in:  token secret, from time?, to time?, kiosk code?, limit int?
-- out: scanned_at time, received_at time, kiosk text, user text, raw text, verdict text, became text, op_id uuid
SELECT * FROM api.scan_log($1, $2, $3, $4, $5);

-- uom NULL: the material's own; factor NULL: what the material's conversion says, 1 for its own unit.
-- name: barcode_add
-- in:  token secret, op_id uuid, barcode text, material code, uom code?, factor qty?
-- out: barcode text, material text, uom text, factor qty, replayed bool
SELECT * FROM api.barcode_add($1, $2, $3, $4, $5, $6);

-- How a supplier's labels use an identifier; label_field NULL: as everybody does, "-": ignored.
-- name: label_rule_set
-- in:  token secret, op_id uuid, supplier code, identifier code, label_field code?
-- out: supplier text, identifier text, label_field text, replayed bool
SELECT * FROM api.label_rule_set($1, $2, $3, $4, $5);

-- name: label_rules
-- in:  token secret
-- out: supplier text, identifier text, label_field text
SELECT * FROM api.label_rules($1);

-- ---- what a terminal remembers for the time without a server ----

-- Everything resolve could find, by its spelling; at most 20 000, open orders and their materials first.
-- name: memory_codes
-- in:  token secret
-- out: spelled text, what text, code text, name text, material text, detail text, uom text, factor qty
SELECT * FROM api.memory_codes($1);

-- Lines of open purchase orders: columns of po_lines behind those of po_list.
-- name: memory_lines
-- in:  token secret
-- out: purchase_order text, supplier text, supplier_name text, order_status text, created_at time
-- out: line int, material text, name text, uom text, ordered qty, received qty, open qty, max_receivable qty, unit_price cost, status text, lot_required bool, expiry_required bool
SELECT * FROM api.memory_lines($1);

-- name: memory_materials
-- in:  token secret
-- out: material text, name text, uom text, method text, reorder_point qty, lot_required bool, expiry_required bool, quantity_on_hand qty, reserved qty, available qty, value_on_hand amount, last_unit_cost cost
SELECT * FROM api.memory_materials($1);
