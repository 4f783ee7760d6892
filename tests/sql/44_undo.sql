-- Undo, redo, and the history of a board.
BEGIN;
\ir support/two_plants.psql
\ir support/board.psql
SELECT * FROM no_plan();
SELECT pg_temp.add_person(:org_a, k.id, 'A-chief', 'chief', '{materials.view,scheduling.view,scheduling.update,scheduling.override}')
  FROM kiosks k WHERE k.name = :'kiosk_a' \g /dev/null
CREATE FUNCTION pg_temp.back(p_what text, p_who text, p_set bigint DEFAULT NULL, p_accepted text DEFAULT NULL, p_reason text DEFAULT NULL)
    RETURNS text LANGUAGE plpgsql
    AS $$
DECLARE
    v_code text;
BEGIN
    IF p_what = 'undo' THEN
        PERFORM api.undo('A-' || p_who, gen_random_uuid(), p_set, p_accepted, p_reason);
    ELSE
        PERFORM api.redo('A-' || p_who, gen_random_uuid(), p_set, p_accepted, p_reason);
    END IF;
    RETURN pg_temp.board();
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v_code = CONSTRAINT_NAME;
    RETURN concat_ws(' ', SQLSTATE, v_code, SQLERRM);
END
$$;
CREATE FUNCTION pg_temp.last_set() RETURNS bigint LANGUAGE sql AS $$ SELECT max(h.change_set) FROM api.board_history('A-planner', NULL) AS h $$;
SET SESSION AUTHORIZATION :kiosk_a;

SELECT is(pg_temp.back('undo', 'planner'), 'GM003 NOTHING_TO_UNDO There is nothing of yours to undo here.', 'nothing to undo');
SELECT is(pg_temp.back('redo', 'planner'), 'GM003 NOTHING_TO_REDO There is nothing of yours to redo here.', 'nothing to redo');
SELECT is(pg_temp.back('undo', 'planner', 999999999) ~ '^GM003 UNKNOWN_CHANGE_SET', true, 'no such change');
-- One bar: placed, moved, moved and firm, off the board; all of it back and forth again.
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P1 8 9')), 'done', 'placed');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 9 11')), 'done', 'moved');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 10 12 firm')), 'done', 'firm');
SELECT is(pg_temp.back('undo', 'planner'), 'P2 WO-4/10 9-11 planned', 'firm and its move are taken back');
SELECT is(pg_temp.back('undo', 'planner'), 'P1 WO-4/10 8-9 planned', 'then the move');
SELECT is(pg_temp.back('undo', 'planner'), NULL, 'then the placing');
SELECT is(pg_temp.back('undo', 'planner') ~ '^GM003 NOTHING_TO_UNDO', true, 'and no more');
SELECT is(pg_temp.back('redo', 'planner'), 'P1 WO-4/10 8-9 planned', 'placed again');
SELECT is(pg_temp.back('redo', 'planner'), 'P2 WO-4/10 9-11 planned', 'moved again');
SELECT is(pg_temp.back('undo', 'planner'), 'P1 WO-4/10 8-9 planned', 'a redo is taken back');
SELECT is(pg_temp.back('redo', 'planner'), 'P2 WO-4/10 9-11 planned', 'and done again');
SELECT is(pg_temp.back('redo', 'planner'), 'P2 WO-4/10 10-12 firm', 'firm again');
SELECT is(pg_temp.back('redo', 'planner') ~ '^GM003 NOTHING_TO_REDO', true, 'and no more');
SELECT is(pg_temp.back('undo', 'planner'), 'P2 WO-4/10 9-11 planned', 'once more');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 -')), 'done', 'a drop after an undo');
SELECT is(pg_temp.back('redo', 'planner') ~ '^GM003 NOTHING_TO_REDO', true, 'leaves nothing to redo');
SELECT is(pg_temp.back('undo', 'planner'), 'P2 WO-4/10 9-11 planned', 'what was taken off comes back');
SELECT is((SELECT string_agg(kind, ' ') FROM (SELECT kind FROM api.board_history('A-planner', NULL) LIMIT 4) AS h), 'undo drop undo redo', 'the history, newest first');
SELECT is((SELECT count(*) FROM api.board_history('A-planner', NULL) AS h JOIN api.board_history('A-planner', NULL) AS r ON r.change_set = h.reversed_by WHERE r.kind = 'drop'),
          0::bigint, 'no drop reverses another');

-- Several bars in one set come back together.
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9; WO-1/20 PT 9 10; WO-4 -')), 'done', 'three bars');
SELECT is(pg_temp.back('undo', 'planner'), 'P2 WO-4/10 9-11 planned', 'all come back');

