-- Drops what 0003 made.
DROP TABLE reservations, work_order_materials, work_order_operations, work_orders, order_status_moves,
           purchase_order_lines, purchase_orders;
