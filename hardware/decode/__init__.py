"""Pure decoders: bytes and edges in, signals out. Opens nothing, waits for nothing, reads no clock."""
