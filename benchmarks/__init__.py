"""How fast are the rules, how much memory do they take, and beside what?"""
