"""Files that a person lays beside a paper: proof that it was sent and delivered, letters about it.

They are evidence, so they are kept byte for byte, and they say nothing of the paper by themselves: the day of dispatch
or of delivery is recorded by whoever read them.
"""

from __future__ import annotations

from enum import StrEnum

from docgen.bundle import File
from docgen.dossier.errors import UnfitFileError
from docgen.dossier.foreign import take_over
from tracker.errors import RefusedError
from tracker.house import Work
from tracker.papers.rows import keep_file
from tracker.papers.stored import find_paper, subject_of


class Beside(StrEnum):
    """What a file beside a paper is."""

    DISPATCH = "dispatch"
    CORRESPONDENCE = "correspondence"

    @property
    def label(self) -> str:
        """What it is as people read it: «доказательство отправки или вручения»."""
        return _LABELS[self]


_LABELS = {
    Beside.DISPATCH: "доказательство отправки или вручения",
    Beside.CORRESPONDENCE: "переписка",
}


def check_showable(file: File) -> None:
    """Raises RefusedError for a file that no dossier could show, InternalKindError for an internal paper of ours.

    The file is opened in the limited process, which takes a while: before a change, not in it.
    """
    try:
        take_over(file.content, file.name)
    except UnfitFileError as error:
        told = str(error).rstrip(".")
        raise RefusedError(f"«{file.name}»: {told}. Приложите PDF, JPEG, PNG или TIFF.") from error


def attach(work: Work, document_id: int, file: File, what: Beside) -> bool:
    """Keeps a checked file beside a paper; False if the paper has it already. Raises NotFoundError."""
    paper = find_paper(work.connection, document_id)
    if not keep_file(work, document_id, file, what.value):
        return False
    work.note("document.attached", subject_of(paper), what=what.value, name=file.name, sha256=file.sha256)
    return True
