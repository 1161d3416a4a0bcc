"""`./run bench library`: long price lists against a bare reportlab canvas, and a thousand acts on two cores."""

from __future__ import annotations

import argparse
import ctypes
import gc
import io
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice, repeat
from typing import Any

import pypdfium2
import yaml

from docgen import fonts
from docgen.batch import Job, Rendered, Workers
from docgen.filters import money, qty
from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.papers import read_order
from docgen.papers.reading import PaperOrder, paper_from
from docgen.rendering import render_paper

CANVAS_LIMIT = 1.5
GROWTH_LIMIT = 5.2
MEMORY_LIMIT = 260
XLSX_LIMIT = 0.25
CORES_LIMIT = 1.8
FLAT_LIMIT = 10  # MB; a thousand acts are 40 MB
ROWS, FEWER_ROWS = 10_000, 2_000
ACTS = 1_000
TOLD = (0, 250, 500, 1_000)
_TURN = 125  # acts; the median turn of each way counts
_ROWS_IN_GROUP = 250
_MB = 1024 if sys.platform == "linux" else 1024 * 1024
_ONE_LIST = """
import resource
from docgen.rendering import render_paper
from tests.bench.library import ROWS, price_list
order = price_list(ROWS)
print(len(render_paper(order.kind, order.context, "pdf")), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Prints the figures and the verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--acts", type=int, default=ACTS)
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} ядра, медианы по {given.rounds} прогонам\n")
    memory = _memory()  # first, as a child's peak counts from what its parent held
    acts = _acts(given.acts)
    lists = _price_lists(given.rounds)
    print()
    _verdict(f"прайс-лист {ROWS} строк, PDF / холст reportlab", lists["pdf"] / lists["canvas"], CANVAS_LIMIT)
    _verdict(f"прайс-лист {ROWS} строк / {FEWER_ROWS} строк, PDF", lists["pdf"] / lists["fewer"], GROWTH_LIMIT)
    _verdict(f"прайс-лист {ROWS} строк, XLSX / PDF", lists["xlsx"] / lists["pdf"], XLSX_LIMIT)
    _verdict(f"прайс-лист {ROWS} строк, PDF: память нового процесса, МБ", memory, MEMORY_LIMIT)
    _verdict(f"{given.acts} актов, один тёплый процесс / два", acts["one"] / acts["two"], CORES_LIMIT, at_least=True)
    _verdict(f"{given.acts} актов: рост памяти родителя, МБ", acts["growth"], FLAT_LIMIT)


def price_list(rows: int) -> PaperOrder:
    """The sample of the price list with its positions repeated, each under a code of its own."""
    kind = find_kind("price_list")
    data = yaml.safe_load((kind.folder / "sample.yaml").read_text(encoding="utf-8"))
    data |= {"date": str(data["date"]), "valid_until": str(data["valid_until"])}
    known = [item for group in data["groups"] for item in group["items"]]
    items = [{**known[number % len(known)], "code": f"LED-{number:05}"} for number in range(rows)]
    starts = range(0, rows, _ROWS_IN_GROUP)
    data["groups"] = [
        {"title": f"Светильники, раздел {place + 1}", "items": items[start : start + _ROWS_IN_GROUP]}
        for place, start in enumerate(starts)
    ]
    del data["discounts"]
    return paper_from(Source(data, ()), kind)


def _price_lists(rounds: int) -> dict[str, float]:
    """Processor seconds of each way, taken turn by turn."""
    order, fewer = price_list(ROWS), price_list(FEWER_ROWS)
    canvas = Canvas()
    made = {
        "canvas": lambda: canvas.price_list(order),
        "pdf": lambda: render_paper(order.kind, order.context, "pdf"),
        "fewer": lambda: render_paper(order.kind, fewer.context, "pdf"),
        "xlsx": lambda: render_paper(order.kind, order.context, "xlsx"),
    }
    pages = {name: len(pypdfium2.PdfDocument(made[name]())) for name in ("canvas", "pdf")}
    taken = _medians(made, rounds)
    _row(f"холст reportlab, {ROWS} строк ({pages['canvas']} стр.): те же ячейки и линии, без переноса", taken["canvas"])
    _row(f"прайс-лист PDF, {ROWS} строк ({pages['pdf']} стр.)", taken["pdf"])
    _row(f"прайс-лист PDF, {FEWER_ROWS} строк", taken["fewer"])
    _row(f"прайс-лист XLSX, {ROWS} строк", taken["xlsx"])
    return taken


class Canvas:
    """The same cells and rules, drawn straight with reportlab: no layout, no breaking of lines, no CSS."""

    _LEFT, _TOP, _BOTTOM, _STEP = 57, 790, 60, 14.5
    _COLUMNS = (  # edge in points from the left, and the method that writes there
        (4, "drawString"),
        (64, "drawString"),
        (290, "drawCentredString"),
        (361, "drawRightString"),
        (385, "drawCentredString"),
        (452, "drawRightString"),
        (492, "drawRightString"),
    )
    _HEAD = ("Артикул", "Наименование", "Ед.", "Цена с НДС, руб.", "Ставка НДС", "В т. ч. НДС, руб.", "Мин. партия")
    _WIDTH = 496

    def __init__(self) -> None:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        for name in ("PTSans-Regular", "PTSans-Bold"):
            pdfmetrics.registerFont(TTFont(name, str(fonts.folder() / f"{name}.ttf")))

    def price_list(self, order: PaperOrder) -> bytes:
        """The table of a price list, page by page."""
        from reportlab.pdfgen.canvas import Canvas as Sheet

        stream = io.BytesIO()
        sheet = Sheet(stream, pageCompression=1)
        height, page = 0.0, 0
        for row in _rows(order):
            if height < self._BOTTOM:
                if page:
                    sheet.showPage()
                page += 1
                height = self._begun(sheet, page)
            self._written(sheet, row, height)
            height -= self._STEP
        sheet.save()
        return stream.getvalue()

    def _begun(self, sheet: Any, page: int) -> float:
        sheet.setLineWidth(0.57)
        sheet.setFont("PTSans-Regular", 7.5)
        sheet.drawRightString(self._LEFT + self._WIDTH, 30, f"Страница {page}")
        sheet.setFont("PTSans-Bold", 8)
        self._written(sheet, self._HEAD, self._TOP)
        sheet.setFont("PTSans-Regular", 8.5)
        return self._TOP - self._STEP

    def _written(self, sheet: Any, row: tuple[str, ...], height: float) -> None:
        for (edge, method), text in zip(self._COLUMNS, row, strict=False):
            if text:
                getattr(sheet, method)(self._LEFT + edge, height, text)
        sheet.line(self._LEFT, height - 4, self._LEFT + self._WIDTH, height - 4)


def _rows(order: PaperOrder) -> Iterator[tuple[str, ...]]:
    for group in order.context["groups"]:
        yield (group["title"],)
        for item in group["rows"]:
            yield (
                item["code"],
                item["name"],
                item["unit"],
                _shown(item["price"]),
                item["rate"],
                _shown(item["vat"]),
                qty(item["lot"]) if item["lot"] else "",
            )


def _shown(amount: Decimal | str) -> str:
    return amount if isinstance(amount, str) else money(amount)


def _memory() -> float:
    """Megabytes at the highest of a process that makes one list and nothing else, and counts all that it read."""
    told = subprocess.run([sys.executable, "-c", _ONE_LIST], check=True, capture_output=True, text=True).stdout
    size, peak = (int(part) for part in told.split())
    print(f"{peak / _MB:9.1f} МБ  новый процесс: чтение {ROWS} строк и PDF ({size / 1e6:.1f} МБ)")
    return peak / _MB


def _acts(count: int) -> dict[str, float]:
    """Seconds of a thousand acts on one warm worker and on two, by turns, and what this process grew by."""
    kind = find_kind("acceptance_certificate")
    job = Job(kind=kind.name, context=read_order(kind.folder / "sample.yaml", kind.name).context)
    turns = max(count // _TURN, 1)
    taken: dict[int, list[float]] = {1: [], 2: []}
    with Workers(1) as alone, Workers(2) as both:
        for workers in (alone, both):
            _made(workers.render([job] * 16), 16)
        batches = {1: alone.render(repeat(job)), 2: both.render(repeat(job))}
        gc.collect()
        told = {0: _peak()}
        for turn in range(1, turns + 1):
            for number, batch in batches.items():
                started = time.perf_counter()
                _made(batch, _TURN)
                taken[number].append(time.perf_counter() - started)
            told[turn * _TURN] = _peak()
        for batch in batches.values():
            batch.close()
    one, two = (statistics.median(times) * turns for times in taken.values())
    _row(f"{turns * _TURN} актов на одном тёплом процессе", one)
    _row(f"{turns * _TURN} актов на двух тёплых процессах", two)
    shown = {number: size for number, size in told.items() if number in TOLD}
    print(
        f"{'память':>12}  родителя: " + ", ".join(f"{number} актов — {size:.1f} МБ" for number, size in shown.items())
    )
    return {"one": one, "two": two, "growth": _peak() - told[0]}


def _made(batch: Iterator[Rendered], count: int) -> None:
    """Takes so many acts and lets them go; one that fails ends the bench."""
    for rendered in islice(batch, count):
        if rendered.content is None:
            raise SystemExit(rendered.error)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB


def _medians(works: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Medians of processor time of works done by turns, so that a busy minute of the machine falls on all of them.

    Each begins with no memory kept from the one before: else a short work would find its memory ready after a long one,
    while a long one pays for its own every time.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", int)  # of the GNU C library
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            give_back(0)
            started = time.process_time()
            work()
            taken[name].append(time.process_time() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def _row(name: str, seconds: float) -> None:
    print(f"{seconds * 1000:9.1f} мс  {name}")


def _verdict(name: str, value: float, limit: float, *, at_least: bool = False) -> None:
    is_met = value >= limit if at_least else value <= limit
    print(f"{name}: {value:.2f} (цель {'≥' if at_least else '≤'} {limit}) {'✓' if is_met else '✗'}")


if __name__ == "__main__":
    main()
