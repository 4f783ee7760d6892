-- One issue from a material with five open layers.
SELECT * FROM api.issue(:token, gen_random_uuid(), 'L-5', 1, 'WORK_ORDER', 'WB-1', NULL, NULL, NULL, NULL, NULL, NULL);
