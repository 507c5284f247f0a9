"""The work, one folder a stage, in the order of the work."""
