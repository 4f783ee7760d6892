-- A commit that changes nothing.
SELECT pg_logical_emit_message(true, 'journey', 'a commit');
