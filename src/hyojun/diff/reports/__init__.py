"""A comparison in words: for terminals, for machines, for pull requests, as a page, for git."""
