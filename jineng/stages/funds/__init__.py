"""Which money is there, what was set aside from it, and what is left?"""
