"""Can the database be brought back, to the moment and to the fen, and is an older one noticed?"""
