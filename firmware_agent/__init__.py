"""The table's own computer: senses devices, thinks in rounds, and publishes signed, numbered facts."""
