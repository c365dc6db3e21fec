"""Money wheels, drawn and read."""
