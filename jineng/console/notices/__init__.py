"""Officers' pages of notices and objections."""
