"""Double entry, append only: accounts, balanced transactions, cached balances. Refuses whatever does not sum to zero."""
