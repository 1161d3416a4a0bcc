"""The title page: who, under what contract, how much is asked and how much is at risk, on which day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from docgen.filters import date_long
from docgen.intake.schema import PartySection
from docgen.parties import Form
from tracker import phrases
from tracker.dossier.claim_section import totals_of
from tracker.dossier.gathering import DealFile
from tracker.dossier.wording import DEAL_KINDS
from tracker.facts import Contract

_OGRN: Final = {Form.LEGAL_ENTITY: "ОГРН", Form.ENTREPRENEUR: "ОГРНИП", Form.PERSON: "ОГРН"}


def title_data(deal: DealFile, prepared_by: str) -> dict[str, Any]:
    """What the template of the title page takes."""
    return {
        "subject": deal.row["subject"],
        "rows": [{"what": what, "lines": lines} for what, lines in _rows(deal, prepared_by)],
        "notes": [*_notes(for_court=deal.for_court)],
    }


def _rows(deal: DealFile, prepared_by: str) -> Iterator[tuple[str, list[str]]]:
    yield "Наша сторона", _party(deal.seller)
    yield "Клиент", _party(deal.client)
    yield "Вид сделки", [DEAL_KINDS[deal.row["kind"]]]
    contract = deal.standing.contract
    yield "Договор", [_contract(contract) if contract else "не заключён"]
    yield "Требование", [*_claim(deal)]
    if deal.sent:
        yield "Претензия", [one.line(deal.on) for one in deal.sent]
    if not deal.for_court:
        totals = totals_of(deal)
        yield (
            "Под риском",
            [
                f"Могут потребовать возврата: {phrases.roubles(totals.refund)}",
                f"Долг не подтверждён документами: {phrases.roubles(totals.unproven_debt)}",
                f"Аванс без исполнения в срок: {phrases.roubles(totals.overdue_advance)}",
            ],
        )
    if deal.row["manager"] and not deal.for_court:
        yield "Менеджер", [deal.row["manager"]]
    yield "По состоянию на", [date_long(deal.on)]
    yield "Подготовил", [prepared_by]


def _party(party: PartySection) -> list[str]:
    numbers = [
        f"ИНН {party.inn}",
        f"КПП {party.kpp}" if party.kpp else "",
        f"{_OGRN[party.form]} {party.ogrn}" if party.ogrn else "",
    ]
    return [party.full_name, ", ".join(filter(None, numbers)), party.address]


def _contract(contract: Contract) -> str:
    signed_on = contract.signed_by_client_on
    return f"{phrases.contract(contract)}, " + (
        f"подписан клиентом {phrases.day(signed_on)}" if signed_on else "клиентом не подписан"
    )


def _claim(deal: DealFile) -> Iterator[str]:
    claim = deal.claim
    if claim is None:
        yield "нет долга, которому вышел срок"
        return
    yield f"Долг: {phrases.roubles(claim.principal)}"
    if claim.chosen.terms is not None:
        word = "Проценты по ст. 395 ГК РФ" if claim.claim.penalty is None else "Пени по договору"
        yield f"{word} по {phrases.day(claim.on)}: {phrases.roubles(claim.sanction)}"
        yield f"Всего: {phrases.roubles(claim.whole)}"


def _notes(*, for_court: bool) -> Iterator[str]:
    if not for_court:
        yield (
            "Досье составлено для юриста. Два последних раздела — оценка рисков и пробелов: к иску они не прилагаются. "
            "Вариант без них: pervichka dossier … --for-court."
        )
    yield "Составлено программой «Первичка» по данным учёта; выводы о праве проверяет юрист."
