"""Work by the hundreds that a person asked for: a ledger of items, each done once, whoever is killed meanwhile.

An item changes its state in the transaction that does it, so it is done with all that belongs to it or waits as before.
``ledger`` writes and reads it, ``doing`` does the work, ``kinds`` names what is done to an item of each kind.
"""
