"""A DOCX as the text that its author typed: paragraphs with their tags, and where formatting has cut a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docgen.sandbox.places import WORD, part_name, place, run_text
from docgen.template_check.report import Note

_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_NOTES = "word/endnotes.xml"
_DRAWN = re.compile(r"word/(charts|diagrams)/[^/]+\.xml")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_KIND_OF_TAG = re.compile(r"\{([%{])(tr|tc|p|r)\s+")  # at once behind the brace: «{{ p }}» is a variable
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


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
    """Paragraphs of all parts whose tags are filled: the body first, then headers, footers and footnotes."""
    names = sorted(
        (name for name in parts if _PART.fullmatch(name)), key=lambda name: (name != "word/document.xml", name)
    )
    return [paragraph for name in names for paragraph in _of_part(name, parts[name])]


def _of_part(name: str, content: bytes) -> Iterator[Paragraph]:
    for number, element in enumerate(_root(content).iter(f"{WORD}p"), start=1):
        runs = tuple(run_text(run) for run in element.iter(f"{WORD}r") if _owner(run) is element)
        row = next(element.iterancestors(f"{WORD}tr"), None)
        cell = next(element.iterancestors(f"{WORD}tc"), None)
        yield Paragraph(place(name, number, "".join(runs)), runs, row, cell)


def _root(content: bytes) -> Any:
    from lxml import etree  # slow, and only the limited process needs it

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _owner(run: Any) -> Any:
    return next(run.iterancestors(f"{WORD}p"), None)


def source_lines(found: list[Paragraph]) -> list[str]:
    """The template as Jinja reads it, a line for each paragraph.

    As in docxtpl, words of its own («tr», «p») are taken out of tags and the curly quotes of Word made straight there.
    """
    return [_TAG.sub(_plain_tag, paragraph.text.replace("\n", " ")) for paragraph in found]


def _plain_tag(tag: re.Match[str]) -> str:
    return _KIND_OF_TAG.sub(r"{\1 ", tag[0]).translate(_STRAIGHT)


def broken_tags(found: list[Paragraph]) -> Iterator[Note]:
    """Tags that begin and do not end in one paragraph, and tags of rows and cells that stand in a wrong place."""
    for paragraph in found:
        rest = _TAG.sub("", paragraph.text)
        loose = _BRACES.search(rest)
        if loose:
            yield Note(paragraph.where, f"тег не закрыт или лишние скобки «{loose[0]}»: весь тег нужен в одном абзаце")
        for tag in _TAG.findall(paragraph.text):
            yield from _misplaced(paragraph, tag)
    yield from _beside_tags(found)


def _misplaced(paragraph: Paragraph, tag: str) -> Iterator[Note]:
    found = _KIND_OF_TAG.match(tag)
    if found is None:
        return
    word = found[2]
    if word in ("tr", "tc") and paragraph.row is None:
        yield Note(paragraph.where, f"«{tag}» повторяет строки или столбцы и бывает только в таблице: перенесите его")
    if word == "p" and paragraph.text.strip() != tag:
        yield Note(paragraph.where, f"«{tag}» занимает весь абзац: поставьте его в абзац отдельно")


def _beside_tags(found: list[Paragraph]) -> Iterator[Note]:
    """Rows with «{%tr», cells with «{%tc»: docxtpl puts the tag in the place of the whole row, so the rest is lost."""
    for word, called in (("tr", "строке"), ("tc", "ячейке")):
        holders: dict[object, list[Paragraph]] = {}
        for paragraph in found:
            holder = paragraph.row if word == "tr" else paragraph.cell
            if holder is not None:
                holders.setdefault(holder, []).append(paragraph)
        for inside in holders.values():
            yield from _crowded(inside, word, called)


def _crowded(inside: list[Paragraph], word: str, called: str) -> Iterator[Note]:
    tags = [(paragraph, tag) for paragraph in inside for tag in _TAG.findall(paragraph.text) if _is_of(tag, word)]
    if not tags:
        return
    where, first = tags[0][0].where, tags[0][1]
    if len(tags) > 1:
        yield Note(where, f"«{first}» и «{tags[1][1]}» в одной {called}: у каждого должна быть своя")
    elif "".join(paragraph.text for paragraph in inside).strip() != first:
        yield Note(where, f"в {called} с «{first}» другого текста не бывает, он пропадёт: перенесите его")


def _is_of(tag: str, word: str) -> bool:
    found = _KIND_OF_TAG.match(tag)
    return found is not None and found[2] == word


def dead_tags(parts: Mapping[str, bytes]) -> Iterator[Note]:
    """Tags where nothing fills them: a client would read «{{ seller.inn }}»."""
    for name, content in parts.items():
        if name == _NOTES:
            dead = (paragraph.where for paragraph in _of_part(name, content) if _TAG.search(paragraph.text))
            yield from (Note(where, "в концевых сносках теги не работают: перенесите их в текст") for where in dead)
        elif _DRAWN.fullmatch(name) and _TAG.search("".join(_root(content).itertext())):
            yield Note(f"{part_name(name)}, {name}", "в диаграммах и рисунках SmartArt теги не работают: уберите их")


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
