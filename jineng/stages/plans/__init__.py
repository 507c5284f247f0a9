"""How does each place mean to reach its targets: which occupations, when, with whom?"""
