-- Who may do what, last of all: nobody anything, and kiosks may call the door.
REVOKE ALL ON SCHEMA api, private, admin, ledger FROM PUBLIC, gemba_kiosk;
REVOKE ALL ON ALL TABLES IN SCHEMA public, private, ledger FROM PUBLIC, gemba_kiosk;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, private FROM PUBLIC, gemba_kiosk;
REVOKE ALL ON ALL ROUTINES IN SCHEMA api, private, admin FROM PUBLIC, gemba_kiosk;

GRANT USAGE ON SCHEMA api TO gemba_kiosk;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO gemba_kiosk;
