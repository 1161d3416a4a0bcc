"""How the columns of a bank's own table are read: the file that says it, and mappings saved under a name."""
