"""What must not go on for now, and why?"""
