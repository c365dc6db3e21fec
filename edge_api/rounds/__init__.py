"""Rounds at the edge: what each accepted fact of a table does to the round, its window and its money."""
