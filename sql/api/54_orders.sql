-- Work orders: what is ordered, by which operations it is made, and what it must wait for.

-- A time a person gave: present, finite, with a year of four digits.
CREATE FUNCTION private.calendar_time(p_time timestamptz, p_field text) RETURNS timestamptz
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_time IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', p_field, format('%s is missing.', p_field));
    ELSIF p_time < '1970-01-01 00:00+00' OR p_time >= '9999-01-01 00:00+00' THEN
        PERFORM private.fail('VALIDATION', 'BAD_TIME', p_field, format('%s is not a usable time.', p_field));
    END IF;
    RETURN p_time;
END
$$;

-- When a reported thing happened; NULL: now. Five minutes ahead are a kiosk's clock, more is a typing error.
CREATE FUNCTION private.happened_at(p_time timestamptz, p_field text) RETURNS timestamptz
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF p_time IS NULL THEN
        RETURN now();
    END IF;
    IF private.calendar_time(p_time, p_field) > clock_timestamp() + interval '5 minutes' THEN
        PERFORM private.fail('VALIDATION', 'IN_THE_FUTURE', p_field, 'What is reported must have happened already.');
    END IF;
    RETURN least(p_time, now());
END
$$;

-- The order of that number, or NOT_FOUND. Not locked.
CREATE FUNCTION private.work_order_named(p_ctx private.context, p_number text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number text := private.words(p_number, 'work_order', 64);
    v_order  work_orders;
BEGIN
    SELECT * INTO v_order FROM work_orders
     WHERE organization_id = p_ctx.organization_id AND work_order_number = v_number;
    IF v_order.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_WORK_ORDER', 'work_order',
                             'There is no work order ' || v_number || '.');
    END IF;
    RETURN v_order;
END
$$;

