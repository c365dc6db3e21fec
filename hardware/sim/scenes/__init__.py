"""Photographs of tables, drawn, with exact truth: for calibrations, tests and the vision report."""
