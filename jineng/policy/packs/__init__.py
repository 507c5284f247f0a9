"""Documents as packs, and the plan of rules that they make for a question."""
