-- The drop: one gesture, one change set, one transaction. Here is decided whether it may be: under the lock of the
-- plant, against the versions the planner saw, by the rules of the board.
--
-- Locks, in this order, for whoever changes a booking or a link: what was asked for (private.claim), the work orders by
-- id, the plant (one change of its board at a time), the bookings by id; materials, if any, after these.

-- What one entry of a list of changes asks for. version NULL: it waits in the tray. is_removed: back to there, and
-- nothing else counts.
CREATE TYPE private.board_change AS (
    operation_id bigint,
    version      bigint,
    is_removed   boolean,
    lane_id      bigint,
    during       tstzrange,
    work_s       bigint,
    is_overtime  boolean,
    status       text
);

-- ---------------------------------------------------------------- what was sent

-- A JSON number without decimals, or NULL.
CREATE FUNCTION private.whole(p jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN jsonb_typeof(p) = 'number' AND p #>> '{}' ~ '^-?[0-9]{1,15}$' THEN (p #>> '{}')::bigint END
$$;

-- What is wrong with one change, or NULL.
CREATE FUNCTION private.change_problem(p jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE
        WHEN jsonb_typeof(p) <> 'object' THEN 'it is no object'
        WHEN coalesce(private.whole(p -> 'operation_id'), 0) <= 0 THEN 'operation_id is no number'
        WHEN coalesce(jsonb_typeof(p -> 'remove'), 'null') NOT IN ('boolean', 'null')
            THEN 'remove is neither true nor false'
        WHEN coalesce(jsonb_typeof(p -> 'version'), 'null') <> 'null'
             AND coalesce(private.whole(p -> 'version'), 0) <= 0 THEN 'version is no number'
        WHEN p -> 'remove' = 'true'
            THEN CASE WHEN private.whole(p -> 'version') IS NULL THEN 'what is not on the board cannot leave it' END
        WHEN coalesce(private.whole(p -> 'lane_id'), 0) <= 0 THEN 'lane_id is no number'
        WHEN coalesce(private.whole(p -> 'start_s'), -1) NOT BETWEEN 0 AND 253370764800 THEN 'start_s is no usable time'
        WHEN coalesce(private.whole(p -> 'end_s'), -1) NOT BETWEEN 0 AND 253370764800 THEN 'end_s is no usable time'
        WHEN private.whole(p -> 'end_s') <= private.whole(p -> 'start_s') THEN 'it ends before it begins'
        WHEN coalesce(private.whole(p -> 'work_s'), -1) NOT BETWEEN 0 AND 315360000 THEN 'work_s is no usable number'
        WHEN coalesce(jsonb_typeof(p -> 'overtime'), 'null') NOT IN ('boolean', 'null')
            THEN 'overtime is neither true nor false'
        WHEN coalesce(p ->> 'status', 'planned') NOT IN ('planned', 'firm') THEN 'status is neither planned nor firm'
    END
$$;

-- The changes of a drop, each looked at; anything that makes no sense is VALIDATION.
CREATE FUNCTION private.sent_changes(p_changes jsonb) RETURNS private.board_change[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_problem text;
    v_changes private.board_change[];
BEGIN
    IF jsonb_typeof(p_changes) IS DISTINCT FROM 'array' THEN
        PERFORM private.fail('VALIDATION', 'BAD_CHANGE', 'changes', 'changes must be a list.');
    ELSIF jsonb_array_length(p_changes) NOT BETWEEN 1 AND 5000 THEN
        PERFORM private.fail('VALIDATION', 'BAD_CHANGE', 'changes', 'One drop changes 1 to 5000 bars.');
    END IF;
    SELECT format('Change %s is not usable: %s.', e.n, private.change_problem(e.value)) INTO v_problem
      FROM jsonb_array_elements(p_changes) WITH ORDINALITY AS e (value, n)
     WHERE private.change_problem(e.value) IS NOT NULL
     ORDER BY e.n LIMIT 1;
    IF v_problem IS NULL THEN
        SELECT array_agg((private.whole(e -> 'operation_id'), private.whole(e -> 'version'),
                          coalesce((e ->> 'remove')::boolean, false),
                          CASE WHEN e -> 'remove' = 'true' THEN NULL ELSE private.whole(e -> 'lane_id') END,
                          CASE WHEN e -> 'remove' = 'true' THEN NULL
                               ELSE tstzrange(to_timestamp(private.whole(e -> 'start_s')),
                                              to_timestamp(private.whole(e -> 'end_s'))) END,
                          private.whole(e -> 'work_s'), coalesce((e ->> 'overtime')::boolean, false),
                          coalesce(e ->> 'status', 'planned'))::private.board_change)
          INTO v_changes FROM jsonb_array_elements(p_changes) AS e;
        SELECT 'Two changes name one operation.' INTO v_problem
          FROM unnest(v_changes) AS c GROUP BY c.operation_id HAVING count(*) > 1 LIMIT 1;
    END IF;
    IF v_problem IS NOT NULL THEN
        PERFORM private.fail('VALIDATION', 'BAD_CHANGE', 'changes', v_problem);
    END IF;
    RETURN v_changes;
END
$$;

-- The rules somebody overrides, as a list without repeats; he must be allowed to and say why.
CREATE FUNCTION private.overridden(p_ctx private.context, p_accepted text, p_reason text) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_text  text := private.words_or_null(p_accepted, 'accepted', 200);
    v_rules text[];
BEGIN
    IF v_text IS NULL THEN
        RETURN '{}';
    END IF;
    SELECT array_agg(DISTINCT lower(btrim(r)) ORDER BY lower(btrim(r))) INTO v_rules
      FROM unnest(string_to_array(v_text, ',')) AS r;
    IF NOT v_rules <@ ARRAY['overload', 'late', 'off_calendar', 'wrong_lane'] THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_RULE', 'accepted', 'There is no such rule to override.',
                             'Use overload, late, off_calendar, wrong_lane.');
    ELSIF NOT private.may(p_ctx, 'scheduling.override') THEN
        PERFORM private.fail('UNAUTHORIZED', 'NOT_PERMITTED', 'accepted',
                             'You may not override a rule of the board: it needs scheduling.override.',
                             'Choose another place, or ask a supervisor.');
    ELSIF private.words_or_null(p_reason, 'reason', 500) IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'reason', 'A rule is overridden: say why.');
    END IF;
    RETURN v_rules;
END
$$;

-- ---------------------------------------------------------------- words

-- "WO-124", or "WO-124/20" where the order has several operations.
CREATE FUNCTION private.bar_name(p_org bigint, p_operation_id bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT w.work_order_number || CASE WHEN EXISTS (SELECT FROM work_order_operations x
                                                     WHERE x.organization_id = p_org AND x.work_order_id = w.id
                                                       AND x.id <> o.id)
                                       THEN '/' || o.sequence ELSE '' END
      FROM work_order_operations o
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
     WHERE o.organization_id = p_org AND o.id = p_operation_id
$$;

-- "14:02" of the day of p_day, else "Tue 24 Nov 14:02", by the clock on the plant's wall. p_day NULL: today.
CREATE FUNCTION private.told_time(p_org bigint, p_plant bigint, p_at timestamptz, p_day timestamptz DEFAULT NULL)
    RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN (p_at AT TIME ZONE p.time_zone)::date = (coalesce(p_day, now()) AT TIME ZONE p.time_zone)::date
                THEN to_char(p_at AT TIME ZONE p.time_zone, 'HH24:MI')
                ELSE to_char(p_at AT TIME ZONE p.time_zone, 'Dy DD Mon HH24:MI') END
      FROM plants p WHERE p.organization_id = p_org AND p.id = p_plant
$$;

-- "WO-122", "WO-122 and WO-123", "WO-122, WO-123 and 2 more".
CREATE FUNCTION private.bar_names(p_org bigint, p_operations bigint[]) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE cardinality(p_operations)
               WHEN 1 THEN private.bar_name(p_org, p_operations[1])
               WHEN 2 THEN concat_ws(' and ', private.bar_name(p_org, p_operations[1]),
                                     private.bar_name(p_org, p_operations[2]))
               ELSE private.bar_name(p_org, p_operations[1]) || ', ' || private.bar_name(p_org, p_operations[2])
                    || format(' and %s more', cardinality(p_operations) - 2) END
$$;

-- ---------------------------------------------------------------- may it be

-- Locks what a change of these operations touches, in the order of the head of this file. An operation of another plant
-- than the kiosk's is not known here.
CREATE FUNCTION private.hold_board(p_ctx private.context, p_operations bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_orders bigint[];
    v_known  bigint;
BEGIN
    SELECT count(*), array_agg(DISTINCT w.id) INTO v_known, v_orders
      FROM unnest(p_operations) AS p (id)
      JOIN work_order_operations o ON o.organization_id = p_ctx.organization_id AND o.id = p.id
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
     WHERE w.plant_id = p_ctx.plant_id;
    IF v_known <> cardinality(p_operations) THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_OPERATION', 'changes', 'There is no such operation at this plant.',
                             'Look at the board again.');
    END IF;
    PERFORM FROM work_orders w
      WHERE w.organization_id = p_ctx.organization_id AND w.id IN (SELECT unnest(v_orders))
      ORDER BY w.id
        FOR NO KEY UPDATE;
    PERFORM private.hold_plant(p_ctx, p_ctx.plant_id);
    PERFORM FROM lane_assignments a
      WHERE a.organization_id = p_ctx.organization_id AND a.operation_id IN (SELECT unnest(p_operations))
      ORDER BY a.id
        FOR UPDATE;
END
$$;

-- Refuses what rests on an older board than there is.
CREATE FUNCTION private.check_versions(p_ctx private.context, p_changes private.board_change[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_message text;
BEGIN
    SELECT CASE WHEN a.id IS NULL
                THEN format('%s was taken off the board.', private.bar_name(p_ctx.organization_id, c.operation_id))
                ELSE format('%s was %s by %s at %s.', private.bar_name(p_ctx.organization_id, c.operation_id),
                            CASE WHEN a.booking_status = 'running' THEN 'started'
                                 WHEN a.booking_status = 'done' THEN 'finished'
                                 WHEN c.version IS NULL THEN 'placed' ELSE 'moved' END,
                            u.display_name,
                            private.told_time(p_ctx.organization_id, p_ctx.plant_id, a.changed_at)) END
      INTO v_message
      FROM unnest(p_changes) AS c
      LEFT JOIN lane_assignments a ON a.organization_id = p_ctx.organization_id AND a.operation_id = c.operation_id
      LEFT JOIN users u ON u.organization_id = p_ctx.organization_id AND u.id = a.changed_by
     WHERE a.version IS DISTINCT FROM c.version
     ORDER BY a.changed_at DESC NULLS LAST LIMIT 1;
    IF v_message IS NOT NULL THEN
        PERFORM private.fail('CONFLICT', 'STALE', 'changes', v_message, 'Look at the board again, then move it.');
    END IF;
END
$$;

-- Refuses what no permission makes good: bars that stand fast, orders that are over, lanes that are not here. p_kind:
-- what a change set itself made firm, undoing it may move.
CREATE FUNCTION private.check_changes(p_ctx private.context, p_kind text, p_changes private.board_change[])
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_bad record;
BEGIN
    SELECT private.bar_name(p_ctx.organization_id, c.operation_id) AS name, a.booking_status INTO v_bad
      FROM unnest(p_changes) AS c
      JOIN lane_assignments a ON a.organization_id = p_ctx.organization_id AND a.operation_id = c.operation_id
     WHERE a.booking_status IN ('running', 'done')
        OR a.booking_status = 'firm' AND p_kind = 'drop'
           AND (c.is_removed OR (a.lane_id, a.during, a.work_s, a.is_overtime)
                                IS DISTINCT FROM (c.lane_id, c.during, c.work_s, c.is_overtime))
     LIMIT 1;
    IF FOUND THEN
        PERFORM private.fail('CONFLICT', 'FROZEN', 'changes',
                             format('%s is %s and stays where it is.', v_bad.name, v_bad.booking_status),
                             CASE WHEN v_bad.booking_status = 'firm' THEN 'Loosen it first.' END);
    END IF;
    SELECT private.bar_name(p_ctx.organization_id, c.operation_id) AS name, w.order_status, o.finished_at INTO v_bad
      FROM unnest(p_changes) AS c
      JOIN work_order_operations o ON o.organization_id = p_ctx.organization_id AND o.id = c.operation_id
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
     WHERE c.version IS NULL
       AND (w.order_status NOT IN ('PLANNED', 'RELEASED', 'IN_PROGRESS', 'PAUSED') OR o.finished_at IS NOT NULL)
     LIMIT 1;
    IF FOUND THEN
        PERFORM private.fail('CONFLICT', 'NOT_ON_BOARD', 'changes',
                             format('%s is %s and has no place on the board.', v_bad.name,
                                    CASE WHEN v_bad.finished_at IS NULL THEN v_bad.order_status ELSE 'done' END));
    END IF;
    IF EXISTS (SELECT FROM unnest(p_changes) AS c
                 LEFT JOIN lanes l ON l.organization_id = p_ctx.organization_id AND l.id = c.lane_id
                                  AND l.plant_id = p_ctx.plant_id
                WHERE l.id IS NULL AND NOT c.is_removed) THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LANE', 'changes', 'There is no such lane at this plant.',
                             'Look at the board again.');
    END IF;
END
$$;

-- Refuses a board on which one of these bars begins before what it waits for has ended, or is waited for in vain.
CREATE FUNCTION private.check_links(p_ctx private.context, p_moved bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org    bigint := p_ctx.organization_id;
    v_broken record;
BEGIN
    SELECT b.from_operation, b.to_operation, b.missing_s,
           private.plan_end(f.booking_status, f.during, now()) AS ends_at, lower(t.during) AS starts_at
      INTO v_broken
      FROM private.board_broken_links(v_org, p_moved, now()) AS b
      JOIN lane_assignments f ON f.organization_id = v_org AND f.operation_id = b.from_operation
      JOIN lane_assignments t ON t.organization_id = v_org AND t.operation_id = b.to_operation
     ORDER BY lower(t.during), b.to_operation LIMIT 1;
    IF FOUND THEN
        PERFORM private.fail('CONFLICT', 'DEPENDENCY', 'changes',
                             format('%s must wait for %s, which ends at %s.',
                                    private.bar_name(v_org, v_broken.to_operation),
                                    private.bar_name(v_org, v_broken.from_operation),
                                    private.told_time(v_org, p_ctx.plant_id, v_broken.ends_at)),
                             format('It cannot begin before %s.',
                                    private.told_time(v_org, p_ctx.plant_id, v_broken.starts_at
                                                      + make_interval(secs => v_broken.missing_s))));
    END IF;
END
$$;

-- Refuses a board on which one of these bars stands where its lane carries more than it can.
CREATE FUNCTION private.check_loads(p_ctx private.context, p_moved bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org      bigint := p_ctx.organization_id;
    v_over     record;
    v_first    bigint;
    v_lanes    bigint[];
BEGIN
    SELECT array_agg(DISTINCT a.lane_id) INTO v_lanes
      FROM lane_assignments a
     WHERE a.organization_id = v_org AND a.operation_id IN (SELECT unnest(p_moved));
    SELECT o.*, l.name INTO v_over
      FROM private.board_overloads(v_org, v_lanes, p_moved, now()) AS o
      JOIN lanes l ON l.organization_id = v_org AND l.id = o.lane_id
     ORDER BY o.from_s, o.lane_id LIMIT 1;
    IF FOUND THEN
        SELECT x.id INTO v_first FROM unnest(v_over.operation_ids) WITH ORDINALITY AS x (id, n)
         WHERE x.id = ANY (p_moved) ORDER BY x.n LIMIT 1;
        PERFORM private.fail('CONFLICT', 'OVERLOAD', 'changes',
                             format('%s overlaps %s on %s from %s to %s (%s of %s).', private.bar_name(v_org, v_first),
                                    private.bar_names(v_org, array_remove(v_over.operation_ids, v_first)), v_over.name,
                                    private.told_time(v_org, p_ctx.plant_id, to_timestamp(v_over.from_s)),
                                    private.told_time(v_org, p_ctx.plant_id, to_timestamp(v_over.to_s),
                                                      to_timestamp(v_over.from_s)),
                                    v_over.load, v_over.capacity),
                             'Choose another time or lane; a supervisor may override it with a reason.');
    END IF;
END
$$;

-- ---------------------------------------------------------------- the change

-- Writes the bookings of a change set and what they were before and are then.
CREATE FUNCTION private.write_changes(p_ctx private.context, p_change_set_id bigint, p_changes private.board_change[])
    RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO change_set_rows (organization_id, change_set_id, operation_id, before_lane_id, before_during,
                                 before_work_s, before_overtime, before_status, before_version, after_lane_id)
    SELECT p_ctx.organization_id, p_change_set_id, c.operation_id, a.lane_id, a.during, a.work_s, a.is_overtime,
           a.booking_status, a.version, c.lane_id
      FROM unnest(p_changes) AS c
      LEFT JOIN lane_assignments a ON a.organization_id = p_ctx.organization_id AND a.operation_id = c.operation_id;
    DELETE FROM lane_assignments a
     WHERE a.organization_id = p_ctx.organization_id
       AND a.operation_id IN (SELECT c.operation_id FROM unnest(p_changes) AS c WHERE c.is_removed);
    INSERT INTO lane_assignments AS a (organization_id, plant_id, operation_id, work_order_id, lane_id, during, work_s,
                                       is_overtime, booking_status, changed_by)
    SELECT p_ctx.organization_id, p_ctx.plant_id, o.id, o.work_order_id, c.lane_id, c.during, c.work_s, c.is_overtime,
           c.status, p_ctx.user_id
      FROM unnest(p_changes) AS c
      JOIN work_order_operations o ON o.organization_id = p_ctx.organization_id AND o.id = c.operation_id
     WHERE NOT c.is_removed
        ON CONFLICT (organization_id, operation_id) DO UPDATE
       SET lane_id = EXCLUDED.lane_id, during = EXCLUDED.during, work_s = EXCLUDED.work_s,
           is_overtime = EXCLUDED.is_overtime, booking_status = EXCLUDED.booking_status,
           version = nextval('booking_versions'), changed_at = now(), changed_by = EXCLUDED.changed_by;
    UPDATE change_set_rows r
       SET after_lane_id = a.lane_id, after_during = a.during, after_work_s = a.work_s,
           after_overtime = a.is_overtime, after_status = a.booking_status, after_version = a.version
      FROM lane_assignments a
     WHERE r.organization_id = p_ctx.organization_id AND r.change_set_id = p_change_set_id
       AND a.organization_id = r.organization_id AND a.operation_id = r.operation_id;
END
$$;

-- A place on the board as an answer tells it; NULL: in the tray.
CREATE FUNCTION private.place_told(p_org bigint, p_lane_id bigint, p_during tstzrange) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN p_lane_id IS NOT NULL
                THEN jsonb_build_object('start', lower(p_during), 'end', upper(p_during),
                                        'lane', (SELECT l.code FROM lanes l
                                                  WHERE l.organization_id = p_org AND l.id = p_lane_id)) END
$$;

-- What a drop, an undo or a redo answers.
CREATE FUNCTION private.change_set_answer(p_org bigint, p_change_set_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
               'change_set', p_change_set_id,
               'changed', coalesce(jsonb_agg(jsonb_build_object(
                              'work_order_number', w.work_order_number, 'operation', o.sequence,
                              'from', private.place_told(p_org, r.before_lane_id, r.before_during),
                              'to', private.place_told(p_org, r.after_lane_id, r.after_during))
                              ORDER BY coalesce(lower(r.after_during), lower(r.before_during)), w.work_order_number,
                                       o.sequence), '[]'))
      FROM change_set_rows r
      JOIN work_order_operations o ON o.organization_id = r.organization_id AND o.id = r.operation_id
      JOIN work_orders w ON w.organization_id = o.organization_id AND w.id = o.work_order_id
     WHERE r.organization_id = p_org AND r.change_set_id = p_change_set_id
$$;

-- Makes a change set of changes that the caller holds (private.hold_board) and judges the board it leaves. kind: drop,
-- undo or redo, the last two of p_reverses_id. Returns its id.
CREATE FUNCTION private.change_board(p_ctx private.context, p_op_id uuid, p_kind text, p_reverses_id bigint,
                                     p_gesture text, p_changes private.board_change[], p_overridden text[],
                                     p_reason text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_id    bigint;
    v_moved bigint[];
BEGIN
    PERFORM private.check_changes(p_ctx, p_kind, p_changes);
    INSERT INTO change_sets (organization_id, plant_id, kind, reverses_id, gesture, reason, overridden, user_id,
                             kiosk_id, op_id)
    VALUES (p_ctx.organization_id, p_ctx.plant_id, p_kind, p_reverses_id, p_gesture,
            private.words_or_null(p_reason, 'reason', 500), p_overridden, p_ctx.user_id, p_ctx.kiosk_id, p_op_id)
    RETURNING id INTO v_id;
    PERFORM private.write_changes(p_ctx, v_id, p_changes);
    -- What only became firm or loose moved nowhere: no rule is asked.
    SELECT coalesce(array_agg(r.operation_id), '{}') INTO v_moved
      FROM change_set_rows r
     WHERE r.organization_id = p_ctx.organization_id AND r.change_set_id = v_id AND r.after_lane_id IS NOT NULL
       AND (r.before_lane_id, r.before_during, r.before_work_s, r.before_overtime)
           IS DISTINCT FROM (r.after_lane_id, r.after_during, r.after_work_s, r.after_overtime);
    PERFORM private.check_links(p_ctx, v_moved);
    IF NOT 'overload' = ANY (p_overridden) THEN
        PERFORM private.check_loads(p_ctx, v_moved);
    ELSIF NOT EXISTS (SELECT FROM private.board_overloads(
                          p_ctx.organization_id,
                          ARRAY(SELECT r.after_lane_id FROM change_set_rows r
                                 WHERE r.organization_id = p_ctx.organization_id AND r.change_set_id = v_id
                                   AND r.after_lane_id IS NOT NULL),
                          v_moved, now())) THEN
        -- Nothing was overloaded after all: nobody overrode it.
        UPDATE change_sets s SET overridden = array_remove(s.overridden, 'overload')
         WHERE s.organization_id = p_ctx.organization_id AND s.id = v_id;
    END IF;
    RETURN v_id;
END
$$;

-- Settles a change set, and tells whoever looks at the board.
CREATE FUNCTION private.conclude_change(p_ctx private.context, p_op_id uuid, p_change_set_id bigint) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_result jsonb := private.change_set_answer(p_ctx.organization_id, p_change_set_id);
    v_set    change_sets;
BEGIN
    SELECT * INTO v_set FROM change_sets s WHERE s.organization_id = p_ctx.organization_id AND s.id = p_change_set_id;
    PERFORM private.conclude(p_ctx, p_op_id, v_result, 'board.' || v_set.kind, v_set.gesture,
                             jsonb_build_object('change_set', v_set.id, 'reason', v_set.reason,
                                                'overridden', to_jsonb(v_set.overridden)),
                             ARRAY['board']);
    RETURN v_result;
END
$$;

CREATE FUNCTION api.reschedule(p_token text, p_op_id uuid, p_gesture text, p_changes jsonb, p_accepted text,
                               p_reason text)
    RETURNS TABLE (change_set bigint, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx     private.context;
    v_stored  jsonb;
    v_result  jsonb;
    v_gesture text;
    v_rules   text[];
    v_changes private.board_change[];
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_gesture := private.words(p_gesture, 'gesture', 500);
    v_stored := private.claim(v_ctx, p_op_id, 'reschedule', jsonb_build_array(v_gesture)::text);
    IF v_stored IS NULL THEN
        v_rules := private.overridden(v_ctx, p_accepted, p_reason);
        v_changes := private.sent_changes(p_changes);
        PERFORM private.hold_board(v_ctx, (SELECT array_agg(c.operation_id) FROM unnest(v_changes) AS c));
        PERFORM private.check_versions(v_ctx, v_changes);
        v_result := private.conclude_change(v_ctx, p_op_id,
            private.change_board(v_ctx, p_op_id, 'drop', NULL, v_gesture, v_changes, v_rules, p_reason));
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT (v_result ->> 'change_set')::bigint, v_stored IS NOT NULL, v_result;
END
$$;

-- What a drop of that op_id answered; no row when it was not done yet.
CREATE FUNCTION api.reschedule_answered(p_token text, p_op_id uuid, p_gesture text)
    RETURNS TABLE (change_set bigint, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_result jsonb;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    IF EXISTS (SELECT FROM op_log o WHERE o.organization_id = v_ctx.organization_id AND o.op_id = p_op_id) THEN
        v_result := private.claim(v_ctx, p_op_id, 'reschedule',
                                  jsonb_build_array(private.words(p_gesture, 'gesture', 500))::text);
        RETURN QUERY SELECT (v_result ->> 'change_set')::bigint, true, v_result;
    END IF;
END
$$;
