"""Can the design itself pay twice, or come to a stand? Every state of a small world is visited."""
