"""Teaches the net that recognises dice faces; does nothing unless it is run."""
