-- The ledgers (time series) and what is on the shelves: layers, balances, and the tables that hold what a partitioned
-- ledger cannot (uniqueness of a reversal, how much of a movement came back).

-- ---------------------------------------------------------------- the one helper that makes a time series
--
-- Turns an empty ordinary table, made with its checks and its primary key ending in the time column, into
--   * a hypertable with compression segmented by organization, where TimescaleDB is usable (capabilities), or
--   * native range partitions: a DEFAULT and ready-made months or weeks.
-- and gives it a security_barrier view of the same name in schema ledger. No row security on the table itself
-- (compression refuses it, and chunks do not inherit it): nobody but the owner has a right on it.
-- Foreign keys are added after this call.
CREATE FUNCTION private.make_time_series(p_table text, p_time_column text, p_chunk text, p_order_by text,
                                         p_compress boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_timescale boolean := EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
                           AND current_setting('gemba.timescaledb', true) IS DISTINCT FROM 'off';
    v_plain     text := p_table || '_plain';
BEGIN
    IF p_chunk NOT IN ('month', 'week') THEN
        RAISE EXCEPTION 'unknown chunk size';
    END IF;
    IF v_timescale THEN
        EXECUTE 'SELECT create_hypertable($1::regclass, $2::name, chunk_time_interval => $3::interval)'
            USING p_table, p_time_column, '1 ' || p_chunk;
        IF p_compress THEN
            EXECUTE format('ALTER TABLE %I SET (timescaledb.compress, timescaledb.compress_segmentby = %L, '
                           'timescaledb.compress_orderby = %L)', p_table, 'organization_id', p_order_by);
            EXECUTE 'SELECT add_compression_policy($1::regclass, interval ''7 days'')' USING p_table;
        END IF;
    ELSE
        EXECUTE format('ALTER TABLE %I RENAME TO %I', p_table, v_plain);
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE '
                       'INCLUDING COMMENTS INCLUDING GENERATED) PARTITION BY RANGE (%I)', p_table, v_plain, p_time_column);
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (organization_id, id, %I)', p_table, p_time_column);
        EXECUTE format('DROP TABLE %I', v_plain);
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', p_table || '_default', p_table);
        PERFORM private.make_partitions(p_table, p_chunk, 3);
    END IF;
    EXECUTE format('CREATE VIEW ledger.%I WITH (security_barrier) AS SELECT * FROM public.%I '
                   'WHERE organization_id = (SELECT private.current_org())', p_table, p_table);
END
$$;

-- Make the running and the next p_ahead months or weeks. Names carry the start: material_transactions_20261101.
-- A range whose rows already stand in DEFAULT is left to it: nothing is lost, the rows are only not in their own month.
CREATE FUNCTION private.make_partitions(p_table text, p_chunk text, p_ahead integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    v_from timestamptz;
    v_step interval := ('1 ' || p_chunk)::interval;
    v_name text;
    v_made integer := 0;
    v_busy boolean;
    v_column text;
BEGIN
    SELECT a.attname INTO v_column
      FROM pg_partitioned_table p
      JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
     WHERE p.partrelid = format('public.%I', p_table)::regclass;
    FOR i IN 0 .. p_ahead LOOP
        v_from := date_trunc(p_chunk, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + i * v_step;
        v_name := p_table || '_' || to_char(v_from AT TIME ZONE 'UTC', 'YYYYMMDD');
        CONTINUE WHEN to_regclass(format('public.%I', v_name)) IS NOT NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE %I >= $1 AND %I < $2)',
                       p_table || '_default', v_column, v_column)
            INTO v_busy USING v_from, v_from + v_step;
        CONTINUE WHEN v_busy;
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                       v_name, p_table, v_from, v_from + v_step);
        v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
END
$$;

-- ---------------------------------------------------------------- ledgers

