"""The text of a card that came as a file: TXT, DOCX, XLSX, PDF. It is opened in the limited process."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from docgen.errors import Fault, InputError, TemplateError
from docgen.sandbox import Answer, SandboxError, run
from docgen.sandbox.limits import Limits

_JOB: Final = "read_card"
_LIMITS: Final = Limits(cpu=10, wall=20.0)
_LONGEST: Final = 50_000
_MOST_PAGES: Final = 5
_SUFFIXES: Final = (".txt", ".docx", ".xlsx", ".pdf")
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of_card(content: bytes, name: str) -> str:
    """The text. Raises InputError with one fault at «card» for a file that cannot be read, in Russian."""
    suffix = PurePath(name).suffix.casefold()
    if suffix not in _SUFFIXES:
        raise _refused("такой файл не читается: нужен TXT, DOCX, XLSX или PDF; можно вставить реквизиты текстом")
    if suffix == ".txt":
        return _decoded(content)
    try:
        text = str(run(_JOB, {"content": content, "suffix": suffix}, _LIMITS).facts["text"])
    except (SandboxError, TemplateError) as error:
        raise _refused("файл не читается или устроен необычно: откройте его и вставьте реквизиты текстом") from error
    if not text.strip():
        raise _refused("в файле нет текста, вероятно это картинка: наберите реквизиты или вставьте их текстом")
    return text


def read(payload: Mapping[str, Any]) -> Answer:
    """The job: the text of ``content`` by its ``suffix``, cells of a table parted by tabs."""
    pieces = {".docx": _of_docx, ".xlsx": _of_xlsx, ".pdf": _of_pdf}[payload["suffix"]](payload["content"])
    return Answer(facts={"text": "\n".join(pieces)[:_LONGEST]})


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return content.decode(encoding)[:_LONGEST]
        except UnicodeDecodeError:
            continue
    return content.decode("cp1251", "replace")[:_LONGEST]


def _of_docx(content: bytes) -> Iterator[str]:
    from lxml import etree

    from docgen.sandbox.ooxml import read_parts

    body = read_parts(content).get("word/document.xml", b"")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateError("Файл не читается как документ Word.") from error
    rows = set(root.iter(f"{_WORD}tr"))
    for element in root.iter(f"{_WORD}tr", f"{_WORD}p"):
        if element in rows:
            yield "\t".join(" ".join(_paragraph(one) for one in cell.iter(f"{_WORD}p")) for cell in _cells(element))
        elif not any(parent in rows for parent in element.iterancestors(f"{_WORD}tr")):
            yield _paragraph(element)


def _cells(row: Any) -> Iterator[Any]:
    return iter(row.iterchildren(f"{_WORD}tc"))


def _paragraph(element: Any) -> str:
    words = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n"}
    return "".join(words.get(part.tag, part.text or "") for part in element.iter(f"{_WORD}t", *words))


def _of_xlsx(content: bytes) -> Iterator[str]:
    import python_calamine

    from docgen.sandbox.ooxml import read_parts

    read_parts(content)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names[:_MOST_PAGES]:
            sheet = workbook.get_sheet_by_name(name)
            for row in sheet.to_python()[:1_000]:
                yield "\t".join(_cell(cell) for cell in row[:50] if cell != "")
    except python_calamine.CalamineError as error:
        raise TemplateError("Файл не читается как книга Excel.") from error


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _of_pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        for number in range(min(len(document), _MOST_PAGES)):
            yield document[number].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError as error:
        raise TemplateError("Файл не читается как PDF.") from error


def _refused(text: str) -> InputError:
    return InputError([Fault("card", text[0].upper() + text[1:] + ".")])
