"""Pictures behind what cameras said: asked for, kept by their hash, and let go by the class of their rounds."""
