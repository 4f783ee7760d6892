-- Materials, suppliers, locations and purchase orders.

-- method NULL: the organization's.
-- name: material_add
-- in:  token secret, op_id uuid, material code, name text, uom code, method code?, reorder_point count?, lot_required bool?, expiry_required bool?
-- out: material text, name text, uom text, method text, reorder_point qty, lot_required bool, expiry_required bool, quantity_on_hand qty, reserved qty, available qty, value_on_hand amount, last_unit_cost cost, replayed bool
SELECT * FROM api.material_add($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- NULL leaves a value as it is.
-- name: material_set
-- in:  token secret, op_id uuid, material code, name text?, method code?, reorder_point count?, lot_required bool?, expiry_required bool?
-- out: material text, name text, uom text, method text, reorder_point qty, lot_required bool, expiry_required bool, quantity_on_hand qty, reserved qty, available qty, value_on_hand amount, last_unit_cost cost, replayed bool
SELECT * FROM api.material_set($1, $2, $3, $4, $5, $6, $7, $8);

-- name: material_show
-- in:  token secret, material code
-- out: material text, name text, uom text, method text, reorder_point qty, lot_required bool, expiry_required bool, quantity_on_hand qty, reserved qty, available qty, value_on_hand amount, last_unit_cost cost
SELECT * FROM api.material_show($1, $2);

-- name: supplier_add
-- in:  token secret, op_id uuid, supplier code, name text, tolerance count?
-- out: supplier text, name text, replayed bool
SELECT * FROM api.supplier_add($1, $2, $3, $4, $5);

-- name: supplier_list
-- in:  token secret
-- out: supplier text, name text
SELECT * FROM api.suppliers($1);

-- name: location_add
-- in:  token secret, op_id uuid, location code, plant code?
-- out: location text, plant text, replayed bool
SELECT * FROM api.location_add($1, $2, $3, $4);

-- name: location_list
-- in:  token secret
-- out: location text, plant text, is_default bool
SELECT * FROM api.locations($1);

-- answer of po_add, po_line, po_close: the order as the write left it, as it was told at first; keys are the columns of
-- po_show, and a list "lines" with those of po_lines. Only number, supplier and status without materials.view.

-- lines is [{"material":"M","quantity":"5","unit_price":"2.5"}, ...]; numbered 10, 20, ...
-- name: po_add
-- in:  token secret, op_id uuid, purchase_order code, supplier code, lines json, tolerance count?
-- out: purchase_order text, supplier text, status text, replayed bool, answer json
SELECT * FROM api.po_add($1, $2, $3, $4, $5, $6);

-- name: po_line
-- in:  token secret, op_id uuid, purchase_order code, material code, quantity qty, unit_price cost
-- out: purchase_order text, supplier text, status text, replayed bool, answer json
SELECT * FROM api.po_line($1, $2, $3, $4, $5, $6);

-- line NULL: the whole order.
-- name: po_close
-- in:  token secret, op_id uuid, purchase_order code, line int?
-- out: purchase_order text, supplier text, status text, replayed bool, answer json
SELECT * FROM api.po_close($1, $2, $3, $4);

-- name: po_show
-- in:  token secret, purchase_order code
-- out: purchase_order text, supplier text, supplier_name text, status text, created_at time
SELECT * FROM api.po_show($1, $2);

-- max_receivable: what may still be received with the tolerance. unit_price NULL without cost.view.
-- name: po_lines
-- in:  token secret, purchase_order code
-- out: line int, material text, name text, uom text, ordered qty, received qty, open qty, max_receivable qty, unit_price cost, status text, lot_required bool, expiry_required bool
SELECT * FROM api.po_lines($1, $2);

-- name: po_list
-- in:  token secret, supplier code?, open bool?, query text?
-- out: purchase_order text, supplier text, supplier_name text, status text, lines int, open_lines int, created_at time
SELECT * FROM api.po_list($1, $2, $3, $4);

-- name: user_add
-- in:  token secret, op_id uuid, user code, roles array, badge code?, display_name text?, new_pin secret
-- out: user text, roles text, badge text, locked bool, replayed bool
SELECT * FROM api.user_add($1, $2, $3, $4, $5, $6, $7);

-- name: user_pin
-- in:  token secret, op_id uuid, user code, new_pin secret
-- out: user text, roles text, badge text, locked bool, replayed bool
SELECT * FROM api.user_pin($1, $2, $3, $4);

-- unlock true takes the lock off again.
-- name: user_lock
-- in:  token secret, op_id uuid, user code, unlock bool?
-- out: user text, roles text, badge text, locked bool, replayed bool
SELECT * FROM api.user_lock($1, $2, $3, $4);

-- name: user_list
-- in:  token secret
-- out: user text, display_name text, roles text, badge text, locked bool
SELECT * FROM api.user_list($1);

-- For the status screen: one row a fact.
-- name: status
-- in:  token secret
-- out: area text, name text, state text, detail text
SELECT * FROM api.status($1);
