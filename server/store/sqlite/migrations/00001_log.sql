-- +goose Up

-- "zhcn": tells our files from others'. Every migration ends by raising user_version to its own number, in its own
-- transaction, so that an older release knows from the first page that the folder is too new for it.
PRAGMA application_id = 0x7a68636e;

-- An enrolled install of a phone. Rows are never removed: an ordinal must not be given out twice.
CREATE TABLE log (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    ordinal    INTEGER NOT NULL UNIQUE,
    genesis    BLOB    NOT NULL,
    signature  BLOB    NOT NULL CHECK (length(signature) = 64),
    parent_log BLOB,    -- with parent_seq: the install it goes on from, or both null
    parent_seq INTEGER,
    code       BLOB    NOT NULL,
    village    INTEGER NOT NULL,
    custody    INTEGER NOT NULL,
    enrolled   INTEGER NOT NULL,
    revoked    INTEGER NOT NULL, -- 0: not revoked
    forked_at  INTEGER NOT NULL  -- 0: no fork
) STRICT;

-- The registry of keys: a key signs what follows the segment that gave it, on that branch of the log.
CREATE TABLE log_key (
    number    INTEGER PRIMARY KEY, -- in order of addition
    log       BLOB    NOT NULL,
    after     BLOB    NOT NULL CHECK (length(after) = 32), -- head of that segment; of the first key the genesis' hash
    algorithm INTEGER NOT NULL, -- 0 with an empty key: no key
    key       BLOB    NOT NULL,
    UNIQUE (log, after)
) STRICT;

-- The newest keys of a log.
CREATE INDEX log_key_by_log ON log_key (log, number);

-- One-time codes on slips of paper. The code itself is nowhere, only what is derived from it.
CREATE TABLE code (
    number    INTEGER PRIMARY KEY, -- in order of addition
    id        BLOB    NOT NULL UNIQUE CHECK (length(id) = 5),
    key       BLOB    NOT NULL CHECK (length(key) = 32),
    purpose   TEXT    NOT NULL,
    village   INTEGER NOT NULL,
    custody   INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    handed_by TEXT    NOT NULL,
    issued    INTEGER NOT NULL,
    scan_by   INTEGER NOT NULL,
    arrive_by INTEGER NOT NULL,
    revoked   INTEGER NOT NULL, -- 0: not revoked
    spent_by  TEXT    NOT NULL  -- '': unspent
) STRICT;

PRAGMA user_version = 1;
