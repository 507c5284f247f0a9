"""One case: decided, explained, and kept as a receipt that stands alone."""
