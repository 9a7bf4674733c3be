"""Pairs of editions with known truth, and how well a comparison finds it.

An edition of about 1,000 functions is composed from the words of the corpus and the sentences of the sample;
the next edition is made of it by acts that are written down as they are done. The same seed gives the same
pair everywhere.
"""
