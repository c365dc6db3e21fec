-- Second windows: what players stake and decide while a round is played (blackjack), and what bets behind a seat followed.

ALTER TABLE placements ADD COLUMN deadline_mono_ns INTEGER;  -- NULL: its round's; else its own, which it had to be durable before; 2^62: none

CREATE TABLE decisions (                   -- each is a placement as well, with the stake that it cost, if any
  placement_no INTEGER PRIMARY KEY REFERENCES placements(placement_no),
  seat        INTEGER NOT NULL,
  hand        INTEGER NOT NULL,
  action      TEXT NOT NULL,               -- schemas.games.blackjack_hand.Action
  cards       INTEGER,                     -- how many the player saw, if that was said
  early_no    INTEGER REFERENCES early_decisions(early_no),  -- chosen before the hand was asked
  played_by   TEXT                         -- table:epoch:seq of the fact that says so; NULL until then
);

CREATE TABLE early_decisions (             -- what a player wants a hand to do when it is asked; the last choice counts
  early_no    INTEGER PRIMARY KEY AUTOINCREMENT,
  player_no   INTEGER NOT NULL REFERENCES players(player_no),
  decision_id TEXT NOT NULL,
  round_no    INTEGER NOT NULL REFERENCES rounds(round_no),
  digest      BLOB NOT NULL,               -- of the content: the same id with other content is refused
  seat        INTEGER NOT NULL,
  hand        INTEGER NOT NULL,
  action      TEXT,                        -- NULL: withdrawn
  cards       INTEGER NOT NULL,            -- how many the hand had
  state       TEXT NOT NULL,               -- kept | replaced | withdrawn | done | refused | dropped
  at_utc_ns   INTEGER NOT NULL,
  UNIQUE (player_no, decision_id)
);
CREATE INDEX early_kept ON early_decisions (round_no) WHERE state = 'kept';

CREATE TABLE follows (                     -- a stake that a bet behind added when its seat doubled or split
  placement_no INTEGER PRIMARY KEY REFERENCES placements(placement_no),
  of_placement INTEGER NOT NULL REFERENCES placements(placement_no),
  of_line     INTEGER NOT NULL,            -- the bet behind
  seat        INTEGER NOT NULL,
  hand        INTEGER NOT NULL,            -- doubled, or made by the split
  fact        TEXT NOT NULL,               -- table:epoch:seq of the seat's decision
  UNIQUE (of_placement, of_line, fact)
);
