"""The public's pages of notices."""
