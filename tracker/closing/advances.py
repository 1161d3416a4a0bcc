"""What of the money and of the tax invoices on advances a shipment uses up: lines 5 and 5б of its tax invoice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tracker.closing.cases import Case, Prepaid
from tracker.closing.papers import TAX_DAYS, Lacking
from tracker.evidence import working_day


def payments_of(paper: Lacking) -> list[Prepaid]:
    """Money that had come before the day of the shipment and that nothing before it used up, oldest first."""
    before = (one for one in paper.case.payments if one.on < paper.performed_on)
    return [one for one in _used(paper, before) if one.number is not None]


def advances_of(paper: Lacking) -> list[Prepaid]:
    """Tax invoices on advances that the shipment uses up (подп. 4 п. 5 ст. 169 НК РФ names them in line 5б)."""
    return list(_used(paper, (one for one in paper.case.advances if one.on <= paper.dated_on)))


def is_advance_untaxed(paper: Lacking) -> bool:
    """Whether the shipment uses up an advance of more than five days and no tax invoice on it is known."""
    old = (one for one in payments_of(paper) if working_day(one.on + timedelta(TAX_DAYS)) < paper.performed_on)
    return paper.form.is_tax_invoice and any(old) and not advances_of(paper)


def _used(paper: Lacking, received: Iterable[Prepaid]) -> Iterator[Prepaid]:
    """Those that pay for what was performed on the day of the paper, after what was performed before it."""
    start, end = _stretch(paper.case, paper)
    reached = 0
    for one in received:
        begins, reached = reached, reached + one.amount
        if reached > start and begins < end:
            yield one


def _stretch(case: Case, paper: Lacking) -> tuple[int, int]:
    """Where the performance of the day lies on the line of all that was performed, kopecks."""
    start = sum(owed.performed for owed in case.owed if owed.performed_on < paper.performed_on)
    return start, start + sum(owed.performed for owed in case.owed if owed.performed_on == paper.performed_on)
