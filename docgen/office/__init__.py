"""DOCX → PDF through LibreOffice, kept open between papers and limited, because the template may be anybody's.

It is needed only for templates that people bring as DOCX; the library's own papers are drawn by docgen.pdf. What it
may do: see its private folder and the fonts, with no macros, no links updated, no network (a namespace without one
where the system allows it, settings where not), limited memory, processor time and size of files. The rest of the
file system it can read as this process can: foreign DOCX are checked before they come here.
"""

from __future__ import annotations

import atexit
import io
import os
import zipfile

from docgen.office.errors import OfficeError
from docgen.office.instance import Office
from docgen.office.program import is_installed, version
from docgen.office.steady import settle

__all__ = ["OfficeError", "close", "docx_to_pdf", "is_installed", "version"]

SECONDS = 30.0  # for one paper, the start of LibreOffice included

_office = Office()
atexit.register(_office.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_office.forget)


def docx_to_pdf(content: bytes, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a DOCX: about 1 s for the first, 0.1 s for the next ones; threads wait for each other.

    The same DOCX gives the same bytes with the same LibreOffice and fonts. Raises OfficeError in Russian: LibreOffice
    is missing (with advice), the file is no DOCX, it cannot be opened, it took longer than ``seconds``.
    """
    _check(content)
    return settle(_office.convert(content, seconds), content)


def close() -> None:
    """End the LibreOffice kept open, if there is one; it also ends with this process."""
    _office.close()


def _check(content: bytes) -> None:
    """LibreOffice guesses formats by content: what is no DOCX could be a web page that loads pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise OfficeError("Это не DOCX: файл не открывается как архив. Сохраните его в Word как .docx.") from error
    if not {"[Content_Types].xml", "_rels/.rels"} <= names:
        raise OfficeError("Это не DOCX: в архиве нет частей документа Word. Сохраните файл в Word как .docx.")
