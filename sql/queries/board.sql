-- The board: lanes, when they work, what is booked; drops, undo, redo; machines, shifts, calendars.

-- plant NULL: the kiosk's, here and below.
-- name: board_plant
-- in:  token secret, plant code?
-- out: plant text, name text, time_zone text
SELECT * FROM api.board_plant($1, $2);

-- down: what the machines say that are stopped now ("PRESS-1 tool change"),
-- '' when all go. round_the_clock: no calendar and no shifts of its own.
-- name: board_lanes
-- in:  token secret, plant code?
-- out: lane_id int, lane code, name text, capacity int, work_center text, calendar text, round_the_clock bool, machines array, down text, down_since time
SELECT * FROM api.board_lanes($1, $2);

-- When the lanes work and when they are maintained, in UTC seconds, clipped to the window. kind: work (net of breaks,
-- closed time and maintenance; apart from each other) or maintenance (of the lane or all its machines). Lanes that work
-- round the clock have work windows only when something closes them; an empty one when they are closed all the time.
-- name: board_windows
-- in:  token secret, plant code?, from time, to time
-- out: lane_id int, kind text, start_s int, end_s int, note text
SELECT * FROM api.board_windows($1, $2, $3, $4);

-- All bars that are not done; the done ones that others still wait for; those that touch the window, when asked for; and
-- the operations of released,
-- running and paused orders that are not booked yet (booking_id NULL), which is the tray. By lane, start. lanes: ids where
-- it can be made, "3,7"; "" anywhere in the plant. work_s: as booked, else as planned. good, scrap: of this operation.
-- operations: how many the order has. is_short: the order's open material is more than what it may draw.
-- name: board_bars
-- in:  token secret, plant code?, from time, to time, completed bool?
-- out: booking_id int, version int, operation_id int, work_order_id int, work_order_number text, operation int, operations int, name text, product text, home_lane_id int, lanes text, lane_id int, start_s int, end_s int, work_s int, overtime bool, booking_status text, order_status text, due_s int, quantity qty, good qty, scrap qty, is_short bool
SELECT * FROM api.board_bars($1, $2, $3, $4, $5);

-- Between orders that have bars. Inside an order operations follow each other by their number.
-- name: board_links
-- in:  token secret, plant code?
-- out: from_order_id int, to_order_id int, lag_s int
SELECT * FROM api.board_links($1, $2);

-- The drop. gesture: what was asked for, in words; the op_id is bound to it, not to changes, so that a repeat finds its
-- answer although the board moved on. changes: [{"operation_id":1,"version":7,"lane_id":2,"start_s":..,"end_s":..,
-- "work_s":..,"overtime":false,"status":"planned"}]; version null: placed from the tray; {"operation_id":1,"version":7,
-- "remove":true}: back to it. accepted: soft rules that are overridden, "overload,late,off_calendar,wrong_lane"; needs
-- scheduling.override and a reason.
-- answer: {"change_set","changed":[{"work_order_number","operation","from":{"start","end","lane"} or null,"to":..}]}
-- Errors: CONFLICT STALE, OVERLOAD, DEPENDENCY, FROZEN, NOT_ON_BOARD; VALIDATION BAD_CHANGE; NOT_FOUND UNKNOWN_LANE, UNKNOWN_OPERATION.
-- name: board_reschedule
-- in:  token secret, op_id uuid, gesture text, changes json, accepted text?, reason text?
-- out: change_set int, replayed bool, answer json
SELECT * FROM api.reschedule($1, $2, $3, $4, $5, $6);

-- What that drop answered when it was done already; no row when it was not.
-- name: board_answered
-- in:  token secret, op_id uuid, gesture text
-- out: change_set int, replayed bool, answer json
SELECT * FROM api.reschedule_answered($1, $2, $3);

-- change_set NULL: the last drop or redo of the person here that was not taken back. Errors: NOT_FOUND NOTHING_TO_UNDO,
-- UNKNOWN_CHANGE_SET; CONFLICT MOVED_ON, ALREADY_UNDONE, OVERLOAD, DEPENDENCY, FROZEN.
-- name: board_undo
-- in:  token secret, op_id uuid, change_set int?, accepted text?, reason text?
-- out: change_set int, replayed bool, answer json
SELECT * FROM api.undo($1, $2, $3, $4, $5);

-- change_set NULL: the last undo of the person here that was not done again, if no drop came after it.
-- name: board_redo
-- in:  token secret, op_id uuid, change_set int?, accepted text?, reason text?
-- out: change_set int, replayed bool, answer json
SELECT * FROM api.redo($1, $2, $3, $4, $5);

-- The last 200, newest first. reversed_by: the set that took it back.
-- name: board_history
-- in:  token secret, plant code?
-- out: change_set int, kind text, gesture text, reason text, bars int, user text, kiosk text, at time, reversed_by int
SELECT * FROM api.board_history($1, $2);

-- ---------------------------------------------------------------- lanes, machines, shifts, calendars

-- name: lane_add
-- in:  token secret, op_id uuid, lane code, name text?, capacity int?, calendar code?, work_center code?
-- out: lane text, name text, capacity int, calendar text, work_center text, replayed bool
SELECT * FROM api.lane_add($1, $2, $3, $4, $5, $6, $7);

-- name: lane_list
-- in:  token secret, plant code?
-- out: lane text, name text, capacity int, calendar text, work_center text, machines array
SELECT * FROM api.lane_list($1, $2);

-- ideal_cycle, minor_stop: seconds.
-- name: machine_add
-- in:  token secret, op_id uuid, machine code, name text?, lane code?, ideal_cycle qty?, minor_stop int?
-- out: machine text, name text, lane text, ideal_cycle_s qty, minor_stop_s int, replayed bool
SELECT * FROM api.machine_add($1, $2, $3, $4, $5, $6, $7);

-- name: machine_list
-- in:  token secret, plant code?
-- out: machine text, name text, lane text, ideal_cycle_s qty, minor_stop_s int
SELECT * FROM api.machine_list($1, $2);

-- name: calendar_add
-- in:  token secret, op_id uuid, calendar code, name text?
-- out: calendar text, name text, replayed bool
SELECT * FROM api.calendar_add($1, $2, $3, $4);

-- name: calendar_list
-- in:  token secret
-- out: calendar text, name text, lanes array, shifts array
SELECT * FROM api.calendar_list($1);

-- One of machine, lane, calendar. kind: closed, maintenance, open.
-- name: calendar_except
-- in:  token secret, op_id uuid, kind text, calendar code?, lane code?, machine code?, from time, to time, note text?
-- out: exception_id int, kind text, start time, end time, replayed bool
SELECT * FROM api.calendar_except($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- Either from and to (one occurrence) or days, at and minutes (a pattern, for which from and to are its first and last
-- day); one of machine, lane, calendar. breaks: [{"from": time, "to": time}], of a pattern "12:00". days: "Mon-Fri",
-- "Sat,Sun", "Mon,Wed-Fri". at: "22:00", on the plant's wall.
-- name: shift_add
-- in:  token secret, op_id uuid, shift code, machine code?, lane code?, calendar code?, from time?, to time?, breaks json?, days text?, at text?, minutes int?
-- out: shift text, occurrences int, first_start time, last_end time, replayed bool
SELECT * FROM api.shift_add($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: shift_list
-- in:  token secret, from time, to time, machine code?, lane code?, calendar code?
-- out: shift text, belongs_to text, shift_date date, start time, end time, break_s int
SELECT * FROM api.shift_list($1, $2, $3, $4, $5, $6);
