"""What a rule may say: the words, the tree they make, and what its values are."""
