-- The edge's books. Append only, but for cached balances, statuses and heads. Times: *_mono_ns = CLOCK_MONOTONIC of edge_boot, *_utc_ns = Unix epoch.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- boards and the streams that they write -------------------------------------------------------------------------------

CREATE TABLE board_keys (
  key_id      TEXT PRIMARY KEY,            -- table-01#1
  table_id    TEXT NOT NULL,
  public_key  TEXT NOT NULL,               -- base64url, 32 bytes, Ed25519
  added_utc_ns INTEGER NOT NULL,
  added_by    TEXT NOT NULL,
  revoked_utc_ns INTEGER
) WITHOUT ROWID;

CREATE TABLE streams (                     -- one row per table: the head that we hold
  table_id    TEXT PRIMARY KEY,
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  chain_hash  TEXT NOT NULL,
  frozen      TEXT                         -- why nothing more is accepted; NULL when healthy
) WITHOUT ROWID;

CREATE TABLE inbox (                       -- every accepted fact, as signed
  table_id    TEXT NOT NULL,
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  round_id    TEXT,
  payload     BLOB NOT NULL,               -- the signed bytes
  key_id      TEXT NOT NULL,
  signature   BLOB NOT NULL,
  received_mono_ns INTEGER NOT NULL,
  received_utc_ns  INTEGER NOT NULL,
  effect      TEXT NOT NULL,               -- what it did here: opened, closed, settled, ..., or ignored:<why>
  PRIMARY KEY (table_id, epoch, seq)
) WITHOUT ROWID;
CREATE INDEX inbox_by_round ON inbox (round_id) WHERE round_id IS NOT NULL;

-- tables and rounds ----------------------------------------------------------------------------------------------------

