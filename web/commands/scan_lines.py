"""Scans as lines of text: what became of a stack, what awaits a person, what lies in the tray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.filters import NBSP, plural
from tracker import phrases
from tracker.scans.confirming import Awaiting
from tracker.scans.filing import Filed
from tracker.scans.intake import TakenIn
from tracker.scans.states import PageState, ScanState
from tracker.scans.tray import PageAside

_LABELS = {
    PageState.BLANK: "пустая",
    PageState.DOUBLED: "повтор",
    PageState.DISCARDED: "убрана",
}


def taken_lines(taken: TakenIn) -> Iterator[str]:
    """What became of a stack, and what to do next. Files that were refused are told by ``refused_lines``."""
    for file in taken.files:
        if not file.problem:
            yield f"Принят {file.name}: {_pages(file.pages)}"
        elif file.is_known:
            yield f"{file.name}: {file.problem}, ничего не изменено"
    if taken.papers:
        several = len({paper.organization for paper in taken.papers}) > 1
        yield f"Документы: {len(taken.papers)}"
        yield from (f"  {_filed(paper, with_organization=several)}" for paper in taken.papers)
    if taken.blank:
        yield f"Пустые обороты: {taken.blank}"
    if taken.tray:
        yield f"В лотке: {len(taken.tray)}"
        yield from (f"  {page.id}: {page.file}, стр.{NBSP}{page.page} — {page.reason}" for page in taken.tray)
    yield from _next_steps(taken)


def refused_lines(taken: TakenIn) -> Iterator[str]:
    """Files that were not taken in, and why."""
    return (f"Не принят {file.name}: {file.problem}." for file in taken.files if file.problem and not file.is_known)


def _next_steps(taken: TakenIn) -> Iterator[str]:
    if any(paper.state is ScanState.AWAITS for paper in taken.papers):
        yield "Дальше: посмотрите подписи и подтвердите их — pervichka confirm"
    if taken.tray:
        yield "Лоток: pervichka tray show НОМЕР -o ФАЙЛ.png, затем tray file или tray discard"


def _filed(paper: Filed, *, with_organization: bool) -> str:
    whose = f", {paper.organization}" if with_organization else ""
    parts = [_came(paper)]
    if paper.doubled:
        parts.append(f"повторы: стр.{NBSP}{ranges(paper.doubled)}")
    if paper.is_completed:
        parts.append("дополнен прежний скан" if not paper.missing else "дополнен прежний скан, но он ещё не полон")
    if paper.state is ScanState.BESIDE:
        parts.append("подпись уже подтверждена, скан положен рядом")
    return f"{paper.name}{whose}, код{NBSP}{paper.page_id}: {'; '.join(parts)}"


def _came(paper: Filed) -> str:
    if len(paper.numbers) == paper.pages:
        return f"все страницы, {paper.pages}" if paper.pages > 1 else "одна страница"
    told = f"стр.{NBSP}{ranges(paper.numbers)} из {paper.pages}"
    return f"{told}, нет стр.{NBSP}{ranges(paper.missing)}" if paper.missing else told


def awaiting_line(paper: Awaiting) -> str:
    """«Акт № 1 от 22.11.2026 — ООО «Ромашка», сделка D1, код 7K3MZQ4X9B2T, скан от 23.11.2026; нет стр. 2 из 3»."""
    parts = [paper.client, f"сделка{NBSP}{paper.deal}" if paper.deal else "", f"код{NBSP}{paper.page_id}"]
    told = f"{paper.name} — {', '.join(filter(None, parts))}, скан от{NBSP}{phrases.day(paper.scanned_on)}"
    if paper.missing:
        told += f"; нет стр.{NBSP}{ranges(paper.missing)} из {paper.pages}"
    if paper.doubled:
        keys = ", ".join(str(key) for _, key in paper.doubled)
        told += f"; есть повторы страниц (pervichka tray show): {keys}"
    return told


def aside_line(page: PageAside) -> str:
    """«17: stack.pdf, стр. 4, от 23.11.2026 — код не прочитан»."""
    label = _LABELS.get(page.state, "")
    why = ": ".join(filter(None, (label, page.reason)))
    return f"{page.id}: {page.file}, стр.{NBSP}{page.page}, от{NBSP}{phrases.day(page.scanned_on)} — {why}"


def ranges(numbers: Sequence[int]) -> str:
    """«1–3, 7»."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _pages(count: int) -> str:
    return f"{count}{NBSP}{plural(count, 'страница', 'страницы', 'страниц')}"
