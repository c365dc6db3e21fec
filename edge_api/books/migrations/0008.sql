-- What cameras saw beside the sensors: verdicts by position, how each table's camera counts, what it noticed, the pictures that facts name; and
-- results that people enter.

CREATE TABLE seen (                        -- the latest word on each position; every earlier one is in the inbox
  round_id    TEXT NOT NULL REFERENCES rounds(round_id),
  place       TEXT NOT NULL,
  number      INTEGER NOT NULL,            -- the position's index within its place
  hand        INTEGER NOT NULL,
  table_id    TEXT NOT NULL,
  verdict     TEXT NOT NULL,               -- schemas.sight.Compared
  sensor      TEXT,
  camera      TEXT,                        -- NULL: it abstained
  looks       INTEGER NOT NULL,
  reasons     TEXT NOT NULL,               -- JSON
  votes       TEXT NOT NULL,               -- JSON
  still       TEXT,                        -- SHA-256 of the picture
  calibration TEXT NOT NULL,
  model       TEXT NOT NULL,
  mode        TEXT NOT NULL,               -- schemas.sight.SightMode
  fact        TEXT NOT NULL,               -- table:epoch:seq
  at_utc_ns   INTEGER NOT NULL,
  decided_by  TEXT,                        -- of a dispute: who let the round go on; NULL: nobody yet
  open_dispute TEXT,                       -- [fact, sensor, camera] of a difference in mode on that nobody has decided; no later word takes it back
  PRIMARY KEY (round_id, place, number, hand)
) WITHOUT ROWID;
CREATE INDEX seen_by_table ON seen (table_id, at_utc_ns);

CREATE TABLE sight_standing (              -- the last word of each table
  table_id    TEXT PRIMARY KEY,
  sees        TEXT NOT NULL,               -- schemas.sight.SightKind
  wanted      TEXT NOT NULL,
  mode        TEXT NOT NULL,
  calibration TEXT NOT NULL,
  model       TEXT NOT NULL,
  sheet       TEXT,
  compared    INTEGER NOT NULL,
  differed    INTEGER NOT NULL,
  needed      INTEGER NOT NULL,
  by          TEXT NOT NULL,
  reason      TEXT NOT NULL,
  fact        TEXT NOT NULL,
  at_utc_ns   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE noticed (                     -- what cameras noticed by themselves
  fact        TEXT PRIMARY KEY,
  table_id    TEXT NOT NULL,
  round_id    TEXT,
  what        TEXT NOT NULL,               -- schemas.sight.Notice
  detail      TEXT NOT NULL,
  still       TEXT,
  at_utc_ns   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE named_stills (                -- pictures that signed facts name; only these are kept
  sha256      TEXT NOT NULL,
  table_id    TEXT NOT NULL,
  round_id    TEXT NOT NULL,               -- '': of no round
  fact        TEXT NOT NULL,
  named_utc_ns INTEGER NOT NULL,
  PRIMARY KEY (sha256, table_id, round_id)
) WITHOUT ROWID;
CREATE INDEX named_stills_by_time ON named_stills (named_utc_ns);

CREATE TABLE entry_proposals (             -- what one person says lies there, for a second one to confirm
  proposal_no INTEGER PRIMARY KEY AUTOINCREMENT,
  round_id    TEXT NOT NULL REFERENCES rounds(round_id),
  table_id    TEXT NOT NULL,
  entries     TEXT NOT NULL,               -- JSON
  reason      TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_utc_ns INTEGER NOT NULL,
  state       TEXT NOT NULL,               -- open | replaced | confirmed
  seconded_by TEXT,
  seconded_utc_ns INTEGER
);
CREATE INDEX entry_proposals_by_round ON entry_proposals (round_id);

ALTER TABLE alerts ADD COLUMN link TEXT;   -- where to look: a path of this edge
