-- The names under which rule sets were played: a set that was used keeps its body for ever, and its name means no other.

CREATE TABLE rule_set_names (
  game        TEXT NOT NULL,
  name        TEXT NOT NULL,
  version     INTEGER NOT NULL,
  hash        TEXT NOT NULL REFERENCES rule_sets(hash),
  first_used_utc_ns INTEGER NOT NULL,
  PRIMARY KEY (game, name, version, hash)  -- a later release may write the same set with parameters that it has besides
) WITHOUT ROWID;
