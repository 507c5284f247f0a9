"""The page of the heads of the trail."""
