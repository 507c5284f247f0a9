"""What was ordered, sent, answered by the bank and settled, to the last fen?"""
