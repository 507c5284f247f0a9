"""Who did what, when, under which verb, and is the trail whole?"""
