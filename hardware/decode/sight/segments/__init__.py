"""Money wheels: where the wheel stands, and what is printed under its pointer; read by two readers that must agree."""
