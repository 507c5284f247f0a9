"""Who wins when several sessions want the same fen, the same time of a cap, the same line?"""
