"""What must leave this system, and did it?"""
