-- What the spool runs (SQLite), by name; parameters are ?1, ?2, .. The schema is 0001.sql and what follows it.

-- ---- the file ----

-- While this program has it, no other can make SQLite touch it, and there is no shared memory to lose. It must come
-- first: what was read once without it stays shared.
-- name: file_alone
PRAGMA locking_mode = EXCLUSIVE;

-- name: file_prepare
PRAGMA foreign_keys = ON;
PRAGMA secure_delete = ON;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA journal_size_limit = 4194304;

-- name: file_version
PRAGMA user_version;

-- name: file_mode
PRAGMA journal_mode;

-- name: file_check
PRAGMA quick_check(1);

-- name: checkpoint
PRAGMA wal_checkpoint(TRUNCATE);

-- name: begin
BEGIN IMMEDIATE;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;

-- name: spool_add
INSERT INTO spool (one, uuid, made_us) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING;

-- name: spool_uuid
SELECT uuid FROM spool;

-- ---- operations ----

-- name: seq_next
UPDATE spool SET last_seq = last_seq + 1 RETURNING last_seq;

-- The smallest change; one that changes nothing would not be written.
-- name: bury
UPDATE spool SET buried = buried + 1;

-- name: op_add
INSERT INTO operation (seq, op_id, kind, payload, words, material, quantity, session_id, user_name, display_name,
                       captured_us, changed_us, depends_on)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12);

-- name: op_find
SELECT seq FROM operation WHERE op_id = ?1;

-- Whether what is stored under that op_id is the same operation: kind and values, whatever scans went along.
-- name: op_same
SELECT seq, kind = ?2 AND json_extract(payload, '$.values') = json_extract(?3, '$.values') FROM operation
 WHERE op_id = ?1;

-- name: op_get
SELECT seq, op_id, kind, payload, words, state, coalesce(session_id, 0), user_name, display_name, captured_us,
       coalesce(depends_on, 0), sent, tries, refusal_kind, refusal_code, refusal_field, refusal_message, refusal_hint,
       answer, reason, heard
  FROM operation WHERE seq = ?1;

-- name: op_next
SELECT o.seq
  FROM operation o
  LEFT JOIN operation d ON d.seq = o.depends_on
 WHERE o.state = 'QUEUED' AND o.seq > ?1 AND (d.seq IS NULL OR d.state = 'POSTED')
   AND (o.session_id IS NOT NULL OR o.user_name = ?2 COLLATE NOCASE)
 ORDER BY o.seq
 LIMIT 1;

-- name: op_sending
UPDATE operation SET sent = 1, tries = tries + 1 WHERE seq = ?1 AND state = 'QUEUED';

-- An answer that is no JSON is not worth a stopped line: the server said yes.
-- name: op_posted
UPDATE operation
   SET state = 'POSTED', answer = CASE WHEN json_valid(?2) THEN ?2 ELSE '{}' END, heard = 1, changed_us = ?3
 WHERE seq = ?1 AND state = 'QUEUED';

-- name: op_refused
UPDATE operation
   SET state = 'REFUSED', refusal_kind = ?2, refusal_code = ?3, refusal_field = ?4, refusal_message = ?5,
       refusal_hint = ?6, heard = 1, changed_us = ?7
 WHERE seq = ?1 AND state = 'QUEUED';

-- name: op_retry
UPDATE operation
   SET state = 'QUEUED', sent = 0, refusal_kind = NULL, refusal_code = NULL, refusal_field = NULL,
       refusal_message = NULL, refusal_hint = NULL, changed_us = ?2
 WHERE seq = ?1 AND state = 'REFUSED';

-- Nobody could sign on, so nobody could say whose badge it was.
-- name: op_adopt
UPDATE operation SET user_name = ?2
 WHERE state IN ('QUEUED', 'REFUSED') AND session_id IS NULL AND user_name = ?1;

-- name: op_void
UPDATE operation SET state = 'VOID', reason = ?2, voided_by = ?3, changed_us = ?4
 WHERE seq = ?1 AND state IN ('QUEUED', 'REFUSED');

-- What hangs on a void one was never sent, for it waited for that one.
-- name: op_void_dependants
WITH RECURSIVE hanging (seq) AS (
	SELECT seq FROM operation WHERE depends_on = ?1
	 UNION
	SELECT o.seq FROM operation o JOIN hanging h ON o.depends_on = h.seq
)
UPDATE operation SET state = 'VOID', reason = ?2, voided_by = ?3, changed_us = ?4
 WHERE seq IN (SELECT seq FROM hanging) AND state IN ('QUEUED', 'REFUSED');

