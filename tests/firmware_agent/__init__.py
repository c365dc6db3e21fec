"""Tests of the firmware agent."""
