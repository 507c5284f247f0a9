"""Which places are there, and which lies in which?"""
