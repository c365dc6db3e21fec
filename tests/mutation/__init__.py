"""Mutation tests of the settlement: what mutmut found, held against the survivors that are known and explained (docs/mutation.md)."""
