-- +goose Up

-- What the projection says of each signin and deed now. Derived: it can be made again from the events.
CREATE TABLE visit (
    number          INTEGER PRIMARY KEY, -- in order of first being put
    log             BLOB    NOT NULL,
    seq             INTEGER NOT NULL,
    leaf            BLOB    NOT NULL,
    deed            INTEGER NOT NULL,
    person          INTEGER NOT NULL,
    village         INTEGER NOT NULL,
    day             INTEGER NOT NULL,
    sheet           INTEGER NOT NULL,
    place           INTEGER NOT NULL,
    grade           INTEGER NOT NULL,
    by_log          BLOB,             -- with by_seq: the confirmation that made the grade, or both null
    by_seq          INTEGER,
    custody         INTEGER NOT NULL,
    means           INTEGER NOT NULL,
    stay            INTEGER,
    lo              INTEGER NOT NULL,
    hi              INTEGER NOT NULL,
    best            INTEGER NOT NULL,
    left_after      INTEGER,
    confirmations   BLOB    NOT NULL, -- 24 bytes each: log, then seq with its highest byte first
    reasons         BLOB    NOT NULL, -- 2 bytes each, the higher first
    UNIQUE (log, seq, leaf)
) STRICT;

-- The list of visits in its order, page by page.
CREATE INDEX visit_by_day ON visit (day, village, log, seq, leaf);

-- The list of one person, and the days that count for a month.
CREATE INDEX visit_by_person ON visit (person, day);

-- The list of one village, and counting a place's grades without reading the rows.
CREATE INDEX visit_by_village ON visit (village, grade, day);

-- How far each stage has read the feed.
CREATE TABLE cursor (
    stage    TEXT    NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an officer should look at. It decides nothing.
CREATE TABLE incident (
    number INTEGER PRIMARY KEY, -- in order of addition
    id     TEXT    NOT NULL UNIQUE,
    kind   TEXT    NOT NULL,
    log    BLOB,                -- null: not about a log; such rows differ by id alone
    seq    INTEGER NOT NULL,
    place  TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    detail TEXT    NOT NULL,    -- a JSON object of strings
    UNIQUE (kind, log, seq)
) STRICT;

-- The list, newest first.
CREATE INDEX incident_by_time ON incident (at, number);

PRAGMA user_version = 4;
