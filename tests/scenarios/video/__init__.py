"""The video together with servers that are not ours."""
