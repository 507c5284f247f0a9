"""Read YAML so that every word of it knows its file and line."""
