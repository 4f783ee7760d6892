-- A delivery of ten lines in one call.
\set d random(1, 50)
SELECT * FROM api.receive_lines(:token, gen_random_uuid(), 'PD-' || :d, '[{"line":10,"quantity":"5"},{"line":20,"quantity":"5"},{"line":30,"quantity":"5"},{"line":40,"quantity":"5"},{"line":50,"quantity":"5"},{"line":60,"quantity":"5"},{"line":70,"quantity":"5"},{"line":80,"quantity":"5"},{"line":90,"quantity":"5"},{"line":100,"quantity":"5"}]', NULL, NULL, NULL, NULL);
