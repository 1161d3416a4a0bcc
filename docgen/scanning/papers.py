"""The parent's side of papers: a PDF of its own for each, and pictures of pages to look at.

A foreign PDF is never handed to a browser or a viewer: a person sees PNG that the limited process drew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from docgen.errors import DocgenError
from docgen.sandbox import CrashedError, UnavailableError, run
from docgen.scanning.crew import Task, checked, cut, do_all, limits_for
from docgen.scanning.errors import ScanError, told

_PAGES_AT_ONCE = 20
_SECONDS_A_PAGE = 2
_PDF = b"%PDF-"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page to put into a paper: the SHA-256 of its file, the page from 1, degrees clockwise that set it upright."""

    file: str
    page: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The PDF of a paper, or, in Russian, why there is none."""

    pdf: bytes = b""
    problem: str = ""


def assemble(papers: Sequence[Sequence[Leaf]], files: Mapping[str, bytes], workers: int = 1) -> list[Assembled]:
    """One PDF for each paper of these pages, in this order, without anything that acts.

    files: contents by SHA-256, at least of those that are named. Raises UnavailableError where no process can be
    limited.
    """
    done = _assembled(papers, files, workers, as_pictures=False)
    again = [place for place, one in enumerate(done) if one.problem]
    drawn = _assembled([papers[place] for place in again], files, workers, as_pictures=True)
    for place, one in zip(again, drawn, strict=True):
        done[place] = one
    return done


def _assembled(
    papers: Sequence[Sequence[Leaf]], files: Mapping[str, bytes], workers: int, *, as_pictures: bool
) -> list[Assembled]:
    def ask(chunk: Sequence[int]) -> list[Assembled]:
        leaves = [leaf for place in chunk for leaf in papers[place]]
        names = list(dict.fromkeys(leaf.file for leaf in leaves))
        payload = {
            "files": [files[name] for name in names],
            "papers": [[(names.index(leaf.file), leaf.page, leaf.turn) for leaf in papers[place]] for place in chunk],
            "as_pictures": as_pictures,
        }
        answer = run("assemble_scans", payload, limits_for(len(leaves), _SECONDS_A_PAGE))
        return _split(answer.data, checked(answer.facts.get("sizes"), len(chunk), _size))

    def sizes(place: int) -> dict[Any, int]:
        return {leaf.file: len(files[leaf.file]) for leaf in papers[place]}

    chunks = cut(range(len(papers)), _PAGES_AT_ONCE, sizes, lambda place: len(papers[place]))
    found = do_all(chunks, Task(ask=ask, failed=lambda why: Assembled(problem=why)), workers)
    return [found[place] for place in range(len(papers))]


def _size(answered: object) -> int | None:
    return answered if isinstance(answered, int) and answered > 0 else None


def _split(data: bytes, sizes: Sequence[int]) -> list[Assembled]:
    pieces = [data[begin:end] for begin, end in pairwise(accumulate(sizes, initial=0))]
    if sum(sizes) != len(data) or not all(piece.startswith(_PDF) for piece in pieces):
        raise CrashedError("rubbish")
    return [Assembled(pdf=piece) for piece in pieces]


def page_picture(content: bytes, page: int, turn: int = 0) -> bytes:
    """PNG of a page, from 1, of any file of a scanner. Raises ScanError."""
    return _shown("show_scan", {"content": content, "page": page, "turn": turn})


def signature_picture(paper: bytes, numbers: Sequence[int], issued: bytes = b"") -> bytes:
    """PNG of the places where an assembled paper is signed, whose pages are ``numbers``. Raises ScanError.

    issued: the PDF that we made of it, which says where that is; without one, the end of the last page.
    """
    return _shown("show_signatures", {"content": paper, "numbers": list(numbers), "issued": issued})


def _shown(job: str, payload: Mapping[str, Any]) -> bytes:
    try:
        answer = run(job, payload, limits_for(1))
    except UnavailableError:
        raise
    except DocgenError as error:
        raise ScanError(f"Страницу скана не показать: {told(error)}.") from error
    if not answer.data.startswith(_PNG):
        raise ScanError("Страницу скана не показать: отсканируйте её заново.")
    return answer.data
