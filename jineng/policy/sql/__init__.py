"""The tree printed as SQL, for three dialects."""