-- ---------------------------------------------------------------- the op_id
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9')), 'done', 'another drop');
SELECT is((SELECT (replayed, answer #> '{changed,0,to}')::text FROM api.undo('A-planner', '00000000-0000-0000-0000-0000000000d1', NULL, NULL, NULL)), '(f,null)', 'undone');
SELECT is((SELECT replayed FROM api.undo('A-planner', '00000000-0000-0000-0000-0000000000d1', NULL, NULL, NULL)), true, 'once');
SELECT is(pg_temp.board(), 'P2 WO-4/10 9-11 planned', 'not twice');
SELECT pg_temp.refused($$SELECT * FROM api.redo('A-planner', '00000000-0000-0000-0000-0000000000d1', NULL, NULL, NULL)$$, 'GM005', 'OP_ID_REUSED', 'op_id', 'a redo is another thing');

-- ---------------------------------------------------------------- who else
SELECT is(pg_temp.back('undo', 'chief') ~ '^GM003 NOTHING_TO_UNDO', true, 'what others did is not mine to take back unnamed');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 12 13')), 'done', 'moved by one');
SELECT pg_temp.last_set() AS mine \gset
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-4 P2 13 14')), 'done', 'and by another');
SELECT matches(pg_temp.back('undo', 'planner'), '^GM006 MOVED_ON WO-4 was moved by Chief A at ..:.. since\.$', 'the first has moved on');
SELECT is(pg_temp.back('undo', 'chief'), 'P2 WO-4/10 12-13 planned', 'the other takes his back');
SELECT is(pg_temp.back('undo', 'chief', :mine), 'P2 WO-4/10 9-11 planned', 'then the first can be taken back, by name, by whoever may plan');
SELECT is(pg_temp.back('undo', 'planner', :mine), format('GM006 ALREADY_UNDONE Change %s was taken back already.', :mine), 'once');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-4 P2 12 13')), 'done', 'moved');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-4 P2 15 16')), 'done', 'moved away');
SELECT is(pg_temp.drop('chief', pg_temp.changes('WO-4 P2 12 13')), 'done', 'and back by hand');
SELECT is(pg_temp.back('undo', 'planner') ~ '^GM006 MOVED_ON', true, 'which is not the same');
SELECT lives_ok($$SELECT * FROM api.order_start('A-worker', gen_random_uuid(), 'WO-4', NULL)$$, 'started');
SELECT matches(pg_temp.back('undo', 'chief'), '^GM006 MOVED_ON WO-4 was started by Worker A at ..:.. since\.$', 'what runs does not go back');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-2 P1 8 9')), 'done', 'another order is placed');
SELECT lives_ok($$SELECT * FROM api.order_cancel('A-planner', gen_random_uuid(), 'WO-2', NULL)$$, 'and cancelled');
SELECT is(pg_temp.back('undo', 'planner'), 'GM006 MOVED_ON WO-2 was taken off the board since.', 'its placing is not taken back');

-- ---------------------------------------------------------------- the same rules
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 8 9; WO-3 P1 20 21')), 'done', 'two bars');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 10 11')), 'done', 'one gives way');
SELECT pg_temp.last_set() AS moved \gset
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 P1 8 9')), 'done', 'to another');
SELECT is(pg_temp.back('undo', 'planner', :moved) ~ '^GM006 OVERLOAD WO-1/10 overlaps WO-5 on Press 1', true, 'so it cannot go back');
SELECT is(pg_temp.back('undo', 'planner', :moved, 'overload', 'why') ~ '^GM004 NOT_PERMITTED', true, 'not by a planner');
SELECT is(pg_temp.back('undo', 'chief', :moved, 'overload', NULL) ~ '^GM002 MISSING', true, 'not without a reason');
SELECT is(pg_temp.back('undo', 'chief', :moved, 'overload', 'both are needed') ~ 'P1 WO-1/10 8-9 planned; P1 WO-5/10 8-9 planned', true, 'but by a supervisor with one');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 P2 8 9')), 'done', 'cleared up');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-3 P1 30 31')), 'done', 'a successor goes away');
SELECT pg_temp.last_set() AS moved \gset
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-1/10 P1 25 26')), 'done', 'its predecessor follows');
SELECT is(pg_temp.back('undo', 'planner', :moved) ~ '^GM006 DEPENDENCY WO-3 must wait for WO-1/10', true, 'it cannot go back before it');
SELECT is(pg_temp.drop('planner', pg_temp.changes('WO-5 P2 8 9 firm')), 'done', 'firm alone');
SELECT is(pg_temp.back('undo', 'planner') ~ 'WO-5/10 8-9 planned', true, 'is taken back like all else');

-- ---------------------------------------------------------------- who may
SELECT pg_temp.refused($$SELECT * FROM api.undo('A-worker', gen_random_uuid(), NULL, NULL, NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'undo needs scheduling.update');
SELECT pg_temp.refused($$SELECT * FROM api.redo('A-worker', gen_random_uuid(), NULL, NULL, NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'so does redo');
SELECT pg_temp.refused($$SELECT * FROM api.board_history('A-viewer', NULL)$$, 'GM004', 'NOT_PERMITTED', '', 'the history needs scheduling.view');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM change_sets s WHERE s.organization_id = :org_a AND s.reverses_id IS NOT NULL),
          (SELECT count(DISTINCT s.reverses_id) FROM change_sets s WHERE s.organization_id = :org_a), 'each set was taken back once');
SELECT * FROM finish();
ROLLBACK;
