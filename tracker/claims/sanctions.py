"""Which sanction a claim asks for: the penalty of the contract that was issued here, else interest of ст. 395 ГК РФ."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, select

from docgen.claims.computing import Interest, Sanction
from docgen.claims.key_rate import KeyRates, published
from docgen.claims.penalty import PenaltyTerms
from docgen.documents import DealKind, PaymentMoment, PaymentStage
from docgen.money import Money
from docgen.phrases import payment_term
from tracker.errors import RefusedError
from tracker.models import DocumentRow, IssuedPaperRow
from tracker.papers.checks import live_contracts

_BEFORE_PERFORMANCE: Final = frozenset({PaymentMoment.ADVANCE, PaymentMoment.BEFORE_SHIPMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractTerms:
    """What the contract in force says of late payment. ``penalty``: percent a day; 0 is none, None is not known.

    is_shipped: its text is the library's own, so it says what the terms say. prepaid: ids of the client's payments that
    are due before performance. counted: how the contract counts the term of a payment, by its id, where it names no
    day: what the deal keeps is then an estimate of the day of the contract.
    """

    penalty: Decimal | None
    is_shipped: bool
    prepaid: frozenset[str]
    counted: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSanction:
    """The sanction of a claim, why it is this one, and what a lawyer should look at. ``rates``: those of interest."""

    sanction: Sanction
    penalty: PenaltyTerms | None
    ground: str
    cautions: tuple[str, ...]
    rates: KeyRates = field(default_factory=published)

    @property
    def terms(self) -> Interest | PenaltyTerms | None:
        """As ``docgen.claims.computing.compute`` takes it."""
        return Interest(rates=self.rates) if self.sanction is Sanction.INTEREST else self.penalty


def contract_terms(connection: Connection, deal_id: int) -> ContractTerms | None:
    """Terms of the contract in force; None where it was not issued here, so that its text is not known."""
    contract = live_contracts(deal_id).with_only_columns(DocumentRow.id).subquery()
    is_of_contract = contract.c.id == IssuedPaperRow.document_id
    statement = select(IssuedPaperRow.input, IssuedPaperRow.template).join(contract, is_of_contract)
    issued = connection.execute(statement).first()
    if issued is None:
        return None
    snapshot = json.loads(issued.input).get("snapshot", {})
    terms = snapshot.get("terms", {})
    percent = terms.get("penalty_percent_per_day")
    stages = {name: _stage(told) for name, told in _named(terms.get("payments", ()))}
    return ContractTerms(
        penalty=None if percent is None else Decimal(percent),
        is_shipped=issued.template.startswith("shipped-"),
        prepaid=frozenset(name for name, stage in stages.items() if stage.moment in _BEFORE_PERFORMANCE),
        counted={
            name: payment_term(stage, DealKind(snapshot["kind"]))
            for name, stage in stages.items()
            if stage.moment is not PaymentMoment.DATE
        },
    )


def _named(stages: Any) -> Iterator[tuple[str, Any]]:
    """A kit calls the client's payments «payment-1», «payment-2»… (``papers.kit_obligations``)."""
    return ((f"payment-{number}", stage) for number, stage in enumerate(stages, start=1))


def _stage(told: Any) -> PaymentStage:
    """A payment as the frozen input of the contract spells it."""
    return PaymentStage(
        percent=Decimal(told["percent"]),
        amount=Money(told["amount"]["kopecks"]),
        moment=PaymentMoment(told["moment"]),
        days=told["days"],
        on=dt.date.fromisoformat(told["on"]) if told["on"] else None,
    )


def choose(terms: ContractTerms | None, asked: Sanction | None, penalty: PenaltyTerms | None) -> ChosenSanction:
    """The sanction that was asked for, or the one that the contract leads to.

    penalty: terms of a contract that is not known here, as a person read them. Raises RefusedError where a penalty is
    asked for and nobody says how much, or is given beside another sanction.
    """
    known = _known(terms) if penalty is None else penalty
    if penalty is not None and asked not in {None, Sanction.PENALTY}:
        raise RefusedError(
            "Размер пеней указан, а требуются не пени: уберите --penalty или поставьте --sanction penalty."
        )
    if asked is Sanction.PENALTY and known is None:
        raise RefusedError(
            "Каких пеней требовать, программе неизвестно: в договоре их нет, или договор составлен не здесь. Укажите "
            "размер из договора: --penalty 0.1."
        )
    chosen = asked or (Sanction.INTEREST if known is None else Sanction.PENALTY)
    return ChosenSanction(
        sanction=chosen,
        penalty=known if chosen is Sanction.PENALTY else None,
        ground=_ground(terms, chosen, is_given=penalty is not None),
        cautions=tuple(_cautions(terms, chosen, known)),
    )


def _known(terms: ContractTerms | None) -> PenaltyTerms | None:
    return PenaltyTerms(percent_per_day=terms.penalty) if terms is not None and terms.penalty else None


def _ground(terms: ContractTerms | None, chosen: Sanction, *, is_given: bool) -> str:
    if chosen is Sanction.NONE:
        return "Санкция за просрочку не требуется."
    if chosen is Sanction.PENALTY:
        return "Пени указаны вручную, по тексту договора." if is_given else "Пени — по условиям договора сделки."
    if terms is None:
        return "Проценты по ст. 395 ГК РФ: о пенях в договоре программе неизвестно."
    return (
        "Проценты по ст. 395 ГК РФ." if terms.penalty else "Проценты по ст. 395 ГК РФ: договор пеней не устанавливает."
    )


def _cautions(terms: ContractTerms | None, chosen: Sanction, known: PenaltyTerms | None) -> Iterator[str]:
    if chosen is Sanction.INTEREST and known is not None:
        yield (
            "Договор устанавливает пени за эту просрочку, поэтому проценты по ст. 395 ГК РФ не взыскиваются (п. 4 "
            "ст. 395): требуйте пени."
        )
    if chosen is Sanction.INTEREST and terms is None:
        yield (
            "Текст договора программе неизвестен. Если в нём есть пени за просрочку оплаты, проценты по ст. 395 ГК РФ "
            "не взыскиваются (п. 4 ст. 395): укажите пени ключом --penalty."
        )
    if chosen is Sanction.PENALTY and terms is not None and not terms.is_shipped:
        yield "Договор составлен по своему шаблону: сверьте размер и порядок пеней с его текстом."
