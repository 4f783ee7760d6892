-- What terminals kept while nobody could be reached: what was replayed and refused, every scan as it was read, how
-- suppliers write their labels, which pallets came in.

-- Goods that lay on the floor already were taken above the tolerance of their order.
ALTER TABLE alerts DROP CONSTRAINT alerts_kind_check;
ALTER TABLE alerts ADD CONSTRAINT alerts_kind_check CHECK (kind IN ('LOW_STOCK', 'OVER_RECEIPT'));

-- One row for each operation that came out of a terminal's spool and was posted, with both clocks. No foreign keys: as
-- in op_log, they would be checked with every receipt.
CREATE TABLE replays (
    organization_id bigint NOT NULL,
    op_id           uuid NOT NULL,
    kiosk_id        bigint NOT NULL,
    session_id      bigint NOT NULL,
    user_id         bigint NOT NULL,
    spool           uuid,
    seq             bigint,
    kind            text NOT NULL,
    captured_at     timestamptz NOT NULL,  -- by the terminal's clock, as it said
    sent_at         timestamptz NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    skew_s          integer NOT NULL,      -- this clock less the terminal's
    was_offline     boolean NOT NULL,
    flags           text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, op_id)
);
SELECT private.isolate('replays');

-- Why an operation was refused, once for each reason however often it is tried again.
CREATE TABLE replay_refusals (
    organization_id bigint NOT NULL,
    op_id           uuid NOT NULL,
    code            text NOT NULL,
    refused_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, op_id, code)
);
SELECT private.isolate('replay_refusals');

-- Verbatim scans. raw NULL: it was a badge, or nothing was left of it.
CREATE TABLE scan_log (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    op_id           uuid NOT NULL,     -- with which it came
    number          integer NOT NULL,  -- its place there
    kiosk_id        bigint NOT NULL,
    user_id         bigint,
    session_id      bigint,
    scanned_at      timestamptz NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT now(),
    raw             bytea CHECK (octet_length(raw) BETWEEN 1 AND 4096),
    verdict         text NOT NULL DEFAULT '',
    became          text NOT NULL DEFAULT '',
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, op_id, number),
    FOREIGN KEY (organization_id, kiosk_id) REFERENCES kiosks
);
CREATE INDEX scan_log_by_time ON scan_log (organization_id, scanned_at);
SELECT private.isolate('scan_log');

-- How one supplier uses an identifier: its value is that field; "-": it says nothing.
CREATE TABLE label_rules (
    organization_id bigint NOT NULL,
    supplier_id     bigint NOT NULL,
    identifier      text NOT NULL CHECK (identifier ~ '^([0-9]{2,4}|[0-9]{0,3}[A-Z])$'),
    label_field     text NOT NULL CHECK (label_field <> ''),
    PRIMARY KEY (organization_id, supplier_id, identifier),
    FOREIGN KEY (organization_id, supplier_id) REFERENCES suppliers
);
SELECT private.isolate('label_rules');

-- The pallet of a serial shipping container code, and the receipt that took it in last.
CREATE TABLE received_units (
    organization_id bigint NOT NULL,
    sscc            text NOT NULL CHECK (sscc ~ '^[0-9]{18}$'),
    op_id           uuid NOT NULL,
    transaction_id  bigint,
    PRIMARY KEY (organization_id, sscc)
);
SELECT private.isolate('received_units');

INSERT INTO jobs (name, run_every) VALUES ('prune_scans', '1 day');
