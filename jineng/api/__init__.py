"""The HTTP API: same actions, same permissions."""
