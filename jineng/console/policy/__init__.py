"""Pages of the rules in force."""
