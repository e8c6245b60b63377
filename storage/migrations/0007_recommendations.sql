-- What was recommended to whom, page by page: each paper once. `because` is the words that caused
-- it, a JSON list; `verdict` is why it was turned down, NULL as long as it was not.
CREATE TABLE recommendations (
    user_id   INTEGER NOT NULL REFERENCES members (user_id) ON DELETE CASCADE,
    paper_id  TEXT    NOT NULL REFERENCES papers (id) ON UPDATE CASCADE ON DELETE CASCADE,
    page      INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    because   TEXT    NOT NULL,
    shown_at  INTEGER NOT NULL,
    verdict   TEXT CHECK (verdict IN ('field', 'seen', 'old', 'poor')),
    judged_at INTEGER,
    PRIMARY KEY (user_id, paper_id)
) STRICT;
CREATE INDEX recommendations_by_page ON recommendations (user_id, page, position);
CREATE INDEX recommendations_by_paper ON recommendations (paper_id);
