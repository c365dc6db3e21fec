"""Benchmarks: each prints what it measured beside the raw limit of the same machine in the same run. Nothing here asserts a time."""
