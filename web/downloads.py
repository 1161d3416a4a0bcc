"""Files that a visitor takes away: always as attachments, their type told by the ending of the name."""

from __future__ import annotations

import io
from typing import Final

from flask import send_file
from werkzeug.wrappers import Response

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""Media types of what we make, by endings."""


def attachment(name: str, content: bytes) -> Response:
    """The file under this name; what is not of ``TYPES`` is bytes that no browser will open by itself."""
    kind = TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    answer: Response = send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)
    return answer
