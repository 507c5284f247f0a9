"""The public page of the draws."""
