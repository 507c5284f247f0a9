"""Background and nightly work."""
