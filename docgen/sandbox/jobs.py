"""What the limited process can be asked to do: a closed list, so that nothing else can be called there."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.errors import LibraryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """function: «module:function», which takes the unpickled payload and returns an Answer.

    warm: modules imported before the walls go up, since that is when a library may still open its own files.
    """

    function: str
    warm: tuple[str, ...] = ()


JOBS: dict[str, Job] = {
    "render_docx": Job(
        function="docgen.sandbox.drawing:render_docx", warm=("docgen.docx.compiled", "docxtpl", "docx", "lxml.etree")
    ),
    "check_template": Job(
        function="docgen.template_check.job:inspect", warm=("docgen.html", "docgen.template_check.job", "lxml.etree")
    ),
    "render_pdf": Job(function="docgen.sandbox.drawing:render_pdf", warm=("docgen.pdf.plutoprint",)),
    "parse_signature": Job(
        function="docgen.signatures.job:inspect", warm=("docgen.signatures.job", "gostcrypto.gosthash.gost_34_11_2012")
    ),
    "read_exchange": Job(
        function="docgen.exchange.job:read",
        warm=("docgen.exchange.job", "gostcrypto.gosthash.gost_34_11_2012", "lxml.etree"),
    ),
    "count_scan": Job(function="docgen.scanning.job:count"),
    "read_scan": Job(function="docgen.scanning.job:read"),
    "assemble_scans": Job(function="docgen.scanning.assembling:assemble", warm=("PIL.PdfImagePlugin",)),
    "read_card": Job(
        function="docgen.requisites_text.files:read",
        warm=("docgen.sandbox.ooxml", "lxml.etree", "python_calamine", "pypdfium2"),
    ),
    "read_table": Job(
        function="docgen.table_rows:read", warm=("docgen.sandbox.ooxml", "lxml.etree", "python_calamine")
    ),
    "show_scan": Job(function="docgen.scanning.showing:show"),
    "show_signatures": Job(function="docgen.scanning.showing:show_signatures"),
}


def find_job(name: str) -> Job:
    """The job of this name. Raises LibraryError, which only a programmer can see."""
    if name not in JOBS:
        raise LibraryError(f"Нет задания «{name}» для ограниченного процесса. Есть: {', '.join(JOBS)}.")
    return JOBS[name]
