"""The edge, from its parts to the whole."""
