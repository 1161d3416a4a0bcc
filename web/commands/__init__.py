"""The command line, one module for one family of commands."""
