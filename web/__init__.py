"""web: the command line and, over it, screens and API. Nothing is imported here: a command pays for what it uses."""
