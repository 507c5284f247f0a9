"""Which paper or rule document arrived, when, and with which digest?"""
