-- The spool of one kiosk (SQLite): what must not be lost until the server has it, and what the terminal remembers.
-- Times are microseconds since 1970 by this machine's clock. Released steps are never edited; a change is 0002.sql.

-- last_seq is a row, not max(seq), so that dropping old operations never gives a number again.
CREATE TABLE spool (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	uuid TEXT NOT NULL CHECK (length(uuid) = 36),
	last_seq INTEGER NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
	buried INTEGER NOT NULL DEFAULT 0, -- commits that failed
	made_us INTEGER NOT NULL
) STRICT;

-- One thing that happened on the floor. sent: it may have reached the server since it was last queued. heard: the
-- server has answered it, so taking it back must be told. session_id NULL: nobody could sign on when it was done.
CREATE TABLE operation (
	seq INTEGER PRIMARY KEY CHECK (seq > 0),
	op_id TEXT NOT NULL UNIQUE CHECK (length(op_id) = 36),
	kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 63),
	payload TEXT NOT NULL CHECK (json_valid(payload)),
	words TEXT NOT NULL,
	material TEXT,
	quantity TEXT,
	state TEXT NOT NULL DEFAULT 'QUEUED' CHECK (state IN ('QUEUED', 'POSTED', 'REFUSED', 'VOID')),
	session_id INTEGER CHECK (session_id > 0),
	user_name TEXT NOT NULL,
	display_name TEXT NOT NULL,
	captured_us INTEGER NOT NULL,
	changed_us INTEGER NOT NULL,
	depends_on INTEGER REFERENCES operation (seq) CHECK (depends_on < seq),
	sent INTEGER NOT NULL DEFAULT 0 CHECK (sent IN (0, 1)),
	heard INTEGER NOT NULL DEFAULT 0 CHECK (heard IN (0, 1)),
	tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
	refusal_kind TEXT,
	refusal_code TEXT,
	refusal_field TEXT,
	refusal_message TEXT,
	refusal_hint TEXT,
	answer TEXT CHECK (answer IS NULL OR json_valid(answer)),
	reason TEXT CHECK (length(reason) > 0),
	voided_by TEXT,
	CHECK ((state = 'POSTED') = (answer IS NOT NULL)),
	CHECK ((state = 'VOID') = (reason IS NOT NULL)),
	CHECK (state <> 'REFUSED' OR refusal_kind IS NOT NULL),
	CHECK (state <> 'QUEUED' OR refusal_kind IS NULL),
	CHECK (refusal_kind IS NULL
	       OR (refusal_code IS NOT NULL AND refusal_field IS NOT NULL AND refusal_message IS NOT NULL
	           AND refusal_hint IS NOT NULL))
) STRICT;

CREATE INDEX operation_state ON operation (state, seq);
CREATE INDEX operation_depends ON operation (depends_on) WHERE depends_on IS NOT NULL;

-- What a scanner read, byte by byte. seq: the operation that takes it to the server. Of a badge only whose it is.
CREATE TABLE scan (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at_us INTEGER NOT NULL,
	raw BLOB NOT NULL,
	verdict TEXT NOT NULL,
	became TEXT,
	session_id INTEGER CHECK (session_id > 0),
	user_name TEXT,
	seq INTEGER REFERENCES operation (seq),
	CHECK (verdict <> 'badge' OR length(raw) = 0)
) STRICT;

CREATE INDEX scan_operation ON scan (seq);

-- Answers of the server for the time without one; what is in the bytes is src/core/spool/spool_memory.c's.
CREATE TABLE memory (
	name TEXT PRIMARY KEY,
	at_us INTEGER NOT NULL,
	answer BLOB NOT NULL
) STRICT;

CREATE TABLE setting (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

PRAGMA user_version = 1;
