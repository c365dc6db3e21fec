"""Tests of the board's video process."""
