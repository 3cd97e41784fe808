-- +goose Up

-- The versions of the county's roster as imported. Older ones stay: they say who was posted when.
CREATE TABLE roster (
    version  INTEGER PRIMARY KEY,
    position INTEGER NOT NULL, -- the last feed position before it held
    at       INTEGER NOT NULL,
    document BLOB    NOT NULL
) STRICT;

PRAGMA user_version = 8;
