-- The board: lanes and when they work, what is booked on them, what must wait for what, and who moved what.

-- ---------------------------------------------------------------- when work is done

-- A calendar is what its shifts and exceptions make of it. Lanes share one; a lane or machine may have shifts of its own.
CREATE TABLE calendars (
    organization_id bigint NOT NULL REFERENCES organizations,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    code            text NOT NULL CHECK (code <> ''),
    name            text NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code)
);
SELECT private.isolate('calendars');

CREATE TABLE lanes (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    code            text NOT NULL CHECK (code <> ''),
    name            text NOT NULL,
    capacity        integer NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 1000),  -- bars at once
    calendar_id     bigint,        -- NULL, and no shifts of its own: it works round the clock
    work_center     text,          -- lanes of one work centre stand in for each other
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, code),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendars
);
SELECT private.isolate('lanes');

ALTER TABLE machines ADD COLUMN lane_id bigint;
ALTER TABLE machines ADD COLUMN ideal_cycle_s numeric(12,3) CHECK (ideal_cycle_s > 0 AND ideal_cycle_s < 'Infinity');
ALTER TABLE machines ADD COLUMN minor_stop_s integer NOT NULL DEFAULT 300 CHECK (minor_stop_s BETWEEN 0 AND 86400);
ALTER TABLE machines ADD FOREIGN KEY (organization_id, lane_id) REFERENCES lanes;
CREATE INDEX machines_by_lane ON machines (organization_id, lane_id) WHERE lane_id IS NOT NULL;
-- The board tells which machines are stopped now, whatever else the ledger holds.
CREATE INDEX downtime_events_open ON downtime_events (organization_id, machine_id) WHERE end_time IS NULL;

-- "Mon-Fri at 22:00 for 480 minutes by the clock on the wall": what a shift is, from which its occurrences are made.
CREATE TABLE shift_patterns (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,   -- whose time zone it is
    code            text NOT NULL CHECK (code <> ''),
    calendar_id     bigint,
    lane_id         bigint,
    machine_id      bigint,
    days            integer NOT NULL CHECK (days BETWEEN 1 AND 127),         -- bit 0 is Monday
    starts_at       time NOT NULL,
    minutes         integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),     -- on the wall: a night of 480 has 420 in March
    breaks          jsonb NOT NULL DEFAULT '[]',  -- [{"at": minutes after the start, "minutes": n}], on the wall
    valid_from      date NOT NULL,
    valid_until     date,              -- the last day a shift begins; NULL: for good
    made_until      date,              -- occurrences exist for days before this one
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendars,
    FOREIGN KEY (organization_id, lane_id) REFERENCES lanes,
    FOREIGN KEY (organization_id, machine_id) REFERENCES machines,
    CONSTRAINT belongs_to_one CHECK (num_nonnulls(calendar_id, lane_id, machine_id) = 1)
);
SELECT private.isolate('shift_patterns');

CREATE TABLE shift_occurrences (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    code            text NOT NULL CHECK (code <> ''),
    pattern_id      bigint,            -- NULL: entered by itself
    calendar_id     bigint,
    lane_id         bigint,
    machine_id      bigint,
    shift_date      date NOT NULL,     -- the day it begins, in the plant's zone
    during          tstzrange NOT NULL,
    breaks          tstzmultirange NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, pattern_id) REFERENCES shift_patterns ON DELETE CASCADE,
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendars,
    FOREIGN KEY (organization_id, lane_id) REFERENCES lanes,
    FOREIGN KEY (organization_id, machine_id) REFERENCES machines,
    CONSTRAINT belongs_to_one CHECK (num_nonnulls(calendar_id, lane_id, machine_id) = 1),
    CONSTRAINT is_a_window CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)
                                  AND isfinite(lower(during)) AND isfinite(upper(during)))
);
CREATE UNIQUE INDEX shift_occurrences_once ON shift_occurrences (organization_id, pattern_id, shift_date);
CREATE INDEX shift_occurrences_of_calendar ON shift_occurrences (organization_id, calendar_id, lower(during)) WHERE calendar_id IS NOT NULL;
CREATE INDEX shift_occurrences_of_lane ON shift_occurrences (organization_id, lane_id, lower(during)) WHERE lane_id IS NOT NULL;
CREATE INDEX shift_occurrences_of_machine ON shift_occurrences (organization_id, machine_id, lower(during)) WHERE machine_id IS NOT NULL;
SELECT private.isolate('shift_occurrences');

