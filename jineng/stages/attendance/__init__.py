"""Who was really there, in which half-day?"""