-- The same, locked for a change: after the operation was claimed, before any material.
CREATE FUNCTION private.work_order_held(p_ctx private.context, p_number text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_order work_orders := private.work_order_named(p_ctx, p_number);
BEGIN
    SELECT * INTO v_order FROM work_orders
     WHERE organization_id = p_ctx.organization_id AND id = v_order.id FOR NO KEY UPDATE;
    RETURN v_order;
END
$$;

-- ---------------------------------------------------------------- planning

-- What an order needs; every material once.
CREATE FUNCTION private.add_order_needs(p_ctx private.context, p_order_id bigint, p_needs jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_need jsonb;
BEGIN
    FOR v_need IN SELECT * FROM private.line_objects(coalesce(nullif(p_needs, 'null'), '[]'), 'needs') LOOP
        INSERT INTO work_order_materials (organization_id, work_order_id, material_id, quantity_required)
        VALUES (p_ctx.organization_id, p_order_id, private.material_id(p_ctx, v_need ->> 'material', 'material'),
                private.quantity(private.line_amount(v_need, 'quantity'), 'quantity'))
        ON CONFLICT (organization_id, work_order_id, material_id) DO NOTHING;
        IF NOT FOUND THEN
            PERFORM private.fail('VALIDATION', 'NAMED_TWICE', 'needs',
                                 format('Material %s is named twice.', btrim(v_need ->> 'material')),
                                 'Name each material once, with the whole quantity.');
        END IF;
    END LOOP;
END
$$;

-- A number of minutes of such an object as whole seconds. p_low: the least that is allowed.
CREATE FUNCTION private.minutes_as_s(p_minutes numeric, p_field text, p_low numeric) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_minutes numeric := private.sound_number(p_minutes, p_field, 6, 5256000);
BEGIN
    IF v_minutes < p_low OR round(v_minutes * 60) = 0 AND p_low >= 0 THEN
        PERFORM private.fail('VALIDATION', 'NOT_POSITIVE', p_field,
                             'The work of an operation takes more than no time.');
    END IF;
    RETURN round(v_minutes * 60);
END
$$;

-- A lane of the caller's plant, for one of several texts "L1|L2"; NOT_FOUND for any other.
CREATE FUNCTION private.lanes_of_text(p_ctx private.context, p_lanes text) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_code  text;
    v_lane  lanes;
    v_lanes bigint[] := '{}';
BEGIN
    IF private.words_or_null(p_lanes, 'lane', 500) IS NULL THEN
        RETURN v_lanes;
    END IF;
    FOREACH v_code IN ARRAY string_to_array(p_lanes, '|') LOOP
        v_lane := private.lane_named(p_ctx, v_code, 'lane');
        IF v_lane.plant_id <> p_ctx.plant_id THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LANE', 'lane',
                                 format('There is no lane %s at this plant.', v_lane.code));
        ELSIF v_lane.id = ANY (v_lanes) THEN
            PERFORM private.fail('VALIDATION', 'NAMED_TWICE', 'lane', format('Lane %s is named twice.', v_lane.code));
        END IF;
        v_lanes := v_lanes || v_lane.id;
    END LOOP;
    RETURN v_lanes;
END
$$;

-- One operation of a new order. The first lane is its home, several are its alternatives.
CREATE FUNCTION private.add_order_operation(p_ctx private.context, p_order_id bigint, p_given jsonb, p_name text)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number    numeric := private.line_amount(p_given, 'operation');
    v_lanes     bigint[] := private.lanes_of_text(p_ctx, p_given ->> 'lane');
    v_work_s    bigint;
    v_operation bigint;
BEGIN
    IF v_number NOT BETWEEN 1 AND 999999 OR v_number <> trunc(v_number) THEN
        PERFORM private.fail('VALIDATION', 'BAD_NUMBER', 'operation', 'Operations are numbered 10, 20, 30 ...');
    END IF;
    IF private.words_or_null(p_given ->> 'minutes', 'minutes', 60) IS NOT NULL THEN
        v_work_s := private.minutes_as_s(private.line_amount(p_given, 'minutes'), 'minutes', 0);
    END IF;
    INSERT INTO work_order_operations (organization_id, work_order_id, sequence, name, lane_id, work_s)
    VALUES (p_ctx.organization_id, p_order_id, v_number, p_name, v_lanes[1], v_work_s)
    ON CONFLICT (organization_id, work_order_id, sequence) DO NOTHING
    RETURNING id INTO v_operation;
    IF v_operation IS NULL THEN
        PERFORM private.fail('VALIDATION', 'NAMED_TWICE', 'operations',
                             format('Operation %s is named twice.', v_number));
    END IF;
    IF cardinality(v_lanes) > 1 THEN
        INSERT INTO operation_lanes (organization_id, operation_id, lane_id)
        SELECT p_ctx.organization_id, v_operation, l FROM unnest(v_lanes) AS l;
    END IF;
END
$$;

-- The operations of a new order; none: one, numbered 10. A single one is named after what is made, of several each
-- after the lane it is planned for.
CREATE FUNCTION private.add_order_operations(p_ctx private.context, p_order work_orders, p_operations jsonb)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_given jsonb := coalesce(nullif(p_operations, 'null'), '[]');
    v_one   jsonb;
    v_code  text;
    v_lane  text;
    v_made  text := coalesce((SELECT m.name FROM materials m
                               WHERE m.organization_id = p_ctx.organization_id AND m.id = p_order.product_id), 'Work');
BEGIN
    v_given := CASE WHEN v_given = '[]' THEN '[{"operation": 10}]' ELSE v_given END;
    FOR v_one IN SELECT * FROM private.line_objects(v_given, 'operations') LOOP
        v_lane := NULL;
        IF jsonb_array_length(v_given) > 1 THEN
            v_code := btrim(split_part(v_one ->> 'lane', '|', 1));
            SELECT l.name INTO v_lane FROM lanes l
             WHERE l.organization_id = p_ctx.organization_id AND l.code = v_code;
        END IF;
        PERFORM private.add_order_operation(p_ctx, p_order.id, v_one, coalesce(v_lane, v_made));
    END LOOP;
END
$$;

-- What a new order waits for: [{"work_order":"WO-1","lag_minutes":"30"}]. It cannot close a circle: nothing waits for
-- what is new.
CREATE FUNCTION private.add_order_links(p_ctx private.context, p_order work_orders, p_after jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_one   jsonb;
    v_after work_orders;
BEGIN
    FOR v_one IN SELECT * FROM private.line_objects(coalesce(nullif(p_after, 'null'), '[]'), 'after') LOOP
        v_after := private.predecessor_named(p_ctx, p_order, v_one ->> 'work_order');
        INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id, lag_s)
        VALUES (p_ctx.organization_id, v_after.id, p_order.id, private.lag_as_s(v_one ->> 'lag_minutes'))
        ON CONFLICT (organization_id, successor_id, predecessor_id) DO NOTHING;
        IF NOT FOUND THEN
            PERFORM private.fail('VALIDATION', 'NAMED_TWICE', 'after',
                                 format('Work order %s is named twice.', v_after.work_order_number));
        END IF;
    END LOOP;
END
$$;

-- A new order of the kiosk's plant.
CREATE FUNCTION private.add_work_order(p_ctx private.context, p_number text, p_product text, p_quantity numeric,
                                       p_due timestamptz) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number  text := private.words(p_number, 'work_order', 64);
    v_product bigint;
    v_order   work_orders;
BEGIN
    IF private.words_or_null(p_product, 'product', 64) IS NOT NULL THEN
        v_product := private.material_id(p_ctx, p_product, 'product');
    END IF;
    INSERT INTO work_orders (organization_id, plant_id, work_order_number, product_id, quantity, due_at)
    VALUES (p_ctx.organization_id, p_ctx.plant_id, v_number, v_product, private.quantity(p_quantity, 'quantity'),
            private.calendar_time(p_due, 'due'))
    ON CONFLICT (organization_id, work_order_number) DO NOTHING
    RETURNING * INTO v_order;
    IF v_order.id IS NULL THEN
        PERFORM private.fail('DUPLICATE', 'CODE_EXISTS', 'work_order', 'Work order ' || v_number || ' exists already.',
                             'Choose another number.');
    END IF;
    RETURN v_order;
END
$$;

CREATE FUNCTION api.order_add(p_token text, p_op_id uuid, p_work_order text, p_product text, p_quantity numeric,
                              p_due timestamptz, p_needs jsonb, p_operations jsonb, p_after jsonb)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  work_orders;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'order_add',
                              jsonb_build_array(p_work_order, p_product, p_quantity, p_due AT TIME ZONE 'UTC',
                                                p_needs, p_operations, p_after)::text);
    IF v_stored IS NULL THEN
        v_order := private.add_work_order(v_ctx, p_work_order, p_product, p_quantity, p_due);
        PERFORM private.add_order_operations(v_ctx, v_order, p_operations);
        PERFORM private.add_order_needs(v_ctx, v_order.id, p_needs);
        PERFORM private.add_order_links(v_ctx, v_order, p_after);
        PERFORM private.tell_erp(v_ctx, 'work_order', v_order.id);
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.add', v_order.work_order_number, NULL,
                                 CASE WHEN p_after IS NULL THEN ARRAY['order'] ELSE ARRAY['order', 'board'] END);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(v_ctx, v_result);
