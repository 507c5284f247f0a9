"""The page of records that prove to be one person, and of lines that are held."""
