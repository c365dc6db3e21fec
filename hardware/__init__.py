"""Devices of a table: drivers, pure decoders and the signals they produce. Knows no game, no broker and no money."""
