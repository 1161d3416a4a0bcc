"""The claim letter of a deal: its input file, written from the deal's facts and the computed claim, and its issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, select

from docgen.claims.computing import Sanction
from docgen.filters import NBSP
from docgen.intake.source import Source
from docgen.library import find_kind
from docgen.money import Money
from docgen.papers.reading import paper_from
from docgen.parties import Purpose
from docgen.rendering import render_paper
from tracker import phrases
from tracker.claim_terms import RESPONSE_DAYS
from tracker.claims.computing import ClaimedPart, DealClaim
from tracker.claims.contract_points import AMENDMENT, ContractPoints, contract_points
from tracker.claims.receipts import read_receipts
from tracker.errors import RefusedError
from tracker.evidence import Strength
from tracker.facts import Document, ObligationKind
from tracker.house import Work
from tracker.models import (
    DealRow,
    DocumentRow,
    IssuedPaperRow,
    ObligationRow,
    ScannedPaperRow,
)
from tracker.papers.checks import live_contract
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, issue
from tracker.papers.stored import name_of
from tracker.papers.titles import titles_of
from tracker.parties import inputs_of_deal
from tracker.stages import INVOICE

CLAIM_LETTER: Final = "claim_letter"
_LONGEST_SUBJECT: Final = 600
_LONGEST_PERFORMANCE: Final = 700
_OWED: Final = {
    frozenset({ObligationKind.GOODS.value}): "supply",
    frozenset({ObligationKind.SERVICES.value}): "services",
    frozenset({ObligationKind.WORKS.value}): "works",
}


class SheetsUnknownError(RefusedError):
    """Nobody counted the sheets of some enclosures. ``papers``: their names by their keys."""

    def __init__(self, message: str, papers: Mapping[int, str]) -> None:
        super().__init__(message)
        self.papers = papers


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTerms:
    """What a person decides about a letter. ``way``: valuable, registered, courier or email.

    pages: sheets of enclosures by keys of papers, where the program does not know them. penalty_clause: its number in
    the contract. court: «Арбитражный суд города Москвы». These two default to what the contract says, if issued here.
    """

    way: str = "valuable"
    response_days: int = RESPONSE_DAYS
    penalty_clause: str | None = None
    court: str | None = None
    pages: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterInput:
    """The input of a letter and what its form warns of."""

    source: Source
    warnings: tuple[str, ...]


def issue_letter(work: Work, deal_id: int, claim: DealClaim, terms: LetterTerms) -> tuple[Issued, tuple[str, ...]]:
    """Issues the letter in the deal; answers it with what its form warns of.

    Raises RefusedError where the deal lacks what a letter must name, or for a claim computed through another day than
    today or an earlier one; InputError for what the form refuses.
    """
    if claim.on > work.today:
        raise RefusedError("Претензия не может считать проценты за дни, которые не наступили: уберите --on.")
    written = write_letter(work.connection, deal_id, claim, terms, work.today)
    organization_id = work.connection.execute(select(DealRow.organization_id).where(DealRow.id == deal_id)).scalar_one()
    kind = find_kind(CLAIM_LETTER)
    draft = Draft(kind=kind, organization_id=organization_id, deal_id=deal_id, source=written.source)
    return issue(work, draft), written.warnings


def write_letter(connection: Connection, deal_id: int, claim: DealClaim, terms: LetterTerms, on: date) -> LetterInput:
    """The input of the letter dated ``on``, without its number. Raises RefusedError and InputError."""
    _refuse_later_money(connection, deal_id, claim, on)
    deal = connection.execute(select(DealRow.__table__).where(DealRow.id == deal_id)).mappings().one()
    papers = _Papers(connection, deal_id, on)
    seller, client = inputs_of_deal(connection, deal_id)
    contract = papers.contract(claim)
    said = contract_points(connection, contract, seller["address"], is_amended=papers.has(AMENDMENT))
    enclosed = list(dict.fromkeys([contract["id"], *papers.of_debts(claim), *papers.invoices()]))
    data: dict[str, Any] = {
        "date": on.isoformat(),
        "seller": seller,
        "client": client,
        "emails": [{"email": email} for email in _emails(client)] or None,
        "sent_by": terms.way,
        "contract": papers.reference(contract["id"]),
        "obligation": _OWED.get(papers.kinds_owed(), "other"),
        "performance": _performance(deal["subject"], claim),
        "penalty_clause": _penalty_clause(claim, terms, said),
        "claim": _claim(claim, papers, contract["id"]),
        "response_days": terms.response_days,
        "court": terms.court or said.court,
        "enclosures": papers.enclosures(enclosed, terms.pages),
    }
    source = Source({key: value for key, value in data.items() if value is not None}, ())
    tried = Source({**source.data, "number": "1"}, ())  # the number is given when the letter is issued
    warnings = paper_from(tried, find_kind(CLAIM_LETTER)).warnings
    return LetterInput(source=source, warnings=(*warnings, *(() if terms.court else said.cautions)))


def _penalty_clause(claim: DealClaim, terms: LetterTerms, said: ContractPoints) -> str | None:
    if claim.chosen.sanction is not Sanction.PENALTY:
        return None
    return terms.penalty_clause or said.clause_of(claim.chosen.penalty)


def _refuse_later_money(connection: Connection, deal_id: int, claim: DealClaim, on: date) -> None:
    """A letter that forgets money which has come since its computation would claim what is paid."""
    later = [one for one in read_receipts(connection, deal_id) if claim.on < one.on <= on]
    if later:
        raise RefusedError(
            f"После дня расчёта по сделке прошли деньги ({phrases.day(later[0].on)}, "
            f"{phrases.roubles(later[0].amount)}): уберите --on, чтобы посчитать по сегодняшний день."
        )


def draft_letter(written: LetterInput) -> bytes:
    """The letter as a PDF before it is issued: «ПРОЕКТ» stands in the place of its number."""
    kind = find_kind(CLAIM_LETTER)
    source = Source({**written.source.data, "number": "ПРОЕКТ"}, ())
    return render_paper(kind, paper_from(source, kind).context, "pdf")


def _emails(client: Mapping[str, Any]) -> list[str]:
    """Addresses of the contract to which claims may be sent."""
    contacts = [one for one in client.get("contacts", ()) if Purpose.CLAIMS.value in one["for"]]
    return list(dict.fromkeys(one["email"] for one in contacts))


def _performance(subject: str, claim: DealClaim) -> str:
    """The subject, and why an act that the client left unsigned proves; as long as the form takes."""
    told = f"Предмет сделки: {subject[:_LONGEST_SUBJECT]}"
    acts = {part.paper.document.id: part.paper.document for part in claim.parts if _is_one_sided(part) and part.paper}
    if not acts:
        return told
    one_sided = (
        f"{'; '.join(map(_delivered, acts.values()))}. Мотивированный отказ от подписания в срок, установленный "
        "Договором, не поступил, поэтому исполнение принято на условиях Договора, а документ, подписанный только "
        f"Кредитором, имеет силу (ст.{NBSP}720, 753, 783 ГК{NBSP}РФ)"
    )
    room = _LONGEST_PERFORMANCE - len(one_sided) - len(". ")
    return f"{told[:room].rstrip('.')}. {one_sided}" if room > len("Предмет сделки: ") else told


def _is_one_sided(part: ClaimedPart) -> bool:
    return part.strength is Strength.ONE_SIDED


def _delivered(document: Document) -> str:
    on = f" {phrases.day(document.delivered_on)}" if document.delivered_on else ""
    return f"{phrases.paper(document)} доставлен Должнику{on}"


class _Papers:
    """Papers of the deal that were there on the day, as a letter names them."""

    def __init__(self, connection: Connection, deal_id: int, on: date) -> None:
        self._connection = connection
        self._deal_id = deal_id
        live = (DocumentRow.annulled_on.is_(None), DocumentRow.superseded_on.is_(None), DocumentRow.date <= on)
        statement = (
            select(DocumentRow.__table__).where(DocumentRow.deal_id == deal_id, *live).order_by(DocumentRow.position)
        )
        self._rows = {row["id"]: row for row in connection.execute(statement).mappings()}
        self._by_code = {row["code"]: row["id"] for row in self._rows.values() if row["code"]}
        self._titles = titles_of(connection, self._rows)

    def contract(self, claim: DealClaim) -> RowMapping:
        """The contract; without one the paid invoice or the first closing paper, which is all that was agreed."""
        found = live_contract(self._connection, self._deal_id)
        if found is not None and found["id"] in self._rows:
            return self._rows[found["id"]]
        others = [*self.invoices(), *self.of_debts(claim)]
        if not others:
            raise RefusedError(
                "В сделке нет ни договора, ни счёта, ни закрывающего документа: претензии не на что сослаться. "
                "Добавьте документы сделки или составьте претензию вручную: pervichka issue paper claim_letter."
            )
        return self._rows[others[0]]

    def has(self, kind: str) -> bool:
        """Whether a paper of this kind is in force."""
        return any(row["kind"] == kind for row in self._rows.values())

    def invoices(self) -> list[int]:
        """Invoices for payment, the oldest first."""
        return [key for key, row in self._rows.items() if row["kind"] == INVOICE]

    def of_debts(self, claim: DealClaim) -> list[int]:
        """Papers that the debts arose from."""
        names = dict.fromkeys(part.paper.document.id for part in claim.parts if part.paper)
        return [self._by_code[name] for name in names if name in self._by_code]

    def of_part(self, part: ClaimedPart) -> int | None:
        """The paper of one debt."""
        return self._by_code.get(part.paper.document.id) if part.paper else None

    def reference(self, key: int) -> dict[str, Any]:
        """A paper as a form names it."""
        row = self._rows[key]
        return {"title": self._titles[key], "number": row["number"], "date": row["date"].isoformat()}

    def kinds_owed(self) -> frozenset[str]:
        """What we owed by the deal."""
        statement = select(ObligationRow.kind).where(
            ObligationRow.deal_id == self._deal_id,
            ObligationRow.kind != ObligationKind.PAYMENT.value,
            ObligationRow.cancelled_on.is_(None),
        )
        return frozenset(self._connection.execute(statement.distinct()).scalars())

    def enclosures(self, keys: Iterable[int], told: Mapping[int, int]) -> list[dict[str, Any]]:
        """Copies to go with the letter. Raises SheetsUnknownError naming papers whose sheets nobody counted."""
        listed = list(keys)
        counted = {**self._pages(listed), **told}
        unknown = [self._rows[key] for key in listed if not counted.get(key)]
        if unknown:
            named = "; ".join(f"{name_of(row)} (--pages {row['code'] or 'contract'}=N)" for row in unknown)
            raise SheetsUnknownError(
                f"Сколько листов в копиях для приложения, программе неизвестно: {named}.",
                {row["id"]: name_of(row) for row in unknown},
            )
        return [{"document": self.reference(key), "pages": counted[key]} for key in listed]

    def _pages(self, keys: list[int]) -> dict[int, int]:
        issued = select(IssuedPaperRow.document_id, IssuedPaperRow.pages).where(IssuedPaperRow.document_id.in_(keys))
        scanned = (
            select(ScannedPaperRow.document_id, func.max(ScannedPaperRow.pages))
            .where(ScannedPaperRow.document_id.in_(keys))
            .group_by(ScannedPaperRow.document_id)
        )
        found = [*self._connection.execute(scanned), *self._connection.execute(issued)]
        return {row[0]: row[1] for row in found}


def _claim(claim: DealClaim, papers: _Papers, contract_id: int) -> dict[str, Any]:
    """The claim as its form takes it: the same debts that were computed, so the letter comes to the same figures."""
    chosen = claim.chosen
    data: dict[str, Any] = {
        "sanction": chosen.sanction.value,
        "computed_on": claim.on.isoformat(),
        "debts": [_debt(part, papers.reference(papers.of_part(part) or contract_id)) for part in claim.parts],
    }
    if chosen.penalty is not None:
        cap = chosen.penalty.cap_percent
        data["penalty"] = {"percent_per_day": f"{chosen.penalty.percent_per_day:f}"}
        data["penalty"] |= {} if cap is None else {"cap_percent": f"{cap:f}"}
    return data


def _debt(part: ClaimedPart, document: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "document": document,
        "amount": _roubles(part.amount),
        "due_on": part.due_on.isoformat(),
        "arose_on": min(part.performed_on, part.due_on).isoformat(),
    }
    payments = [
        {
            "on": one.on.isoformat(),
            "amount": _roubles(one.amount),
            **({"document": one.document} if one.document else {}),
        }
        for one in part.receipts
    ]
    return data | ({"payments": payments} if payments else {})


def _roubles(kopecks: int) -> str:
    return f"{Money(kopecks).roubles:.2f}"
