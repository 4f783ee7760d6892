-- One bare commit: a row of the size of a movement, no index but the key, no rule.
INSERT INTO bare (note) VALUES ('one receipt as bare as it can be, with about as many bytes as a movement in the ledger has');
