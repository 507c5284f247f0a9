"""Who may act, in which areas, and as what?"""
