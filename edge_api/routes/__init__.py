"""HTTP and WebSocket routes of the front process. Each route says nothing of access: `access.toml` does, and what it does not name is refused."""