-- name: op_count
SELECT count(*) FILTER (WHERE state = 'QUEUED'), count(*) FILTER (WHERE state = 'REFUSED'),
       coalesce(min(captured_us) FILTER (WHERE state = 'QUEUED'), 0),
       count(*) FILTER (WHERE state = 'QUEUED' AND session_id IS NULL)
  FROM operation WHERE state IN ('QUEUED', 'REFUSED');

-- Of what is open (1: QUEUED, 4: REFUSED) alone, nothing older than the oldest is looked at.
-- name: op_list
SELECT seq, state, kind, words, coalesce(nullif(display_name, ''), user_name),
       strftime('%Y-%m-%d %H:%M:%S', captured_us / 1000000, 'unixepoch')
           || printf('.%06d+00', captured_us % 1000000),
       tries, refusal_code, refusal_message, nullif(refusal_hint, ''), reason, op_id,
       json_extract(answer, '$.transaction_id'), material, quantity
  FROM operation
 WHERE (1 << instr('QPRV', substr(state, 1, 1)) - 1) & ?1 AND (?2 IS NULL OR kind = ?2)
   AND seq >= CASE WHEN ?1 & 10 THEN 0
                   ELSE (SELECT coalesce(min(seq), 0) FROM operation WHERE state IN ('QUEUED', 'REFUSED')) END
 ORDER BY seq DESC
 LIMIT ?3;

-- name: prune_scans
DELETE FROM scan
 WHERE seq IN (SELECT seq FROM operation WHERE state IN ('POSTED', 'VOID') AND changed_us < ?1);

-- One that another still hangs on stays with it.
-- name: prune_ops
DELETE FROM operation
 WHERE state IN ('POSTED', 'VOID') AND changed_us < ?1
   AND NOT EXISTS (SELECT 1 FROM operation d WHERE d.depends_on = operation.seq);

-- ---- scans ----

-- name: scan_add
INSERT INTO scan (at_us, raw, verdict, session_id, user_name) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id;

-- name: scan_became
UPDATE scan SET became = ?2 WHERE id = ?1;

-- name: scan_badge
UPDATE scan SET raw = x'', verdict = 'badge', became = ?2 WHERE id = ?1;

-- The newest that no operation took along, in the order they were read; no more than the server takes in one piece.
-- name: scans_loose
SELECT id, strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000, 'unixepoch') || printf('.%06dZ', at_us % 1000000), raw,
       verdict, became
  FROM (SELECT *, sum(length(raw)) OVER (ORDER BY id DESC) AS bytes
          FROM (SELECT * FROM scan WHERE seq IS NULL AND at_us <= ?1 ORDER BY id DESC LIMIT ?2))
 WHERE bytes <= ?3
 ORDER BY id;

-- name: scans_loose_oldest
SELECT id, strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000, 'unixepoch') || printf('.%06dZ', at_us % 1000000), raw,
       verdict, became
  FROM (SELECT *, sum(length(raw)) OVER (ORDER BY id) AS bytes
          FROM (SELECT * FROM scan WHERE seq IS NULL AND at_us <= ?1 ORDER BY id LIMIT ?2))
 WHERE bytes <= ?3
 ORDER BY id;

-- name: scans_of
SELECT id, strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000, 'unixepoch') || printf('.%06dZ', at_us % 1000000), raw,
       verdict, became
  FROM scan WHERE seq = ?1
 ORDER BY id;

-- The operation that took a scan along, while its payload may still be changed: it was never sent, or the server has
-- it and nobody sends it again.
-- name: scan_op_open
SELECT o.seq, o.payload
  FROM scan s
  JOIN operation o ON o.seq = s.seq
 WHERE s.id = ?1 AND (o.state = 'POSTED' OR (o.state = 'QUEUED' AND NOT o.sent AND NOT o.heard));

-- name: op_payload
UPDATE operation SET payload = ?2 WHERE seq = ?1;

-- name: scans_attach
UPDATE scan SET seq = ?1 WHERE seq IS NULL AND id BETWEEN ?2 AND ?3 AND at_us <= ?4;

-- Scans of operations that will never go out go along with the next one.
-- name: scans_loosen
UPDATE scan SET seq = NULL
 WHERE seq IN (SELECT seq FROM operation WHERE state = 'VOID' AND NOT heard AND NOT sent);

-- ---- what the terminal remembers ----

-- name: memory_set
INSERT INTO memory (name, at_us, answer) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET at_us = excluded.at_us, answer = excluded.answer;

-- name: memory_get
SELECT at_us, answer FROM memory WHERE name = ?1;

-- name: setting_set
INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: setting_drop
DELETE FROM setting WHERE name = ?1;

-- name: setting_get
SELECT value FROM setting WHERE name = ?1;
