-- When a person last looked at editions, so that they can be shown what has climbed since. The end
-- of the visit before this one stays while they leaf through.
CREATE TABLE looks (
    user_id    INTEGER PRIMARY KEY REFERENCES members (user_id) ON DELETE CASCADE,
    looked_at  INTEGER NOT NULL,
    before_at  INTEGER
) STRICT;
