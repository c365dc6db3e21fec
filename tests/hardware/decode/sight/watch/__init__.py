"""Tests of hardware.decode.sight.watch."""
