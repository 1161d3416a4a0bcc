"""Entries of a file written into the database: new ones in bulk, known ones fact by fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from tracker import watch
from tracker.deals_file.entries import ClientEntry, DealEntry
from tracker.deals_file.proved_money import Untied, refuse_paid, retie, untie
from tracker.deals_file.rows import (
    Values,
    claims_rows,
    client_values,
    contacts_rows,
    contract_values,
    covers_rows,
    deal_values,
    demands_rows,
    document_values,
    new_contract_values,
    new_document_values,
    obligation_values,
    surveys_rows,
)
from tracker.deals_file.stored import KnownClient, KnownDeal, only_told
from tracker.errors import RefusedError
from tracker.fact_store import FROM_FILE
from tracker.facts import Document, Obligation, Payment
from tracker.models import (
    AllocationRow,
    ClaimRow,
    ConfirmationRow,
    ContactRow,
    CounterpartyRow,
    DealRow,
    DemandRow,
    DocumentFileRow,
    DocumentRow,
    IssuedPaperRow,
    ObligationRow,
    PaymentRow,
    SurveyRow,
)
from tracker.parties import insert_parties, replace_party, reserve_ids

_NO_LETTER: Final[Values] = {"document_id": None, "answer_by": None}


def add_clients(connection: Connection, entries: Sequence[ClientEntry]) -> Sequence[int]:
    """Adds clients in bulk; answers their keys."""
    party_ids = insert_parties(connection, [entry.party for entry in entries])
    keys = reserve_ids(connection, CounterpartyRow.__table__, len(entries))
    rows = list(zip(keys, party_ids, entries, strict=True))
    _write(
        connection,
        CounterpartyRow,
        [{"id": key, "party_id": party_id, **client_values(entry)} for key, party_id, entry in rows],
    )
    _write(
        connection, ContactRow, [row for _, party_id, entry in rows for row in contacts_rows(party_id, entry.contacts)]
    )
    _write(connection, SurveyRow, [row for key, _, entry in rows for row in surveys_rows(key, entry)])
    return keys


def change_client(connection: Connection, known: KnownClient, entry: ClientEntry) -> None:
    """Gives a client the facts of the file."""
    replace_party(connection, known.party_id, entry.party)
    connection.execute(update(CounterpartyRow).where(CounterpartyRow.id == known.id).values(**client_values(entry)))
    connection.execute(delete(ContactRow).where(ContactRow.party_id == known.party_id, ContactRow.purposes.is_(None)))
    connection.execute(delete(SurveyRow).where(SurveyRow.counterparty_id == known.id, only_told()))
    _write(connection, ContactRow, list(contacts_rows(known.party_id, entry.contacts)))
    _write(connection, SurveyRow, list(surveys_rows(known.id, entry)))


def add_deals(
    connection: Connection, organization_id: int, entries: Sequence[DealEntry], clients: Mapping[str, int]
) -> Sequence[int]:
    """Adds deals in bulk; answers their keys. ``clients``: keys of clients by their ids."""
    keys = reserve_ids(connection, DealRow.__table__, len(entries))
    pairs = list(zip(keys, entries, strict=True))
    _write(
        connection,
        DealRow,
        [{"id": key, "organization_id": organization_id, **deal_values(entry, clients)} for key, entry in pairs],
    )
    owed = [(key, one, place) for key, entry in pairs for place, one in enumerate(entry.obligations)]
    _add_obligations(connection, owed)
    owed_ids = _obligation_ids(connection, keys)
    _add_documents(connection, organization_id, pairs, owed_ids)
    _add_payments(connection, organization_id, [(key, clients[entry.client], entry.payments) for key, entry in pairs])
    _write(connection, ClaimRow, [row for key, entry in pairs for row in claims_rows(key, entry)])
    _write(connection, DemandRow, [row for key, entry in pairs for row in demands_rows(key, entry)])
    return keys


def change_deal(
    connection: Connection, organization_id: int, known: KnownDeal, entry: DealEntry, clients: Mapping[str, int]
) -> None:
    """Gives a deal the facts of the file; rows that stay the same thing keep their keys.

    Raises RefusedError if a payment that the file no longer has was allocated to another deal since, and for another
    number or date of a paper that the program issued.
    """
    connection.execute(update(DealRow).where(DealRow.id == known.id).values(**deal_values(entry, clients)))
    dropped = _change_obligations(connection, known, entry)
    _change_documents(connection, organization_id, known, entry)
    _drop_obligations(connection, dropped)
    if known.entry.payments != entry.payments or known.entry.client != entry.client:
        untied = _drop_payments(connection, known)
        _add_payments(connection, organization_id, [(known.id, clients[entry.client], entry.payments)])
        retie(connection, known.id, untied)
    letters = _letters_of_claims(connection, known.id)
    for row in (ClaimRow, DemandRow):
        connection.execute(delete(row).where(row.deal_id == known.id))
    claims = [one | letters.get((one["sent_on"], one["amount"]), _NO_LETTER) for one in claims_rows(known.id, entry)]
    _write(connection, ClaimRow, claims)
    _write(connection, DemandRow, list(demands_rows(known.id, entry)))


def _letters_of_claims(connection: Connection, deal_id: int) -> dict[tuple[date, int], dict[str, Any]]:
    """Letters and terms of claims, which a file does not tell of, by what it tells: day and sum."""
    statement = select(ClaimRow.sent_on, ClaimRow.amount, ClaimRow.document_id, ClaimRow.answer_by).where(
        ClaimRow.deal_id == deal_id
    )
    return {
        (row.sent_on, row.amount): {"document_id": row.document_id, "answer_by": row.answer_by}
        for row in connection.execute(statement)
    }


def _change_obligations(connection: Connection, known: KnownDeal, entry: DealEntry) -> list[int]:
    """Updates and adds; answers keys of those that the file no longer has."""
    for place, owed in enumerate(entry.obligations):
        key = known.obligation_ids.get(owed.id)
        if key is None:
            _add_obligations(connection, [(known.id, owed, place)])
        else:
            values = obligation_values(known.id, owed, place)
            connection.execute(update(ObligationRow).where(ObligationRow.id == key).values(**values))
    named = {owed.id for owed in entry.obligations}
    return [key for code, key in known.obligation_ids.items() if code not in named]


def _drop_obligations(connection: Connection, keys: Sequence[int]) -> None:
    connection.execute(delete(ConfirmationRow).where(ConfirmationRow.obligation_id.in_(keys)))
    watch.forget_obligations(connection, keys)
    connection.execute(delete(ObligationRow).where(ObligationRow.id.in_(keys)))


def _change_documents(connection: Connection, organization_id: int, known: KnownDeal, entry: DealEntry) -> None:
    """Papers that the program issued are never dropped; they get the facts that a file gives under their id."""
    statement = select(DocumentRow.__table__).where(DocumentRow.deal_id == known.id).order_by(DocumentRow.id)
    rows = connection.execute(statement).all()
    owed_ids = _obligation_ids(connection, [known.id])
    by_code = {row.code: row for row in rows if not row.is_contract}
    contracts = [row for row in rows if row.is_contract and row.annulled_on is None and row.superseded_on is None]
    for place, document in enumerate(entry.documents):
        row = by_code.pop(document.id, None)
        if row is not None and row.superseded_on is not None:
            continue
        if row is None:
            _write_document(connection, organization_id, (known.id, document, place), owed_ids)
        else:
            values = document_values(document) | {"position": place}
            _refuse_frozen(known, row, values, dict(document.covers))
            connection.execute(update(DocumentRow).where(DocumentRow.id == row.id).values(**values))
            connection.execute(delete(ConfirmationRow).where(ConfirmationRow.document_id == row.id))
            _write(connection, ConfirmationRow, list(covers_rows(row.id, known.id, document, owed_ids)))
    if entry.contract and contracts:
        values = contract_values(entry)
        _refuse_frozen(known, contracts[-1], values)
        connection.execute(update(DocumentRow).where(DocumentRow.id == contracts[-1].id).values(**values))
    elif entry.contract:
        _write_contract(connection, organization_id, known.id, entry)
    gone = [row.id for row in by_code.values() if row.page_id is None]
    gone += [row.id for row in contracts if row.page_id is None and not entry.contract]
    _drop_documents(connection, gone)


_FROZEN: Final = ("kind", "number", "date", "status", "vat_rate", "acceptance_days", "protections")
"""What a paper says, as against what becomes of it."""


def _refuse_frozen(known: KnownDeal, row: Any, values: Values, covers: dict[str, int] | None = None) -> None:
    """Raises RefusedError where a file would edit what the program issued, or bring back what it annulled."""
    if row.page_id is None:
        return
    is_edited = any(values[key] != getattr(row, key) for key in _FROZEN if key in values)
    is_revived = row.annulled_on is not None and values.get("annulled_on") is None
    stored = next((dict(paper.covers) for paper in known.entry.documents if paper.id == row.code), None)
    if is_edited or is_revived or (covers is not None and stored is not None and covers != stored):
        raise RefusedError(
            f"Сделка «{known.entry.id}», документ № {row.number}: его выдала программа, и то, что в нём сказано, уже "
            "не изменится. Исправьте файл или замените документ; ничего не записано."
        )


def _drop_documents(connection: Connection, keys: Sequence[int]) -> None:
    refuse_paid(connection, keys)
    for row in (ConfirmationRow, DocumentFileRow, IssuedPaperRow):
        connection.execute(delete(row).where(row.document_id.in_(keys)))
    connection.execute(delete(DocumentRow).where(DocumentRow.id.in_(keys)))


def _drop_payments(connection: Connection, known: KnownDeal) -> list[Untied]:
    """Deletes the payments that the file brought; answers the operations of statements that proved them."""
    mine = (
        select(AllocationRow.payment_id)
        .join(PaymentRow, PaymentRow.id == AllocationRow.payment_id)
        .where(AllocationRow.deal_id == known.id, PaymentRow.source == FROM_FILE)
    )
    keys = connection.execute(mine).scalars().all()
    shared = select(AllocationRow.payment_id).where(
        AllocationRow.payment_id.in_(keys), AllocationRow.deal_id != known.id
    )
    if connection.execute(shared).first():
        raise RefusedError(
            f"Платёж сделки «{known.entry.id}» отнесён и к другой сделке: снимите отнесение и загрузите файл снова."
        )
    untied = untie(connection, keys)
    connection.execute(delete(AllocationRow).where(AllocationRow.payment_id.in_(keys)))
    connection.execute(delete(PaymentRow).where(PaymentRow.id.in_(keys)))
    return untied


def _add_obligations(connection: Connection, owed: Sequence[tuple[int, Obligation, int]]) -> None:
    _write(connection, ObligationRow, [obligation_values(deal_id, one, place) for deal_id, one, place in owed])


def _obligation_ids(connection: Connection, deal_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    statement = select(ObligationRow.deal_id, ObligationRow.code, ObligationRow.id).where(
        ObligationRow.deal_id.in_(deal_ids)
    )
    return {(deal_id, code): key for deal_id, code, key in connection.execute(statement)}


def _add_documents(
    connection: Connection,
    organization_id: int,
    deals: Sequence[tuple[int, DealEntry]],
    owed_ids: Mapping[tuple[int, str], int],
) -> None:
    papers = [(key, paper, place) for key, entry in deals for place, paper in enumerate(entry.documents)]
    contracts = [(key, entry) for key, entry in deals if entry.contract]
    keys = reserve_ids(connection, DocumentRow.__table__, len(papers) + len(contracts))
    rows = [
        new_document_values(organization_id, deal_id, place) | document_values(paper) | {"id": key}
        for key, (deal_id, paper, place) in zip(keys, papers, strict=False)
    ]
    rows += [
        new_contract_values(organization_id, deal_id) | contract_values(entry) | {"id": key}
        for key, (deal_id, entry) in zip(keys[len(papers) :], contracts, strict=True)
    ]
    _write(connection, DocumentRow, rows)
    covered = zip(keys, papers, strict=False)
    confirmations = [row for key, (deal_id, paper, _) in covered for row in covers_rows(key, deal_id, paper, owed_ids)]
    _write(connection, ConfirmationRow, confirmations)


def _write_document(
    connection: Connection,
    organization_id: int,
    paper: tuple[int, Document, int],
    owed_ids: Mapping[tuple[int, str], int],
) -> None:
    deal_id, document, place = paper
    (key,) = reserve_ids(connection, DocumentRow.__table__, 1)
    values = new_document_values(organization_id, deal_id, place) | document_values(document) | {"id": key}
    _write(connection, DocumentRow, [values])
    _write(connection, ConfirmationRow, list(covers_rows(key, deal_id, document, owed_ids)))


def _write_contract(connection: Connection, organization_id: int, deal_id: int, entry: DealEntry) -> None:
    (key,) = reserve_ids(connection, DocumentRow.__table__, 1)
    _write(
        connection, DocumentRow, [new_contract_values(organization_id, deal_id) | contract_values(entry) | {"id": key}]
    )


def _add_payments(
    connection: Connection, organization_id: int, paid: Iterable[tuple[int, int, Sequence[Payment]]]
) -> None:
    """Each payment of a file is allocated to its deal whole."""
    listed = [(deal_id, client, place, one) for deal_id, client, payments in paid for place, one in enumerate(payments)]
    keys = reserve_ids(connection, PaymentRow.__table__, len(listed))
    rows = list(zip(keys, listed, strict=True))
    _write(
        connection,
        PaymentRow,
        [
            {
                "id": key,
                "organization_id": organization_id,
                "counterparty_id": client,
                "position": place,
                "date": one.date,
                "amount": one.amount,
                "evidence": one.evidence.value,
                "direction": one.direction.value,
                "source": FROM_FILE,
            }
            for key, (_, client, place, one) in rows
        ],
    )
    allocations = [{"payment_id": key, "deal_id": deal, "amount": one.amount} for key, (deal, _, _, one) in rows]
    _write(connection, AllocationRow, allocations)


def _write(connection: Connection, row: Any, values: list[Values]) -> None:
    if values:
        connection.execute(insert(row.__table__), values)
