"""Cameras: sources, time base, catalog."""
