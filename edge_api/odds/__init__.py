"""Odds: what every bet of a rule set is worth, exactly, from the settlement itself. Pure; guesses and simulates nothing."""