CREATE SEQUENCE material_transactions_id_seq;
CREATE TABLE material_transactions (
    organization_id        bigint NOT NULL,
    id                     bigint NOT NULL DEFAULT nextval('material_transactions_id_seq'),
    created_at             timestamptz NOT NULL DEFAULT now(),  -- recorded, by the server's clock
    transaction_date       timestamptz NOT NULL,                -- when it happened
    plant_id               bigint NOT NULL,
    material_id            bigint NOT NULL,
    transaction_type       text NOT NULL,
    reference_type         text NOT NULL,
    reference_id           bigint,
    purchase_order_line_id bigint,
    work_order_id          bigint,
    -- Positive; signed only for ADJUSTMENT. The two changes are the signed effect on stock.
    quantity               numeric(18,6) NOT NULL,
    quantity_change        numeric(18,6) NOT NULL,
    cost_per_unit          numeric(18,8) NOT NULL,
    total_cost             numeric(18,4) NOT NULL,
    value_change           numeric(18,4) NOT NULL,
    location_id            bigint,
    lot_id                 bigint,
    of_transaction_id      bigint,  -- what a RETURN or REVERSAL undoes, the other leg of a TRANSFER
    user_id                bigint NOT NULL,
    kiosk_id               bigint NOT NULL,
    op_id                  uuid NOT NULL,
    delivery_note          text,
    notes                  text,
    PRIMARY KEY (organization_id, id, created_at),
    CONSTRAINT move_is_sound CHECK (checks.move(transaction_type, reference_type, reference_id, purchase_order_line_id,
        work_order_id, quantity, quantity_change, cost_per_unit, total_cost, value_change))
);
SELECT private.make_time_series('material_transactions', 'created_at', 'month', 'material_id, created_at, id');
ALTER TABLE material_transactions ADD FOREIGN KEY (organization_id, material_id) REFERENCES materials;
ALTER TABLE material_transactions ADD FOREIGN KEY (organization_id, purchase_order_line_id) REFERENCES purchase_order_lines;
ALTER TABLE material_transactions ADD FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders;
CREATE INDEX material_transactions_by_material ON material_transactions (organization_id, material_id, created_at);
CREATE INDEX material_transactions_by_reference ON material_transactions (organization_id, reference_id, reference_type);

CREATE SEQUENCE production_logs_id_seq;
CREATE TABLE production_logs (
    organization_id bigint NOT NULL,
    id              bigint NOT NULL DEFAULT nextval('production_logs_id_seq'),
    created_at      timestamptz NOT NULL DEFAULT now(),
    logged_at       timestamptz NOT NULL,  -- when it happened
    plant_id        bigint NOT NULL,
    machine_id      bigint,
    work_order_id   bigint,
    operation_id    bigint,
    quantity_good   numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_good > '-Infinity' AND quantity_good < 'Infinity'),
    quantity_scrap  numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_scrap > '-Infinity' AND quantity_scrap < 'Infinity'),
    quantity_rework numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_rework > '-Infinity' AND quantity_rework < 'Infinity'),
    reason_id       bigint,
    user_id         bigint NOT NULL,
    kiosk_id        bigint NOT NULL,
    op_id           uuid NOT NULL,
    PRIMARY KEY (organization_id, id, created_at),
    CONSTRAINT made_for_something CHECK (machine_id IS NOT NULL OR work_order_id IS NOT NULL)
);
SELECT private.make_time_series('production_logs', 'created_at', 'month', 'machine_id, created_at, id');
ALTER TABLE production_logs ADD FOREIGN KEY (organization_id, machine_id) REFERENCES machines;
ALTER TABLE production_logs ADD FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders;
ALTER TABLE production_logs ADD FOREIGN KEY (organization_id, operation_id) REFERENCES work_order_operations;
ALTER TABLE production_logs ADD FOREIGN KEY (organization_id, reason_id) REFERENCES reasons;
CREATE INDEX production_logs_by_order ON production_logs (organization_id, work_order_id, created_at);

