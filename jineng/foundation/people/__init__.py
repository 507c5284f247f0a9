"""Which natural person is this, however the number was written?"""