END
$$;

-- ---------------------------------------------------------------- what waits for what

-- Elapsed minutes between two orders as whole seconds; below zero: a lead. NULL or blank: none.
CREATE FUNCTION private.lag_as_s(p_minutes text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF private.words_or_null(p_minutes, 'lag_minutes', 60) IS NULL THEN
        RETURN 0;
    END IF;
    RETURN round(60 * private.sound_number(private.line_amount(jsonb_build_object('lag_minutes', p_minutes),
                                                               'lag_minutes'), 'lag_minutes', 6, 5256000));
END
$$;

-- The order of that number as one which another waits for: of the same plant, another one, not cancelled.
CREATE FUNCTION private.predecessor_named(p_ctx private.context, p_order work_orders, p_after text) RETURNS work_orders
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_number text := private.words(p_after, 'after', 64);
    v_after  work_orders;
BEGIN
    SELECT * INTO v_after FROM work_orders
     WHERE organization_id = p_ctx.organization_id AND work_order_number = v_number;
    IF v_after.id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_WORK_ORDER', 'after', 'There is no work order ' || v_number || '.');
    ELSIF v_after.id = p_order.id THEN
        PERFORM private.fail('CONFLICT', 'CYCLE', 'after',
                             format('These would wait for each other: %s -> %1$s.', v_number));
    ELSIF v_after.plant_id <> p_order.plant_id THEN
        PERFORM private.fail('VALIDATION', 'OTHER_PLANT', 'after',
                             format('Work order %s is made at another plant.', v_number));
    ELSIF v_after.order_status = 'CANCELLED' THEN
        PERFORM private.fail('VALIDATION', 'ILLEGAL_STATUS', 'after',
                             format('Work order %s is CANCELLED: nothing can wait for it.', v_number));
    END IF;
    RETURN v_after;
END
$$;

-- Whether one order must wait for another, however far between: true for itself.
CREATE FUNCTION private.comes_after(p_org bigint, p_first bigint, p_later bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    WITH RECURSIVE reached (id) AS (
        SELECT p_first
         UNION
        SELECT d.successor_id
          FROM reached r
          JOIN work_order_dependencies d ON d.organization_id = p_org AND d.predecessor_id = r.id
    )
    SELECT EXISTS (SELECT FROM reached r WHERE r.id = p_later)
$$;

-- The shortest way from one order to another along what waits for what: "WO-1 -> WO-2 -> WO-3", only its ends where it
-- is longer than anybody reads, "WO-1 -> ... -> WO-90"; NULL: none.
CREATE FUNCTION private.way_between(p_org bigint, p_from bigint, p_to bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    c_steps  constant integer := 20;
    v_seen   bigint[] := ARRAY[p_from];
    v_parent bigint[] := ARRAY[NULL::bigint];
    v_edge   bigint[] := ARRAY[p_from];  -- what was reached last
    v_via    bigint[];
    v_at     bigint := p_to;
    v_steps  integer := 0;
    v_way    text;
BEGIN
    IF NOT private.comes_after(p_org, p_from, p_to) THEN
        RETURN NULL;
    END IF;
    WHILE NOT p_to = ANY (v_seen) LOOP
        v_steps := v_steps + 1;
        IF v_steps > c_steps THEN
            RETURN private.order_number(p_org, p_from) || ' -> ... -> ' || private.order_number(p_org, p_to);
        END IF;
        SELECT array_agg(x.successor_id ORDER BY x.successor_id), array_agg(x.via ORDER BY x.successor_id)
          INTO v_edge, v_via
          FROM (SELECT d.successor_id, min(d.predecessor_id) AS via
                  FROM work_order_dependencies d
                 WHERE d.organization_id = p_org AND d.predecessor_id = ANY (v_edge)
                   AND NOT d.successor_id = ANY (v_seen)
                 GROUP BY d.successor_id) AS x;
        v_seen := v_seen || v_edge;
        v_parent := v_parent || v_via;
    END LOOP;
    WHILE v_at IS NOT NULL LOOP
        v_way := concat_ws(' -> ', private.order_number(p_org, v_at), v_way);
        v_at := v_parent[array_position(v_seen, v_at)];
    END LOOP;
    RETURN v_way;
END
$$;

CREATE FUNCTION private.order_number(p_org bigint, p_order_id bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$ SELECT w.work_order_number FROM work_orders w WHERE w.organization_id = p_org AND w.id = p_order_id $$;

-- Holds the board of a plant until the end of the transaction: one change of it at a time (see 43). What is judged
-- after this must be what stands there now, so a transaction that still looks at an older board is refused: the lock
-- alone changes no row, and nothing else would notice.
CREATE FUNCTION private.hold_plant(p_ctx private.context, p_plant_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM private.fail('VALIDATION', 'WRONG_ISOLATION', '',
                             'The board is changed in transactions that are READ COMMITTED.');
    END IF;
    PERFORM FROM plants p
      WHERE p.organization_id = p_ctx.organization_id AND p.id = p_plant_id
        FOR NO KEY UPDATE;
END
$$;

-- Holds two orders and their board for a change of the link between them: no other link of the plant can come between.
CREATE FUNCTION private.hold_link(p_ctx private.context, p_order work_orders, p_after work_orders) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM work_orders
      WHERE organization_id = p_ctx.organization_id AND id IN (p_order.id, p_after.id) ORDER BY id FOR NO KEY UPDATE;
    PERFORM private.hold_plant(p_ctx, p_order.plant_id);
END
$$;

-- p_order waits for p_after; again: with another lag.
CREATE FUNCTION private.link_orders(p_ctx private.context, p_order work_orders, p_after work_orders, p_lag_s bigint)
    RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_way text;
BEGIN
    PERFORM private.hold_link(p_ctx, p_order, p_after);
    SELECT * INTO p_order FROM work_orders WHERE organization_id = p_ctx.organization_id AND id = p_order.id;
    IF p_order.order_status IN ('COMPLETED', 'CANCELLED') THEN
        PERFORM private.fail('VALIDATION', 'ILLEGAL_STATUS', 'work_order',
                             format('Work order %s is %s and waits for nothing.', p_order.work_order_number,
                                    p_order.order_status));
    END IF;
    v_way := private.way_between(p_ctx.organization_id, p_order.id, p_after.id);
    IF v_way IS NOT NULL THEN
        PERFORM private.fail('CONFLICT', 'CYCLE', 'after',
                             format('These would wait for each other: %s -> %s.', p_after.work_order_number, v_way),
                             'Take one of these links away first.');
    END IF;
    INSERT INTO work_order_dependencies (organization_id, predecessor_id, successor_id, lag_s)
    VALUES (p_ctx.organization_id, p_after.id, p_order.id, p_lag_s)
    ON CONFLICT (organization_id, successor_id, predecessor_id) DO UPDATE SET lag_s = EXCLUDED.lag_s;
END
$$;

CREATE FUNCTION api.order_link(p_token text, p_op_id uuid, p_work_order text, p_after text, p_lag_minutes text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  work_orders;
    v_after  work_orders;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'order_link',
                              jsonb_build_array(p_work_order, p_after, p_lag_minutes)::text);
    IF v_stored IS NULL THEN
        v_order := private.work_order_named(v_ctx, p_work_order);
        v_after := private.predecessor_named(v_ctx, v_order, p_after);
        PERFORM private.link_orders(v_ctx, v_order, v_after, private.lag_as_s(p_lag_minutes));
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.link', v_order.work_order_number,
                                 jsonb_build_object('after', v_after.work_order_number, 'lag_minutes', p_lag_minutes),
                                 ARRAY['order', 'board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(v_ctx, v_result);
END
$$;

CREATE FUNCTION api.order_unlink(p_token text, p_op_id uuid, p_work_order text, p_after text)
    RETURNS TABLE (work_order_number text, replayed boolean, answer jsonb)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_result jsonb;
    v_order  work_orders;
    v_after  work_orders;
    v_number text;
BEGIN
    v_ctx := private.enter(p_token, 'scheduling.update');
    v_stored := private.claim(v_ctx, p_op_id, 'order_unlink', jsonb_build_array(p_work_order, p_after)::text);
    IF v_stored IS NULL THEN
        v_order := private.work_order_named(v_ctx, p_work_order);
        v_number := private.words(p_after, 'after', 64);
        SELECT * INTO v_after FROM work_orders w
         WHERE w.organization_id = v_ctx.organization_id AND w.work_order_number = v_number;
        PERFORM private.hold_link(v_ctx, v_order, v_after);
        DELETE FROM work_order_dependencies d
         WHERE d.organization_id = v_ctx.organization_id AND d.successor_id = v_order.id
           AND d.predecessor_id = v_after.id;
        IF NOT FOUND THEN
            PERFORM private.fail('NOT_FOUND', 'NOT_LINKED', 'after',
                                 format('Work order %s does not wait for %s.', v_order.work_order_number, v_number));
        END IF;
        v_result := private.order_answer(v_ctx, v_order.id);
        PERFORM private.conclude(v_ctx, p_op_id, v_result, 'order.unlink', v_order.work_order_number,
                                 jsonb_build_object('after', v_number), ARRAY['order', 'board']);
    END IF;
    v_result := coalesce(v_stored, v_result);
    RETURN QUERY SELECT v_result ->> 'work_order_number', v_stored IS NOT NULL, private.order_shown(v_ctx, v_result);
END
$$;
