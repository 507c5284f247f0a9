"""Who is in the class, and as which kind of learner?"""
