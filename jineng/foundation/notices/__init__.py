"""What was shown to the public, for which working days, and who objected?"""
