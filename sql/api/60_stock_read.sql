-- What is on the shelves and what moved: the reads of stock, and the alerts.

-- ---------------------------------------------------------------- searching materials
--
-- The cache holds which materials a query finds, never how much there is of them: quantities are read afresh. A list
-- is kept under the generation of the names it was made from. Whoever adds or renames a material writes a new
-- generation in his own transaction, after his change: a list made meanwhile from the old names stands under a
-- generation that nobody asks for once he has committed.

CREATE FUNCTION private.material_names_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org bigint := private.current_org();
BEGIN
    IF v_org IS NOT NULL THEN
        -- The lock of private.cache_set on this key, but waited for: this write must not be left out.
        PERFORM pg_advisory_xact_lock(hashtextextended(format('gemba.cache %s %s', v_org, 'materials.generation'), 0));
        PERFORM private.cache_set('materials.generation', to_jsonb(gen_random_uuid()), interval '1 day');
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER material_names_changed AFTER INSERT OR DELETE OR UPDATE OF material_code, name, is_active ON materials
    FOR EACH STATEMENT EXECUTE FUNCTION private.material_names_changed();

-- The ids of the active materials whose code or name holds the pattern, by code, at most 500.
CREATE FUNCTION private.materials_matching(p_ctx private.context, p_pattern text) RETURNS bigint[]
    LANGUAGE sql
    AS $$
    SELECT coalesce(array_agg(f.id ORDER BY f.material_code), '{}')
      FROM (SELECT m.id, m.material_code
              FROM materials m
             WHERE m.organization_id = p_ctx.organization_id AND m.is_active
               AND (p_pattern IS NULL OR lower(m.material_code) LIKE p_pattern OR lower(m.name) LIKE p_pattern)
             ORDER BY m.material_code
             LIMIT 500) AS f
$$;

-- The same through the cache. Without a generation (the cache may be empty at any time) one is made; if somebody else
-- is just making one, this answer is not kept.
CREATE FUNCTION private.materials_found(p_ctx private.context, p_pattern text) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_generation jsonb := private.cache_get('materials.generation');
    v_key        text;
    v_ids        jsonb;
    v_found      bigint[];
