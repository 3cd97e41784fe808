-- +goose Up

-- Phones that may pull and send blobs. A value lives once, so rows stay.
CREATE TABLE phone_session (
    hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    log     BLOB    NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER NOT NULL -- 0: not revoked
) STRICT, WITHOUT ROWID;

-- Ending all of a log that is revoked.
CREATE INDEX phone_session_by_log ON phone_session (log);

-- One-time log-in codes of readers, as digests, until they expire.
CREATE TABLE ticket (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    digest    BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    role      TEXT    NOT NULL,
    place     TEXT    NOT NULL,
    issued_by TEXT    NOT NULL,
    issued    INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    spent     INTEGER           -- null: not yet
) STRICT, WITHOUT ROWID;

-- Readers' sessions until they expire. No time of use is kept: there are no log-in statistics.
CREATE TABLE session (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    role    TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    issued  INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER            -- null: not revoked
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 7;
