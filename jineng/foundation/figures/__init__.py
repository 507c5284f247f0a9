"""Which figures are there, from which rows is each counted, and as of when?"""
