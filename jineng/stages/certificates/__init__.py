"""Which certificate was issued, to whom, on which day?"""
