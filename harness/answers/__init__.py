"""Is every difference in a bank's file found and named, however many lines the file has?"""
