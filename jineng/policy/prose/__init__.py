"""Rules said in words: for an applicant, for an officer, and what changed between two packs."""
