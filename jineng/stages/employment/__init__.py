"""Who is working, since when and at which firm; who draws a pension?"""
