"""Archives that cannot be taken in."""

from __future__ import annotations

from docgen.errors import DocgenError


class UnreadableExchangeError(DocgenError):
    """The file is no ZIP, a broken one, or one that unpacks to more than anybody exports; says what to do."""
