"""Two texts, two lists of rows: what of one is what of the other."""
