"""What is claimed for whom, what do the rules answer, and by which clause?"""
