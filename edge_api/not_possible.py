"""Why an administrator's act was not done."""

from __future__ import annotations


class NotPossible(Exception):
    """Nothing was changed; the sentence says why and what to do."""
