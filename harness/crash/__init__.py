"""What is left of the promises about money when every process is killed, again and again?"""
