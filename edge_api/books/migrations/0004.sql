-- Which wheel and ball a round was spun on, which way the rotor turned, and the looks at each wheel's history.

CREATE TABLE wheels (                      -- a dated register: the last row of a table says what its next round is spun on
  wheel_no    INTEGER PRIMARY KEY AUTOINCREMENT,
  table_id    TEXT NOT NULL,
  serial      TEXT,                        -- NULL: the wheel was taken away
  ball        TEXT,
  since_utc_ns INTEGER NOT NULL,
  by          TEXT NOT NULL
);
CREATE INDEX wheels_by_table ON wheels (table_id, wheel_no);

ALTER TABLE rounds ADD COLUMN wheel_serial TEXT;
ALTER TABLE rounds ADD COLUMN ball TEXT;
ALTER TABLE rounds ADD COLUMN direction TEXT;     -- schemas.games.wheels.RotorDirection, as the table said with the outcome
CREATE INDEX rounds_by_wheel ON rounds (wheel_serial, phase, round_no) WHERE wheel_serial IS NOT NULL;

CREATE TABLE wheel_looks (                 -- edge_api.stats.wheel.looks: each block of spins is looked at once
  serial      TEXT NOT NULL,
  block       INTEGER NOT NULL,            -- spins in the block: names the ladder
  number      INTEGER NOT NULL,
  last_round_no INTEGER NOT NULL,          -- the round that completed the block
  at_utc_ns   INTEGER NOT NULL,
  verdict     TEXT NOT NULL,               -- amber, green, red
  alert       TEXT NOT NULL,               -- none, note, alarm
  body        TEXT NOT NULL,               -- JSON: the whole look
  PRIMARY KEY (serial, block, number)
) WITHOUT ROWID;
