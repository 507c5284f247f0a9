"""Does anything that people may do, in any order, break a promise? Real verbs, a real server."""
