-- What is sent to people themselves: what they asked for, and every letter there is to send.

-- A digest. Not confirmed: a draft that was shown and is forgotten after a day.
CREATE TABLE subscriptions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    channel     TEXT    NOT NULL DEFAULT 'dm' CHECK (channel IN ('dm', 'email')),
    cadence     TEXT    NOT NULL CHECK (cadence IN ('daily', 'weekdays', 'weekly')),
    weekday     INTEGER NOT NULL DEFAULT 0 CHECK (weekday BETWEEN 0 AND 6),
    minute      INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    top         INTEGER NOT NULL CHECK (top BETWEEN 1 AND 10),
    min_upvotes INTEGER NOT NULL DEFAULT 0 CHECK (min_upvotes >= 0),
    topics      TEXT    NOT NULL DEFAULT '',   -- a line each; '' is everything
    made_at     INTEGER NOT NULL,
    active_from INTEGER NOT NULL,              -- no due time before this counts
    confirmed   INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
    last_day    TEXT,                          -- the day, where the person is, dealt with last
    last_list   TEXT,                          -- the newest list of the last digest
    list_before TEXT                           -- and of the one before, should that not be sent
) STRICT;
CREATE INDEX subscriptions_by_person ON subscriptions (user_id);
CREATE INDEX subscriptions_by_time ON subscriptions (minute, cadence, weekday);

CREATE TABLE alerts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id     INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    query       TEXT    NOT NULL,
    min_upvotes INTEGER NOT NULL DEFAULT 0 CHECK (min_upvotes >= 0),
    per_week    INTEGER CHECK (per_week >= 1), -- NULL: every paper that has all the words
    threshold   REAL,                          -- the score from which on, for so many a week
    tuned_at    INTEGER,
    made_at     INTEGER NOT NULL,
    confirmed   INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1))
) STRICT;
CREATE INDEX alerts_by_person ON alerts (user_id);
CREATE INDEX alerts_by_tuning ON alerts (tuned_at);

-- How letters reach a person. minutes are of the day where the person is.
CREATE TABLE letter_boxes (
    user_id       INTEGER PRIMARY KEY REFERENCES members (user_id) ON DELETE CASCADE,
    closed_at     INTEGER,                     -- since when direct messages are refused
    told          INTEGER NOT NULL DEFAULT 1 CHECK (told IN (0, 1)),
    alert_minute  INTEGER DEFAULT 540 CHECK (alert_minute BETWEEN 0 AND 1439), -- NULL: hourly
    quiet_from    INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until   INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
    alert_from    INTEGER NOT NULL DEFAULT 0,  -- no window before this counts
    alert_window  TEXT,                        -- dealt with last
    nudge_weekday INTEGER CHECK (nudge_weekday BETWEEN 0 AND 6),               -- NULL: none
    nudge_minute  INTEGER NOT NULL DEFAULT 540 CHECK (nudge_minute BETWEEN 0 AND 1439),
    nudge_from    INTEGER NOT NULL DEFAULT 0,
    nudge_day     TEXT
) STRICT;

-- The outbox. pending -> sending -> sent, or dead; claimed before anything is sent. `key` says what
-- it is, so that nothing is sent twice; what it says is made when it is sent.
CREATE TABLE letters (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    channel    TEXT    NOT NULL DEFAULT 'dm' CHECK (channel IN ('dm', 'email')),
    kind       TEXT    NOT NULL CHECK (kind IN ('digest', 'alert', 'reminder', 'nudge', 'versions')),
    cause      INTEGER,                        -- the subscription or the reminder
    key        TEXT    NOT NULL,
    due_at     INTEGER NOT NULL,
    expires_at INTEGER,                        -- not sent any more after this
    state      TEXT    NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'sending', 'sent', 'dead')),
    claimed_at INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    error      TEXT,
    UNIQUE (user_id, channel, kind, key)
) STRICT;
CREATE INDEX letters_by_state ON letters (state, due_at);

-- Which papers a person was told of, by what: 'alert' (each once, whichever alert), 'digest:12'
-- (each once by that subscription). A letter that was never sent gives them back.
CREATE TABLE told_papers (
    user_id   INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    source    TEXT    NOT NULL,
    paper_id  TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    cause     INTEGER NOT NULL,                -- the subscription or the alert
    letter_id INTEGER,                         -- NULL: shown before the alert was kept
    position  INTEGER NOT NULL,
    told_at   INTEGER NOT NULL,
    PRIMARY KEY (user_id, source, paper_id)
) STRICT;
CREATE INDEX told_papers_by_letter ON told_papers (letter_id);
CREATE INDEX told_papers_by_paper ON told_papers (paper_id);
CREATE INDEX told_papers_by_time ON told_papers (told_at);

-- The outbox keeps how far telling one got.
ALTER TABLE reminders DROP COLUMN claimed_at;
ALTER TABLE reminders DROP COLUMN attempts;
