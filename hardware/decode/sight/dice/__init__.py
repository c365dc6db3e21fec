"""Dice: pips that are counted, faces that are recognised; accepted only where both say the same. Pure but for its store."""
