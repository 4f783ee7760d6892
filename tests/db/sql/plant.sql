-- Statements of tests/support/db_plant.c and of the tests that stand on it. All run as the administrator, who sees every row.

-- What all tables hold, remembered and compared: so that a test can say "nothing is left".
-- name: setup
CREATE SCHEMA test;
CREATE UNLOGGED TABLE test.memory (table_name name PRIMARY KEY, content text NOT NULL);
CREATE FUNCTION test.contents() RETURNS SETOF test.memory LANGUAGE plpgsql AS $$
DECLARE
    v_row test.memory;
BEGIN
    FOR v_row.table_name IN
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    LOOP
        EXECUTE format('SELECT count(*) || '' rows '' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '''')'
                       '  FROM public.%I t', v_row.table_name) INTO v_row.content;
        RETURN NEXT v_row;
    END LOOP;
END
$$;

-- name: remember
WITH gone AS (DELETE FROM test.memory RETURNING table_name)
SELECT count(*) FROM gone

-- name: remember_now
INSERT INTO test.memory SELECT * FROM test.contents() RETURNING table_name

-- name: changed
SELECT coalesce(string_agg(coalesce(c.table_name, m.table_name), ' ' ORDER BY coalesce(c.table_name, m.table_name)), '')
  FROM test.contents() c
  FULL JOIN test.memory m ON m.table_name = c.table_name
 WHERE c.content IS DISTINCT FROM m.content

-- name: hold_material
SELECT id FROM materials WHERE material_code = $1 FOR UPDATE

-- name: hold_order
SELECT id FROM work_orders WHERE work_order_number = $1 FOR UPDATE

-- name: hold_purchase_order
SELECT l.id FROM purchase_order_lines l JOIN purchase_orders o ON o.organization_id = l.organization_id AND o.id = l.purchase_order_id
 WHERE o.purchase_order_number = $1 FOR UPDATE OF l

-- name: hold_balance
SELECT b.id FROM stock_balances b JOIN materials m ON m.organization_id = b.organization_id AND m.id = b.material_id
 WHERE m.material_code = $1 FOR UPDATE OF b

-- name: blocked
SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid = ANY ($1::integer[])

-- name: alive
SELECT count(*) FROM pg_stat_activity WHERE pid = $1::integer

-- name: terminate
SELECT pg_terminate_backend($1::integer)

-- name: on_hand
SELECT trim_scale(quantity_on_hand) FROM materials WHERE material_code = $1

-- name: value_on_hand
SELECT trim_scale(value_on_hand) FROM materials WHERE material_code = $1

-- name: reserved
SELECT trim_scale(quantity_reserved) FROM materials WHERE material_code = $1

-- name: open_layers
SELECT count(*) FROM cost_layers l JOIN materials m ON m.organization_id = l.organization_id AND m.id = l.material_id
 WHERE m.material_code = $1 AND l.quantity_left > 0

-- The ledger's rows of a material.
-- name: moves
SELECT count(*) FROM material_transactions t JOIN materials m ON m.organization_id = t.organization_id AND m.id = t.material_id
 WHERE m.material_code = $1

-- name: order_received
SELECT trim_scale(sum(l.quantity_received)) FROM purchase_order_lines l
  JOIN purchase_orders o ON o.organization_id = l.organization_id AND o.id = l.purchase_order_id
 WHERE o.purchase_order_number = $1

-- name: order_line_status
SELECT string_agg(l.line_status, ' ' ORDER BY l.line_number) || ' ' || min(o.order_status) FROM purchase_order_lines l
  JOIN purchase_orders o ON o.organization_id = l.organization_id AND o.id = l.purchase_order_id
 WHERE o.purchase_order_number = $1

-- name: order_cost
SELECT trim_scale(actual_material_cost) FROM work_orders WHERE work_order_number = $1

-- What completing an order put into stock.
-- name: order_made
SELECT coalesce(trim_scale(sum(t.total_cost))::text, 'nothing') FROM material_transactions t
  JOIN work_orders w ON w.organization_id = t.organization_id AND w.id = t.work_order_id
 WHERE w.work_order_number = $1 AND t.transaction_type = 'RECEIPT'

-- What people see with check_stock, asked behind the door: one line a violated rule.
-- name: overbooked
SELECT count(*) FROM materials WHERE quantity_reserved > quantity_on_hand OR quantity_on_hand < 0

-- name: failures
SELECT coalesce(max(failures), 0) FROM sign_on_counters WHERE subject_kind = $1

-- name: refusals
SELECT count(*) FROM audit_log WHERE was_refused AND action = $1

-- name: claims
SELECT count(*) FROM op_log WHERE op_id = $1::uuid

-- name: type_name
SELECT format_type($1::oid, NULL)

-- Purchase orders whose own status and whose lines tell different stories.
-- name: orders_astray
SELECT count(*) FROM purchase_orders o
 WHERE o.order_status <> 'CLOSED'
   AND (o.order_status = 'OPEN') <> EXISTS (SELECT FROM purchase_order_lines l
                                             WHERE l.organization_id = o.organization_id AND l.purchase_order_id = o.id
                                               AND l.line_status = 'OPEN')

-- What an order holds for itself.
-- name: order_reserved
SELECT coalesce(trim_scale(sum(r.quantity)), 0) FROM reservations r
  JOIN work_orders w ON w.organization_id = r.organization_id AND w.id = r.work_order_id
 WHERE w.work_order_number = $1

-- The server process of a kiosk that waits for a lock; 0: none does.
-- name: blocked_process
SELECT coalesce(max(pid), 0) FROM pg_stat_activity
 WHERE datname = current_database() AND usename = $1 AND wait_event_type = 'Lock'

-- Operations of a terminal's spool that were posted above tolerance.
-- name: flagged
SELECT count(*) FROM replays WHERE 'OVER_RECEIPT' = ANY (flags) AND op_id = $1::uuid

-- name: seqs_in_order
SELECT coalesce(string_agg(seq::text, ' ' ORDER BY received_at), '') FROM replays WHERE spool = $1::uuid

-- Whoever changes the board waits for its plant.
-- name: hold_plant
SELECT id FROM plants WHERE code = $1 FOR NO KEY UPDATE

-- name: first_operation
SELECT min(o.id) FROM work_order_operations o
  JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id WHERE w.work_order_number = $1

-- name: lane_id
SELECT id FROM lanes WHERE code = $1

-- Of the bars of an order: versions, statuses, and the hours after the 1st of March 2030 (UTC) at which they begin.
-- name: booking_version
SELECT coalesce(string_agg(a.version::text, ' ' ORDER BY a.id), 'null') FROM lane_assignments a
  JOIN work_orders w ON w.organization_id = a.organization_id AND w.id = a.work_order_id WHERE w.work_order_number = $1

-- name: booking_status
SELECT coalesce(string_agg(a.booking_status, ' ' ORDER BY a.id), '') FROM lane_assignments a
  JOIN work_orders w ON w.organization_id = a.organization_id AND w.id = a.work_order_id WHERE w.work_order_number = $1

-- name: booking_hour
SELECT coalesce(string_agg(trunc(extract(epoch FROM lower(a.during) - '2030-03-01 00:00+00') / 3600)::text, ' ' ORDER BY a.id), '')
  FROM lane_assignments a
  JOIN work_orders w ON w.organization_id = a.organization_id AND w.id = a.work_order_id WHERE w.work_order_number = $1

-- name: links
SELECT count(*) FROM work_order_dependencies d
  JOIN work_orders w ON w.organization_id = d.organization_id AND w.id IN (d.predecessor_id, d.successor_id)
 WHERE w.work_order_number = $1
