-- One receipt against a purchase order line.
\set i random(1, :materials)
SELECT * FROM api.receive(:token, gen_random_uuid(), 'B-' || :i, 5, 'PURCHASE_ORDER', 'PB-' || :i, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
