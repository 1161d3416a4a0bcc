"""Search over clients, deals, papers and money by words, numbers and sums, in Russian, kept current by the database.

``index.current`` opens a reader whose index is up to date, ``searching.search`` asks it. Triggers put into a queue what
is changed, whoever changes it; the queue is emptied in the same transaction for small changes and before the next
search for large ones.
"""
