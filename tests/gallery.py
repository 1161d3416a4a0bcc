"""`./run gallery`: draws small pictures of every kind's sample in every format, and docs/gallery.md around them.

Pictures of kinds that are gone are removed. PDF is drawn by the engine that papers are made with, DOCX by LibreOffice,
XLSX by tests/gallery_sheet.py; the same library gives the same pictures with the same LibreOffice.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from docgen.errors import DocgenError
from docgen.library import Kind, find_kind, kinds
from docgen.office import docx_to_pdf
from tests.gallery_sheet import draw_sheet
from tests.samples import render_sample

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "gallery.md"
PICTURES = DOCS / "pictures" / "gallery"
MOST_BYTES = 40_000

_WIDTH = 360
_TALLEST = 510  # an A4 page is so high at this width
_MOST_PAGES = 2
_FINER = 2  # drawn larger by so much, then made smaller: letters stay readable
_FORMATS = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX"}
_AUDIENCES = {"client": "Для клиента", "internal": "Внутренние: клиенту не передаются"}
_CONFIRMED = {"goods": "поставку товаров", "services": "услуги", "works": "работы", "handover": "передачу вещи"}
_INTRODUCTION = """# Галерея документов

Все виды документов библиотеки: что даёт образец (`templates/<вид>/sample.yaml`) в каждом формате, до двух страниц.
Картинки и эту страницу делает команда `./run gallery`; руками их не правят.
"""


def main(names: list[str]) -> None:
    """Draws the named kinds, or all, and writes the page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for kind in [find_kind(name) for name in names] if names else kinds().values():
        for path in pictures_of(kind):
            path.unlink()
        for fmt in kind.formats:
            for number, image in enumerate(_images(kind, fmt), start=1):
                (PICTURES / f"{kind.name}-{fmt}-{number}.png").write_bytes(_png(image))
    for path in strays():
        path.unlink()
    PAGE.write_text(page(), encoding="utf-8")


def pictures_of(kind: Kind, fmt: str = "*") -> list[Path]:
    """The pictures of a kind that there are, by format and page."""
    return sorted(PICTURES.glob(f"{kind.name}-{fmt}-[0-9].png"))


def strays() -> list[Path]:
    """What lies among the pictures and belongs to no kind in a format of its own."""
    known = {path for kind in kinds().values() for fmt in kind.formats for path in pictures_of(kind, fmt)}
    return sorted(set(PICTURES.iterdir()) - known)


def page() -> str:
    """The text of docs/gallery.md for the kinds and the pictures that there are."""
    sections = [_INTRODUCTION, _listing()]
    for audience, heading in _AUDIENCES.items():
        of_audience = [kind for kind in _by_title() if kind.audience == audience]
        sections += [f"## {heading}\n"] * bool(of_audience) + [_section(kind) for kind in of_audience]
    return "\n".join(sections)


def _by_title() -> list[Kind]:
    return sorted(kinds().values(), key=lambda kind: (kind.title, kind.name))


def _listing() -> str:
    rows = (
        f"| [{kind.title}](#{kind.name}) | `{kind.name}` | {_formats(kind)} | {_confirms(kind) or '—'} |"
        for kind in _by_title()
    )
    return _table(["документ", "вид", "форматы", "подписанный подтверждает"], rows)


def _section(kind: Kind) -> str:
    pictures = [(fmt, path) for fmt in kind.formats for path in pictures_of(kind, fmt)]
    heads = [f"{_FORMATS[fmt]}, стр.\u00a0{path.stem[-1]}" for fmt, path in pictures]
    shown = (
        f"![{kind.title}: {head}]({path.relative_to(DOCS).as_posix()})"
        for head, (_, path) in zip(heads, pictures, strict=True)
    )
    proves = f"Подписанный подтверждает: {_confirms(kind)}." if kind.confirms else "Исполнения не подтверждает."
    basis = f" Основание: {'; '.join(kind.basis)}." if kind.basis else ""
    about = f'<a id="{kind.name}"></a>\n\n### {kind.title}\n\n`{kind.name}`, {_formats(kind)}. {proves}{basis}\n'
    return f"{about}\n{_table(heads, ['| ' + ' | '.join(shown) + ' |'])}"


def _formats(kind: Kind) -> str:
    return ", ".join(_FORMATS[fmt] for fmt in kind.formats)


def _confirms(kind: Kind) -> str:
    return ", ".join(_CONFIRMED[what] for what in kind.confirms)


def _table(heads: list[str], rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows]) + "\n"


def _images(kind: Kind, fmt: str) -> Iterator[Image.Image]:
    content = render_sample(kind, fmt)
    if fmt == "xlsx":
        yield draw_sheet(content, _FINER * _WIDTH, _FINER * _TALLEST)
        return
    pages = pypdfium2.PdfDocument(docx_to_pdf(content) if fmt == "docx" else content)
    for number in range(min(len(pages), _MOST_PAGES)):
        sheet = pages[number]
        yield sheet.render(scale=_FINER * _WIDTH / sheet.get_width()).to_pil()


def _png(image: Image.Image) -> bytes:
    """A small picture with a frame; with fewer colours if it would be too large."""
    height = min(round(image.height * _WIDTH / image.width), _TALLEST)
    small = image.convert("RGB").resize((_WIDTH, height), Image.Resampling.LANCZOS)
    ImageDraw.Draw(small).rectangle((0, 0, _WIDTH - 1, height - 1), outline="#bbbbbb")
    for colours in (32, 16, 8, 4):
        stream = io.BytesIO()
        small.quantize(colours, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        if stream.tell() <= MOST_BYTES:
            break
    return stream.getvalue()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except DocgenError as error:
        sys.exit(str(error))
