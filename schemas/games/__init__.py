"""The games: what a legal result is, who draws next, what a selection covers. Knows no table and no money store."""
