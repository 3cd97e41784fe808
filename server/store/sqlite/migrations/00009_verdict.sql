-- +goose Up

-- Which leaf of the ledger holds the verdict on a segment's events: its own, or a second one when it came after a gap
-- that has closed since. A segment of an older release that was joined so has no second leaf; its own says "gap".
ALTER TABLE segment ADD COLUMN verdict INTEGER NOT NULL DEFAULT 0;
UPDATE segment SET verdict = leaf;

PRAGMA user_version = 9;
