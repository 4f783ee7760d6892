-- The cache: closed windows and dashboard figures, for a quarter of an hour. Within the current organization only;
-- called by functions of the door, never by a kiosk. It may be empty at any moment (it is unlogged) and it is not there
-- on a standby, where everything is simply computed anew. No function here makes its caller wait for another
-- transaction.

-- The column holds 255 characters. A longer key keeps its beginning and gets its hash as the end.
CREATE FUNCTION private.cache_short_key(p_key text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN length(p_key) <= 255 THEN p_key
                      ELSE left(p_key, 190) || ':' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex') END $$;

-- NULL when there is nothing, or nothing that is still good.
CREATE FUNCTION private.cache_get(p_key text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT c.cache_value FROM cache c
             WHERE c.organization_id = private.current_org() AND c.cache_key = private.cache_short_key(p_key)
               AND c.expires_at > clock_timestamp());
END
$$;

CREATE FUNCTION private.cache_exists(p_key text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN private.cache_get(p_key) IS NOT NULL;
END
$$;

-- Whoever finds the same key being written leaves it to the other.
CREATE FUNCTION private.cache_set(p_key text, p_value jsonb, p_ttl interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org bigint := private.current_org();
    v_key text := private.cache_short_key(p_key);
BEGIN
    IF p_value IS NULL OR current_setting('transaction_read_only') = 'on'
       OR NOT pg_try_advisory_xact_lock(hashtextextended(format('gemba.cache %s %s', v_org, v_key), 0)) THEN
        RETURN;
    END IF;
    INSERT INTO cache AS c (organization_id, cache_key, cache_value, expires_at, created_at)
    VALUES (v_org, v_key, p_value, clock_timestamp() + p_ttl, clock_timestamp())
    ON CONFLICT (organization_id, cache_key) DO UPDATE
       SET cache_value = excluded.cache_value, expires_at = excluded.expires_at, created_at = excluded.created_at;
END
$$;

-- True when something was there.
CREATE FUNCTION private.cache_delete(p_key text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM cache c WHERE c.organization_id = private.current_org()
        AND c.cache_key = private.cache_short_key(p_key);
    RETURN FOUND;
END
$$;

-- Drop what has expired; returns how many.
CREATE FUNCTION private.cache_clear() RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_count integer;
BEGIN
    DELETE FROM cache c
     WHERE c.organization_id = private.current_org()
       AND c.cache_key IN (SELECT e.cache_key FROM cache e
                            WHERE e.organization_id = private.current_org() AND e.expires_at <= clock_timestamp()
                              FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$$;
