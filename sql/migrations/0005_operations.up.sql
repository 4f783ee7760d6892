-- What keeps it honest and running: operations done, audit, alerts, the ERP outbox, the cache, jobs, capabilities.

-- Exactly-once: claimed first in the transaction of the write itself, kept 90 days.
CREATE TABLE op_log (
    organization_id bigint NOT NULL,
    op_id           uuid NOT NULL,
    function        text NOT NULL,
    argument_hash   bytea NOT NULL,
    kiosk_id        bigint NOT NULL,
    user_id         bigint NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    result          jsonb,
    PRIMARY KEY (organization_id, op_id)
) WITH (fillfactor = 70);
SELECT private.isolate('op_log');

CREATE TABLE audit_log (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    created_at      timestamptz NOT NULL DEFAULT now(),
    kiosk_id        bigint,
    user_id         bigint,
    action          text NOT NULL,          -- 'receive', 'sign_on', 'user.lock' ...
    subject         text NOT NULL DEFAULT '',
    was_refused     boolean NOT NULL DEFAULT false,
    detail          jsonb,
    PRIMARY KEY (organization_id, id)
);
SELECT private.isolate('audit_log');

CREATE TABLE alerts (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    kind            text NOT NULL CHECK (kind IN ('LOW_STOCK')),
    material_id     bigint NOT NULL,
    quantity        numeric(18,6) NOT NULL,
    reorder_point   numeric(18,6) NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz,
    acknowledged_by bigint,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    FOREIGN KEY (organization_id, acknowledged_by) REFERENCES users
);
CREATE INDEX alerts_open ON alerts (organization_id, created_at) WHERE acknowledged_at IS NULL;
SELECT private.isolate('alerts');

-- What the ERP is told, at least once. The row names the subject; the message is built when it is sent.
CREATE TABLE outbox (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    kind            text NOT NULL,   -- 'material_transaction', 'work_order'
    subject_id      bigint NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    attempts        integer NOT NULL DEFAULT 0,
    next_try_at     timestamptz NOT NULL DEFAULT now(),
    delivered_at    timestamptz,
    last_error      text,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX outbox_waiting ON outbox (organization_id, id) WHERE delivered_at IS NULL;
SELECT private.isolate('outbox');

CREATE UNLOGGED TABLE cache (
    organization_id bigint NOT NULL,
    cache_key       varchar(255) NOT NULL,
    cache_value     jsonb NOT NULL,
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, cache_key)
);
CREATE INDEX idx_cache_expires_at ON cache (expires_at);
SELECT private.isolate('cache');

-- When a topic was last told to a plant's terminals. Unlogged: a lost row means "send".
CREATE UNLOGGED TABLE poke_throttle (
    organization_id bigint NOT NULL,
    plant_id        bigint NOT NULL,
    topic           text NOT NULL,
    sent_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, plant_id, topic)
) WITH (fillfactor = 50);
SELECT private.isolate('poke_throttle');

CREATE TABLE jobs (
    name             text PRIMARY KEY,
    run_every        interval NOT NULL,
    next_due_at      timestamptz NOT NULL DEFAULT now(),
    last_started_at  timestamptz,
    last_finished_at timestamptz,
    last_error       text
);
COMMENT ON TABLE jobs IS 'reference data: what runs by itself';
INSERT INTO jobs (name, run_every) VALUES
    ('expire_cache', '5 minutes'), ('make_partitions', '6 hours'), ('expire_sessions', '10 minutes'),
    ('expire_operations', '1 day'), ('prune_outbox', '1 day'), ('prune_clock', '1 day');

CREATE TABLE capabilities (
    name       text PRIMARY KEY,   -- 'pg_cron', 'timescaledb', 'pgmq'
    is_usable  boolean NOT NULL,
    version    text,
    reason     text NOT NULL,      -- in words: why not, or how it is used
    checked_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE capabilities IS 'reference data: which optional extension is usable, and why not';
