"""Issuing: number, frozen input, files and rows in one change; superseded or annulled, never edited or made again."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from sqlalchemy import func, select

from docgen.audience import InternalKindError
from docgen.errors import InputError
from docgen.library import find_kind, kinds
from docgen.local_library import LocalLibrary
from docgen.page_code import decode
from tests.builders import CLIENT, SELLER, make_snapshot
from tests.tracker.making import (
    NO_NUMBERS,
    TODAY,
    consignment,
    draft,
    events,
    make_kit,
    make_order,
    make_organization,
    obligations,
    paper,
    party_data,
    sample,
)
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Authority
from tracker.house import House
from tracker.models import ConfirmationRow, DealRow, DocumentFileRow, DocumentRow, IssuedPaperRow, OrganizationRow
from tracker.papers import issuing
from tracker.papers.drafts import Draft
from tracker.papers.issuing import Issued, annul, issue, supersede
from tracker.papers.kits import IssuedKit
from tracker.recording import sign_by_client

APART = [name for name, kind in kinds().items() if not kind.is_of_kit]


def issue_one(house: House, made: Draft, today: date = TODAY) -> Issued:
    with house.work("anna", today) as work:
        return issue(work, made)


def letter(house: House, **given: Any) -> Draft:
    return draft("cover_letter", make_organization(house), **given)


def organization_of(house: House, kit: IssuedKit) -> int:
    with house.database.read() as connection:
        return connection.execute(select(DealRow.organization_id).where(DealRow.id == kit.deal_id)).scalar_one()


def in_deal(house: House, kit: IssuedKit, name: str, **given: Any) -> Draft:
    return draft(name, organization_of(house, kit), kit.deal_id, **given)


def covering(house: House, kit: IssuedKit, **sums: int) -> dict[int, int]:
    with house.database.read() as connection:
        owed = obligations(connection, kit.deal_id)
    return {owed[code]["id"]: amount for code, amount in sums.items()}


def covers_of(house: House, document_id: int) -> dict[int, int]:
    with house.database.read() as connection:
        statement = select(ConfirmationRow.obligation_id, ConfirmationRow.amount)
        rows = connection.execute(statement.where(ConfirmationRow.document_id == document_id))
        return {row.obligation_id: row.amount for row in rows}


def count(house: House, row: Any = DocumentRow) -> int:
    with house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(row)).scalar_one()


def test_a_paper_is_issued_with_its_number_frozen_input_files_and_event(house: House) -> None:
    issued = issue_one(house, letter(house))
    row = paper(house, issued.document_id)
    assert (row["number"], row["series"], row["year"], row["number_value"]) == ("1", "cover_letter", 2026, 1)
    with house.database.read() as connection:
        frozen = connection.execute(select(IssuedPaperRow.__table__)).mappings().one()
        files = {row.name: row.sha256 for row in connection.execute(select(DocumentFileRow))}
    assert frozen["input_sha256"] == sha256(frozen["input"].encode()).hexdigest()
    assert json.loads(frozen["input"])["data"]["number"] == "1"
    assert (frozen["template"], frozen["issued_by"], frozen["pages"]) == ("shipped-1", "anna", 1)
    assert files == {file.name: file.sha256 for file in issued.files.values()}
    assert {house.vault.read(digest) for digest in files.values()} == {one.content for one in issued.files.values()}
    (event,) = events(house, "document.issued")
    told = json.loads(event["details"])
    assert (event["subject"], told["number"]) == (f"document:{issued.page_id}", "1")
    assert told["files"] == {fmt: file.sha256 for fmt, file in issued.files.items()}


def test_every_page_bears_the_code_by_which_a_scan_is_known(house: House) -> None:
    kit = make_kit(house)
    contract = kit.papers[0]
    pages = PdfDocument(contract.files["pdf"].content)
    read = [decode(code.text) for page in pages for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert [(one.document_id, one.page) for one in read if one] == [
        (contract.page_id, number) for number in range(1, contract.pages + 1)
    ]


def test_a_code_that_a_page_bears_already_is_not_given_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    thrown = iter([bytes(8), bytes(8), b"\x01" * 8])
    monkeypatch.setattr(issuing.secrets, "token_bytes", lambda _: next(thrown))
    first, second = issue_one(house, letter(house)), issue_one(house, letter(house))
    assert first.page_id != second.page_id


@pytest.mark.parametrize("name", APART)
def test_every_kind_of_the_library_can_be_issued(house: House, name: str) -> None:
    kind = find_kind(name)
    source = sample(name, number=None)
    seller = source.data.get("seller")
    organization_id = make_organization(house)
    made = Draft(kind=kind, organization_id=organization_id, source=source)
    if isinstance(seller, dict) and seller.get("inn") not in {None, "7712345671"}:
        made = replace(made, source=sample(name, number=None, seller=party_data(SELLER)))
    issued = issue_one(house, made)
    assert (issued.number, set(issued.files)) == ("1", set(kind.formats))
    assert "1" in PdfReader(io.BytesIO(issued.files["pdf"].content)).pages[0].extract_text()


def test_a_number_of_the_users_own_takes_no_place(house: House) -> None:
    own = issue_one(house, letter(house, changes={"number": "118/12"}))
    row = paper(house, own.document_id)
    assert (own.number, row["series"], row["year"], row["number_value"]) == ("118/12", None, None, None)
    assert issue_one(house, letter(house, number="7-А")).number == "7-А"
    assert issue_one(house, letter(house)).number == "1"


def test_transfer_documents_share_the_numbers_of_tax_invoices_by_their_status(house: House) -> None:
    organization_id = make_organization(house)
    first = issue_one(house, draft("tax_invoice", organization_id))
    both = issue_one(house, draft("universal_transfer_document", organization_id, changes={"status": 1}))
    apart = issue_one(house, draft("universal_transfer_document", organization_id, changes={"status": 2}))
    assert [first.number, both.number, apart.number] == ["1", "2", "1"]
    assert paper(house, apart.document_id)["status"] == 2
    assert paper(house, both.document_id)["vat_rate"] == "22"


def test_a_faulty_source_issues_nothing_and_loses_no_number(house: House) -> None:
    organization_id = make_organization(house)
    with house.work("anna", TODAY) as work:
        for changes in ({"date": "вчера"}, {"seller": None}):
            with pytest.raises(InputError):
                issue(work, draft("cover_letter", organization_id, changes=changes))
        assert issue(work, draft("cover_letter", organization_id)).number == "1"
    assert (count(house), len(events(house, "document.issued"))) == (1, 1)


def swapped() -> dict[str, Any]:
    """The client sells, and we buy."""
    return {"seller": party_data(CLIENT), "client": party_data(SELLER)}


def test_a_paper_of_another_organisation_or_client_is_refused(house: House) -> None:
    kit = make_kit(house)
    organization_id = organization_of(house, kit)
    with pytest.raises(RefusedError, match="Наша сторона"):
        issue_one(house, draft("cover_letter", organization_id, changes=swapped()))
    stranger = sample("cover_letter").data["client"]
    with pytest.raises(RefusedError, match="Клиент"):
        issue_one(house, in_deal(house, kit, "waybill", changes={"client": stranger}))
    with pytest.raises(NotFoundError):
        issue_one(house, draft("cover_letter", organization_id + 100))
    other = make_organization(house, CLIENT)
    assert count(house, OrganizationRow) == 2
    with pytest.raises(RefusedError, match="другой нашей организации"):
        issue_one(house, draft("cover_letter", other, kit.deal_id, changes=swapped()))


def test_a_paper_says_what_it_covers_and_not_above_the_obligation(house: House) -> None:
    kit = make_kit(house)
    whole = kit.papers[0].total
    assert whole is not None
    issued = issue_one(house, in_deal(house, kit, "waybill", covers=covering(house, kit, goods=whole)))
    assert list(covers_of(house, issued.document_id).values()) == [whole]
    for amount, told in ((whole + 1, "исправьте сумму"), (0, "больше нуля"), (-5, "больше нуля")):
        with pytest.raises(RefusedError, match=told):
            issue_one(house, in_deal(house, kit, "waybill", covers=covering(house, kit, goods=amount)))
    other = make_kit(house)
    with pytest.raises(RefusedError, match="в этой сделке нет"):
        issue_one(house, in_deal(house, kit, "waybill", covers=covering(house, other, goods=1)))
    with pytest.raises(RefusedError, match="в этой сделке нет"):
        issue_one(house, letter(house, covers=covering(house, kit, goods=1)))


def test_an_internal_paper_is_never_put_into_a_deal(house: House) -> None:
    kit = make_kit(house)
    with pytest.raises(InternalKindError):
        issue_one(house, in_deal(house, kit, "internal_price_list"))
    assert (
        issue_one(house, draft("internal_price_list", organization_of(house, kit), changes={"client": None})).number
        == "1"
    )


def test_a_deal_has_one_contract_at_a_time(house: House) -> None:
    kit = make_kit(house)
    again = Draft(
        kind=find_kind("supply_contract"),
        organization_id=organization_of(house, kit),
        deal_id=kit.deal_id,
        source=make_order().snapshot,
    )
    with pytest.raises(RefusedError, match="уже есть"):
        issue_one(house, again)
    with house.work("anna", TODAY) as work:
        annul(work, kit.papers[0].document_id, TODAY, "не тот клиент")
    assert issue_one(house, again).number == "2/11-2026"


def test_goods_of_a_consignment_wait_for_the_signed_contract(house: House) -> None:
    kit = make_kit(house, make_order(consignment()))
    for name in ("waybill", "handover_certificate", "universal_transfer_document"):
        with pytest.raises(RefusedError, match="товар не отпускается без подписанного договора"):
            issue_one(house, in_deal(house, kit, name))
    issue_one(house, in_deal(house, kit, "cover_letter"))
    with house.work("anna", TODAY) as work:
        sign_by_client(work, kit.papers[0].document_id, TODAY, Authority.HEAD)
    assert issue_one(house, in_deal(house, kit, "waybill")).number == "1"


def test_the_template_of_the_house_makes_the_paper_and_is_named(house: House, tmp_path: Path) -> None:
    content = b"<!DOCTYPE html><html><body><p>{{ document.full_title }}</p></body></html>"
    own = LocalLibrary(tmp_path / "templates").add("cover_letter", "letter.html", content, TODAY)
    issued = issue_one(house, letter(house, local=own))
    assert set(issued.files) == {"pdf"}
    with house.database.read() as connection:
        assert connection.execute(select(IssuedPaperRow.template)).scalar_one() == "local-1"


def test_a_contract_in_the_houses_own_words_grants_no_protection_of_ours(house: House, tmp_path: Path) -> None:
    content = b"<!DOCTYPE html><html><body><p>{{ document.full_title }}</p></body></html>"
    own = LocalLibrary(tmp_path / "templates").add("supply_contract", "ours.html", content, TODAY)
    kit = make_kit(house, own={"supply_contract": own})
    assert paper(house, kit.papers[0].document_id)["protections"] is None


def test_a_superseding_paper_bears_the_same_number_and_covers_the_same(house: House) -> None:
    kit = make_kit(house)
    old = issue_one(house, in_deal(house, kit, "tax_invoice", covers=covering(house, kit, goods=500)))
    with house.work("anna", TODAY) as work:
        new = supersede(work, old.document_id, in_deal(house, kit, "tax_invoice", changes={"head_basis": "приказ № 3"}))
    row, former = paper(house, new.document_id), paper(house, old.document_id)
    assert (row["number"], row["number_value"], row["revision"]) == (old.number, 1, 1)
    assert (row["supersedes_id"], former["superseded_on"]) == (old.document_id, TODAY)
    assert covers_of(house, new.document_id) == covers_of(house, old.document_id) != {}
    assert "Исправление № 1 от 15" in PdfReader(io.BytesIO(new.files["pdf"].content)).pages[0].extract_text()
    assert issue_one(house, in_deal(house, kit, "tax_invoice")).number == "2"
    assert len(events(house, "document.superseded")) == 1


def test_a_correction_of_another_number_is_refused(house: House) -> None:
    organization_id = make_organization(house)
    old = issue_one(house, draft("tax_invoice", organization_id))
    for number, is_right in ((2, False), (1, True)):
        made = draft("tax_invoice", organization_id, changes={"correction": {"number": number, "date": "2026-12-15"}})
        if is_right:
            with house.work("anna", TODAY) as work:
                assert supersede(work, old.document_id, made).revision == 1
        else:
            with pytest.raises(RefusedError, match="исправление № 1"), house.work("anna", TODAY) as work:
                supersede(work, old.document_id, made)


def test_a_superseding_paper_may_cover_something_else(house: House) -> None:
    kit = make_kit(house)
    old = issue_one(house, in_deal(house, kit, "waybill", covers=covering(house, kit, goods=500)))
    for sums in ({"goods": 300}, {}):
        with house.work("anna", TODAY) as work:
            old = supersede(work, old.document_id, in_deal(house, kit, "waybill", covers=covering(house, kit, **sums)))
        assert list(covers_of(house, old.document_id).values()) == list(sums.values())
    assert old.revision == 2


def test_a_signed_paper_is_superseded_only_with_a_reason(house: House) -> None:
    kit = make_kit(house)
    old = issue_one(house, in_deal(house, kit, "waybill"))
    with house.work("anna", TODAY) as work:
        sign_by_client(work, old.document_id, TODAY, Authority.HEAD)
    with pytest.raises(RefusedError, match="укажите причину"), house.work("anna", TODAY) as work:
        supersede(work, old.document_id, in_deal(house, kit, "waybill"), " ")
    with house.work("anna", TODAY) as work:
        assert supersede(work, old.document_id, in_deal(house, kit, "waybill"), "пересорт").revision == 1


def test_a_paper_is_superseded_only_by_its_like(house: House) -> None:
    kit, other = make_kit(house), make_kit(house)
    old = issue_one(house, in_deal(house, kit, "universal_transfer_document", changes={"status": 1}))
    likes = [
        in_deal(house, kit, "waybill"),
        in_deal(house, other, "universal_transfer_document"),
        in_deal(house, kit, "universal_transfer_document", changes={"status": 2}),
    ]
    for made, told in zip(likes, ("того же вида", "той же сделки", "в разных рядах"), strict=True):
        with pytest.raises(RefusedError, match=told), house.work("anna", TODAY) as work:
            supersede(work, old.document_id, made)
    assert paper(house, old.document_id)["superseded_on"] is None


def test_a_paper_that_is_no_more_is_neither_superseded_nor_annulled(house: House) -> None:
    kit = make_kit(house)
    first, second = (issue_one(house, in_deal(house, kit, "waybill")) for _ in range(2))
    with house.work("anna", TODAY) as work:
        annul(work, first.document_id, TODAY, "ошибка в количестве")
        supersede(work, second.document_id, in_deal(house, kit, "waybill"))
    for gone, word in ((first, "аннулирован"), (second, "заменён")):
        with pytest.raises(RefusedError, match=word), house.work("anna", TODAY) as work:
            annul(work, gone.document_id, TODAY, "ещё раз")
        with pytest.raises(RefusedError, match=word), house.work("anna", TODAY) as work:
            supersede(work, gone.document_id, in_deal(house, kit, "waybill"))
    assert issue_one(house, in_deal(house, kit, "waybill")).number == "3"


@pytest.mark.parametrize(("on", "reason", "told"), [(TODAY, "", "причину"), (date(2027, 1, 1), "рано", "будущим")])
def test_a_paper_is_annulled_with_a_reason_and_not_ahead(house: House, on: date, reason: str, told: str) -> None:
    old = issue_one(house, letter(house))
    with pytest.raises(RefusedError, match=told), house.work("anna", TODAY) as work:
        annul(work, old.document_id, on, reason)


def test_an_invoice_of_a_deal_can_be_issued_by_itself(house: House) -> None:
    kit = make_kit(house)
    made = Draft(
        kind=find_kind("proforma_invoice"),
        organization_id=organization_of(house, kit),
        deal_id=kit.deal_id,
        source=make_snapshot(numbers=NO_NUMBERS),
    )
    assert issue_one(house, made).number == "2"
