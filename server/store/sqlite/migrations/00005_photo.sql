-- +goose Up

-- A photo event: which event it shows and which manifest names its bytes.
CREATE TABLE photo (
    log       BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    shows_log BLOB    NOT NULL,
    shows_seq INTEGER NOT NULL,
    manifest  BLOB    NOT NULL CHECK (length(manifest) = 32),
    wanted    INTEGER NOT NULL, -- 1: its original is asked for
    PRIMARY KEY (log, seq)
) STRICT, WITHOUT ROWID;

-- The photos of an event.
CREATE INDEX photo_by_shows ON photo (shows_log, shows_seq);

-- Who else claims the same bytes.
CREATE INDEX photo_by_manifest ON photo (manifest);

-- Which bytes are taken from which log. Several manifests of a log may name the same bytes.
CREATE TABLE named_blob (
    number   INTEGER PRIMARY KEY, -- in order of being named
    log      BLOB    NOT NULL,
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    length   INTEGER NOT NULL, -- 0: not known yet
    role     TEXT    NOT NULL,
    sent_as  INTEGER NOT NULL, -- place of the role in the order of sending
    manifest BLOB    NOT NULL CHECK (length(manifest) = 32),
    complete INTEGER NOT NULL, -- 0: not complete
    UNIQUE (log, hash, sent_as, manifest, role)
) STRICT;

-- Completing a hash on every log that names it.
CREATE INDEX named_blob_by_hash ON named_blob (hash);

-- The parts of a manifest.
CREATE INDEX named_blob_by_manifest ON named_blob (manifest);

-- What to ask a phone for; complete blobs, by far the most, are not in it.
CREATE INDEX named_blob_incomplete ON named_blob (log, sent_as, hash) WHERE complete = 0;

-- The county's own pictures of a photo, and the list of those still to be made.
CREATE TABLE derivative (
    number     INTEGER PRIMARY KEY, -- in order of being written, anew each time
    manifest   BLOB    NOT NULL UNIQUE CHECK (length(manifest) = 32),
    state      TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    made_from  BLOB    NOT NULL,
    view       BLOB    NOT NULL,
    thumbnail  BLOB    NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    made       INTEGER NOT NULL,
    reason     TEXT    NOT NULL,
    unlike     INTEGER NOT NULL
) STRICT;

-- The work list; what is done, by far the most, is not in it.
CREATE INDEX derivative_due ON derivative (number) WHERE state = 'due';

PRAGMA user_version = 5;