BEGIN
    IF v_generation IS NULL THEN
        PERFORM private.cache_set('materials.generation', to_jsonb(gen_random_uuid()), interval '1 day');
        v_generation := private.cache_get('materials.generation');
    END IF;
    v_key := format('materials.found %s %s', v_generation #>> '{}', coalesce(p_pattern, ''));
    IF v_generation IS NOT NULL THEN
        v_ids := private.cache_get(v_key);
    END IF;
    IF v_ids IS NOT NULL THEN
        RETURN ARRAY(SELECT e.value::bigint FROM jsonb_array_elements_text(v_ids) AS e);
    END IF;
    v_found := private.materials_matching(p_ctx, p_pattern);
    IF v_generation IS NOT NULL THEN
        PERFORM private.cache_set(v_key, to_jsonb(v_found), interval '5 minutes');
    END IF;
    RETURN v_found;
END
$$;

-- Materials whose code or name holds the query, by code, at most 500. available: on hand less what orders reserved.
CREATE FUNCTION api.stock(p_token text, p_query text)
    RETURNS TABLE (material text, name text, uom text, quantity_on_hand numeric, reserved numeric, available numeric,
                   reorder_point numeric, value_on_hand numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_ids   bigint[];
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_ids := private.materials_found(v_ctx, private.contains_pattern(p_query, 'query'));
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT m.material_code, m.name, m.uom, m.quantity_on_hand, m.quantity_reserved,
               greatest(m.quantity_on_hand - m.quantity_reserved, 0), m.reorder_point,
               CASE WHEN v_costs THEN m.value_on_hand END
          FROM materials m
         WHERE m.organization_id = v_ctx.organization_id AND m.id = ANY (v_ids)
         ORDER BY m.material_code;
END
$$;

-- ---------------------------------------------------------------- movements

-- The word in capitals if it is one of the given, NULL for none, else VALIDATION.
CREATE FUNCTION private.known_word(p_word text, p_field text, p_words text[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_word text := upper(private.words_or_null(p_word, p_field, 32));
BEGIN
    IF v_word <> ALL (p_words) THEN
        PERFORM private.fail('VALIDATION', 'UNKNOWN_WORD', p_field, format('%s is not known here.', v_word),
                             'Use ' || array_to_string(p_words, ', ') || '.');
    END IF;
    RETURN v_word;
END
$$;

-- A purchase order by number, by NUMBER/LINE or by its id: the order's id, and the line's when a line was named.
-- A number may itself hold a slash, so the whole text is tried first.
CREATE FUNCTION private.purchase_reference(p_ctx private.context, p_ref text, OUT order_id bigint, OUT line_id bigint)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_part text[] := regexp_match(p_ref, '^(.+)/([0-9]{1,9})$');
BEGIN
    SELECT o.id INTO order_id FROM purchase_orders o
     WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = p_ref;
    IF order_id IS NULL AND v_part IS NOT NULL THEN
        SELECT l.purchase_order_id, l.id INTO order_id, line_id
          FROM purchase_orders o
          JOIN purchase_order_lines l ON l.organization_id = o.organization_id AND l.purchase_order_id = o.id
         WHERE o.organization_id = p_ctx.organization_id AND o.purchase_order_number = v_part[1]
           AND l.line_number = v_part[2]::bigint;
    ELSIF order_id IS NULL AND p_ref ~ '^[0-9]{1,18}$' THEN
        SELECT o.id INTO order_id FROM purchase_orders o
         WHERE o.organization_id = p_ctx.organization_id AND o.id = p_ref::bigint;
    END IF;
    IF order_id IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_PURCHASE_ORDER', 'ref',
                             'There is no purchase order ' || p_ref || '.');
    END IF;
END
$$;

-- What movements to look for. NULL: no matter. *_ids hold what a code stands for.
CREATE TYPE private.move_filter AS (
    material_ids bigint[], lot_ids bigint[], starts_at timestamptz, ends_at timestamptz, transaction_type text,
    reference_type text, reference_id bigint, line_id bigint
);

-- The reference of a filter: ref is a work order's number, a purchase order (see above), else a positive integer.
CREATE FUNCTION private.filter_by_reference(p_ctx private.context, p_filter private.move_filter, p_ref_type text,
                                            p_ref text) RETURNS private.move_filter
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_filter private.move_filter := p_filter;
    v_ref    text := private.words_or_null(p_ref, 'ref', 80);
BEGIN
    v_filter.reference_type := private.known_word(p_ref_type, 'ref_type',
                                                  '{WORK_ORDER,PURCHASE_ORDER,ADJUSTMENT,TRANSFER}');
    IF v_ref IS NULL THEN
        RETURN v_filter;
    ELSIF v_filter.reference_type IS NULL THEN
        PERFORM private.fail('VALIDATION', 'MISSING', 'ref_type', 'A reference needs its type.',
                             'Give WORK_ORDER, PURCHASE_ORDER, ADJUSTMENT or TRANSFER.');
    ELSIF v_filter.reference_type = 'WORK_ORDER' THEN
        SELECT o.id INTO v_filter.reference_id FROM work_orders o
         WHERE o.organization_id = p_ctx.organization_id AND o.work_order_number = v_ref;
        IF v_filter.reference_id IS NULL THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_WORK_ORDER', 'ref', 'There is no work order ' || v_ref || '.');
        END IF;
    ELSIF v_filter.reference_type = 'PURCHASE_ORDER' THEN
        SELECT r.order_id, r.line_id INTO v_filter.reference_id, v_filter.line_id
          FROM private.purchase_reference(p_ctx, v_ref) AS r;
    ELSIF v_ref ~ '^[0-9]{1,18}$' AND v_ref::bigint > 0 THEN
        v_filter.reference_id := v_ref::bigint;
    ELSE
        PERFORM private.fail('VALIDATION', 'NOT_A_NUMBER', 'ref',
                             'The reference of this type is a whole number above zero.');
    END IF;
    RETURN v_filter;
END
$$;

-- A lot number narrows to the lots of that number and, because the ledger is indexed by material, to their materials.
CREATE FUNCTION private.filter_by_material(p_ctx private.context, p_filter private.move_filter, p_material text,
                                           p_lot text) RETURNS private.move_filter
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_filter private.move_filter := p_filter;
    v_lot    text := private.words_or_null(p_lot, 'lot', 64);
BEGIN
    IF private.words_or_null(p_material, 'material', 64) IS NOT NULL THEN
        v_filter.material_ids := ARRAY[private.material_id(p_ctx, p_material, 'material')];
    END IF;
    IF v_lot IS NULL THEN
        RETURN v_filter;
    END IF;
    SELECT array_agg(l.id), array_agg(l.material_id) INTO v_filter.lot_ids, v_filter.material_ids
      FROM lots l
     WHERE l.organization_id = p_ctx.organization_id AND l.lot_number = v_lot
       AND (v_filter.material_ids IS NULL OR l.material_id = ANY (v_filter.material_ids));
    IF v_filter.lot_ids IS NULL THEN
        PERFORM private.fail('NOT_FOUND', 'UNKNOWN_LOT', 'lot', 'There is no lot ' || v_lot || '.');
    END IF;
    RETURN v_filter;
END
$$;

-- What passes of the ledger, of the ids p_low <= id < p_high. What happened at or after a time was recorded at or after
-- it (a day is left for clocks), so that old partitions are left out.
CREATE FUNCTION private.moves_between(p_ctx private.context, p_filter private.move_filter, p_low bigint, p_high bigint,
                                      p_limit bigint) RETURNS SETOF ledger.material_transactions
    LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
    AS $$
BEGIN
    RETURN QUERY
        SELECT t.* FROM ledger.material_transactions t
         WHERE t.organization_id = p_ctx.organization_id AND t.id >= p_low AND t.id < p_high
           AND (p_filter.material_ids IS NULL OR t.material_id = ANY (p_filter.material_ids))
           AND (p_filter.lot_ids IS NULL OR t.lot_id = ANY (p_filter.lot_ids)
                OR t.id IN (SELECT d.transaction_id FROM balance_draws d
                             WHERE d.organization_id = p_ctx.organization_id AND d.lot_id = ANY (p_filter.lot_ids)))
           AND (p_filter.starts_at IS NULL OR (t.transaction_date >= p_filter.starts_at
                                               AND t.created_at >= p_filter.starts_at - interval '1 day'))
           AND (p_filter.ends_at IS NULL OR t.transaction_date < p_filter.ends_at)
           AND (p_filter.transaction_type IS NULL OR t.transaction_type = p_filter.transaction_type)
           AND (p_filter.reference_type IS NULL OR t.reference_type = p_filter.reference_type)
           AND (p_filter.reference_id IS NULL OR t.reference_id = p_filter.reference_id)
           AND (p_filter.line_id IS NULL OR t.purchase_order_line_id = p_filter.line_id)
         ORDER BY t.id DESC LIMIT p_limit;
END
$$;

-- The newest p_limit movements that pass, in the order of recording. Neither order nor limit reach through the barrier
-- of the ledger's view: without a material or a reference, which have their indexes, the whole ledger would be sorted
-- for its last page. So it is read backwards in pieces that grow.
CREATE FUNCTION private.moves_passing(p_ctx private.context, p_filter private.move_filter, p_limit bigint)
    RETURNS SETOF ledger.material_transactions
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_high  bigint := (SELECT s.last_value + 1 FROM material_transactions_id_seq s);
    v_piece bigint := 4 * p_limit;
    v_low   bigint;
    v_count bigint;
    v_left  bigint := p_limit;
BEGIN
    LOOP
        v_low := CASE WHEN p_filter.material_ids IS NULL AND p_filter.reference_id IS NULL
                      THEN greatest(v_high - v_piece, 0) ELSE 0 END;
        RETURN QUERY SELECT * FROM private.moves_between(p_ctx, p_filter, v_low, v_high, v_left);
        GET DIAGNOSTICS v_count = ROW_COUNT;
        v_left := v_left - v_count;
        EXIT WHEN v_left = 0 OR v_low = 0;
        v_high := v_low;
        v_piece := 8 * v_piece;
    END LOOP;
END
$$;

-- The ledger, the last recorded first: from <= when it happened < to. limit: 200 unless told, at most 5000.
CREATE FUNCTION api.moves(p_token text, p_material text, p_from timestamptz, p_to timestamptz, p_type text,
                          p_ref_type text, p_ref text, p_lot text, p_limit bigint)
    RETURNS TABLE (transaction_id bigint, transaction_type text, material text, reference_type text,
                   reference_id bigint, reference text, quantity numeric, quantity_change numeric,
                   cost_per_unit numeric, total_cost numeric, value_change numeric, lot text, location text,
                   transaction_date timestamptz, created_at timestamptz, "user" text, kiosk text, notes text,
                   reversed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_filter private.move_filter;
    v_costs  boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_costs := private.may(v_ctx, 'cost.view');
    IF p_limit < 1 THEN
        PERFORM private.fail('VALIDATION', 'NOT_POSITIVE', 'limit', 'limit must be above zero.');
    END IF;
    v_filter.starts_at := p_from;
    v_filter.ends_at := p_to;
    v_filter.transaction_type := private.known_word(p_type, 'type',
                                                    '{RECEIPT,ISSUE,ADJUSTMENT,TRANSFER,RETURN,REVERSAL}');
    v_filter := private.filter_by_material(v_ctx, v_filter, p_material, p_lot);
    v_filter := private.filter_by_reference(v_ctx, v_filter, p_ref_type, p_ref);
    RETURN QUERY
        SELECT t.id, t.transaction_type, m.material_code, t.reference_type, t.reference_id,
               coalesce(w.work_order_number, p.purchase_order_number || '/' || pl.line_number, t.reference_id::text),
               t.quantity, t.quantity_change, CASE WHEN v_costs THEN t.cost_per_unit END,
               CASE WHEN v_costs THEN t.total_cost END, CASE WHEN v_costs THEN t.value_change END,
               -- A movement that drew from several has no lot or location of its own.
               coalesce(lt.lot_number,
                        (SELECT string_agg(DISTINCT x.lot_number, ', ')
                           FROM balance_draws d JOIN lots x ON x.organization_id = d.organization_id AND x.id = d.lot_id
                          WHERE d.organization_id = t.organization_id AND d.transaction_id = t.id)),
               coalesce(lc.code,
                        (SELECT string_agg(DISTINCT x.code, ', ')
                           FROM balance_draws d
                           JOIN locations x ON x.organization_id = d.organization_id AND x.id = d.location_id
                          WHERE d.organization_id = t.organization_id AND d.transaction_id = t.id)),
               t.transaction_date, t.created_at, u.user_name, k.name, t.notes, r.transaction_id IS NOT NULL
          FROM private.moves_passing(v_ctx, v_filter, least(coalesce(p_limit, 200), 5000)) WITH ORDINALITY AS t
          JOIN materials m ON m.organization_id = t.organization_id AND m.id = t.material_id
          JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id
          JOIN kiosks k ON k.organization_id = t.organization_id AND k.id = t.kiosk_id
          LEFT JOIN work_orders w ON w.organization_id = t.organization_id AND w.id = t.work_order_id
          LEFT JOIN purchase_order_lines pl ON pl.organization_id = t.organization_id
                                           AND pl.id = t.purchase_order_line_id
          LEFT JOIN purchase_orders p ON p.organization_id = pl.organization_id AND p.id = pl.purchase_order_id
          LEFT JOIN lots lt ON lt.organization_id = t.organization_id AND lt.id = t.lot_id
          LEFT JOIN locations lc ON lc.organization_id = t.organization_id AND lc.id = t.location_id
          LEFT JOIN reversals r ON r.organization_id = t.organization_id AND r.transaction_id = t.id
         ORDER BY t.ordinality;
END
$$;

-- ---------------------------------------------------------------- layers and balances of one material

CREATE FUNCTION api.layers_head(p_token text, p_material text)
    RETURNS TABLE (material text, method text, quantity_on_hand numeric, value_on_hand numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx   private.context;
    v_id    bigint;
    v_costs boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_id := private.material_id(v_ctx, p_material, 'material');
    v_costs := private.may(v_ctx, 'cost.view');
    RETURN QUERY
        SELECT m.material_code, m.costing_method, m.quantity_on_hand, CASE WHEN v_costs THEN m.value_on_hand END
          FROM materials m WHERE m.organization_id = v_ctx.organization_id AND m.id = v_id;
END
$$;

-- The open layers in the order in which they will be drawn.
CREATE FUNCTION api.layers(p_token text, p_material text)
    RETURNS TABLE (received_at timestamptz, quantity_left numeric, value_left numeric, unit_cost numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx     private.context;
    v_id      bigint;
    v_costs   boolean;
    v_forward boolean;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_id := private.material_id(v_ctx, p_material, 'material');
    v_costs := private.may(v_ctx, 'cost.view');
    SELECT m.costing_method <> 'LIFO' INTO v_forward
      FROM materials m WHERE m.organization_id = v_ctx.organization_id AND m.id = v_id;
    RETURN QUERY
        SELECT l.transaction_date, l.quantity_left, CASE WHEN v_costs THEN l.value_left END,
               CASE WHEN v_costs THEN private.unit_cost(l.value_left, l.quantity_left) END
          FROM cost_layers l
         WHERE l.organization_id = v_ctx.organization_id AND l.material_id = v_id AND l.quantity_left > 0
         ORDER BY CASE WHEN v_forward THEN l.transaction_date END, CASE WHEN v_forward THEN l.id END,
                  l.transaction_date DESC, l.id DESC;
END
$$;

-- Where the material lies, and which lot.
CREATE FUNCTION api.balances(p_token text, p_material text)
    RETURNS TABLE (plant text, location text, lot text, expiry date, quantity numeric)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
    v_id  bigint;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_id := private.material_id(v_ctx, p_material, 'material');
    RETURN QUERY
        SELECT p.code, l.code, lt.lot_number, lt.expiry, b.quantity
          FROM stock_balances b
          JOIN locations l ON l.organization_id = b.organization_id AND l.id = b.location_id
          JOIN plants p ON p.organization_id = l.organization_id AND p.id = l.plant_id
          LEFT JOIN lots lt ON lt.organization_id = b.organization_id AND lt.id = b.lot_id
         WHERE b.organization_id = v_ctx.organization_id AND b.material_id = v_id AND b.quantity > 0
         ORDER BY p.id <> v_ctx.plant_id, p.code, l.code, lt.expiry, lt.lot_number;
END
$$;

-- ---------------------------------------------------------------- alerts

-- Those that nobody acknowledged first, the newest first among each, at most 200. OVER_RECEIPT: quantity came in above the
-- tolerance of its order; it stands (still_low) until somebody acknowledges it.
CREATE FUNCTION api.alerts(p_token text)
    RETURNS TABLE (alert_id bigint, kind text, material text, name text, uom text, quantity numeric,
                   reorder_point numeric, quantity_on_hand numeric, still_low boolean, created_at timestamptz,
                   acknowledged_at timestamptz, acknowledged_by text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx private.context;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    RETURN QUERY
        SELECT a.id, a.kind, m.material_code, m.name, m.uom, a.quantity, a.reorder_point, m.quantity_on_hand,
               CASE WHEN a.kind = 'OVER_RECEIPT' THEN a.acknowledged_at IS NULL
                    ELSE m.quantity_on_hand < m.reorder_point END, a.created_at, a.acknowledged_at, u.display_name
          FROM alerts a
          JOIN materials m ON m.organization_id = a.organization_id AND m.id = a.material_id
          LEFT JOIN users u ON u.organization_id = a.organization_id AND u.id = a.acknowledged_by
         WHERE a.organization_id = v_ctx.organization_id
         ORDER BY a.acknowledged_at IS NOT NULL, a.created_at DESC, a.id DESC
         LIMIT 200;
END
$$;

-- Says that somebody looks after it. The first to say so stays on record; saying it again changes nothing.
CREATE FUNCTION api.alert_acknowledge(p_token text, p_op_id uuid, p_alert bigint)
    RETURNS TABLE (alert_id bigint, replayed boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx    private.context;
    v_stored jsonb;
    v_alert  alerts;
BEGIN
    v_ctx := private.enter(p_token, 'materials.view');
    v_stored := private.claim(v_ctx, p_op_id, 'alert_acknowledge', jsonb_build_array(p_alert)::text);
    IF v_stored IS NULL THEN
        SELECT * INTO v_alert FROM alerts
         WHERE organization_id = v_ctx.organization_id AND id = p_alert FOR NO KEY UPDATE;
        IF v_alert.id IS NULL THEN
            PERFORM private.fail('NOT_FOUND', 'UNKNOWN_ALERT', 'alert', format('There is no alert %s.', p_alert));
        END IF;
        UPDATE alerts SET acknowledged_at = now(), acknowledged_by = v_ctx.user_id
         WHERE organization_id = v_ctx.organization_id AND id = v_alert.id AND acknowledged_at IS NULL;
        PERFORM private.conclude(v_ctx, p_op_id, jsonb_build_object('alert_id', v_alert.id), 'alert.acknowledge',
                                 v_alert.id::text, NULL, ARRAY['alert']);
    END IF;
    RETURN QUERY SELECT coalesce((v_stored ->> 'alert_id')::bigint, v_alert.id), v_stored IS NOT NULL;
END
$$;
