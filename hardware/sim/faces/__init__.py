"""Playing cards of many makers, drawn by ourselves, and pictures of them on tables: what the card reader is taught with and tested on."""
