-- What a channel gets and how, and how a posted list goes on.

-- Made anew and not altered: a channel may now have a daily list and a weekly one.
CREATE TABLE feeds_now (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id    INTEGER NOT NULL,
    channel_id  INTEGER NOT NULL,
    forum       INTEGER NOT NULL DEFAULT 0 CHECK (forum IN (0, 1)),
    minute      INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    timezone    TEXT    NOT NULL,
    cadence     TEXT    NOT NULL DEFAULT 'daily'
        CHECK (cadence IN ('daily', 'weekdays', 'weekly', 'settled')),
    weekday     INTEGER NOT NULL DEFAULT 0 CHECK (weekday BETWEEN 0 AND 6),
    top         INTEGER NOT NULL CHECK (top BETWEEN 1 AND 10),
    min_upvotes INTEGER NOT NULL DEFAULT 0 CHECK (min_upvotes >= 0),
    include     TEXT    NOT NULL DEFAULT '',
    exclude     TEXT    NOT NULL DEFAULT '',
    look        TEXT    NOT NULL DEFAULT 'full' CHECK (look IN ('full', 'compact')),
    discussion  INTEGER NOT NULL DEFAULT 0 CHECK (discussion IN (0, 1)),
    role_id     INTEGER,
    language    TEXT    NOT NULL DEFAULT 'en',
    active_from INTEGER NOT NULL,
    last_error  TEXT,
    refusals    INTEGER NOT NULL DEFAULT 0,   -- in a row
    paused_at   INTEGER,
    told        INTEGER NOT NULL DEFAULT 1 CHECK (told IN (0, 1))
) STRICT;
INSERT INTO feeds_now (id, guild_id, channel_id, minute, timezone, top, active_from, last_error)
    SELECT id, guild_id, channel_id, minute, timezone, top, active_from, last_error FROM feeds;
DROP TABLE feeds;
ALTER TABLE feeds_now RENAME TO feeds;
CREATE INDEX feeds_by_guild ON feeds (guild_id);
CREATE UNIQUE INDEX feeds_by_channel ON feeds (channel_id, (cadence = 'weekly'));

-- What was sent before is left as it is: look_at stays NULL. The day of a weekly list is its ISO
-- week (2026-W11).
ALTER TABLE deliveries ADD COLUMN place_id INTEGER;   -- the thread a forum has the message in
ALTER TABLE deliveries ADD COLUMN look_at INTEGER;
ALTER TABLE deliveries ADD COLUMN shown TEXT;
ALTER TABLE deliveries ADD COLUMN discuss INTEGER NOT NULL DEFAULT 0 CHECK (discuss IN (0, 1));
ALTER TABLE deliveries ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1));
CREATE INDEX deliveries_by_look ON deliveries (look_at);
CREATE INDEX deliveries_by_day ON deliveries (day);
