-- The status screen: what the person at a terminal should know of the server, in a few words. Of other organizations
-- nothing is told.
CREATE FUNCTION api.status(p_token text) RETURNS TABLE (area text, name text, state text, detail text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
DECLARE
    v_ctx     private.context := private.enter(p_token, 'materials.view');
    v_waiting bigint;
    v_failing bigint;
BEGIN
    RETURN QUERY SELECT 'server', 'PostgreSQL', 'ok', split_part(current_setting('server_version'), ' ', 1);
    RETURN QUERY SELECT 'server', 'role', CASE WHEN pg_is_in_recovery() THEN 'warning' ELSE 'ok' END,
                        CASE WHEN pg_is_in_recovery() THEN 'standby: reading only' ELSE 'primary' END;
    RETURN QUERY SELECT 'server', 'schema', 'ok', private.schema_version()::text;
    RETURN QUERY SELECT 'extension', c.name, 'ok', CASE WHEN c.is_usable THEN concat_ws(', ', c.version, c.reason)
                                                        ELSE 'not used: ' || c.reason END
                   FROM capabilities c ORDER BY c.name;
    RETURN QUERY SELECT 'job', j.name,
                        CASE WHEN j.last_error IS NOT NULL THEN 'wrong'
                             WHEN j.next_due_at < now() - interval '10 minutes' THEN 'warning' ELSE 'ok' END,
                        CASE WHEN j.last_error IS NOT NULL THEN 'failed, tried again by itself'
                             WHEN j.next_due_at < now() - interval '10 minutes' THEN 'overdue'
                             WHEN j.last_finished_at IS NULL THEN 'has not run yet'
                             ELSE 'ran at ' || to_char(j.last_finished_at, 'HH24:MI') END
                   FROM jobs j ORDER BY j.name;
    IF NOT pg_is_in_recovery() THEN
        RETURN QUERY SELECT 'cache', 'entries', 'ok', count(*)::text
                       FROM cache c WHERE c.organization_id = v_ctx.organization_id AND c.expires_at > now();
    END IF;
    SELECT count(*), count(*) FILTER (WHERE m.attempts > 0) INTO v_waiting, v_failing
      FROM outbox m WHERE m.organization_id = v_ctx.organization_id AND m.delivered_at IS NULL;
    RETURN QUERY SELECT 'outbox', 'messages', CASE WHEN v_failing > 0 THEN 'warning' ELSE 'ok' END,
                        format('%s waiting, %s failing', v_waiting, v_failing);
    RETURN QUERY SELECT 'session', 'kiosk', 'ok', k.name FROM kiosks k
                  WHERE k.organization_id = v_ctx.organization_id AND k.id = v_ctx.kiosk_id;
    RETURN QUERY SELECT 'session', 'ends', 'ok', to_char(s.expires_at, 'HH24:MI') FROM sessions s
                  WHERE s.organization_id = v_ctx.organization_id AND s.id = v_ctx.session_id;
END
$$;
