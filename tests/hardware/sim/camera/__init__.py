"""The rendered table and its camera."""
