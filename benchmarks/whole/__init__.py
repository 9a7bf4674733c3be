"""Two whole editions of a 業務 with known truth, and how well `hyojun.diff.compared` tells it.

The corpus gives an edition as plain data; acts make the next one of it and write down what they did and whether
the catalogue's issue calls it 影響大. What decides that stands here in the words of the issue, never taken from
`hyojun.diff`.
"""
