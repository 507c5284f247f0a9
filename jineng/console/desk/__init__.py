"""The wall chart: what was to be reached, what is, and where the gap is."""