CREATE TABLE rule_sets (hash TEXT PRIMARY KEY, game TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE tables (
  table_id    TEXT PRIMARY KEY,
  game        TEXT NOT NULL,
  status      TEXT NOT NULL,               -- schemas.phases.TableStatus
  dealer      TEXT,
  current_round TEXT
) WITHOUT ROWID;

CREATE TABLE rounds (
  round_no    INTEGER PRIMARY KEY AUTOINCREMENT,
  round_id    TEXT NOT NULL UNIQUE,
  table_id    TEXT NOT NULL,
  game        TEXT NOT NULL,
  rules_hash  TEXT NOT NULL REFERENCES rule_sets(hash),
  currency    TEXT NOT NULL,
  phase       TEXT NOT NULL,               -- schemas.phases.Phase
  dealer      TEXT,
  opened_utc_ns INTEGER NOT NULL,
  edge_boot   TEXT NOT NULL,               -- boot id of the edge machine: monotonic stamps compare only within it
  opened_mono_ns INTEGER NOT NULL,         -- when the opening reached us
  deadline_mono_ns INTEGER NOT NULL,       -- a bet counts only if durable before this
  evidence_mono_ns INTEGER,                -- when the outcome began to show itself, if that was before the deadline
  closed_mono_ns INTEGER,
  closed_utc_ns INTEGER,
  close_cause TEXT,
  held_cause  TEXT,                        -- table:<cause> or edge:<cause>; NULL when nobody has to release it
  held_from   TEXT,                        -- the phase that a release returns to
  outcome     TEXT,                        -- JSON, as asserted by the table
  outcome_fact TEXT,                       -- table:epoch:seq
  void_cause  TEXT,
  voided_by   TEXT,
  ended_utc_ns INTEGER,
  placements  INTEGER NOT NULL DEFAULT 0,
  staked      INTEGER NOT NULL DEFAULT 0,
  returned    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX rounds_by_table ON rounds (table_id, round_no);
CREATE INDEX rounds_unfinished ON rounds (round_no) WHERE ended_utc_ns IS NULL;

-- money ----------------------------------------------------------------------------------------------------------------

CREATE TABLE players (
  player_no   INTEGER PRIMARY KEY AUTOINCREMENT,
  player_id   TEXT NOT NULL,               -- the operator's name for the player
  operator    TEXT NOT NULL,
  currency    TEXT NOT NULL,
  account_no  INTEGER NOT NULL REFERENCES accounts(account_no),
  blocked     INTEGER NOT NULL DEFAULT 0,
  created_utc_ns INTEGER NOT NULL,
  UNIQUE (operator, player_id)
);

CREATE TABLE accounts (
  account_no  INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL UNIQUE,        -- player:{operator}/{id}  stakes:{table}:{cur}  bank:{table}:{cur}  clearing:{operator}:{cur}
  kind        TEXT NOT NULL,               -- player | stakes | bank | clearing
  currency    TEXT NOT NULL,
  balance     INTEGER NOT NULL DEFAULT 0,  -- cache of SUM(postings.amount)
  CHECK (kind NOT IN ('player', 'stakes') OR balance >= 0)
);

CREATE TABLE transactions (
  tx_no       INTEGER PRIMARY KEY,         -- without holes
  kind        TEXT NOT NULL,               -- bet | cancel | late | settle | void | deposit | withdraw
  ref         TEXT NOT NULL,               -- what may happen once: placement_no, round_id, operator/transfer id
  round_no    INTEGER,
  at_utc_ns   INTEGER NOT NULL,
  UNIQUE (kind, ref)
);

CREATE TABLE postings (
  tx_no       INTEGER NOT NULL REFERENCES transactions(tx_no),
  account_no  INTEGER NOT NULL REFERENCES accounts(account_no),
  amount      INTEGER NOT NULL CHECK (amount <> 0),
  PRIMARY KEY (tx_no, account_no)
) WITHOUT ROWID;

CREATE TABLE placements (
  placement_no INTEGER PRIMARY KEY,        -- without holes
  player_no   INTEGER NOT NULL REFERENCES players(player_no),
  bet_id      TEXT NOT NULL,
  round_no    INTEGER NOT NULL REFERENCES rounds(round_no),
  digest      BLOB NOT NULL,               -- of the content: the same id with other content is refused
  staked      INTEGER NOT NULL,
  returned    INTEGER NOT NULL DEFAULT 0,
  status      TEXT NOT NULL,               -- schemas.bets.BetStatus
  accepted_mono_ns INTEGER NOT NULL,
  accepted_utc_ns  INTEGER NOT NULL,
  balance_after INTEGER NOT NULL,          -- the first answer, given again
  UNIQUE (player_no, bet_id)
);
CREATE INDEX placements_by_round ON placements (round_no);

CREATE TABLE bets (
  placement_no INTEGER NOT NULL REFERENCES placements(placement_no),
  line        INTEGER NOT NULL,
  type        TEXT NOT NULL,
  sel         TEXT NOT NULL,               -- canonical JSON
  stake       INTEGER NOT NULL,
  returned    INTEGER,                     -- NULL until the round has ended
  PRIMARY KEY (placement_no, line)
) WITHOUT ROWID;

CREATE TABLE commits (                     -- when bets became durable: written with the transaction after theirs
  first_no    INTEGER PRIMARY KEY,         -- placements first_no..last_no shared a commit
  last_no     INTEGER NOT NULL,
  committed_mono_ns INTEGER NOT NULL       -- read after COMMIT had returned
);

CREATE TABLE transfers (                   -- deposits and withdrawals, idempotent by the operator's id
  operator    TEXT NOT NULL,
  transfer_id TEXT NOT NULL,
  player_no   INTEGER NOT NULL,
  kind        TEXT NOT NULL,               -- deposit | withdraw
  currency    TEXT NOT NULL,
  amount      INTEGER NOT NULL,
  balance_after INTEGER NOT NULL,
  tx_no       INTEGER NOT NULL,
  PRIMARY KEY (operator, transfer_id)
) WITHOUT ROWID;

CREATE TABLE refused_bets (                -- each refusal of a bet that named a real round, with its lateness
  refused_no  INTEGER PRIMARY KEY AUTOINCREMENT,
  player_no   INTEGER,
  round_no    INTEGER,
  bet_id      TEXT,
  code        TEXT NOT NULL,
  lateness_us INTEGER,
  at_utc_ns   INTEGER NOT NULL
);

-- proof ----------------------------------------------------------------------------------------------------------------

CREATE TABLE audit (                       -- hash chain; one row per commit that changed anything, or per action
  audit_no    INTEGER PRIMARY KEY,
  at_utc_ns   INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  actor       TEXT NOT NULL,
  table_id    TEXT,
  round_id    TEXT,
  body        TEXT NOT NULL,               -- canonical JSON
  prev_hash   TEXT NOT NULL,
  hash        TEXT NOT NULL
);

CREATE TABLE edge_log (                    -- the edge's own signed stream for the cloud; kept for the replay endpoint
  epoch       INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  chain_hash  TEXT NOT NULL,
  wire        BLOB NOT NULL,               -- the sealed wrapper, as published
  PRIMARY KEY (epoch, seq)
) WITHOUT ROWID;

CREATE TABLE alerts (
  alert_no    INTEGER PRIMARY KEY AUTOINCREMENT,
  at_utc_ns   INTEGER NOT NULL,
  table_id    TEXT,
  code        TEXT NOT NULL,
  text        TEXT NOT NULL,
  severity    TEXT NOT NULL,               -- info | warning | alarm
  acked_utc_ns INTEGER,
  acked_by    TEXT
);

-- people and keys ------------------------------------------------------------------------------------------------------

CREATE TABLE users (
  name        TEXT PRIMARY KEY,
  role        TEXT NOT NULL,               -- technician | pit_boss | auditor | admin
  password    TEXT NOT NULL,               -- argon2id
  failures    INTEGER NOT NULL DEFAULT 0,
  locked_until_utc_ns INTEGER,
  disabled    INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE TABLE sessions (
  session_hash TEXT PRIMARY KEY,           -- sha256 of the cookie
  user        TEXT NOT NULL REFERENCES users(name),
  created_utc_ns INTEGER NOT NULL,
  seen_utc_ns INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE operator_keys (
  key_hash    TEXT PRIMARY KEY,            -- sha256 of the secret
  operator    TEXT NOT NULL,
  scope       TEXT NOT NULL,               -- wallet | cloud
  created_utc_ns INTEGER NOT NULL,
  revoked_utc_ns INTEGER
) WITHOUT ROWID;

CREATE TABLE player_tokens (
  token_hash  TEXT PRIMARY KEY,
  player_no   INTEGER NOT NULL REFERENCES players(player_no),
  expires_utc_ns INTEGER NOT NULL
) WITHOUT ROWID;
