"""Places in a Word file as its author finds them: the part by its Russian name, the paragraph by number and text."""

from __future__ import annotations

from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONGEST_SHOWN = 60
_NAMES = {
    "document": "текст", "footnotes": "сноски", "endnotes": "концевые сноски", "comments": "примечания",
}  # fmt: skip


def place(name: str, number: int, text: str) -> str:
    """«текст, абзац 2 «Всего …»» for the part ``name`` («word/document.xml»)."""
    shown = " ".join(text.split())
    cut = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return f"{part_name(name)}, абзац {number} «{cut}»"


def part_name(name: str) -> str:
    """«текст», «верхний колонтитул», «сноски», «диаграмма»; a part that nobody sees in Word stays as it is called."""
    stem = name.removeprefix("word/").removesuffix(".xml")
    for start, told in (("header", "верхний колонтитул"), ("footer", "нижний колонтитул"), ("charts/", "диаграмма")):
        if stem.startswith(start):
            return told
    return _NAMES.get(stem, name)


def run_text(run: Any) -> str:
    """The text of a run; tabs and breaks are spaces."""
    return "".join(
        (child.text or "") if child.tag == f"{WORD}t" else " "
        for child in run
        if child.tag in (f"{WORD}t", f"{WORD}tab", f"{WORD}br")
    )
