-- Dates in words are read in the person's own time zone; NULL is UTC.
ALTER TABLE members ADD COLUMN timezone TEXT;

ALTER TABLE entries ADD COLUMN rating INTEGER CHECK (rating BETWEEN 1 AND 5);
-- 0 low, 1 normal, 2 high: a number, so that it sorts.
ALTER TABLE entries ADD COLUMN priority INTEGER NOT NULL DEFAULT 1 CHECK (priority BETWEEN 0 AND 2);
-- A day of the person's calendar.
ALTER TABLE entries ADD COLUMN due TEXT;

-- A tag is there as long as a paper has it.
CREATE TABLE entry_tags (
    user_id  INTEGER NOT NULL,
    paper_id TEXT    NOT NULL,
    tag      TEXT    NOT NULL,
    PRIMARY KEY (user_id, paper_id, tag),
    FOREIGN KEY (user_id, paper_id) REFERENCES entries (user_id, paper_id)
        ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX entry_tags_by_tag ON entry_tags (user_id, tag);

CREATE TABLE named_lists (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    name_key TEXT    NOT NULL,   -- what two spellings of one name have in common
    made_at  INTEGER NOT NULL,
    UNIQUE (user_id, name_key)
) STRICT;

CREATE TABLE named_list_papers (
    user_id  INTEGER NOT NULL,
    paper_id TEXT    NOT NULL,
    list_id  INTEGER NOT NULL REFERENCES named_lists (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, paper_id, list_id),
    FOREIGN KEY (user_id, paper_id) REFERENCES entries (user_id, paper_id)
        ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX named_list_papers_by_list ON named_list_papers (list_id);

-- Papers that pass the query get the tag as they are saved.
CREATE TABLE tag_rules (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    query   TEXT    NOT NULL,
    tag     TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    UNIQUE (user_id, tag, query)
) STRICT;

-- waiting -> sending -> sent, or dead: as in the outbox. `claimed_at` is when the first try began
-- whose outcome is not known.
CREATE TABLE reminders (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    paper_id   TEXT    REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    text       TEXT    NOT NULL DEFAULT '',
    due_at     INTEGER NOT NULL,
    made_at    INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'sending', 'sent', 'dead')),
    claimed_at INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    error      TEXT
) STRICT;
CREATE INDEX reminders_by_person ON reminders (user_id, due_at);
CREATE INDEX reminders_by_state ON reminders (state, due_at);
CREATE INDEX reminders_by_paper ON reminders (paper_id);

-- Which part of a list is shown and in which order, so that its pages can be turned later.
CREATE TABLE list_views (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id  INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    view     TEXT    NOT NULL,   -- JSON
    shown_at INTEGER NOT NULL
) STRICT;
CREATE INDEX list_views_by_person ON list_views (user_id, id);

-- Actions are counted and taken back by press, and looked up by entry.
DROP INDEX list_actions_by_person;
CREATE INDEX list_actions_by_press ON list_actions (user_id, press);
DROP INDEX list_actions_by_paper;
CREATE INDEX list_actions_by_paper ON list_actions (paper_id, user_id);
