-- What technicians signed for a table's camera: sheets of calibrations and checks of shifts, as the board sealed them.

CREATE TABLE sight_papers (
  sha256      TEXT PRIMARY KEY,            -- of the sealed bytes
  table_id    TEXT NOT NULL,
  kind        TEXT NOT NULL,               -- sheet | check
  passed      INTEGER NOT NULL,            -- of a check; a sheet is signed only with a self-test that passed
  by          TEXT NOT NULL,
  calibration TEXT NOT NULL,
  at_utc_ns   INTEGER NOT NULL,            -- by the board's clock
  received_utc_ns INTEGER NOT NULL,
  wire        BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX sight_papers_by_table ON sight_papers (table_id, kind, at_utc_ns);
