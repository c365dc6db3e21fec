"""Scripts that made data which is checked in; nothing runs them but people."""
