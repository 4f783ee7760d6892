-- The same from a material with 20 000 open layers.
SELECT * FROM api.issue(:token, gen_random_uuid(), 'L-20000', 1, 'WORK_ORDER', 'WB-2', NULL, NULL, NULL, NULL, NULL, NULL);
