-- Evidence: rounds that a human had to look at, and those whose video a named human keeps until it is let go.

ALTER TABLE rounds ADD COLUMN was_held INTEGER NOT NULL DEFAULT 0; -- 1: by its table or by the edge, now or earlier
UPDATE rounds SET was_held = 1 WHERE held_cause IS NOT NULL OR phase = 'held'
  OR round_id IN (SELECT round_id FROM inbox WHERE kind = 'round.held' AND effect NOT LIKE 'ignored:%' AND round_id IS NOT NULL)
  OR round_id IN (SELECT substr(text, 7, instr(text, ' is held by the ') - 7) FROM alerts WHERE code IN ('held_edge', 'held_table') AND text LIKE 'round % is held by the %');

CREATE TABLE evidence_holds (
  hold_no     INTEGER PRIMARY KEY AUTOINCREMENT,
  round_id    TEXT NOT NULL REFERENCES rounds(round_id),
  held_utc_ns INTEGER NOT NULL,
  held_by     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  lifted_utc_ns INTEGER,                   -- NULL: its video is kept
  lifted_by   TEXT,
  lift_reason TEXT
);
CREATE INDEX evidence_holds_by_round ON evidence_holds (round_id);
CREATE UNIQUE INDEX evidence_held_once ON evidence_holds (round_id) WHERE lifted_utc_ns IS NULL;
