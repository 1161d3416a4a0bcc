"""What goes wrong between us and LibreOffice."""

from __future__ import annotations

from docgen.errors import DocgenError


class OfficeError(DocgenError):
    """LibreOffice is not there, did not open a document or did not finish in time."""
