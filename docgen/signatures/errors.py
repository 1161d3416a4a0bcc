"""Files that are no signature, or none that can be parsed."""

from __future__ import annotations

from docgen.errors import DocgenError


class UnreadableSignatureError(DocgenError):
    """The file holds no CMS signature, or a broken one; its text says what it seems to be and what to do."""
