"""Which occupations and levels are subsidised, at which standard, on which days?"""
