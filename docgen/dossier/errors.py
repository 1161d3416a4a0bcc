"""What can be wrong with a file that is to be bound."""

from __future__ import annotations

from docgen.errors import DocgenError


class UnfitFileError(DocgenError):
    """A file that no sheet can be made of: not a PDF, broken, locked. The text has no name of the file in it."""
