"""Pure round machines: signals in, facts and device orders out. Opens nothing, waits for nothing, reads no clock."""
