-- +goose Up

-- How often a log was told that no picture could be made of what it sent.
ALTER TABLE named_blob ADD COLUMN told INTEGER NOT NULL DEFAULT 0;

-- Photos of which some copy could not be read: few, and looked at whenever a phone syncs.
CREATE INDEX derivative_unreadable ON derivative (manifest) WHERE reason <> '';

PRAGMA user_version = 10;
