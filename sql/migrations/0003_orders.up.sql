-- What was ordered from whom, and what is to be made.

CREATE TABLE purchase_orders (
    organization_id       bigint NOT NULL,
    id                    bigint GENERATED ALWAYS AS IDENTITY,
    purchase_order_number text NOT NULL CHECK (purchase_order_number <> ''),
    supplier_id           bigint NOT NULL,
    order_status          text NOT NULL DEFAULT 'OPEN' CHECK (order_status IN ('OPEN', 'RECEIVED', 'CLOSED')),
    created_at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, purchase_order_number),
    FOREIGN KEY (organization_id, supplier_id) REFERENCES suppliers
);
SELECT private.isolate('purchase_orders');

CREATE TABLE purchase_order_lines (
    organization_id      bigint NOT NULL,
    id                   bigint GENERATED ALWAYS AS IDENTITY,
    purchase_order_id    bigint NOT NULL,
    line_number          integer NOT NULL,  -- 10, 20, 30 ...
    material_id          bigint NOT NULL,
    quantity_ordered     numeric(18,6) NOT NULL,
    quantity_received    numeric(18,6) NOT NULL DEFAULT 0,
    unit_price           numeric(18,8) NOT NULL,
    over_receipt_percent numeric(6,2) NOT NULL,
    line_status          text NOT NULL DEFAULT 'OPEN',
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, purchase_order_id, line_number),
    FOREIGN KEY (organization_id, purchase_order_id) REFERENCES purchase_orders,
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    CONSTRAINT line_is_sound CHECK (checks.purchase_order_line(line_status, line_number, quantity_ordered,
                                                               quantity_received,
                                                               unit_price, over_receipt_percent))
) WITH (fillfactor = 70);
SELECT private.isolate('purchase_order_lines');

CREATE TABLE order_status_moves (
    from_status text NOT NULL,
    to_status   text NOT NULL,
    PRIMARY KEY (from_status, to_status)
);
COMMENT ON TABLE order_status_moves IS 'reference data: the legal moves of a work order';
INSERT INTO order_status_moves (from_status, to_status) VALUES
    ('PLANNED', 'RELEASED'), ('PLANNED', 'CANCELLED'),
    ('RELEASED', 'IN_PROGRESS'), ('RELEASED', 'CANCELLED'),
    ('IN_PROGRESS', 'PAUSED'), ('IN_PROGRESS', 'COMPLETED'), ('IN_PROGRESS', 'CANCELLED'),
    ('PAUSED', 'IN_PROGRESS'), ('PAUSED', 'CANCELLED');

CREATE TABLE work_orders (
    organization_id      bigint NOT NULL,
    id                   bigint GENERATED ALWAYS AS IDENTITY,
    plant_id             bigint NOT NULL,
    work_order_number    text NOT NULL,
    product_id           bigint,  -- NULL: completing it posts nothing
    quantity             numeric(18,6) NOT NULL,
    due_at               timestamptz NOT NULL,
    order_status         text NOT NULL DEFAULT 'PLANNED',
    actual_material_cost numeric(18,4) NOT NULL DEFAULT 0,
    quantity_good        numeric(18,6) NOT NULL DEFAULT 0,
    quantity_scrap       numeric(18,6) NOT NULL DEFAULT 0,
    quantity_rework      numeric(18,6) NOT NULL DEFAULT 0,
    version              integer NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    released_at          timestamptz,
    started_at           timestamptz,
    completed_at         timestamptz,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, work_order_number),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, product_id) REFERENCES materials,
    CONSTRAINT work_order_is_sound CHECK (checks.work_order(work_order_number, order_status, quantity,
                                                            actual_material_cost,
                                                            quantity_good, quantity_scrap, quantity_rework))
) WITH (fillfactor = 70);
SELECT private.isolate('work_orders');

CREATE TABLE work_order_operations (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    work_order_id   bigint NOT NULL,
    sequence        integer NOT NULL CHECK (sequence > 0),  -- 10, 20 ...
    name            text NOT NULL,
    quantity_good   numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_good >= 0 AND quantity_good < 'Infinity'),
    quantity_scrap  numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_scrap >= 0 AND quantity_scrap < 'Infinity'),
    quantity_rework numeric(18,6) NOT NULL DEFAULT 0 CHECK (quantity_rework >= 0 AND quantity_rework < 'Infinity'),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, work_order_id, sequence),
    FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders
);
SELECT private.isolate('work_order_operations');

CREATE TABLE work_order_materials (
    organization_id   bigint NOT NULL,
    id                bigint GENERATED ALWAYS AS IDENTITY,
    work_order_id     bigint NOT NULL,
    material_id       bigint NOT NULL,
    -- 0: issued without having been planned
    quantity_required numeric(18,6) NOT NULL,
    quantity_issued   numeric(18,6) NOT NULL DEFAULT 0,
    value_issued      numeric(18,4) NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, work_order_id, material_id),
    FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders,
    FOREIGN KEY (organization_id, material_id) REFERENCES materials,
    CONSTRAINT not_negative CHECK (checks.not_negative(quantity_required, quantity_issued, value_issued))
) WITH (fillfactor = 70);
SELECT private.isolate('work_order_materials');

-- What a released order holds for itself. materials.quantity_reserved is the sum over the orders.
CREATE TABLE reservations (
    organization_id bigint NOT NULL,
    work_order_id   bigint NOT NULL,
    material_id     bigint NOT NULL,
    quantity        numeric(18,6) NOT NULL CHECK (quantity >= 0 AND quantity < 'Infinity'),
    PRIMARY KEY (organization_id, work_order_id, material_id),
    FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders,
    FOREIGN KEY (organization_id, material_id) REFERENCES materials
) WITH (fillfactor = 70);
CREATE INDEX reservations_by_material ON reservations (organization_id, material_id) WHERE quantity > 0;
SELECT private.isolate('reservations');
