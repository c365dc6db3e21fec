"""The board's picture: captured, encoded, stamped, recorded and sent, in a process of its own, so that no camera can hold up a table."""
