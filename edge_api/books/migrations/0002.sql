-- What one round leaves to the next (a point in craps), and which settlement ended a bet that stays over rounds.

ALTER TABLE rounds ADD COLUMN carried TEXT;       -- what the round began with
ALTER TABLE tables ADD COLUMN carried TEXT;       -- what the last settled round left
