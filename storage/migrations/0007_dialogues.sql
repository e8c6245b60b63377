-- What a person and the bot last spoke of in a channel, so that "the second one" means something
-- after a restart too. `shown` is a JSON list of paper ids; `request` is for whoever wrote it.
CREATE TABLE dialogues (
    user_id    INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    shown      TEXT    NOT NULL,
    request    TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (user_id, channel_id)
) STRICT;
CREATE INDEX dialogues_by_time ON dialogues (at);
