"""Pure values: money, working days, identity numbers, dates, refusals."""
