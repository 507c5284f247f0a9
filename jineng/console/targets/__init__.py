"""Annual targets: who is to reach what, on which document, and who approved it."""
