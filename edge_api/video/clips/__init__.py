"""A round's clip: cut from the recording, described in a signed manifest, kept as long as its class says, shown and copied on demand."""
