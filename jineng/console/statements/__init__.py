"""Pages of monthly statements to institutions."""
