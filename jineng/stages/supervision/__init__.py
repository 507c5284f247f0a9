"""What looks wrong, who inspected it, and which measure follows?"""
