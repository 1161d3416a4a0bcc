"""Claims to clients: what of a debt may be claimed, the letter about it, and the day from which a suit is possible."""