-- Holidays, maintenance, an extra Saturday. Closed time wins over open time.
CREATE TABLE calendar_exceptions (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    calendar_id     bigint,
    lane_id         bigint,
    machine_id      bigint,
    kind            text NOT NULL CHECK (kind IN ('closed', 'maintenance', 'open')),
    during          tstzrange NOT NULL,
    note            text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, calendar_id) REFERENCES calendars,
    FOREIGN KEY (organization_id, lane_id) REFERENCES lanes,
    FOREIGN KEY (organization_id, machine_id) REFERENCES machines,
    CONSTRAINT belongs_to_one CHECK (num_nonnulls(calendar_id, lane_id, machine_id) = 1),
    CONSTRAINT is_a_window CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)
                                  AND isfinite(lower(during)) AND isfinite(upper(during)))
);
CREATE INDEX calendar_exceptions_of_calendar ON calendar_exceptions (organization_id, calendar_id) WHERE calendar_id IS NOT NULL;
CREATE INDEX calendar_exceptions_of_lane ON calendar_exceptions (organization_id, lane_id) WHERE lane_id IS NOT NULL;
CREATE INDEX calendar_exceptions_of_machine ON calendar_exceptions (organization_id, machine_id) WHERE machine_id IS NOT NULL;
SELECT private.isolate('calendar_exceptions');

-- ---------------------------------------------------------------- what is to be done where

ALTER TABLE work_order_operations ADD COLUMN lane_id bigint;  -- the lane it is planned for; NULL: any
ALTER TABLE work_order_operations ADD COLUMN work_s bigint CHECK (work_s BETWEEN 0 AND 315360000);  -- working seconds; NULL: from the quantity and the cycle, see private.operation_work_s
ALTER TABLE work_order_operations ADD COLUMN started_at timestamptz;
ALTER TABLE work_order_operations ADD COLUMN finished_at timestamptz;
ALTER TABLE work_order_operations ADD FOREIGN KEY (organization_id, lane_id) REFERENCES lanes;

-- Other lanes an operation can be made on. None: those of its lane's work centre.
CREATE TABLE operation_lanes (
    organization_id bigint NOT NULL,
    operation_id    bigint NOT NULL,
    lane_id         bigint NOT NULL,
    PRIMARY KEY (organization_id, operation_id, lane_id),
    FOREIGN KEY (organization_id, operation_id) REFERENCES work_order_operations,
    FOREIGN KEY (organization_id, lane_id) REFERENCES lanes
);
SELECT private.isolate('operation_lanes');

-- Finish to start. lag_s: elapsed seconds between them; negative: so much earlier (lead).
CREATE TABLE work_order_dependencies (
    organization_id bigint NOT NULL,
    predecessor_id  bigint NOT NULL,
    successor_id    bigint NOT NULL,
    lag_s           bigint NOT NULL DEFAULT 0 CHECK (lag_s BETWEEN -315360000 AND 315360000),
    PRIMARY KEY (organization_id, successor_id, predecessor_id),
    FOREIGN KEY (organization_id, predecessor_id) REFERENCES work_orders,
    FOREIGN KEY (organization_id, successor_id) REFERENCES work_orders,
    CONSTRAINT not_itself CHECK (predecessor_id <> successor_id)
);
CREATE INDEX work_order_dependencies_by_predecessor ON work_order_dependencies (organization_id, predecessor_id);
SELECT private.isolate('work_order_dependencies');

-- One sequence for all versions: what was taken off the board and put back never shows an old number.
CREATE SEQUENCE booking_versions;

