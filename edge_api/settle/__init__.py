"""Settlement: (rule set, outcome, bets) -> returns. Pure; refuses what the rules, the cards or the layout do not allow."""
