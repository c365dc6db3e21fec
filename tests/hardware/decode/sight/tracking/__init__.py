"""Tests of hardware.decode.sight.tracking."""
