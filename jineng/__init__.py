"""Jineng: publicly subsidised vocational training, from the target to the audited yuan."""
