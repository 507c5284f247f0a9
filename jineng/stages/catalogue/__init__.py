"""Which occupations and levels are subsidised, with how many lessons and which standard, on which days?"""
