-- On the administrator's connection only.

-- name: admin_org_add
-- in:  organization code, name text, currency code?, method code?
-- out: organization text, name text
SELECT * FROM admin.org_add($1, $2, $3, $4);

-- name: admin_plant_add
-- in:  plant code, organization code, time_zone text, name text?
-- out: plant text, organization text, time_zone text
SELECT * FROM admin.plant_add($1, $2, $3, $4);

-- verifier: SCRAM, made by the client so that no password reaches the server's log.
-- name: admin_kiosk_enrol
-- in:  kiosk code, organization code, plant code, verifier secret
-- out: kiosk text, organization text, plant text
SELECT * FROM admin.kiosk_enrol($1, $2, $3, $4);

-- name: admin_kiosk_retire
-- in:  kiosk code
-- out: kiosk text, organization text, plant text
SELECT * FROM admin.kiosk_retire($1);

-- name: admin_kiosk_list
-- out: kiosk text, organization text, plant text, retired bool
SELECT * FROM admin.kiosk_list();

-- name: admin_user_add
-- in:  organization code, user code, roles array, badge code?, display_name text?, new_pin secret
-- out: user text, organization text, roles text, badge text
SELECT * FROM admin.user_add($1, $2, $3, $4, $5, $6);

-- Runs what is due; one row a job that ran.
-- name: admin_maintain
-- out: job text, ok bool, detail text
SELECT * FROM admin.maintain();

-- Claims up to limit messages and hides them from other relays for lease seconds.
-- name: admin_relay_take
-- in:  limit int, lease_s int
-- out: organization_id int, outbox_id int, kind text, attempts int, message json
SELECT * FROM admin.relay_take($1, $2);

-- name: admin_relay_delivered
-- in:  organization_id int, outbox_id int
-- out: delivered bool
SELECT * FROM admin.relay_delivered($1, $2);

-- name: admin_relay_failed
-- in:  organization_id int, outbox_id int, error text
-- out: next_try_at time
SELECT * FROM admin.relay_failed($1, $2, $3);

-- name: admin_relay_status
-- out: waiting int, oldest_s int, failing int, delivered int, seconds_until_due int
SELECT * FROM admin.relay_status();

-- One row a finding: state ok|warning|wrong.
-- name: admin_doctor
-- out: area text, name text, state text, detail text, advice text
SELECT * FROM admin.doctor();

-- Tries the optional extensions again and records the outcome (after a change of the server's settings).
-- name: admin_detect_extensions
-- out: name text, usable bool, version text, reason text
SELECT * FROM admin.detect_extensions();

-- The demo plant: idempotent. verifier: for kiosk1, kiosk2, kiosk3.
-- name: admin_demo
-- in:  verifier1 secret?, verifier2 secret?, verifier3 secret?
-- out: area text, name text, detail text
SELECT * FROM admin.demo($1, $2, $3);
