"""Spark's client, for a test: it takes a process without a main file for a run of its own doctests.

A worker of xdist is such a process; so the client is brought in while it looks like a person's.
"""

import sys

sys.ps1 = ">>> "
try:
    import pyspark.sql.connect.session as client
finally:
    del sys.ps1

__all__ = ["client"]
