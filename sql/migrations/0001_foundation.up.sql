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

-- ---------------------------------------------------------------- what the busiest tables ask of their own rows
--
-- A CHECK is parsed anew for each statement that writes. Spelled out, those of the five tables that a movement writes
-- were a third of its time; one call each is a tenth. A NULL among the numbers is nobody's business here.
CREATE SCHEMA checks;

-- Finite, not NaN, not below zero: NaN sorts above everything.
CREATE FUNCTION checks.not_negative(VARIADIC p_numbers numeric[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN 0 <= ALL (p_numbers) AND 'Infinity' > ALL (p_numbers);
END
$$;

CREATE FUNCTION checks.material(p_code text, p_method text, p_on_hand numeric, p_value numeric, p_reorder_point numeric,
                                p_reserved numeric, p_last_cost numeric) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN p_code <> '' AND p_method IN ('FIFO', 'LIFO', 'WEIGHTED_AVERAGE')
       AND least(p_on_hand, p_value, p_reorder_point, p_reserved, p_last_cost) >= 0
       AND greatest(p_on_hand, p_value, p_reorder_point, p_reserved, p_last_cost) < 'Infinity'
       AND (p_on_hand > 0 OR p_value = 0);
END
$$;

CREATE FUNCTION checks.work_order(p_number text, p_status text, p_quantity numeric, p_cost numeric, p_good numeric,
                                  p_scrap numeric, p_rework numeric) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN p_number <> '' AND p_status IN ('PLANNED', 'RELEASED', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'CANCELLED')
       AND p_quantity > 0 AND least(p_cost, p_good, p_scrap, p_rework) >= 0
       AND greatest(p_quantity, p_cost, p_good, p_scrap, p_rework) < 'Infinity';
END
$$;

CREATE FUNCTION checks.purchase_order_line(p_status text, p_line integer, p_ordered numeric, p_received numeric,
                                           p_price numeric, p_percent numeric) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN p_status IN ('OPEN', 'RECEIVED', 'CLOSED') AND p_line > 0 AND p_ordered > 0 AND p_percent BETWEEN 0 AND 100
       AND least(p_received, p_price) >= 0 AND greatest(p_ordered, p_received, p_price) < 'Infinity';
END
$$;

-- A layer that is empty is worth nothing.
CREATE FUNCTION checks.layer(p_received numeric, p_value numeric, p_left numeric, p_value_left numeric) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN p_received > 0 AND least(p_value, p_left, p_value_left) >= 0
       AND greatest(p_received, p_value, p_left, p_value_left) < 'Infinity' AND (p_left > 0 OR p_value_left = 0);
END
$$;

-- A movement: known types, finite numbers, a quantity that is signed only for ADJUSTMENT, and the reference that its
-- reference type names.
CREATE FUNCTION checks.move(p_type text, p_ref_type text, p_ref bigint, p_purchase_order_line bigint,
                            p_work_order bigint,
                            p_quantity numeric, p_change numeric, p_cost numeric, p_total numeric, p_value numeric)
    RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN p_type IN ('RECEIPT', 'ISSUE', 'ADJUSTMENT', 'TRANSFER', 'RETURN', 'REVERSAL')
       AND p_ref_type IN ('WORK_ORDER', 'PURCHASE_ORDER', 'ADJUSTMENT', 'TRANSFER') AND coalesce(p_ref > 0, true)
       AND (p_ref_type = 'WORK_ORDER') = (p_work_order IS NOT NULL)
       AND (p_ref_type = 'PURCHASE_ORDER') = (p_purchase_order_line IS NOT NULL)
       AND (p_quantity > 0 OR p_quantity < 0 AND p_type = 'ADJUSTMENT') AND p_cost >= 0
       AND least(p_quantity, p_change, p_total, p_value) > '-Infinity'
       AND greatest(p_quantity, p_change, p_cost, p_total, p_value) < 'Infinity';
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
