-- +goose Up

-- The judged events, and in order of position the feed of the county. SQLite gives a new row the highest position plus
-- one, no row is ever removed and one transaction writes at a time, so positions have no gaps and rise in commit order.
-- An event stands under (log, seq, leaf): the two of a fork share log and seq.
CREATE TABLE event (
    position        INTEGER PRIMARY KEY,
    log             BLOB    NOT NULL CHECK (length(log) = 16),
    seq             INTEGER NOT NULL,
    leaf            BLOB    NOT NULL CHECK (length(leaf) = 32),
    head            BLOB    NOT NULL CHECK (length(head) = 32),
    kind            INTEGER NOT NULL,
    bytes           BLOB    NOT NULL,
    person          INTEGER NOT NULL, -- 0: the phone itself, or unknown
    about_log       BLOB,             -- with about_seq: what it points at, or both null
    about_seq       INTEGER,
    meeting_deed    INTEGER,          -- the four of a meeting, or all null
    meeting_person  INTEGER,
    meeting_village INTEGER,
    meeting_day     INTEGER,
    boot            INTEGER NOT NULL,
    elapsed         INTEGER NOT NULL,
    reason          INTEGER NOT NULL,
    lo              INTEGER NOT NULL,
    hi              INTEGER NOT NULL,
    best            INTEGER NOT NULL,
    refused         INTEGER NOT NULL,
    standing        INTEGER NOT NULL,
    old_key         INTEGER NOT NULL, -- 1: under a key that the log had given up
    subject         BLOB              -- leaf that a confirmation names, or null
) STRICT;

-- An event is stored once; and the events of a log in its own order.
CREATE UNIQUE INDEX event_by_id ON event (log, seq, leaf);

-- What was said about an event: signouts, photos, corrections, confirmations of it.
CREATE INDEX event_by_about ON event (about_log, about_seq) WHERE about_log IS NOT NULL;

-- Pairing by what both sides wrote down. Deeds and visits of a meeting are few, so the person comes first.
CREATE INDEX event_by_meeting ON event (meeting_person, meeting_day, meeting_village, meeting_deed)
    WHERE meeting_person IS NOT NULL;

-- Pairing by leaf, from the signin or deed: only confirmations (3) have a subject.
CREATE INDEX event_by_subject ON event (subject) WHERE kind = 3 AND subject IS NOT NULL;

-- Which person of the roster a local number on a log is.
CREATE TABLE member (
    log    BLOB    NOT NULL,
    local  INTEGER NOT NULL,
    person INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY (log, local)
) STRICT, WITHOUT ROWID;

-- Personal keys. A key is named by the log and seq of the event that registered it.
CREATE TABLE person_key (
    number    INTEGER PRIMARY KEY, -- in order of addition
    log       BLOB    NOT NULL,
    seq       INTEGER NOT NULL,
    local     INTEGER NOT NULL,
    person    INTEGER NOT NULL,
    algorithm INTEGER NOT NULL,
    key       BLOB    NOT NULL,
    custody   INTEGER NOT NULL,
    means     INTEGER NOT NULL,
    vouched   BLOB,             -- appointment code, or null
    ended     INTEGER NOT NULL, -- 0: no key on the same log has ended it
    ended_at  INTEGER NOT NULL, -- 0: the county has vouched for no newer key of the person
    UNIQUE (log, seq)
) STRICT;

-- All keys of a person, on whatever phone.
CREATE INDEX person_key_by_person ON person_key (person);

PRAGMA user_version = 3;
