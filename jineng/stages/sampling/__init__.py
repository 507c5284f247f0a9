"""Which lines of a batch are looked at by hand, and can anybody draw the same lines again?"""
