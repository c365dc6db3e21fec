"""Tests of the wheel reader."""
