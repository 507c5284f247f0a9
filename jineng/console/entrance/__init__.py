"""Pages for coming in and leaving."""
