"""Who was assessed, when, by whom, and with which result?"""
