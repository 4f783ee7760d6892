-- A message on a told-once channel that holds escape sequences, to every organization.
SELECT pg_notify('low_stock_alert_' || channel_key,
                 json_build_object('material_code', U&'Z\001B]0;owned\0007\001B[2J', 'quantity', U&'\001B[2J5',
                                   'reorder_point', U&'9\001Bc')::text)
  FROM organizations WHERE channel_key IS NOT NULL;
