-- Format 1 of the phone's journal. A row is what the phone has promised its user; nothing here is derived from what a server only claims,
-- but for columns that say so. Times are what the phone's own clock said, in whole seconds.

-- device: the one row of an enrolled install. genesis, signature and code_id are the enrolment as it is sent; code_key is the one-time code's
-- derived key, kept until a grant has been checked with it and then forgotten. ordinal and document come with the grant; epoch is the newest
-- life of the server that a checked receipt or the grant has named. session is the value the next hello names; begun says that a hello
-- signed for it was answered.
CREATE TABLE device (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    log       BLOB NOT NULL CHECK (length(log) = 16),
    county    INTEGER NOT NULL,
    address   TEXT NOT NULL,
    pins      BLOB CHECK (length(pins) = 32),
    genesis   BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    code_id   BLOB NOT NULL CHECK (length(code_id) = 5),
    code_key  BLOB CHECK (length(code_key) = 32),
    ordinal   INTEGER NOT NULL DEFAULT 0,
    document  BLOB,
    epoch     INTEGER NOT NULL DEFAULT 0,
    session   BLOB NOT NULL CHECK (length(session) = 16),
    begun     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- segment: up to 64 events under one signature. Header parts and salt are fixed with the first event; payload and head come when it is
-- sealed and never change. acked and stopped are what the server said; receipt is kept only after its signature was checked. again asks for
-- one more sending although there is a receipt: the server has been set back. stopped names the release of this client that was told the
-- bytes are malformed, and sends them no more.
CREATE TABLE segment (
    first    INTEGER PRIMARY KEY CHECK (first > 0),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    salt     BLOB NOT NULL CHECK (length(salt) = 16),
    wall     INTEGER NOT NULL,
    boot     INTEGER NOT NULL,
    elapsed  INTEGER NOT NULL,
    anchor   BLOB CHECK (length(anchor) = 16),
    count    INTEGER NOT NULL DEFAULT 0,
    head     BLOB CHECK (length(head) = 32),
    payload  BLOB,
    acked    INTEGER NOT NULL DEFAULT 0,
    receipt  BLOB,
    again    INTEGER NOT NULL DEFAULT 0,
    stopped  INTEGER NOT NULL DEFAULT 0,
    CHECK ((head IS NULL) = (payload IS NULL))
) STRICT;
-- At most one segment is open, and it is looked up at every event.
CREATE UNIQUE INDEX segment_open ON segment ((payload IS NULL)) WHERE payload IS NULL;
-- What is still to be sent, looked up at every sync.
CREATE INDEX segment_pending ON segment (first) WHERE receipt IS NULL OR again = 1;

-- event: the bytes as they stand in the segment, and the leaf that a person may have signed. kind and local repeat what the bytes say, to
-- find the last sign-in of a person; wall, boot and elapsed are the clocks at the event. There is no index: every record costs one more page
-- synced to the disk for each, and what is looked up is found by seq or stands near the end.
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY CHECK (seq > 0),
    segment INTEGER NOT NULL REFERENCES segment (first),
    kind    INTEGER NOT NULL,
    local   INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    leaf    BLOB NOT NULL CHECK (length(leaf) = 32),
    wall    INTEGER NOT NULL,
    boot    INTEGER NOT NULL,
    elapsed INTEGER NOT NULL
) STRICT;

-- refusal: what the server said of one event, each code once. Shown, never acted on.
CREATE TABLE refusal (
    seq  INTEGER NOT NULL REFERENCES event (seq),
    code INTEGER NOT NULL,
    PRIMARY KEY (seq, code)
) STRICT, WITHOUT ROWID;

-- person: who uses this phone. name never leaves it. wrapped is the personal key under card or PIN (means) and the device's secret; key_seq
-- the person_key event that registered it. failed counts wrong tries that no event tells of yet.
CREATE TABLE person (
    local   INTEGER PRIMARY KEY CHECK (local > 0),
    person  INTEGER NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    means   INTEGER NOT NULL DEFAULT 0,
    key_seq INTEGER NOT NULL DEFAULT 0,
    key_id  BLOB CHECK (length(key_id) = 16),
    wrapped BLOB,
    failed  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- blob: one file of the spool, named by its hash. class gives the order of sending: 1 manifest, 2 thumbnail, 3 view, 4 original. held,
-- complete, wanted and refused are what the server said; begun says that bytes were sent whose answer may be lost; spoiled counts how often the
-- server found other content.
CREATE TABLE blob (
    hash     BLOB PRIMARY KEY CHECK (length(hash) = 32),
    class    INTEGER NOT NULL CHECK (class BETWEEN 1 AND 4),
    length   INTEGER NOT NULL CHECK (length > 0),
    begun    INTEGER NOT NULL DEFAULT 0,
    held     INTEGER NOT NULL DEFAULT 0,
    complete INTEGER NOT NULL DEFAULT 0,
    wanted   INTEGER NOT NULL DEFAULT 0,
    refused  INTEGER NOT NULL DEFAULT 0,
    spoiled  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- photo: which blobs a photo event names. Two events may name the same ones.
CREATE TABLE photo (
    seq       INTEGER PRIMARY KEY REFERENCES event (seq),
    manifest  BLOB NOT NULL REFERENCES blob (hash),
    thumbnail BLOB NOT NULL REFERENCES blob (hash),
    view      BLOB NOT NULL REFERENCES blob (hash),
    original  BLOB NOT NULL REFERENCES blob (hash)
) STRICT;

-- anchor: the newest anchor heard of, with the server's clock in milliseconds and this phone's clocks at that moment.
CREATE TABLE anchor (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    anchor  BLOB NOT NULL CHECK (length(anchor) = 16),
    server  INTEGER NOT NULL,
    wall    INTEGER NOT NULL,
    boot    INTEGER NOT NULL,
    elapsed INTEGER NOT NULL
) STRICT;

-- notice: what the server last said of the install as a whole, each code once, with the phone's clock then.
CREATE TABLE notice (
    code INTEGER PRIMARY KEY,
    wall INTEGER NOT NULL
) STRICT;
