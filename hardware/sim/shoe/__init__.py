"""A simulated Angel Eye II-EX card shoe: real decks, real drawing rules, the maker's frames (docs/devices.md), faults on demand."""
