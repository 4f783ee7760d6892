-- One issue to a work order, by FIFO.
\set i random(1, :materials)
\set o random(1, :materials)
SELECT * FROM api.issue(:token, gen_random_uuid(), 'B-' || :i, 3, 'WORK_ORDER', 'WB-' || :o, NULL, NULL, NULL, NULL, NULL, NULL);
