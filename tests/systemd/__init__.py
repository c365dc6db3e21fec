"""The files that operators install are run or measured here, not only read."""
