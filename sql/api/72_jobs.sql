-- What runs by itself. Jobs are rows; whoever has a clock (pg_cron, or gemba maintain --loop) runs those that are due.

-- Run p_job and say in words what it did. Loops over the organizations where row security binds the owner too.
CREATE FUNCTION private.run_job(p_job text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    CASE p_job
        WHEN 'expire_cache' THEN RETURN private.job_expire_cache();
        WHEN 'make_partitions' THEN RETURN private.job_make_partitions();
        WHEN 'make_shifts' THEN RETURN private.job_make_shifts();
        WHEN 'expire_sessions' THEN RETURN private.job_expire_sessions();
        WHEN 'expire_operations' THEN RETURN private.job_expire_operations();
        WHEN 'prune_outbox' THEN RETURN private.job_prune_outbox();
        WHEN 'prune_clock' THEN RETURN private.job_prune_clock();
        WHEN 'prune_scans' THEN RETURN private.job_prune_scans();
        ELSE RAISE EXCEPTION 'There is no job of this name.';
    END CASE;
END
$$;

CREATE FUNCTION private.job_expire_cache() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org   bigint;
    v_count integer := 0;
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY o.id LOOP
        PERFORM private.set_context(v_org, NULL);
        v_count := v_count + private.cache_clear();
    END LOOP;
    RETURN format('%s entries dropped', v_count);
END
$$;

-- The four time series and how much of time one partition holds. Where TimescaleDB keeps them there is nothing to make.
CREATE FUNCTION private.time_series() RETURNS TABLE (series text, chunk text)
    LANGUAGE sql STABLE
    AS $$
    SELECT s.name, s.chunk
      FROM (VALUES ('material_transactions', 'month'), ('production_logs', 'month'), ('machine_status_history', 'week'),
                   ('downtime_events', 'month')) AS s (name, chunk)
      JOIN pg_class c ON c.oid = to_regclass('public.' || s.name) AND c.relkind = 'p'
    $$;

-- A new partition locks its table for a moment. Rather than make every writer queue behind a long reader, give up and
-- try again later.
CREATE FUNCTION private.job_make_partitions() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_timeout text := current_setting('lock_timeout');
    v_count   integer;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    SELECT coalesce(sum(private.make_partitions(s.series, s.chunk, 3)), 0) INTO v_count FROM private.time_series() s;
    PERFORM set_config('lock_timeout', v_timeout, true);
    RETURN format('%s made', v_count);
END
$$;

-- Ended sessions stay for as long as what was queued in them may still arrive. Failures older than a day are forgotten.
CREATE FUNCTION private.job_expire_sessions() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_count integer;
BEGIN
    DELETE FROM sessions s WHERE least(s.signed_off_at, s.expires_at) < now() - interval '90 days';
    GET DIAGNOSTICS v_count = ROW_COUNT;
    DELETE FROM sign_on_counters c
     WHERE c.first_failed_at < now() - interval '1 day' AND coalesce(c.locked_until < now(), true);
    RETURN format('%s old sessions dropped', v_count);
END
$$;

CREATE FUNCTION private.job_expire_operations() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org   bigint;
    v_count bigint := 0;
    v_some  bigint;
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY o.id LOOP
        PERFORM private.set_context(v_org, NULL);
        DELETE FROM op_log l WHERE l.organization_id = v_org AND l.created_at < now() - interval '90 days';
        GET DIAGNOSTICS v_some = ROW_COUNT;
        v_count := v_count + v_some;
    END LOOP;
    RETURN format('%s old operations dropped', v_count);
END
$$;

CREATE FUNCTION private.job_prune_outbox() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org   bigint;
    v_count bigint := 0;
    v_some  bigint;
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY o.id LOOP
        PERFORM private.set_context(v_org, NULL);
        DELETE FROM outbox m WHERE m.organization_id = v_org AND m.delivered_at < now() - interval '30 days';
        GET DIAGNOSTICS v_some = ROW_COUNT;
        v_count := v_count + v_some;
    END LOOP;
    RETURN format('%s delivered messages dropped', v_count);
END
$$;

CREATE FUNCTION private.job_prune_scans() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_org   bigint;
    v_count bigint := 0;
    v_some  bigint;
BEGIN
    FOR v_org IN SELECT o.id FROM organizations o ORDER BY o.id LOOP
        PERFORM private.set_context(v_org, NULL);
        DELETE FROM scan_log s WHERE s.organization_id = v_org AND s.received_at < now() - interval '90 days';
        GET DIAGNOSTICS v_some = ROW_COUNT;
        v_count := v_count + v_some;
        DELETE FROM replay_refusals r WHERE r.organization_id = v_org AND r.refused_at < now() - interval '90 days';
    END LOOP;
    RETURN format('%s old scans dropped', v_count);
END
$$;

-- pg_cron writes down every run; a week of that is enough. Its table shows everybody only his own runs.
CREATE FUNCTION private.job_prune_clock() RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_count integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        EXECUTE 'DELETE FROM cron.job_run_details WHERE end_time < now() - interval ''7 days''';
        GET DIAGNOSTICS v_count = ROW_COUNT;
    END IF;
    RETURN format('%s old runs dropped', v_count);
END
$$;

-- Run what is due, each for itself: a failure is written down and tried again within minutes, the others still run. A
-- job somebody else is running is left alone. Partitions come last, because their locks are held until the end.
CREATE FUNCTION private.run_due_jobs() RETURNS TABLE (job text, ok boolean, detail text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_job     jobs;
    v_started timestamptz;
BEGIN
    FOR v_job IN
        SELECT * FROM jobs j WHERE j.next_due_at <= now() ORDER BY j.name = 'make_partitions', j.next_due_at
            FOR UPDATE SKIP LOCKED
    LOOP
        v_started := clock_timestamp();
        job := v_job.name;
        BEGIN
            detail := private.run_job(v_job.name);
            ok := true;
        EXCEPTION WHEN OTHERS THEN
            detail := SQLERRM;
            ok := false;
        END;
        UPDATE jobs j
           SET last_started_at = v_started, last_finished_at = clock_timestamp(),
               last_error = CASE WHEN NOT ok THEN detail END,
               next_due_at = now() + CASE WHEN ok THEN j.run_every ELSE least(j.run_every, '5 minutes') END
         WHERE j.name = v_job.name;
        RETURN NEXT;
    END LOOP;
    PERFORM private.set_context(NULL, NULL);
END
$$;

CREATE FUNCTION admin.maintain() RETURNS TABLE (job text, ok boolean, detail text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$ SELECT r.job, r.ok, r.detail FROM private.run_due_jobs() r $$;

-- ---------------------------------------------------------------- optional extensions

-- One entry in pg_cron's table, which belongs to this database, and none where it cannot be used. Where the library is
-- not loaded nothing runs, and its table's triggers, which need it, would fail.
CREATE FUNCTION admin.schedule_jobs(p_usable boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    IF to_regclass('cron.job') IS NULL THEN
        RETURN;
    ELSIF p_usable THEN
        EXECUTE 'SELECT cron.schedule_in_database($1, $2, $3, $4, $5)'
          USING 'gemba jobs', '* * * * *', 'SELECT private.run_due_jobs()', current_database()::text, 'gemba_owner';
    ELSIF 'pg_cron' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) THEN
        EXECUTE 'DELETE FROM cron.job WHERE jobname = $1 AND database = $2' USING 'gemba jobs',
            current_database()::text;
    END IF;
END
$$;

-- Try the optional extensions again and record the outcome in words.
CREATE FUNCTION admin.detect_extensions() RETURNS TABLE (name text, usable boolean, version text, reason text)
    LANGUAGE plpgsql
    SET search_path = public, pg_temp
    AS $$
#variable_conflict use_column
BEGIN
    FOREACH name IN ARRAY ARRAY['pg_cron', 'timescaledb', 'pgmq'] LOOP
        reason := extensions.gemba_obstacle(name);
        IF reason IS NULL AND NOT EXISTS (SELECT FROM pg_extension e WHERE e.extname = name) THEN
            BEGIN
                EXECUTE format('CREATE EXTENSION %I', name);
                PERFORM extensions.gemba_close_schemas();
            EXCEPTION WHEN OTHERS THEN
                reason := 'could not be created: ' || SQLERRM;
            END;
        END IF;
        usable := reason IS NULL;
        SELECT e.extversion INTO version FROM pg_extension e WHERE e.extname = name;
        IF name = 'pg_cron' THEN
            PERFORM admin.schedule_jobs(usable);
        END IF;
        reason := coalesce(reason, CASE name WHEN 'pg_cron' THEN 'runs the jobs every minute'
                                             WHEN 'timescaledb' THEN 'keeps and compresses the time series made since'
                                             ELSE 'found; the outbox is kept in its own table and does not need it' END);
        INSERT INTO capabilities AS c (name, is_usable, version, reason, checked_at)
        VALUES (name, usable, version, reason, now())
        ON CONFLICT (name) DO UPDATE
           SET is_usable = excluded.is_usable, version = excluded.version, reason = excluded.reason, checked_at = now();
        RETURN NEXT;
    END LOOP;
END
$$;
