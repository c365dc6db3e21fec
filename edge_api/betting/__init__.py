"""Taking bets: validated in memory, durable with the commit, answered after it. Refuses a bet that is not durable before its window ends."""
