"""What papers a deal lacks: facts in, papers out; knows no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from docgen.documents import Consignment, DealKind
from docgen.library import find_kind
from docgen.vat import TaxStatus, VatError, default_code, rate_on
from tracker import phrases
from tracker.closing.cases import Case, Owed
from tracker.closing.choices import Choice, GoodsPaper, ServicesPaper
from tracker.closing.lines import is_rate_unknown
from tracker.evidence import (
    CERTIFICATE,
    DEEMED,
    GOODS_PAPERS,
    HANDOVER,
    TAX_INVOICE,
    TRANSFER_DOCUMENT,
    WAYBILL,
    working_day,
)
from tracker.facts import ObligationKind

TAX_DAYS: Final = 5
"""Days for a tax invoice after the performance, п. 3 ст. 168 НК РФ."""

LONG_AGO: Final = 45
"""Days after which a paper that bears the day of performance looks backdated."""

RANK: Final = (WAYBILL, HANDOVER, CERTIFICATE, TRANSFER_DOCUMENT, TAX_INVOICE)
"""Papers of one day in the order of issue: a tax invoice names the paper of the shipment."""

_BOTH = 1  # status of a УПД that is a tax invoice too
_ALONE = 2
_NEEDS_BASIS = frozenset({WAYBILL, HANDOVER, CERTIFICATE})
_DATED_BY_ITSELF = frozenset({WAYBILL, HANDOVER})  # these forms have no day of shipment, so VAT goes by their date


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of paper; ``status`` of a УПД: 1 with a tax invoice in it, 2 without."""

    kind: str
    status: int | None = None

    @property
    def is_tax_invoice(self) -> bool:
        """Whether its number and day follow the rules of tax invoices."""
        return self.kind == TAX_INVOICE or self.status == _BOTH

    @property
    def word(self) -> str:
        """«Акт», «УПД», «УПД (статус 2)»."""
        caption = find_kind(self.kind).caption
        return f"{caption} (статус 2)" if self.status == _ALONE else caption


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A paper that a deal lacks.

    covers: kopecks by obligation. problem: why it cannot be issued, in Russian, or None. is_late: the performance is of
    an earlier month. notes: what to know before it is issued.
    """

    case: Case
    form: Form
    performed_on: date
    dated_on: date
    covers: tuple[tuple[Owed, int], ...]
    is_late: bool
    problem: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names it among all of a closing: it stays the same when other papers are issued."""
        status = self.form.status or ""
        return f"{self.case.deal_id}:{self.performed_on}:{self.form.kind}{status}"

    @property
    def amount(self) -> int:
        """What it covers, kopecks."""
        return sum(amount for _, amount in self.covers)

    @property
    def order(self) -> tuple[date, int, int, date]:
        """Where it stands among the papers of an organisation: numbers follow days."""
        return self.dated_on, RANK.index(self.form.kind), self.case.deal_id, self.performed_on


def lacking_of(case: Case, choice: Choice) -> list[Lacking]:
    """Papers that the deal lacks by the end of the month, in the order of issue."""
    closing = [_paper(case, choice, form, on, covers) for (on, form), covers in _grouped(case, choice).items()]
    found = [*closing]
    for on, covers in _taxable(case, choice, closing).items():
        invoice = _paper(case, choice, Form(kind=TAX_INVOICE), on, covers)
        keys = {owed.id for owed, _ in covers}
        obstacle = next((one.problem for one in closing if one.problem and _touches(one, keys)), None)
        is_shipped = any(one.covers & keys for one in case.shipments) or any(_touches(one, keys) for one in closing)
        if obstacle is not None or not is_shipped:
            invoice = replace(invoice, problem=obstacle or "нет документа об отгрузке, который он должен назвать.")
        found.append(invoice)
    return sorted(found, key=lambda paper: paper.order)


def _touches(paper: Lacking, keys: Collection[int]) -> bool:
    return any(owed.id in keys for owed, _ in paper.covers)


def _in_time(case: Case, choice: Choice) -> Iterator[Owed]:
    for owed in case.owed:
        if (choice.since is None or owed.performed_on >= choice.since) and owed.performed_on <= choice.last:
            yield owed


def _grouped(case: Case, choice: Choice) -> Mapping[tuple[date, Form], tuple[tuple[Owed, int], ...]]:
    """What no paper covers yet, by day and paper."""
    groups: dict[tuple[date, Form], list[tuple[Owed, int]]] = {}
    for owed in _in_time(case, choice):
        left = owed.performed - owed.confirmed
        if left > 0:
            form = _form(case, choice, owed, left)
            groups.setdefault((owed.performed_on, form), []).append((owed, left))
    return {key: tuple(covers) for key, covers in groups.items()}


