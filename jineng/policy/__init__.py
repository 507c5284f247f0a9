"""The rules: packs as data, and the pure functions that answer from them."""
