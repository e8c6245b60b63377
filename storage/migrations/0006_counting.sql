-- How many papers there are is asked at every start; without this every page of every abstract is
-- read for it, which takes more than ten seconds among a million papers.
CREATE INDEX papers_by_removed ON papers (removed);
