"""Many claims: the tree as columns, history in its order, and what a change would do."""
