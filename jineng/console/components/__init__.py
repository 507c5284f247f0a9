"""The page of samples: every part of the pages in every state."""
