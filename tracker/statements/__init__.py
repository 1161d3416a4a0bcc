"""Bank statements: a file of any known format in, accounts and operations of our own accounts out."""
