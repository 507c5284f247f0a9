"""Institutions and assessment bodies: the list, and the page of one."""
