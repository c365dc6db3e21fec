-- Which hold of a round people were shown: each has a number, so that an order about another one is refused.

ALTER TABLE rounds ADD COLUMN held_no INTEGER NOT NULL DEFAULT 0;   -- counts the holds of the round
