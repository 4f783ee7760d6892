-- What the tables tell by themselves: low stock when the reorder point is crossed, a work order's new status, the
-- length of a stop. The two told-once channels carry one message each, or above 20 in a transaction one {"many":n}: so
-- the rows are counted as they change, and told at commit, when the count is known. A rollback takes the count back.

-- AFTER trigger: count in this transaction. TG_ARGV[0]: what. Its own setting for each organization.
CREATE FUNCTION private.count_news() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
DECLARE
    v_setting text := format('app.news_%s_%s', TG_ARGV[0], NEW.organization_id);
    v_count   integer := coalesce(nullif(current_setting(v_setting, true), '')::integer, 0);
BEGIN
    v_setting := set_config(v_setting, (v_count + 1)::text, true);
    RETURN NULL;
END
$$;

-- Send one message, or the number of them. The server folds a transaction's equal payloads into one. It is never more
-- than a notification holds: that would make the change itself fail.
CREATE FUNCTION private.tell_once(p_channel text, p_news text, p_organization_id bigint, p_message json) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_count integer := nullif(current_setting(format('app.news_%s_%s', p_news, p_organization_id), true), '')::integer;
    v_key   text;
BEGIN
    SELECT o.channel_key INTO v_key FROM organizations o WHERE o.id = p_organization_id;
    PERFORM pg_notify(p_channel || '_' || v_key,
                      CASE WHEN v_count > 20 THEN json_build_object('many', v_count)
                           WHEN octet_length(p_message::text) > 7900 THEN json_build_object('many', 1)
                           ELSE p_message END::text);
END
$$;

-- An alert is a row that stays until somebody acknowledges it.
CREATE FUNCTION private.raise_low_stock() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    INSERT INTO alerts (organization_id, kind, material_id, quantity, reorder_point)
    VALUES (NEW.organization_id, 'LOW_STOCK', NEW.id, NEW.quantity_on_hand, NEW.reorder_point);
    RETURN NULL;
END
$$;

-- At commit. Runs as whoever commits, hence SECURITY DEFINER; the context is set anew because a kiosk may have changed
-- it since. Stock is the organization's, so no plant is named.
CREATE FUNCTION private.tell_low_stock() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    PERFORM private.tell_once('low_stock_alert', 'low_stock', NEW.organization_id, json_build_object(
        'material_id', NEW.id, 'material_code', NEW.material_code, 'quantity', trim_scale(NEW.quantity_on_hand),
        'reorder_point', trim_scale(NEW.reorder_point), 'organization_id', NEW.organization_id));
    PERFORM private.set_context(NEW.organization_id, private.current_plant());
    PERFORM private.poke_plant(NEW.organization_id, NULL, 'alert');
    RETURN NULL;
END
$$;

CREATE TRIGGER low_stock_alert_count
    AFTER UPDATE OF quantity_on_hand, reorder_point ON materials FOR EACH ROW
    WHEN (NEW.quantity_on_hand < NEW.reorder_point AND OLD.quantity_on_hand >= OLD.reorder_point)
    EXECUTE FUNCTION private.count_news('low_stock');
CREATE TRIGGER low_stock_alert_raise
    AFTER UPDATE OF quantity_on_hand, reorder_point ON materials FOR EACH ROW
    WHEN (NEW.quantity_on_hand < NEW.reorder_point AND OLD.quantity_on_hand >= OLD.reorder_point)
    EXECUTE FUNCTION private.raise_low_stock();
CREATE CONSTRAINT TRIGGER low_stock_alert_tell
    AFTER UPDATE OF quantity_on_hand, reorder_point ON materials DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.quantity_on_hand < NEW.reorder_point AND OLD.quantity_on_hand >= OLD.reorder_point)
    EXECUTE FUNCTION private.tell_low_stock();

CREATE FUNCTION private.tell_order_status() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
BEGIN
    PERFORM private.tell_once('work_order_status_changed', 'order_status', NEW.organization_id, json_build_object(
        'work_order_id', NEW.id, 'work_order_number', NEW.work_order_number, 'old_status', OLD.order_status,
        'new_status', NEW.order_status, 'organization_id', NEW.organization_id));
    RETURN NULL;
END
$$;

CREATE TRIGGER work_order_status_count
    AFTER UPDATE OF order_status ON work_orders FOR EACH ROW
    WHEN (OLD.order_status IS DISTINCT FROM NEW.order_status)
    EXECUTE FUNCTION private.count_news('order_status');
CREATE CONSTRAINT TRIGGER work_order_status_tell
    AFTER UPDATE OF order_status ON work_orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.order_status IS DISTINCT FROM NEW.order_status)
    EXECUTE FUNCTION private.tell_order_status();

-- Minutes of a stop; NULL again when it is opened again.
CREATE FUNCTION private.measure_downtime() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.duration_minutes := round(extract(epoch FROM NEW.end_time - NEW.start_time) / 60, 2);
    RETURN NEW;
END
$$;

CREATE TRIGGER downtime_duration
    BEFORE INSERT OR UPDATE ON downtime_events FOR EACH ROW
    EXECUTE FUNCTION private.measure_downtime();
