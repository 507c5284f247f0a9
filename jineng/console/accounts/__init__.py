"""Pages of changes of account."""
