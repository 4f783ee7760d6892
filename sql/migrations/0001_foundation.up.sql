-- The ground: schemas, the row-security context, the checks every number passes, who exists and who may what.

CREATE SCHEMA private;  -- functions that only our own functions call
CREATE SCHEMA api;      -- the door: the only functions a kiosk may execute
CREATE SCHEMA admin;    -- functions for the administrator's connection
CREATE SCHEMA ledger;   -- security_barrier views over the time series, filtered on the organization

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;

-- The organization of the running transaction, or NULL. Reads a setting, never a table: a policy that looks tables
-- up costs a quarter of a receipt. Forging the setting gains nothing: a kiosk has no right on any table.
CREATE FUNCTION private.current_org() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.current_organization_id', true), '')::bigint $$;

CREATE FUNCTION private.current_plant() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.current_plant_id', true), '')::bigint $$;

-- Row security on one tenant table. FORCE binds the owner of the functions too. The sub-select makes an InitPlan:
-- once a statement, not once a row.
CREATE FUNCTION private.isolate(p_table regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY',
                   (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = p_table),
                   (SELECT relname FROM pg_class WHERE oid = p_table));
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY',
                   (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = p_table),
                   (SELECT relname FROM pg_class WHERE oid = p_table));
    EXECUTE format('CREATE POLICY own_organization ON %I.%I USING (organization_id = (SELECT private.current_org()))',
                   (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = p_table),
                   (SELECT relname FROM pg_class WHERE oid = p_table));
END
$$;

-- Drop all that sql/api makes: it is loaded anew as a whole, so that no stale function survives. What the tables need
-- themselves (policies, partitions) stays. No two functions of schema private share a name, so a name is enough here.
CREATE FUNCTION private.drop_door() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_name text;
BEGIN
    DROP SCHEMA api CASCADE;
    DROP SCHEMA admin CASCADE;
    CREATE SCHEMA api;
    CREATE SCHEMA admin;
    FOR v_name IN
        SELECT proname FROM pg_proc
         WHERE pronamespace = 'private'::regnamespace
           AND proname NOT IN ('current_org', 'current_plant', 'isolate', 'drop_door', 'make_time_series', 'make_partitions')
    LOOP
        EXECUTE format('DROP ROUTINE private.%I CASCADE', v_name);
    END LOOP;
    FOR v_name IN
        SELECT relname FROM pg_class WHERE relnamespace = 'private'::regnamespace AND relkind = 'c'
    LOOP
        EXECUTE format('DROP TYPE private.%I CASCADE', v_name);
    END LOOP;
END
$$;

-- ---------------------------------------------------------------- identity: read before there is a context, so no RLS

CREATE TABLE organizations (
    id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code                 text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
    name                 text NOT NULL CHECK (name <> ''),
    channel_key          text NOT NULL UNIQUE DEFAULT replace(gen_random_uuid()::text, '-', ''),
    currency             text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    costing_method       text NOT NULL DEFAULT 'FIFO' CHECK (costing_method IN ('FIFO', 'LIFO', 'WEIGHTED_AVERAGE')),
    over_receipt_percent numeric(6,2) NOT NULL DEFAULT 0 CHECK (over_receipt_percent BETWEEN 0 AND 100),
    outbox_enabled       boolean NOT NULL DEFAULT true,
    created_at           timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE plants (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    code            text NOT NULL CHECK (code <> ''),
    name            text NOT NULL,
    time_zone       text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code)
);

CREATE TABLE permissions (
    name        text PRIMARY KEY,
    description text NOT NULL
);
COMMENT ON TABLE permissions IS 'reference data: what a role may be allowed';

CREATE TABLE roles (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    name            text NOT NULL CHECK (name <> ''),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, name)
);

CREATE TABLE role_permissions (
    organization_id bigint NOT NULL,
    role_id         bigint NOT NULL,
    permission      text NOT NULL REFERENCES permissions,
    PRIMARY KEY (organization_id, role_id, permission),
    FOREIGN KEY (organization_id, role_id) REFERENCES roles ON DELETE CASCADE
);

CREATE TABLE users (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    user_name       text NOT NULL CHECK (user_name <> ''),
    display_name    text NOT NULL,
    badge           text CHECK (badge <> ''),
    pin_hash        text NOT NULL,
    is_locked       boolean NOT NULL DEFAULT false,
    -- The union over the user's roles, kept by triggers, so that the door checks a permission with one row.
    permissions     text[] NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
-- People type their names in any case; a badge is scanned as printed.
CREATE UNIQUE INDEX users_name_key ON users (organization_id, lower(user_name));
CREATE UNIQUE INDEX users_badge_key ON users (organization_id, badge);

CREATE TABLE user_roles (
    organization_id bigint NOT NULL,
    user_id         bigint NOT NULL,
    role_id         bigint NOT NULL,
    PRIMARY KEY (organization_id, user_id, role_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users ON DELETE CASCADE,
    FOREIGN KEY (organization_id, role_id) REFERENCES roles ON DELETE CASCADE
);

CREATE TABLE kiosks (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    name            text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9_]{0,40}$'),  -- also the database role
    location_id     bigint,  -- where goods are received and issued unless said otherwise; NULL: the plant's default
    retired_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants
);

CREATE TABLE sessions (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    token_hash      bytea NOT NULL UNIQUE,
    kiosk_id        bigint NOT NULL,
    user_id         bigint NOT NULL,
    signed_on_at    timestamptz NOT NULL DEFAULT now(),
    last_seen_at    timestamptz NOT NULL DEFAULT now(),
    idle_limit      interval NOT NULL DEFAULT '30 minutes',
    expires_at      timestamptz NOT NULL DEFAULT now() + interval '16 hours',
    signed_off_at   timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, kiosk_id) REFERENCES kiosks,
    FOREIGN KEY (organization_id, user_id) REFERENCES users
);

-- Wrong PINs, per user and per kiosk. A row appears with the first failure.
CREATE TABLE sign_on_counters (
    organization_id bigint NOT NULL REFERENCES organizations,
    subject_kind    text NOT NULL CHECK (subject_kind IN ('user', 'kiosk')),
    subject_id      bigint NOT NULL,
    failures        integer NOT NULL DEFAULT 0,
    first_failed_at timestamptz NOT NULL DEFAULT now(),
    locked_until    timestamptz,
    PRIMARY KEY (organization_id, subject_kind, subject_id)
);

INSERT INTO permissions (name, description) VALUES
    ('materials.view',      'see stock, layers and movements'),
    ('materials.receive',   'receive goods, count and transfer'),
    ('materials.issue',     'issue goods, return and reverse'),
    ('materials.override',  'go beyond reservations, with a reason'),
    ('scheduling.view',     'see work orders and the plan'),
    ('scheduling.update',   'plan, release and cancel work orders'),
    ('scheduling.override', 'plan against a rule, with a reason'),
    ('metrics.view',        'see OEE and the other key figures'),
    ('production.report',   'start and complete orders, report pieces and stops'),
    ('cost.view',           'see costs and values'),
    ('admin',               'keep materials, suppliers, orders, people and settings');
