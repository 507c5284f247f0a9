"""The tree printed as Python: one case in microseconds."""
