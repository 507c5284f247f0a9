"""Which PostgreSQL are we on, is it safe, and as whom do we speak to it?"""
