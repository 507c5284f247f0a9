"""Which skills contest stands in for an assessment, and what did it award?"""
