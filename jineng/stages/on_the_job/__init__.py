"""Which training goes on at the workplace: apprenticeships, masters, work in lieu of training?"""
