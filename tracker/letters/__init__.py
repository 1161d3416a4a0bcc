"""Letters: composed in a transaction, sent once by the worker, kept as a log.

Nobody can know whether a letter went whose sending was broken off between its last byte and the server's answer. Such a
letter is doubtful: the program never sends it again by itself, a person decides. So no letter is ever doubled.
"""
