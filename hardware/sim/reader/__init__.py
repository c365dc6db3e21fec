"""Simulated line readers: a shoe that reads cards, a shaker with dice, a money wheel; each with the hand that deals, rolls or spins."""
