"""Tests of the pure decoders."""
