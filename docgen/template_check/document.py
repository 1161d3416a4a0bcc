"""A DOCX as the text that its author typed: paragraphs with their tags, and where formatting has cut a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.template_check.report import Note

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_KIND_OF_TAG = re.compile(r"\{([%{])\s*(tr|tc|p|r)\s+")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_LONGEST_SHOWN = 60
_NAMES = {"document": "текст", "footnotes": "сноски", "endnotes": "концевые сноски"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its runs of text in order, and what it stands in: a row and a cell, None outside of tables."""

    where: str
    runs: tuple[str, ...]
    row: object | None
    cell: object | None

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self.runs)


def paragraphs(parts: Mapping[str, bytes]) -> list[Paragraph]:
    """Paragraphs of all parts that may hold tags: the body first, then headers, footers and notes."""
    names = sorted(
        (name for name in parts if _PART.fullmatch(name)), key=lambda name: (name != "word/document.xml", name)
    )
    return [paragraph for name in names for paragraph in _of_part(name, parts[name])]


def _of_part(name: str, content: bytes) -> Iterator[Paragraph]:
    from lxml import etree  # slow, and only the limited process needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root: Any = etree.fromstring(content, parser)
    for number, element in enumerate(root.iter(f"{_WORD}p"), start=1):
        runs = tuple(_run_text(run) for run in element.iter(f"{_WORD}r") if _owner(run) is element)
        row = next(element.iterancestors(f"{_WORD}tr"), None)
        cell = next(element.iterancestors(f"{_WORD}tc"), None)
        yield Paragraph(_where(name, number, "".join(runs)), runs, row, cell)


def _owner(run: Any) -> Any:
    return next(run.iterancestors(f"{_WORD}p"), None)


def _run_text(run: Any) -> str:
    return "".join(
        (child.text or "") if child.tag == f"{_WORD}t" else " "
        for child in run
        if child.tag in (f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br")
    )


def _where(name: str, number: int, text: str) -> str:
    stem = name.removeprefix("word/").removesuffix(".xml")
    kind = _NAMES.get(stem) or ("верхний колонтитул" if stem.startswith("header") else "нижний колонтитул")
    shown = " ".join(text.split())
    cut = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return f"{kind}, абзац {number} «{cut}»"


def source_lines(found: list[Paragraph]) -> list[str]:
    """The template as Jinja reads it, a line for each paragraph; words of docxtpl («tr», «p») taken out of tags."""
    return [_KIND_OF_TAG.sub(r"{\1 ", paragraph.text).replace("\n", " ") for paragraph in found]


def broken_tags(found: list[Paragraph]) -> Iterator[Note]:
    """Tags that begin and do not end in one paragraph, and tags of rows and cells that stand outside of tables."""
    for paragraph in found:
        rest = _TAG.sub("", paragraph.text)
        loose = _BRACES.search(rest)
        if loose:
            yield Note(paragraph.where, f"тег не закрыт или лишние скобки «{loose[0]}»: весь тег нужен в одном абзаце")
        for tag in _TAG.findall(paragraph.text):
            yield from _misplaced(paragraph, tag)


def _misplaced(paragraph: Paragraph, tag: str) -> Iterator[Note]:
    found = _KIND_OF_TAG.match(tag)
    if found is None:
        return
    word = found[2]
    if word in ("tr", "tc") and paragraph.row is None:
        yield Note(paragraph.where, f"«{tag}» повторяет строки или столбцы и бывает только в таблице: перенесите его")
    if word == "p" and paragraph.text.strip() != tag:
        yield Note(paragraph.where, f"«{tag}» занимает весь абзац: поставьте его в абзац отдельно")


def split_tags(found: list[Paragraph]) -> Iterator[Note]:
    """Tags that formatting has cut into several runs: Word keeps «{{ cli» and «ent }}» apart."""
    for paragraph in found:
        ends = _ends(paragraph.runs)
        for tag in _TAG.finditer(paragraph.text):
            pieces = 1 + sum(tag.start() < end < tag.end() for end in ends)
            if pieces > 1:
                text = f"тег «{tag[0]}» разорван оформлением на {pieces}: выделите его и сбросьте оформление"
                yield Note(paragraph.where, text)


def _ends(runs: tuple[str, ...]) -> list[int]:
    ends, length = [], 0
    for run in runs:
        length += len(run)
        ends.append(length)
    return ends
