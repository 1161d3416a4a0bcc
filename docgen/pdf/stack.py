"""Hundreds of PDFs as one for the printer: pages are copied by pdfium, bookmarks and page labels appended to its file.

``binder`` holds every object of every part in Python, which for a thousand papers is most of a gigabyte and takes three
times as long. The bookmarks are an incremental update of the file (ISO 32000-1, 7.5.6): new objects, a table of where
they are, a trailer.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from docgen.audience import refuse_marked
from docgen.errors import EngineError
from docgen.pdf import PdfProperties
from docgen.pdf.binder import Part, information

_NEW_GENERATION = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part that was copied; ``first`` is the number of its first page, from 0."""

    title: str
    label: str
    first: int


def stack(parts: Iterable[Part], path: Path, properties: PdfProperties) -> int:
    """Writes the parts in their order into one file; answers how many pages it has. Raises InternalKindError, OSError.

    There is at least one part. Parts are taken one by one, and none is kept.
    """
    whole = pypdfium2.PdfDocument.new()
    try:
        placed = [_copy(part, whole) for part in parts]
        count = len(whole)
        whole.save(path)
    finally:
        whole.close()
    with path.open("r+b") as stream:
        _append(stream, placed, properties)
    return count


def _copy(part: Part, whole: pypdfium2.PdfDocument) -> _Placed:
    document = pypdfium2.PdfDocument(part.content)
    try:
        refuse_marked(document.get_metadata_value("Keywords"), part.title)
        placed = _Placed(part.title, part.label, len(whole))
        whole.import_pages(document)
    finally:
        document.close()
    return placed


def _append(stream: io.BufferedRandom, placed: list[_Placed], properties: PdfProperties) -> None:
    """The update: a catalog with bookmarks and labels in the place of the one that is there, and the information."""
    reader = PdfReader(stream)
    root, size = reader.trailer.raw_get("/Root"), reader.trailer["/Size"]
    if not isinstance(root, IndirectObject) or not isinstance(size, NumberObject):
        raise EngineError("PDF для печати не собрался: файл устроен не так, как ждали. Повторите или возьмите архив.")
    previous = _start_of_table(stream)
    catalog = DictionaryObject(reader.root_object)
    objects: dict[int, PdfObject] = {root.idnum: catalog}
    outlines = _outlines(reader, placed, int(size), objects)
    catalog[NameObject("/Outlines")] = outlines
    catalog[NameObject("/PageMode")] = NameObject("/UseOutlines")
    catalog[NameObject("/PageLabels")] = _labels(placed)
    info = max(objects) + 1
    told = information(properties).items()
    objects[info] = DictionaryObject({NameObject(key): TextStringObject(value) for key, value in told})
    _write_update(stream, objects, root.idnum, info, previous)


def _outlines(reader: PdfReader, placed: list[_Placed], size: int, objects: dict[int, PdfObject]) -> IndirectObject:
    """The bookmarks, one a part; the first number that is free is ``size``."""
    top = _reference(size, reader)
    numbers = range(size + 1, size + 1 + len(placed))
    for place, (number, part) in enumerate(zip(numbers, placed, strict=True)):
        page = reader.pages[part.first].indirect_reference
        item = DictionaryObject(
            {
                NameObject("/Title"): TextStringObject(part.title),
                NameObject("/Parent"): top,
                NameObject("/Dest"): ArrayObject([page or NullObject(), NameObject("/Fit")]),
            }
        )
        if place > 0:
            item[NameObject("/Prev")] = _reference(number - 1, reader)
        if place < len(placed) - 1:
            item[NameObject("/Next")] = _reference(number + 1, reader)
        objects[number] = item
    objects[size] = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Outlines"),
            NameObject("/First"): _reference(numbers[0], reader),
            NameObject("/Last"): _reference(numbers[-1], reader),
            NameObject("/Count"): NumberObject(len(placed)),
        }
    )
    return top


def _labels(placed: list[_Placed]) -> DictionaryObject:
    """«Акт № 5 1», «Акт № 5 2»: the label of a part and the page within it."""
    numbers = ArrayObject()
    for part in placed:
        label = DictionaryObject(
            {
                NameObject("/S"): NameObject("/D"),
                NameObject("/P"): TextStringObject(f"{part.label} "),
                NameObject("/St"): NumberObject(1),
            }
        )
        numbers.extend([NumberObject(part.first), label])
    return DictionaryObject({NameObject("/Nums"): numbers})


def _reference(number: int, reader: PdfReader) -> IndirectObject:
    return IndirectObject(number, _NEW_GENERATION, reader)


def _start_of_table(stream: io.BufferedRandom) -> int:
    """Where the last cross-reference table begins, as the end of the file says."""
    stream.seek(-64, io.SEEK_END)
    return int(stream.read().rpartition(b"startxref")[2].split()[0])


def _write_update(
    stream: io.BufferedRandom, objects: dict[int, PdfObject], root: int, info: int, previous: int
) -> None:
    stream.seek(0, io.SEEK_END)
    places = {}
    for number in sorted(objects):
        places[number] = stream.tell() + 1
        stream.write(f"\n{number} {_NEW_GENERATION} obj\n".encode())
        objects[number].write_to_stream(stream)
        stream.write(b"\nendobj\n")
    table = stream.tell()
    stream.write(b"xref\n")
    for number, place in places.items():
        stream.write(f"{number} 1\n{place:010d} {_NEW_GENERATION:05d} n \n".encode())
    trailer = f"trailer\n<< /Size {info + 1} /Root {root} 0 R /Info {info} 0 R /Prev {previous} >>\n"
    stream.write(f"{trailer}startxref\n{table}\n%%EOF\n".encode())
