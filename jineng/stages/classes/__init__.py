"""Which class asks to open, may it, and out of which fund?"""
