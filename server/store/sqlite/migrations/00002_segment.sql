-- +goose Up

-- Every segment that was ever acknowledged, byte for byte. The constraint on head is what makes a push idempotent.
CREATE TABLE segment (
    arrival  INTEGER PRIMARY KEY, -- in order of arrival
    head     BLOB    NOT NULL UNIQUE CHECK (length(head) = 32),
    log      BLOB    NOT NULL,
    first    INTEGER NOT NULL,
    count    INTEGER NOT NULL CHECK (count BETWEEN 1 AND 255),
    previous BLOB    NOT NULL CHECK (length(previous) = 32),
    payload  BLOB    NOT NULL,
    received INTEGER NOT NULL,
    lo       INTEGER NOT NULL, -- 0: behind a gap
    key_after BLOB NOT NULL CHECK (length(key_after) = 32), -- names the log_key that signed it
    started  INTEGER NOT NULL, -- 0: not known
    state    TEXT    NOT NULL,
    leaf     INTEGER NOT NULL
) STRICT;

-- Is this seq taken already? Asked for every segment that arrives.
CREATE INDEX segment_by_seq ON segment (log, first);

-- Who waits for this one? Asked for every segment that closes a gap.
CREATE INDEX segment_by_previous ON segment (log, previous);

-- Quarantine: segments that nobody can verify yet, counted against who carried them, and removed after a season.
CREATE TABLE waiting (
    number   INTEGER PRIMARY KEY, -- in order of addition
    hash     BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    log      BLOB    NOT NULL,
    carrier  TEXT    NOT NULL,
    payload  BLOB    NOT NULL,
    received INTEGER NOT NULL,
    reason   INTEGER NOT NULL
) STRICT;

-- Releasing a log's.
CREATE INDEX waiting_by_log ON waiting (log);

-- Counting a carrier's, and what it brought of one log.
CREATE INDEX waiting_by_carrier ON waiting (carrier, log);

-- Finding what has waited too long.
CREATE INDEX waiting_by_time ON waiting (received);

PRAGMA user_version = 2;
