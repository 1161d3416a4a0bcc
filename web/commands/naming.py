"""Names of files that a command was given, as a database and a list can hold them."""

from __future__ import annotations


def printable(name: str) -> str:
    """A file system may hold a name that is no text, or two lines of it; a database and a list may not."""
    told = name.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else " " for character in told)
