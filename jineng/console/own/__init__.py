"""Pages of institutions and assessment bodies."""
