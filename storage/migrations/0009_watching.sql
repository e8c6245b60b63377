-- Who wants to hear when papers on their list change. 'offered': they were asked once.
CREATE TABLE watchers (
    user_id INTEGER PRIMARY KEY REFERENCES members (user_id) ON DELETE CASCADE,
    state   TEXT    NOT NULL CHECK (state IN ('on', 'off', 'offered')),
    since   INTEGER NOT NULL
) STRICT;
CREATE INDEX watchers_by_state ON watchers (state, user_id);

-- What was last known of papers that somebody watches.
CREATE TABLE watched_papers (
    paper_id  TEXT    PRIMARY KEY REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    version   INTEGER,                             -- NULL: arXiv does not have it
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    code      INTEGER NOT NULL CHECK (code IN (0, 1)),
    asked_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX watched_papers_by_time ON watched_papers (asked_at);

-- What has changed of them.
CREATE TABLE paper_changes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    paper_id TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    kind     TEXT    NOT NULL CHECK (kind IN ('version', 'withdrawn', 'code')),
    version  INTEGER,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_changes_by_paper ON paper_changes (paper_id, id);
CREATE INDEX paper_changes_by_time ON paper_changes (at);
