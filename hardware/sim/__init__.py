"""The far side of a table's wires: wheel and shoe on pseudo-terminals, fingers on pins, a whole demo studio. Only tests and the demo use it."""
