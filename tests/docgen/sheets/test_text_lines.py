"""Lines that a text takes: counted from the fonts, never fewer than either engine draws."""

from __future__ import annotations

import random
from datetime import date
from html import escape
from itertools import pairwise

import pypdfium2
import pytest

from docgen.pdf import PdfProperties, render_pdf
from docgen.sheets.text_lines import MM_IN_POINT, lines_needed

PROPERTIES = PdfProperties(title="А", author="Б", subject="В", keywords="", created=date(2026, 11, 22))
WIDTH, SIZE, LINE = 46.0, 7.0, 2.0
SIGNS = [
    "абвгдежзиклмнопрстуфхцчшщэюя", "ABCDEFGHWMijl", "0123456789", "-", "/", ".,:;",
    "()[]«»\"'", "—–", "№%+×°", " ", "\u00a0", "🚀",
]  # fmt: skip


def nonsense(chance: random.Random) -> str:
    weights = [chance.random() ** 3 for _ in SIGNS]
    length = chance.choice([10, 60, 250])
    return "".join(chance.choice(sign) for sign in chance.choices(SIGNS, weights, k=length)).strip() or "x"


def sentence(chance: random.Random) -> str:
    words = [
        "светильник", "ВВГнг(А)-LS", "3×1,5", "«Офис-Люкс»", "36 Вт,", "промышленно-складской", "№ 5",
        "LED/RGB", "—", "(белый)", "ТУ-27.40.25-001", "и", "0,66/1.0кВ", "100%", "съёмный.",
    ]  # fmt: skip
    return " ".join(chance.choice(words) for _ in range(chance.randint(1, 40)))


def drawn_lines(texts: list[str], engine: str) -> list[int]:
    """Each text in a row of a table, with a mark in the row's first line: the distance of marks tells the lines."""
    rows = "".join(f"<tr><td>{number}</td><td>{escape(text)}</td></tr>" for number, text in enumerate(texts, 1))
    style = (
        f"@page {{ size: 100mm 5000mm; margin: 0 }} body {{ margin: 0; font: {SIZE}pt/{LINE} 'PT Sans', 'Noto Sans';"
        " font-variant-ligatures: none; overflow-wrap: break-word }"
        f" table {{ border-collapse: collapse; table-layout: fixed; width: {WIDTH + 12}mm }}"
        " td { padding: 0; vertical-align: top; overflow-wrap: break-word }"
    )
    html = f'<style>{style}</style><table><col style="width:12mm"><col>{rows}<tr><td>0</td><td></td></tr></table>'
    page = pypdfium2.PdfDocument(render_pdf(html, PROPERTIES, engine))[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(number) for number in range(text.count_chars())]
    marks = sorted({round(box[3], 1) for box in boxes if box[0] < 12 / MM_IN_POINT - 1 and box[3]}, reverse=True)
    tops = [marks[0], *(mark for mark, above in zip(marks[1:], marks, strict=False) if above - mark > SIZE)]
    assert len(tops) == len(texts) + 1
    return [round((above - below) / SIZE / LINE) for above, below in pairwise(tops)]


@pytest.mark.parametrize("engine", ["plutoprint", pytest.param("weasyprint", marks=pytest.mark.pango)])
def test_no_engine_draws_more_lines_than_were_counted(engine: str) -> None:
    chance = random.Random(12)
    texts = [nonsense(chance) for _ in range(150)] + [sentence(chance) for _ in range(150)]
    counted = [lines_needed(text, WIDTH, SIZE) for text in texts]
    drawn = [lines for start in range(0, 300, 60) for lines in drawn_lines(texts[start : start + 60], engine)]
    assert [text for text, few, many in zip(texts, counted, drawn, strict=True) if few < many] == []
    usual = range(150, 300)
    assert sum(counted[number] for number in usual) <= 1.06 * sum(drawn[number] for number in usual), "not half empty"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("Кабель", 1),
        ("Ж" * 300, 14),
        ("Светильник светодиодный аварийный 18 Вт, 4000 К, с блоком питания на 3 часа", 2),
        ("1\u00a0234\u00a0567,89", 1),
    ],
)
def test_lines_of_a_cell(text: str, lines: int) -> None:
    assert lines_needed(text, WIDTH, SIZE) == lines


def test_a_figure_is_not_broken_at_its_no_break_spaces_unless_it_must() -> None:
    figure = "999\u00a0999\u00a0999"
    assert lines_needed(f"Итого {figure}", 14, SIZE) == 2
    assert lines_needed(figure, 9, SIZE) == 2


def test_bold_type_is_wider() -> None:
    text = "Генеральный директор общества"
    assert lines_needed(text, 36.5, SIZE, is_bold=True) > lines_needed(text, 36.5, SIZE)