-- A bar: one operation on one lane.
CREATE TABLE lane_assignments (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    operation_id    bigint NOT NULL,
    work_order_id   bigint NOT NULL,
    lane_id         bigint NOT NULL,
    during          tstzrange NOT NULL,
    work_s          bigint NOT NULL CHECK (work_s BETWEEN 0 AND 315360000),  -- planned, working seconds of the lane
    is_overtime     boolean NOT NULL DEFAULT false,  -- goes on through off time
    booking_status  text NOT NULL DEFAULT 'planned' CHECK (booking_status IN ('planned', 'firm', 'running', 'done')),
    version         bigint NOT NULL DEFAULT nextval('booking_versions'),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    changed_by      bigint NOT NULL,   -- user
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, operation_id),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, operation_id) REFERENCES work_order_operations,
    FOREIGN KEY (organization_id, work_order_id) REFERENCES work_orders,
    FOREIGN KEY (organization_id, lane_id) REFERENCES lanes,
    CONSTRAINT is_a_window CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)
                                  AND isfinite(lower(during)) AND isfinite(upper(during))
                                  AND date_trunc('second', lower(during)) = lower(during)
                                  AND date_trunc('second', upper(during)) = upper(during))
) WITH (fillfactor = 70);
CREATE INDEX lane_assignments_open ON lane_assignments (organization_id, lane_id) WHERE booking_status <> 'done';
CREATE INDEX lane_assignments_done ON lane_assignments (organization_id, plant_id, upper(during)) WHERE booking_status = 'done';
CREATE INDEX lane_assignments_by_order ON lane_assignments (organization_id, work_order_id);
SELECT private.isolate('lane_assignments');

-- One drop, undo or redo. reverses: the set it took back.
CREATE TABLE change_sets (
    organization_id bigint NOT NULL,
    id              bigint GENERATED ALWAYS AS IDENTITY,
    plant_id        bigint NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('drop', 'undo', 'redo')),
    reverses_id     bigint,
    gesture         text NOT NULL,     -- in words
    reason          text,              -- why a rule was overridden
    overridden      text[] NOT NULL DEFAULT '{}',
    user_id         bigint NOT NULL,
    kiosk_id        bigint NOT NULL,
    op_id           uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, plant_id) REFERENCES plants,
    FOREIGN KEY (organization_id, reverses_id) REFERENCES change_sets,
    CONSTRAINT reverses_what CHECK ((kind = 'drop') = (reverses_id IS NULL))
);
CREATE UNIQUE INDEX change_sets_reversed_once ON change_sets (organization_id, reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX change_sets_of_user ON change_sets (organization_id, plant_id, user_id, id);
SELECT private.isolate('change_sets');

-- before_ NULL: it was placed from the tray; after_ NULL: it went back there.
CREATE TABLE change_set_rows (
    organization_id bigint NOT NULL,
    change_set_id   bigint NOT NULL,
    operation_id    bigint NOT NULL,
    before_lane_id  bigint,
    before_during   tstzrange,
    before_work_s   bigint,
    before_overtime boolean,
    before_status   text,
    before_version  bigint,
    after_lane_id   bigint,
    after_during    tstzrange,
    after_work_s    bigint,
    after_overtime  boolean,
    after_status    text,
    after_version   bigint,
    PRIMARY KEY (organization_id, change_set_id, operation_id),
    FOREIGN KEY (organization_id, change_set_id) REFERENCES change_sets,
    FOREIGN KEY (organization_id, operation_id) REFERENCES work_order_operations,
    FOREIGN KEY (organization_id, before_lane_id) REFERENCES lanes,
    FOREIGN KEY (organization_id, after_lane_id) REFERENCES lanes,
    CONSTRAINT from_or_to CHECK (before_lane_id IS NOT NULL OR after_lane_id IS NOT NULL)
);
CREATE INDEX change_set_rows_of_operation ON change_set_rows (organization_id, operation_id, after_version);
SELECT private.isolate('change_set_rows');

INSERT INTO jobs (name, run_every) VALUES ('make_shifts', '1 day');
