-- Undo and redo: a change set of its own that puts back what another one changed, as long as nobody else has moved the
-- same bars since; and the history of a board.

-- A version as it counts for undoing. Putting a bar back gives it a new number, but it is the bar again that it was
-- before the set which was taken back; so several drops of one bar can be taken back one after the other.
CREATE FUNCTION private.version_meant(p_org bigint, p_operation_id bigint, p_version bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE same AS (
        SELECT p_version AS version, 0 AS n
         UNION ALL
        SELECT was.before_version, same.n + 1
          FROM same
          JOIN change_set_rows r ON r.organization_id = p_org AND r.operation_id = p_operation_id
                                AND r.after_version = same.version
          JOIN change_sets s ON s.organization_id = r.organization_id AND s.id = r.change_set_id
                            AND s.reverses_id IS NOT NULL
          JOIN change_set_rows was ON was.organization_id = s.organization_id AND was.change_set_id = s.reverses_id
                                  AND was.operation_id = r.operation_id
    )
    SELECT version FROM same ORDER BY n DESC LIMIT 1
$$;

-- The set that an undo or redo means: the one named, or the newest of the person here that can be taken back. kind:
-- what is asked for. An undo takes back drops and redos, a redo undos.
CREATE FUNCTION private.set_meant(p_ctx private.context, p_kind text, p_change_set bigint) RETURNS change_sets
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_set change_sets;
BEGIN
    SELECT * INTO v_set FROM change_sets s
     WHERE s.organization_id = p_ctx.organization_id AND s.plant_id = p_ctx.plant_id
       AND (p_kind = 'redo') = (s.kind = 'undo')
       AND CASE WHEN p_change_set IS NOT NULL THEN s.id = p_change_set
                ELSE s.user_id = p_ctx.user_id
                     AND NOT EXISTS (SELECT FROM change_sets r
                                      WHERE r.organization_id = s.organization_id AND r.reverses_id = s.id)
                     AND (p_kind = 'undo'
                          OR NOT EXISTS (SELECT FROM change_sets d
                                          WHERE d.organization_id = s.organization_id AND d.plant_id = s.plant_id
                                            AND d.user_id = s.user_id AND d.id > s.id AND d.kind = 'drop')) END
     ORDER BY s.id DESC LIMIT 1;
    IF v_set.id IS NULL AND p_change_set IS NULL THEN
        PERFORM private.fail('NOT_FOUND', CASE p_kind WHEN 'undo' THEN 'NOTHING_TO_UNDO' ELSE 'NOTHING_TO_REDO' END, '',
                             format('There is nothing of yours to %s here.', p_kind));
    ELSIF v_set.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_CHANGE_SET', 'change_set',
                             format('There is no change %s to %s.', p_change_set, p_kind));
    END IF;
    RETURN v_set;
END
$$;

-- Refuses to put back a set that was put back already, or one whose bars went on since.
CREATE FUNCTION private.check_can_reverse(p_ctx private.context, p_kind text, p_set change_sets) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org   bigint := p_ctx.organization_id;
    v_since text;
BEGIN
    IF EXISTS (SELECT FROM change_sets r WHERE r.organization_id = v_org AND r.reverses_id = p_set.id) THEN
        PERFORM private.fail('CONFLICT', CASE p_kind WHEN 'undo' THEN 'ALREADY_UNDONE' ELSE 'ALREADY_REDONE' END,
                             'change_set', format('Change %s was taken back already.', p_set.id));
    END IF;
    SELECT CASE WHEN a.id IS NULL
                THEN format('%s was taken off the board since.', private.bar_name(v_org, r.operation_id))
                ELSE format('%s was %s by %s at %s since.', private.bar_name(v_org, r.operation_id),
                            CASE a.booking_status WHEN 'running' THEN 'started' WHEN 'done' THEN 'finished'
                                                  ELSE 'moved' END, u.display_name,
                            private.told_time(v_org, p_ctx.plant_id, a.changed_at)) END
      INTO v_since
      FROM change_set_rows r
      LEFT JOIN lane_assignments a ON a.organization_id = v_org AND a.operation_id = r.operation_id
      LEFT JOIN users u ON u.organization_id = v_org AND u.id = a.changed_by
     WHERE r.organization_id = v_org AND r.change_set_id = p_set.id
       AND a.version IS DISTINCT FROM r.after_version
       AND private.version_meant(v_org, r.operation_id, a.version)
           IS DISTINCT FROM private.version_meant(v_org, r.operation_id, r.after_version)
     ORDER BY a.changed_at DESC NULLS LAST LIMIT 1;
    IF v_since IS NOT NULL THEN
        PERFORM private.fail('CONFLICT', 'MOVED_ON', 'change_set', v_since,
                             'Move the bars by hand instead.');
    END IF;
