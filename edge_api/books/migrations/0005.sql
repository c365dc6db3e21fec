-- Rounds whose multipliers are drawn: what was committed to when the round opened, and the draw that was made once its window had closed.

CREATE TABLE seeds (
  round_id    TEXT PRIMARY KEY REFERENCES rounds(round_id),
  commitment  TEXT NOT NULL,               -- SHA-256 of the seed: told when the round opened
  seed        BLOB NOT NULL CHECK (length(seed) = 32),
  salt        TEXT,                        -- the audit chain's hash after the close; NULL until then
  drawn       TEXT,                        -- JSON, position -> multiplier
  revealed    INTEGER NOT NULL DEFAULT 0,  -- the seed was told, at the round's end
  CHECK ((salt IS NULL) = (drawn IS NULL))
) WITHOUT ROWID;
