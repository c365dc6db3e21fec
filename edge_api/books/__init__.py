"""The one process that writes the edge's books: facts, windows, bets, ledger and audit, each effect in one transaction."""