CREATE SEQUENCE machine_status_history_id_seq;
CREATE TABLE machine_status_history (
    organization_id bigint NOT NULL,
    id              bigint NOT NULL DEFAULT nextval('machine_status_history_id_seq'),
    start_timestamp timestamptz NOT NULL DEFAULT now(),
    machine_id      bigint NOT NULL,
    machine_state   text NOT NULL CHECK (machine_state IN ('running', 'idle', 'setup', 'down', 'maintenance')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    user_id         bigint NOT NULL,
    kiosk_id        bigint NOT NULL,
    op_id           uuid NOT NULL,
    PRIMARY KEY (organization_id, id, start_timestamp)
);
SELECT private.make_time_series('machine_status_history', 'start_timestamp', 'week', 'machine_id, start_timestamp, id');
ALTER TABLE machine_status_history ADD FOREIGN KEY (organization_id, machine_id) REFERENCES machines;
CREATE INDEX machine_status_history_by_machine ON machine_status_history (organization_id, machine_id, start_timestamp);

CREATE SEQUENCE downtime_events_id_seq;
CREATE TABLE downtime_events (
    organization_id  bigint NOT NULL,
    id               bigint NOT NULL DEFAULT nextval('downtime_events_id_seq'),
    start_time       timestamptz NOT NULL,
    end_time         timestamptz,
    duration_minutes numeric(12,2),  -- kept by a trigger; NULL while open
    machine_id       bigint NOT NULL,
    reason_id        bigint,         -- NULL: not explained yet
    created_at       timestamptz NOT NULL DEFAULT now(),
    user_id          bigint NOT NULL,
    kiosk_id         bigint NOT NULL,
    op_id            uuid NOT NULL,
    PRIMARY KEY (organization_id, id, start_time),
    CONSTRAINT ends_after_it_starts CHECK (end_time > start_time)
);
-- Not compressed: an open stop is closed and explained later.
SELECT private.make_time_series('downtime_events', 'start_time', 'month', 'machine_id, start_time, id', false);
ALTER TABLE downtime_events ADD FOREIGN KEY (organization_id, machine_id) REFERENCES machines;
ALTER TABLE downtime_events ADD FOREIGN KEY (organization_id, reason_id) REFERENCES reasons;
CREATE INDEX downtime_events_by_machine ON downtime_events (organization_id, machine_id, start_time);

-- ---------------------------------------------------------------- valuation: per organization and material

CREATE TABLE cost_layers (
    organization_id   bigint NOT NULL,
    id                bigint GENERATED ALWAYS AS IDENTITY,
    material_id       bigint NOT NULL,
    transaction_id    bigint NOT NULL,       -- the movement that opened it
    transaction_date  timestamptz NOT NULL,  -- its business time: the order of drawing
    quantity_received numeric(18,6) NOT NULL,
    value_received    numeric(18,4) NOT NULL,
    quantity_left     numeric(18,6) NOT NULL,
    value_left        numeric(18,4) NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    CONSTRAINT layer_is_sound CHECK (checks.layer(quantity_received, value_received, quantity_left, value_left))
) WITH (fillfactor = 90);
-- Drawing reads only open layers, in order, forwards (FIFO) or backwards (LIFO).
CREATE INDEX cost_layers_open ON cost_layers (organization_id, material_id, transaction_date, id) WHERE quantity_left > 0;
SELECT private.isolate('cost_layers');

-- Which layers a movement drew, so that its reversal puts quantity and value back into the very same ones.
-- No foreign key to the ledger: a time series can only be referred to with its time column.
CREATE TABLE layer_draws (
    organization_id bigint NOT NULL,
    transaction_id  bigint NOT NULL,
    layer_id        bigint NOT NULL,
    quantity        numeric(18,6) NOT NULL CHECK (quantity > 0),
    value           numeric(18,4) NOT NULL CHECK (checks.not_negative(quantity, value)),
    PRIMARY KEY (organization_id, transaction_id, layer_id)
);
SELECT private.isolate('layer_draws');

CREATE TABLE reversals (
    organization_id          bigint NOT NULL,
    transaction_id           bigint NOT NULL,
    reversing_transaction_id bigint NOT NULL,
    PRIMARY KEY (organization_id, transaction_id)
);
SELECT private.isolate('reversals');

-- How much of a movement came back so far.
CREATE TABLE transaction_returns (
    organization_id   bigint NOT NULL,
    transaction_id    bigint NOT NULL,
    quantity_returned numeric(18,6) NOT NULL CHECK (quantity_returned >= 0 AND quantity_returned < 'Infinity'),
    value_returned    numeric(18,4) NOT NULL CHECK (value_returned >= 0 AND value_returned < 'Infinity'),
    PRIMARY KEY (organization_id, transaction_id)
);
SELECT private.isolate('transaction_returns');

-- ---------------------------------------------------------------- where it is, and which lot

CREATE TABLE stock_balances (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    material_id     bigint NOT NULL,
    location_id     bigint NOT NULL,
    lot_id          bigint,
    quantity        numeric(18,6) NOT NULL CHECK (checks.not_negative(quantity)),
    PRIMARY KEY (organization_id, id),
    UNIQUE NULLS NOT DISTINCT (organization_id, material_id, location_id, lot_id),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    FOREIGN KEY (organization_id, location_id) REFERENCES locations,
    FOREIGN KEY (organization_id, lot_id) REFERENCES lots
) WITH (fillfactor = 70);
SELECT private.isolate('stock_balances');

-- Where a movement took its goods from (or put them) when it was more than one place or lot: then its row in the ledger
-- names none. So that what comes back comes back to the same places.
CREATE TABLE balance_draws (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id  bigint NOT NULL,
    location_id     bigint NOT NULL,
    lot_id          bigint,
    quantity        numeric(18,6) NOT NULL CHECK (quantity > 0 AND quantity < 'Infinity'),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, location_id) REFERENCES locations,
    FOREIGN KEY (organization_id, lot_id) REFERENCES lots
);
CREATE INDEX balance_draws_by_transaction ON balance_draws (organization_id, transaction_id);
CREATE INDEX balance_draws_by_lot ON balance_draws (organization_id, lot_id) WHERE lot_id IS NOT NULL;
SELECT private.isolate('balance_draws');
