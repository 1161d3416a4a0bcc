"""What is asked in a claim: debts with their papers, terms and payments, and the computed interest or penalty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import ConfigDict, Field, ValidationError

from docgen.blocks.base import Block
from docgen.blocks.references import ReferenceSection, show_reference
from docgen.claims.computing import Claim, ClaimError, Interest, Sanction, compute
from docgen.claims.debts import Debt, DebtError, Payment, balances
from docgen.claims.interest import FIRST_DAY
from docgen.claims.penalty import PenaltyTerms
from docgen.claims.views import ClaimView, show_claim
from docgen.errors import DocgenError
from docgen.intake.fields import Amount, Choice, Day, Flag, read_or_none
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import MOST_ROUBLES, Date, Label, Percent, Section
from docgen.money import Money
from docgen.shapes import Shape, shape_of
from docgen.words import date_short

_MOST_DEBTS = 500
_Sum = Annotated[Decimal, Amount(places=2, most=MOST_ROUBLES)]


class PaymentSection(Section):
    """Что уже заплачено по этому долгу."""

    model_config = ConfigDict(title="Оплата")

    on: Date = Field(title="Дата оплаты", description="ГГГГ-ММ-ДД; этот день ещё день просрочки")
    amount: _Sum = Field(title="Сумма оплаты", description="Рубли; засчитывается в основной долг")
    document: Label | None = Field(None, title="Документ", description="Например, платёжное поручение № 5")


class DebtSection(Section):
    """За что, сколько и до какого дня следовало заплатить."""

    model_config = ConfigDict(title="Долг")

    document: ReferenceSection = Field(title="Документ", description="Накладная, акт, УПД: откуда долг")
    amount: _Sum = Field(title="Сумма к оплате", description="Рубли, вместе с уже оплаченным")
    due_on: Date = Field(
        title="Последний день оплаты", description="Если пал на выходной — следующий рабочий день (ст. 193 ГК РФ)"
    )
    arose_on: Date | None = Field(
        None, title="Когда долг возник", description="Нужно для моратория 2022 года; без него — дата документа"
    )
    payments: Annotated[tuple[PaymentSection, ...], Field(max_length=_MOST_DEBTS)] | None = Field(
        None, title="Оплаты", description="Частичные оплаты этого долга"
    )


class PenaltySection(Section):
    """Как в договоре."""

    model_config = ConfigDict(title="Пени")

    percent_per_day: Percent = Field(title="Процент в день", description="От неуплаченной в срок суммы, в кавычках")
    cap_percent: Percent | None = Field(
        None, title="Предел", description="Не больше стольких процентов от неуплаченной в срок суммы"
    )


class ClaimSection(Section):
    """Долги и что к ним добавить."""

    model_config = ConfigDict(title="Требование")

    sanction: Annotated[Sanction, Choice(Sanction)] = Field(
        title="Санкция", description="interest — проценты по ст. 395 ГК РФ, penalty — пени по договору, none — без них"
    )
    penalty: PenaltySection | None = Field(None, title="Пени", description="Только при sanction: penalty")
    computed_on: Date | None = Field(
        None, title="Дата расчёта", description="Последний день, который вошёл в расчёт; без неё — дата документа"
    )
    without_moratorium: Annotated[bool, Flag()] | None = Field(
        None, title="Мораторий не применяется", description="Если должник отказался от моратория 2022 года"
    )
    debts: Annotated[tuple[DebtSection, ...], Field(min_length=1, max_length=_MOST_DEBTS)] = Field(
        title="Долги", description="По каждому документу отдельно"
    )


class ClaimBlock(Block):
    """Debts of one debtor and one sanction for all of them, computed to a day; the law is in docgen.claims."""

    stands_alone = True

    def annotation(self) -> Any:
        return ClaimSection

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        paper_on = read_or_none(Day(), root["date"].value)
        if not place.is_section or paper_on is None:
            return
        found = [*_check_day(place, paper_on), *_check_sanction(place)]
        computed_on = read_or_none(Day(), place["computed_on"].value) or paper_on
        is_interest = place["sanction"].text == Sanction.INTEREST
        for debt in place["debts"]:
            found += _check_debt(debt, computed_on, is_interest=is_interest)
        yield from found or _check_whole(place, computed_on)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        if value is None:
            return None
        claim = _computed(value, value.computed_on or values["date"])
        return show_claim(claim, [show_reference(debt.document) for debt in value.debts])

    def shape(self) -> Shape:
        return shape_of(ClaimView, self.spec.title)


def _check_day(place: Place, paper_on: date) -> Iterator[Problem]:
    computed_on = read_or_none(Day(), place["computed_on"].value)
    if computed_on and computed_on > paper_on:
        yield Problem(place["computed_on"].loc, f"это позже даты документа ({paper_on}): проверьте обе даты")


def _check_sanction(place: Place) -> Iterator[Problem]:
    sanction = read_or_none(Choice(Sanction), place["sanction"].value)
    penalty = place["penalty"]
    if sanction is Sanction.PENALTY and not penalty.is_given:
        yield Problem(penalty.loc, "не сказано, какие пени в договоре: добавьте «penalty» с процентом в день")
    if sanction not in (None, Sanction.PENALTY) and penalty.is_given:
        yield Problem(
            penalty.loc,
            "за одну просрочку требуют или пени, или проценты (п. 4 ст. 395 ГК РФ): уберите «penalty» или исправьте "
            "sanction",
        )


def _check_debt(place: Place, computed_on: date, *, is_interest: bool) -> Iterator[Problem]:
    section = _valid(DebtSection, place.value)
    if section is None:
        return
    try:
        late = balances(_debt(section), computed_on)
    except DebtError as error:
        yield Problem(place[error.part].loc, error.text)
        return
    if is_interest and late and late[0].start < FIRST_DAY:
        text = f"проценты по ст. 395 ГК РФ считаются здесь с {date_short(FIRST_DAY)}: уберите этот долг"
        yield Problem(place["due_on"].loc, text)


def _check_whole(place: Place, computed_on: date) -> Iterator[Problem]:
    section = _valid(ClaimSection, place.value)
    if section is None:
        return
    try:
        _computed(section, computed_on)
    except ClaimError:
        yield Problem(place["debts"].loc, "требовать нечего, всё оплачено в срок: проверьте суммы, сроки и оплаты")
    except DocgenError as error:
        yield Problem(place["debts"].loc, str(error))


def _valid(model: type[Section], value: object) -> Any:
    """The section, or None if its shape is wrong, which whoever reads the whole file will tell."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _computed(section: ClaimSection, computed_on: date) -> Claim:
    return compute(
        map(_debt, section.debts),
        computed_on=computed_on,
        terms=_terms(section),
        moratoria=() if section.without_moratorium else None,
    )


def _terms(section: ClaimSection) -> Interest | PenaltyTerms | None:
    if section.sanction is Sanction.INTEREST:
        return Interest()
    if section.penalty is None:
        return None
    return PenaltyTerms(percent_per_day=section.penalty.percent_per_day, cap_percent=section.penalty.cap_percent)


def _debt(section: DebtSection) -> Debt:
    return Debt(
        title=show_reference(section.document)["phrase"],
        amount=Money.of(section.amount),
        due_on=section.due_on,
        arose_on=section.arose_on or min(section.document.date, section.due_on),
        payments=tuple(
            Payment(on=payment.on, amount=Money.of(payment.amount), document=payment.document or "")
            for payment in section.payments or ()
        ),
    )
