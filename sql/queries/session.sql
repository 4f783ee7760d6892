-- Who is at the terminal. See sql/embed.awk for the form of this file.
-- A statement whose first columns are kind, code, field, message, hint returns a refusal as a row (kind NULL: granted).

-- name: session_time_zone
-- in:  zone text
-- out: set_config text
SELECT set_config('TimeZone', $1, false);

-- name: hello
-- in:  client_version int
-- out: kind text, code text, field text, message text, hint text
-- out: schema_version int, kiosk text, organization text, plant text, plant_name text, time_zone text, notice text
SELECT * FROM api.hello($1);

-- name: sign_on
-- in:  user text, pin secret
-- out: kind text, code text, field text, message text, hint text
-- out: token secret, session_id int, user_name text, display_name text, roles text, permissions array
-- out: organization text, organization_name text, plant text, plant_name text, time_zone text, currency text, idle_s int
SELECT * FROM api.sign_on($1, $2);

-- name: sign_off
-- in:  token secret
-- out: signed_off bool
SELECT * FROM api.sign_off($1);

-- name: unlock
-- in:  token secret, pin secret
-- out: kind text, code text, field text, message text, hint text
SELECT * FROM api.unlock($1, $2);

-- LISTENs on every channel of the organization and returns them.
-- name: listen
-- in:  token secret
-- out: topic text, channel text
SELECT * FROM api.listen($1);

-- name: channels
-- in:  token secret
-- out: topic text, channel text
SELECT * FROM api.channels($1);

-- What a scanned or typed text is: kind material|lot|location|purchase_order|work_order|user|none, best first.
-- uom and factor of a barcode: one scanned unit is factor of the material's own; the material's own unit and 1 else.
-- name: resolve
-- in:  token secret, text text
-- out: what text, code text, name text, material text, detail text, uom text, factor qty
SELECT * FROM api.resolve($1, $2);
