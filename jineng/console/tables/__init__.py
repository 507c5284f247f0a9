"""The one table of every list: search, filters, columns, order, totals, pages and files."""