def _form(case: Case, choice: Choice, owed: Owed, left: int) -> Form:
    """A УПД is a tax invoice too where the seller owes one and has not issued it yet."""
    if owed.kind is ObligationKind.HANDOVER or _is_on_commission(case, owed):
        return Form(kind=HANDOVER)
    if owed.kind in DEEMED and choice.services is ServicesPaper.ACT:
        return Form(kind=CERTIFICATE)
    if owed.kind is ObligationKind.GOODS and choice.goods is GoodsPaper.WAYBILL:
        return Form(kind=WAYBILL)
    is_both = _needs_tax_invoice(case, owed) and owed.performed - owed.taxed >= left
    return Form(kind=TRANSFER_DOCUMENT, status=_BOTH if is_both else _ALONE)


def _is_on_commission(case: Case, owed: Owed) -> bool:
    """Handing goods over to a commission agent is no sale: there is no tax invoice of it.

    A supply that is paid for as goods are resold is a sale at once: property passes, VAT is due (п. 1 ст. 167 НК РФ).
    """
    is_sale = case.agreed is not None and case.agreed.consignment == Consignment.DEFERRED_SUPPLY.value
    return case.kind is DealKind.CONSIGNMENT and owed.kind is ObligationKind.GOODS and not is_sale


def _needs_tax_invoice(case: Case, owed: Owed) -> bool:
    is_waived = case.waiver_on is not None and case.waiver_on <= owed.performed_on
    return case.seller_vat is not TaxStatus.EXEMPT and not is_waived and not _is_on_commission(case, owed)


def _taxable(case: Case, choice: Choice, closing: Iterable[Lacking]) -> Mapping[date, tuple[tuple[Owed, int], ...]]:
    """What no tax invoice covers, nor will when the closing papers are issued, by day."""
    coming = {owed.id: amount for paper in closing if paper.form.is_tax_invoice for owed, amount in paper.covers}
    groups: dict[date, list[tuple[Owed, int]]] = {}
    for owed in _in_time(case, choice):
        left = owed.performed - owed.taxed - coming.get(owed.id, 0)
        if left > 0 and _needs_tax_invoice(case, owed):
            groups.setdefault(owed.performed_on, []).append((owed, left))
    return {on: tuple(covers) for on, covers in groups.items()}


def _paper(case: Case, choice: Choice, form: Form, on: date, covers: tuple[tuple[Owed, int], ...]) -> Lacking:
    is_late = on < choice.first
    notes: tuple[str, ...]
    if form.is_tax_invoice:
        is_in_term = choice.today <= working_day(on + timedelta(TAX_DAYS))
        dated = on if is_in_term else choice.today
        notes = (
            () if is_in_term else (f"пять дней с {phrases.day(on)} прошли: дата — {phrases.day(dated)}, день выпуска",)
        )
    else:
        dated = choice.today if is_late else on
        notes = tuple(_notes_of_day(choice, on, is_late=is_late))
    paper = Lacking(
        case=case, form=form, performed_on=on, dated_on=dated, covers=covers, is_late=is_late, notes=notes
    )  # fmt: skip
    return replace(paper, problem=_problem(paper))


def _notes_of_day(choice: Choice, on: date, *, is_late: bool) -> Iterator[str]:
    passed = (choice.today - on).days
    if is_late:
        yield f"исполнено {phrases.day(on)}, документ — датой выпуска"
    elif passed > LONG_AGO:
        yield f"дней со дня исполнения: {passed}, а документ — его датой: задним числом его оспорят (п. 3 ст. 9 402-ФЗ)"


def _problem(paper: Lacking) -> str | None:
    """Why the paper cannot be issued, in Russian; None if nothing is known against it."""
    case, kind = paper.case, paper.form.kind
    if case.kind is DealKind.CONSIGNMENT and kind in GOODS_PAPERS and not case.is_contract_signed:
        return "товар не отпускается без подписанного договора: отметьте подпись клиента (pervichka paper record)."
    if kind in _NEEDS_BASIS and case.basis is None:
        return "в сделке нет ни договора, ни счёта, на который сослаться: выпустите договор или запишите его."
    if kind != TAX_INVOICE and case.basis is not None and case.basis.date > paper.dated_on:
        return f"{case.basis.title} от {phrases.day(case.basis.date)} позже документа: проверьте дату исполнения."
    if is_rate_unknown(case, paper.covers, paper.performed_on):
        return "в договоре строки с разными ставками НДС, а исполнено не всё: выпустите документ из файла со строками."
    if _is_rate_of_another_day(paper):
        return "с дня исполнения сменилась ставка НДС, а в этой форме она — по дате документа: выберите УПД."
    return None


def _is_rate_of_another_day(paper: Lacking) -> bool:
    case = paper.case
    is_by_date = paper.form.kind in _DATED_BY_ITSELF or (
        paper.form.kind == CERTIFICATE and any(owed.kind is ObligationKind.WORKS for owed, _ in paper.covers)
    )
    if not is_by_date or paper.dated_on == paper.performed_on or case.seller_vat is TaxStatus.EXEMPT:
        return False
    code = default_code(case.seller_vat)
    try:
        return rate_on(code, paper.dated_on) != rate_on(code, paper.performed_on)
    except VatError:
        return True
