"""What does not fit into a sheet."""

from __future__ import annotations

from docgen.errors import DocgenError


class SheetLimitError(DocgenError):
    """A paper is larger than an Excel sheet or cell can be; nothing is cut off silently."""
