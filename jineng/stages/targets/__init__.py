"""What must this year reach, and who answers for which share of it?"""
