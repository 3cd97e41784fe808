-- +goose Up

-- The hashes of the Merkle tree, dense from 0, in the order of stored hashes of an RFC 6962 log.
CREATE TABLE ledger_hash (
    number INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- What each leaf speaks of: with the salt it opens the commitment. Erasure empties statement and salt.
CREATE TABLE ledger_entry (
    number    INTEGER PRIMARY KEY,
    kind      INTEGER NOT NULL,
    salt      BLOB    NOT NULL,
    statement BLOB    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

-- Signed checkpoints, kept for ever: a phone may name one weeks after it saw it.
CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY, -- in order of addition
    anchor BLOB    NOT NULL UNIQUE CHECK (length(anchor) = 16),
    size   INTEGER NOT NULL,
    time   INTEGER NOT NULL,
    note   BLOB    NOT NULL
) STRICT;

PRAGMA user_version = 6;
