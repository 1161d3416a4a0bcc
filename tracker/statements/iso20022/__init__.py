"""The parts of a camt.053 file: its statements with their balances, and entries with their transactions."""
