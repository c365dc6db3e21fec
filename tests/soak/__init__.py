"""Long runs: whole studios that break all the time. `make soak`."""
