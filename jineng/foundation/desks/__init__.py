"""An officer's desk: saved views of lists, and what was taken out of a list."""
