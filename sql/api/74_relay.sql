-- The ERP outbox, drained by gemba relay: at least once, in the order of the rows within each organization. A message
-- that fails steps aside for a while and does not hold up the others.

-- A number as text: plain digits, no trailing zeros.
CREATE FUNCTION private.plain(p numeric) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT trim_scale(p)::text $$;

CREATE FUNCTION private.material_message(p_organization_id bigint, p_transaction_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
               'transaction_id', t.id, 'transaction_type', t.transaction_type, 'plant', p.code,
               'material', m.material_code, 'uom', m.uom, 'quantity', private.plain(t.quantity),
               'quantity_change', private.plain(t.quantity_change), 'cost_per_unit', private.plain(t.cost_per_unit),
               'total_cost', private.plain(t.total_cost), 'value_change', private.plain(t.value_change),
               'currency', o.currency, 'reference_type', t.reference_type,
               'reference', coalesce(po.purchase_order_number || '/' || pl.line_number, w.work_order_number,
                                     t.reference_id::text),
               'of_transaction_id', t.of_transaction_id, 'lot', l.lot_number, 'location', loc.code,
               'delivery_note', t.delivery_note, 'transaction_date', t.transaction_date, 'created_at', t.created_at,
               'user', u.user_name, 'kiosk', k.name, 'op_id', t.op_id)
      FROM ledger.material_transactions t
      JOIN organizations o ON o.id = t.organization_id
      JOIN materials m ON m.organization_id = t.organization_id AND m.id = t.material_id
      LEFT JOIN plants p ON p.organization_id = t.organization_id AND p.id = t.plant_id
      LEFT JOIN purchase_order_lines pl ON pl.organization_id = t.organization_id AND pl.id = t.purchase_order_line_id
      LEFT JOIN purchase_orders po ON po.organization_id = pl.organization_id AND po.id = pl.purchase_order_id
      LEFT JOIN work_orders w ON w.organization_id = t.organization_id AND w.id = t.work_order_id
      LEFT JOIN lots l ON l.organization_id = t.organization_id AND l.id = t.lot_id
      LEFT JOIN locations loc ON loc.organization_id = t.organization_id AND loc.id = t.location_id
      LEFT JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id
      LEFT JOIN kiosks k ON k.organization_id = t.organization_id AND k.id = t.kiosk_id
     WHERE t.organization_id = p_organization_id AND t.id = p_transaction_id
    $$;

CREATE FUNCTION private.order_message(p_organization_id bigint, p_work_order_id bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
               'work_order_number', w.work_order_number, 'order_status', w.order_status, 'plant', p.code,
               'product', m.material_code, 'uom', m.uom, 'quantity', private.plain(w.quantity),
               'good', private.plain(w.quantity_good), 'scrap', private.plain(w.quantity_scrap),
               'rework', private.plain(w.quantity_rework),
               'actual_material_cost', private.plain(w.actual_material_cost),
               'currency', o.currency, 'due_at', w.due_at, 'released_at', w.released_at, 'started_at', w.started_at,
               'completed_at', w.completed_at)
      FROM work_orders w
      JOIN organizations o ON o.id = w.organization_id
      LEFT JOIN plants p ON p.organization_id = w.organization_id AND p.id = w.plant_id
      LEFT JOIN materials m ON m.organization_id = w.organization_id AND m.id = w.product_id
     WHERE w.organization_id = p_organization_id AND w.id = p_work_order_id
    $$;

-- The message of an outbox row. Its id tells a receiver that has seen it before; the subject is as it stands now.
CREATE FUNCTION private.outbox_message(p_row outbox) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object('message_id', p_row.id, 'kind', p_row.kind, 'organization', o.code,
                              'queued_at', p_row.created_at)
           || coalesce(CASE p_row.kind
                           WHEN 'material_transaction' THEN private.material_message(p_row.organization_id,
                               p_row.subject_id)
                           WHEN 'work_order' THEN private.order_message(p_row.organization_id, p_row.subject_id) END,
                       jsonb_build_object('subject_id', p_row.subject_id))
      FROM organizations o WHERE o.id = p_row.organization_id
    $$;

