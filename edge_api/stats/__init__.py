"""Roads and statistics: what the results of a table add up to. Pure accumulators, one result at a time; nothing here decides money."""
