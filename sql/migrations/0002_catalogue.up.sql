-- What there is: units, materials, suppliers, places, lots, barcodes, machines.

CREATE TABLE uoms (
    organization_id bigint NOT NULL REFERENCES organizations,
    code            text NOT NULL CHECK (code <> ''),
    PRIMARY KEY (organization_id, code)
);
SELECT private.isolate('uoms');

CREATE TABLE materials (
    organization_id   bigint NOT NULL REFERENCES organizations,
    id                bigint GENERATED ALWAYS AS IDENTITY,
    material_code     text NOT NULL,
    name              text NOT NULL,
    uom               text NOT NULL,
    costing_method    text NOT NULL,
    reorder_point     numeric(18,6) NOT NULL DEFAULT 0,
    quantity_on_hand  numeric(18,6) NOT NULL DEFAULT 0,
    quantity_reserved numeric(18,6) NOT NULL DEFAULT 0,
    value_on_hand     numeric(18,4) NOT NULL DEFAULT 0,
    last_unit_cost    numeric(18,8),  -- of the last receipt
    lot_required      boolean NOT NULL DEFAULT false,
    expiry_required   boolean NOT NULL DEFAULT false,
    is_active         boolean NOT NULL DEFAULT true,
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, material_code),
    FOREIGN KEY (organization_id, uom) REFERENCES uoms,
    CONSTRAINT material_is_sound CHECK (checks.material(material_code, costing_method, quantity_on_hand, value_on_hand,
                                                        reorder_point, quantity_reserved, last_unit_cost))
) WITH (fillfactor = 70);
SELECT private.isolate('materials');

-- One unit of uom is factor units of the material's own unit: a case is not an each.
CREATE TABLE uom_conversions (
    organization_id bigint NOT NULL,
    material_id     bigint NOT NULL,
    uom             text NOT NULL,
    factor          numeric(18,6) NOT NULL CHECK (factor > 0 AND factor < 'Infinity'),
    PRIMARY KEY (organization_id, material_id, uom),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    FOREIGN KEY (organization_id, uom) REFERENCES uoms
);
SELECT private.isolate('uom_conversions');

CREATE TABLE barcodes (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    barcode         text NOT NULL CHECK (barcode <> ''),
    material_id     bigint NOT NULL,
    uom             text NOT NULL,
    factor          numeric(18,6) NOT NULL DEFAULT 1 CHECK (factor > 0 AND factor < 'Infinity'),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, barcode),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    FOREIGN KEY (organization_id, uom) REFERENCES uoms
);
SELECT private.isolate('barcodes');

CREATE TABLE suppliers (
    organization_id      bigint NOT NULL REFERENCES organizations,
    id                   bigint GENERATED ALWAYS AS IDENTITY,
    code                 text NOT NULL CHECK (code <> ''),
    name                 text NOT NULL,
    over_receipt_percent numeric(6,2) CHECK (over_receipt_percent BETWEEN 0 AND 100),  -- NULL: the organization's
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code)
);
SELECT private.isolate('suppliers');

CREATE TABLE locations (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    code            text NOT NULL CHECK (code <> ''),
    is_default      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, plant_id, code),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants
);
CREATE UNIQUE INDEX locations_default_key ON locations (organization_id, plant_id) WHERE is_default;
SELECT private.isolate('locations');

ALTER TABLE kiosks ADD FOREIGN KEY (organization_id, location_id) REFERENCES locations;

CREATE TABLE lots (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    material_id     bigint NOT NULL,
    lot_number      text NOT NULL CHECK (lot_number <> ''),
    expiry          date,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, material_id, lot_number),
    FOREIGN KEY (organization_id, material_id) REFERENCES materials
);
SELECT private.isolate('lots');

CREATE TABLE machines (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    code            text NOT NULL CHECK (code <> ''),
    name            text NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants
);
SELECT private.isolate('machines');

CREATE TABLE reasons (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    code            text NOT NULL CHECK (code <> ''),
    kind            text NOT NULL CHECK (kind IN ('breakdown', 'setup', 'planned', 'scrap')),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code)
);
SELECT private.isolate('reasons');
