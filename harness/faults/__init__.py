"""Would it be noticed if a guard were missing? Faults are planted one at a time, and sought."""
