"""Tables of claims as people send them: read, checked, and refused row by row."""
