-- What the sources tell over time, and how asking them goes.

-- Counts of a paper, a row only where at least one of them had grown by then; NULL is not told.
CREATE TABLE counts (
    paper_id TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    at       INTEGER NOT NULL,
    upvotes  INTEGER,
    comments INTEGER,
    stars    INTEGER,
    PRIMARY KEY (paper_id, at)
) STRICT;
CREATE INDEX counts_by_time ON counts (at);

-- The provider's trending list as it was last given, in the provider's order.
CREATE TABLE trending (
    position INTEGER PRIMARY KEY,
    paper_id TEXT    NOT NULL UNIQUE REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    at       INTEGER NOT NULL
) STRICT;

-- One row for everything that is fetched: a feed day's list, or (day '') what has no day.
CREATE TABLE fetches (
    kind          TEXT    NOT NULL CHECK (kind IN ('day', 'trending', 'arxiv')),
    day           TEXT    NOT NULL DEFAULT '',
    first_tried   INTEGER NOT NULL,
    last_tried    INTEGER NOT NULL,
    last_success  INTEGER,
    next_try      INTEGER,           -- NULL: not again by itself
    etag          TEXT,
    last_modified TEXT,
    count         INTEGER,           -- papers on it when it was last given
    settled       INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    error         TEXT,              -- of the last try, in words; NULL if it went well
    failures      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, day)
) STRICT;
CREATE INDEX fetches_by_next_try ON fetches (next_try);
