"""Tests of what a camera sees, on pictures drawn by ourselves."""
