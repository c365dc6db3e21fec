-- Bets that stay over rounds: what one round leaves to the next, which transaction ended each bet, and which bets still lie there.

ALTER TABLE rounds ADD COLUMN carried TEXT;       -- what the round began with (the point in craps)
ALTER TABLE tables ADD COLUMN carried TEXT;       -- what the last settled round left

ALTER TABLE rounds ADD COLUMN decided INTEGER NOT NULL DEFAULT 0; -- stakes that its end took off the layout, those of earlier rounds included
UPDATE rounds SET decided = staked WHERE ended_utc_ns IS NOT NULL;

ALTER TABLE bets ADD COLUMN charge INTEGER NOT NULL DEFAULT 0;    -- commission charged with the bet, on top of its stake
ALTER TABLE bets ADD COLUMN ended_tx INTEGER;                     -- the transaction that ended it; NULL while it is open
UPDATE bets SET ended_tx = (
  SELECT t.tx_no FROM placements l JOIN rounds r USING (round_no) JOIN transactions t
    ON t.kind = CASE l.status WHEN 'settled' THEN 'settle' WHEN 'voided' THEN 'void' WHEN 'cancelled' THEN 'cancel' WHEN 'late' THEN 'late' END
   AND t.ref = CASE WHEN l.status IN ('settled', 'voided') THEN r.round_id ELSE CAST(l.placement_no AS TEXT) END
  WHERE l.placement_no = bets.placement_no
) WHERE returned IS NOT NULL;

CREATE TABLE carried_bets (                -- bets that stay after their round: a cache of those without ended_tx in settled rounds
  table_id    TEXT NOT NULL,
  player_no   INTEGER NOT NULL,
  placement_no INTEGER NOT NULL,
  line        INTEGER NOT NULL,
  round_no    INTEGER NOT NULL,
  PRIMARY KEY (table_id, player_no, placement_no, line)
) WITHOUT ROWID;
-- kinds of transactions from here on: take_down (a player takes back what stays; ref = placement_no), return (the house does; ref = the bets' round_id)
