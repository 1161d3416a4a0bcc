"""A link for the client: papers of a deal without a login, for some time, with a place to return signed scans.

The secret is 128 random bits; it is shown once, to whoever makes the link, and only its digest is kept.
"""
