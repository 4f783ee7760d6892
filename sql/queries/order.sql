-- Work orders.

-- answer of a write: the order as the write left it, as it was told at first; keys are the columns of order_show, and
-- "operations" and "materials" lists with those of order_operations and order_materials. Only the number without
-- materials.view.

-- needs is [{"material":"M","quantity":"5"}, ...]; operations [{"operation":10,"lane":"L1","minutes":"240"}, ...], lane
-- "L1|L2": either, minutes and lane may be missing; none: one operation 10. after [{"work_order":"WO-1","lag_minutes":"30"}].
-- name: order_add
-- in:  token secret, op_id uuid, work_order code, product code?, quantity qty, due time, needs json?, operations json?, after json?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_add($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- work_order must wait for after: begin lag_minutes of elapsed time after its end. Again: another lag. CONFLICT CYCLE names it.
-- name: order_link
-- in:  token secret, op_id uuid, work_order code, after code, lag_minutes text?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_link($1, $2, $3, $4, $5);

-- name: order_unlink
-- in:  token secret, op_id uuid, work_order code, after code
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_unlink($1, $2, $3, $4);

-- name: order_release
-- in:  token secret, op_id uuid, work_order code
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_release($1, $2, $3);

-- operation NULL: the first that is not finished. Its bar runs from now on; those before it are done.
-- name: order_start
-- in:  token secret, op_id uuid, work_order code, operation int?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_start($1, $2, $3, $4);

-- name: order_pause
-- in:  token secret, op_id uuid, work_order code, reason text?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_pause($1, $2, $3, $4);

-- name: order_complete
-- in:  token secret, op_id uuid, work_order code
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_complete($1, $2, $3);

-- name: order_cancel
-- in:  token secret, op_id uuid, work_order code, reason text?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_cancel($1, $2, $3, $4);

-- operation NULL: the only or last one. Pieces good, scrap, rework are disjoint.
-- name: order_log
-- in:  token secret, op_id uuid, work_order code, operation int?, machine code?, good count, scrap count?, rework count?, reason code?, at time?
-- out: work_order_number text, replayed bool, answer json
SELECT * FROM api.order_log($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: order_show
-- in:  token secret, work_order code
-- out: work_order_number text, order_status text, product text, product_name text, quantity qty, good qty, scrap qty, rework qty, actual_material_cost amount, due_at time, created_at time, released_at time, started_at time, completed_at time
SELECT * FROM api.order_show($1, $2);

-- name: order_operations
-- in:  token secret, work_order code
-- out: operation int, name text, lane text, start time, end time, work_minutes qty, booking_status text, good qty, scrap qty, rework qty
SELECT * FROM api.order_operations($1, $2);

-- Both ways. role: predecessor (must be finished first) or successor (waits for this one).
-- name: order_dependencies
-- in:  token secret, work_order code
-- out: role text, work_order text, order_status text, lag_minutes qty, due_at time, start time, end time
SELECT * FROM api.order_dependencies($1, $2);

-- available: what this order may draw now (on hand minus what others reserved).
-- name: order_materials
-- in:  token secret, work_order code
-- out: material text, name text, uom text, required qty, issued qty, open qty, reserved qty, available qty, cost amount
SELECT * FROM api.order_materials($1, $2);

-- status NULL: all that are not finished, unless all is true.
-- name: order_list
-- in:  token secret, status code?, all bool?, query text?
-- out: work_order_number text, order_status text, product text, product_name text, quantity qty, good qty, scrap qty, actual_material_cost amount, due_at time
SELECT * FROM api.order_list($1, $2, $3, $4);