END
$$;

-- The changes that put a set's bars back, on the board as it is now.
CREATE FUNCTION private.reversing_changes(p_org bigint, p_change_set_id bigint) RETURNS private.board_change[]
    LANGUAGE sql STABLE
    AS $$
    SELECT array_agg((r.operation_id, a.version, r.before_lane_id IS NULL, r.before_lane_id, r.before_during,
                      r.before_work_s, r.before_overtime, r.before_status)::private.board_change)
      FROM change_set_rows r
      LEFT JOIN lane_assignments a ON a.organization_id = p_org AND a.operation_id = r.operation_id
     WHERE r.organization_id = p_org AND r.change_set_id = p_change_set_id
$$;

-- An undo or redo as a write of the door; the permission is the caller's matter.
CREATE FUNCTION private.reverse_change(p_ctx private.context, p_op_id uuid, p_kind text, p_change_set bigint,
                                       p_accepted text, p_reason text)
    RETURNS TABLE (change_set bigint, replayed boolean, answer jsonb)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    v_stored jsonb := private.claim(p_ctx, p_op_id, 'board_' || p_kind, jsonb_build_array(p_change_set)::text);
    v_result jsonb;
    v_rules  text[];
    v_set    change_sets;
BEGIN
    IF v_stored IS NULL THEN
        v_rules := private.overridden(p_ctx, p_accepted, p_reason);
        v_set := private.set_meant(p_ctx, p_kind, p_change_set);
        PERFORM private.hold_board(p_ctx, (SELECT array_agg(r.operation_id) FROM change_set_rows r
                                            WHERE r.organization_id = p_ctx.organization_id
                                              AND r.change_set_id = v_set.id));
        PERFORM private.check_can_reverse(p_ctx, p_kind, v_set);
        v_result := private.conclude_change(p_ctx, p_op_id,
            private.change_board(p_ctx, p_op_id, p_kind, v_set.id, v_set.gesture,
                                 private.reversing_changes(p_ctx.organization_id, v_set.id), v_rules, p_reason));
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT (v_result ->> 'change_set')::bigint, v_stored IS NOT NULL, v_result;
END
$$;

CREATE FUNCTION api.undo(p_token text, p_op_id uuid, p_change_set bigint, p_accepted text, p_reason text)
    RETURNS TABLE (change_set bigint, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    RETURN QUERY
        SELECT r.* FROM private.reverse_change(v_ctx, p_op_id, 'undo', p_change_set, p_accepted, p_reason) AS r;
END
$$;

CREATE FUNCTION api.redo(p_token text, p_op_id uuid, p_change_set bigint, p_accepted text, p_reason text)
    RETURNS TABLE (change_set bigint, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    RETURN QUERY
        SELECT r.* FROM private.reverse_change(v_ctx, p_op_id, 'redo', p_change_set, p_accepted, p_reason) AS r;
END
$$;

-- The last 200 changes of a board, newest first.
CREATE FUNCTION api.board_history(p_token text, p_plant text)
    RETURNS TABLE (change_set bigint, kind text, gesture text, reason text, bars integer, "user" text, kiosk text,
                   at timestamptz, reversed_by bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_plant plants;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.view');
    v_plant := private.plant_named(v_ctx, p_plant);
    RETURN QUERY
        SELECT s.id, s.kind, s.gesture, s.reason,
               (SELECT count(*)::integer FROM change_set_rows r
                 WHERE r.organization_id = s.organization_id AND r.change_set_id = s.id),
               u.display_name, k.name, s.created_at, b.id
          FROM change_sets s
          JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id
          JOIN kiosks k ON k.organization_id = s.organization_id AND k.id = s.kiosk_id
          LEFT JOIN change_sets b ON b.organization_id = s.organization_id AND b.reverses_id = s.id
         WHERE s.organization_id = v_ctx.organization_id AND s.plant_id = v_plant.id
         ORDER BY s.id DESC
         LIMIT 200;
END
$$;
