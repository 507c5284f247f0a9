"""Who may teach and who may assess, since which day, and what?"""
