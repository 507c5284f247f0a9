"""Does the system keep its promises when everything around it fails?"""
