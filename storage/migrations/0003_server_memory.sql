-- One press may act on several papers: they are taken back together, and count as one action.
-- The number of the first action of that press; NULL for that first one, which is its own.
ALTER TABLE list_actions ADD COLUMN press INTEGER;

-- Where a server lets links to papers be answered: channel 0 is the whole server, a channel's own
-- row goes before it. No row at all: not answered.
CREATE TABLE link_rules (
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    answered   INTEGER NOT NULL CHECK (answered IN (0, 1)),
    PRIMARY KEY (guild_id, channel_id)
) STRICT;
CREATE INDEX link_rules_by_channel ON link_rules (channel_id);

-- Which papers were lately answered in which channel (or thread), so that none is answered twice
-- and no channel is flooded. Forgotten after some hours.
CREATE TABLE link_answers (
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    paper_id   TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (channel_id, paper_id)
) STRICT;
CREATE INDEX link_answers_by_guild ON link_answers (guild_id);
CREATE INDEX link_answers_by_time ON link_answers (at);
