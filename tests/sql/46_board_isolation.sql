-- A transaction that still sees an older board changes nothing of it, whichever door it takes.
BEGIN ISOLATION LEVEL REPEATABLE READ;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();
SET SESSION AUTHORIZATION :kiosk_a;
SELECT matches(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 8 9')), '^GM002 WRONG_ISOLATION', 'no drop');
SELECT pg_temp.refused($$SELECT * FROM api.order_link('A-planner', gen_random_uuid(), 'WO-4', 'WO-5', NULL)$$, 'GM002', 'WRONG_ISOLATION', '', 'no link');
SELECT pg_temp.refused($$SELECT * FROM api.order_unlink('A-planner', gen_random_uuid(), 'WO-3', 'WO-1')$$, 'GM002', 'WRONG_ISOLATION', '', 'nor its end');
SELECT is((SELECT count(*) > 0 FROM api.board_bars('A-planner', NULL, '2030-01-01', '2030-01-02', true)), true, 'but it may look');
SELECT * FROM finish();
ROLLBACK;
