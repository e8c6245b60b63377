-- Instants are integer seconds since 1970 UTC; days are ISO text (2026-03-11), which sorts.
-- Lists inside a paper (authors, keywords) are JSON text: they are read whole, never joined.

CREATE TABLE papers (
    id            TEXT    PRIMARY KEY,
    title         TEXT    NOT NULL,
    title_key     TEXT    NOT NULL,
    abstract      TEXT    NOT NULL,
    authors       TEXT    NOT NULL DEFAULT '[]',
    published     TEXT,
    listed        TEXT,
    upvotes       INTEGER,
    comments      INTEGER,
    stars         INTEGER,
    code_url      TEXT,
    data_url      TEXT,
    project_url   TEXT,
    organisation  TEXT,
    summary       TEXT,
    keywords      TEXT    NOT NULL DEFAULT '[]',
    thumbnail_url TEXT,
    as_of         TEXT,   -- JSON: which source each fact came from (see facts.py)
    removed       INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    change        INTEGER NOT NULL
) STRICT;
CREATE INDEX papers_by_title_key ON papers (title_key);
CREATE INDEX papers_by_change ON papers (change);

-- The catalogue's change number: every write that an index must follow takes the next one.
CREATE TABLE catalogue_changes (
    name   TEXT    PRIMARY KEY CHECK (name = 'papers'),
    latest INTEGER NOT NULL
) STRICT;
INSERT INTO catalogue_changes (name, latest) VALUES ('papers', 0);

-- A paper first known by its title alone gets its arXiv id later; buttons and links with the
-- old id go on working.
CREATE TABLE paper_aliases (
    alias    TEXT PRIMARY KEY,
    paper_id TEXT NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

CREATE INDEX paper_aliases_by_paper ON paper_aliases (paper_id);

CREATE TABLE editions (
    day        TEXT    NOT NULL,
    source     TEXT    NOT NULL CHECK (source IN ('daily', 'page')),
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (day, source)
) STRICT;

CREATE TABLE placements (
    day      TEXT    NOT NULL,
    source   TEXT    NOT NULL,
    paper_id TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 1),
    PRIMARY KEY (day, source, paper_id),
    FOREIGN KEY (day, source) REFERENCES editions (day, source) ON DELETE CASCADE
) STRICT;
CREATE INDEX placements_by_paper ON placements (paper_id);

-- Everything personal hangs on this row: erasing it erases the person.
CREATE TABLE members (
    user_id  INTEGER PRIMARY KEY,
    since    INTEGER NOT NULL
) STRICT;

CREATE TABLE entries (
    user_id    INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    paper_id   TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE,
    status     TEXT    NOT NULL CHECK (status IN ('to-read', 'reading', 'read', 'dropped')),
    note       TEXT    NOT NULL DEFAULT '',
    added_at   INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, paper_id)
) STRICT;
CREATE INDEX entries_by_paper ON entries (paper_id);
CREATE INDEX entries_by_added ON entries (user_id, added_at);

CREATE TABLE status_changes (
    user_id  INTEGER NOT NULL,
    paper_id TEXT    NOT NULL,
    step     INTEGER NOT NULL,
    status   TEXT    NOT NULL CHECK (status IN ('to-read', 'reading', 'read', 'dropped')),
    at       INTEGER NOT NULL,
    PRIMARY KEY (user_id, paper_id, step),
    FOREIGN KEY (user_id, paper_id) REFERENCES entries (user_id, paper_id)
        ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;

-- What an Undo needs: the entry as it was before an action, as JSON, or null if there was none.
-- Not tied to papers: undoing a removal brings back an entry whose paper may have been renamed.
CREATE TABLE list_actions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    paper_id TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    before   TEXT,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX list_actions_by_person ON list_actions (user_id, id);
CREATE INDEX list_actions_by_paper ON list_actions (paper_id);

CREATE TABLE questions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    text     TEXT    NOT NULL,
    asked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX questions_by_person ON questions (user_id, id);

CREATE TABLE feeds (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL UNIQUE,
    minute      INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    timezone    TEXT    NOT NULL,
    top         INTEGER NOT NULL CHECK (top BETWEEN 1 AND 10),
    active_from INTEGER NOT NULL,
    last_error  TEXT
) STRICT;
CREATE INDEX feeds_by_guild ON feeds (guild_id);

CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id    INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    day        TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'published', 'dead')),
    due_at     INTEGER NOT NULL,
    claimed_at INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    publish    INTEGER NOT NULL DEFAULT 0 CHECK (publish IN (0, 1)),
    error      TEXT,
    UNIQUE (feed_id, day)
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (state);

CREATE TABLE synced_commands (
    application_id INTEGER PRIMARY KEY,
    digest         TEXT    NOT NULL,
    at             INTEGER NOT NULL
) STRICT;
