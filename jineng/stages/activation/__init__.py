"""Under which rules is it decided from a day on, who proposed it and who confirmed it?"""
