"""Tests of the devices of a table."""