-- Claim messages and hide them from other relays for p_lease_s seconds: whoever dies with one gives it back in time.
-- Organizations in random order, so that a large backlog of one does not starve the others.
CREATE FUNCTION admin.relay_take(p_limit bigint, p_lease_s bigint)
    RETURNS TABLE (organization_id bigint, outbox_id bigint, kind text, attempts integer, message jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_org   bigint;
    v_row   outbox;
    v_left  bigint := greatest(coalesce(p_limit, 0), 0);
    v_lease interval := make_interval(secs => greatest(coalesce(p_lease_s, 60), 1));
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY random() LOOP
        PERFORM private.set_context(v_org, NULL);
        FOR v_row IN
            SELECT * FROM outbox m
             WHERE m.organization_id = v_org AND m.delivered_at IS NULL AND m.next_try_at <= clock_timestamp()
             ORDER BY m.id LIMIT v_left FOR UPDATE SKIP LOCKED
        LOOP
            UPDATE outbox m SET next_try_at = clock_timestamp() + v_lease
             WHERE m.organization_id = v_org AND m.id = v_row.id;
            v_left := v_left - 1;
            organization_id := v_org;
            outbox_id := v_row.id;
            kind := v_row.kind;
            attempts := v_row.attempts;
            message := private.outbox_message(v_row);
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;

-- False: it was delivered already, or is not there.
CREATE FUNCTION admin.relay_delivered(p_organization_id bigint, p_outbox_id bigint) RETURNS TABLE (delivered boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    PERFORM private.set_context(p_organization_id, NULL);
    UPDATE outbox m SET delivered_at = now(), last_error = NULL
     WHERE m.organization_id = p_organization_id AND m.id = p_outbox_id AND m.delivered_at IS NULL;
    delivered := FOUND;
    RETURN NEXT;
END
$$;

-- Try again after 5 s, 10 s, 20 s ... up to an hour.
CREATE FUNCTION admin.relay_failed(p_organization_id bigint, p_outbox_id bigint, p_error text)
    RETURNS TABLE (next_try_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM private.set_context(p_organization_id, NULL);
    RETURN QUERY
    UPDATE outbox AS m
       SET attempts = m.attempts + 1,
           next_try_at = clock_timestamp() + least(interval '5 seconds' * 2 ^ least(m.attempts, 20), interval '1 hour'),
           last_error = left(regexp_replace(coalesce(p_error, ''), '[[:cntrl:]]+', ' ', 'g'), 500)
     WHERE m.organization_id = p_organization_id AND m.id = p_outbox_id AND m.delivered_at IS NULL
    RETURNING m.next_try_at;
END
$$;

-- seconds_until_due: when the next waiting message may be tried; NULL when none waits.
CREATE FUNCTION admin.relay_status()
    RETURNS TABLE (waiting bigint, oldest_s bigint, failing bigint, delivered bigint, seconds_until_due bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_org    bigint;
    v_oldest timestamptz;
    v_next   timestamptz;
    v_one    record;
BEGIN
    waiting := 0;
    failing := 0;
    delivered := 0;
    FOR v_org IN SELECT o.id FROM organizations o LOOP
        PERFORM private.set_context(v_org, NULL);
        SELECT count(*) FILTER (WHERE m.delivered_at IS NULL) AS waiting,
               count(*) FILTER (WHERE m.delivered_at IS NULL AND m.attempts > 0) AS failing,
               count(m.delivered_at) AS delivered,
               min(m.created_at) FILTER (WHERE m.delivered_at IS NULL) AS oldest,
               min(m.next_try_at) FILTER (WHERE m.delivered_at IS NULL) AS next
          INTO v_one FROM outbox m WHERE m.organization_id = v_org;
        waiting := waiting + v_one.waiting;
        failing := failing + v_one.failing;
        delivered := delivered + v_one.delivered;
        v_oldest := least(v_oldest, v_one.oldest);
        v_next := least(v_next, v_one.next);
    END LOOP;
    oldest_s := coalesce(extract(epoch FROM clock_timestamp() - v_oldest)::bigint, 0);
    IF v_next IS NOT NULL THEN
        seconds_until_due := greatest(ceil(extract(epoch FROM v_next - clock_timestamp())), 0);
    END IF;
    RETURN NEXT;
END
$$;
