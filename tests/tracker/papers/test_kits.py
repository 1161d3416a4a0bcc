"""A kit becomes a deal: parties, obligations with their days, three papers of one snapshot, one bound kit."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import Connection, func, select

from docgen.audience import InternalKindError
from docgen.documents import Consignment, DealKind, LineKind, Numbers, PaymentMoment, PaymentStage, Snapshot
from docgen.errors import OutputError
from docgen.intake.building import latest_performance
from docgen.intake.party_building import build_party
from docgen.money import Money
from tests.builders import CLIENT, ON, SELLER, make_line, make_snapshot
from tests.tracker.making import NO_NUMBERS, TODAY, consignment, events, make_kit, make_order, obligations, paper
from tracker.errors import RefusedError
from tracker.facts import ObligationKind, Protection, Side
from tracker.house import House
from tracker.models import CounterpartyRow, DealRow, DocumentRow, OrganizationRow
from tracker.papers import issuing
from tracker.papers.kit_obligations import obligations_of
from tracker.papers.kits import assemble
from tracker.party_sections import section_of
from tracker.vault import Vault


def stage(moment: PaymentMoment, days: int | None = 10, on: date | None = None) -> PaymentStage:
    return PaymentStage(percent=Decimal(100), amount=make_line().gross, moment=moment, days=days, on=on)


def rows(house: House, table: Any) -> int:
    with house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\u00a0", " ")


def test_a_kit_makes_a_deal_with_its_papers_numbered_and_bound(house: House) -> None:
    made = make_kit(house)
    assert [one.number for one in made.papers] == ["1/11-2026", "1", "1"]
    invoice = text_of(made.papers[1].files["pdf"].content)
    assert "Договор поставки № 1/11-2026" in invoice
    files = {file.name: file.content for file in made.kit.files}
    with zipfile.ZipFile(io.BytesIO(files["kit.zip"])) as archive:
        assert set(archive.namelist()) == set(files) - {"kit.zip", "manifest.json"}
    whole = text_of(files["kit.pdf"])
    for issued in made.papers:
        assert issued.files["pdf"].content in files.values()
        assert text_of(issued.files["pdf"].content) in whole
    listed = json.loads(files["manifest.json"])["documents"]
    assert [entry["number"] for entry in listed] == ["1/11-2026", "1", "1"]
    assert [entry["pages"] for entry in listed] == [one.pages for one in made.papers]


def test_the_contract_keeps_what_its_clauses_grant(house: House) -> None:
    with_services = make_snapshot(make_line(), make_line(2, kind=LineKind.SERVICES), numbers=NO_NUMBERS)
    row = paper(house, make_kit(house, make_order(with_services)).papers[0].document_id)
    assert row["is_contract"]
    assert row["acceptance_days"] == 5
    assert Protection.DEEMED_ACCEPTANCE in row["protections"].split()
    assert set(row["protections"].split()) <= {one.value for one in Protection}


def test_obligations_of_both_sides_are_written_down_with_their_sums(house: House) -> None:
    made = make_kit(house)
    with house.database.read() as connection:
        owed = obligations(connection, made.deal_id)
    assert {code: (one["by"], one["kind"]) for code, one in owed.items()} == {
        "goods": ("us", "goods"),
        "payment-1": ("client", "payment"),
        "payment-2": ("client", "payment"),
    }
    assert owed["goods"]["amount"] == made.papers[0].total == owed["payment-1"]["amount"] + owed["payment-2"]["amount"]
    assert {code: one["due_on"] for code, one in owed.items()} == {
        "goods": date(2026, 12, 17),
        "payment-1": date(2026, 11, 27),
        "payment-2": date(2027, 1, 1),
    }


def test_parties_are_found_by_their_requisites_and_made_once(house: House) -> None:
    first, second = make_kit(house), make_kit(house)
    assert first.deal_id != second.deal_id
    assert (rows(house, OrganizationRow), rows(house, CounterpartyRow)) == (1, 1)
    assert [one.number for one in second.papers] == ["2/11-2026", "2", "2"]


def test_a_party_of_a_snapshot_comes_back_as_it_was() -> None:
    for party in (SELLER, CLIENT):
        assert build_party(section_of(party)) == party
    odd = replace(SELLER, signatory=replace(SELLER.signatory, name_genitive="Кравцовой А. С."))
    assert build_party(section_of(odd)) == odd


def test_codes_of_deals_do_not_collide_with_those_of_files(house: House) -> None:
    assert make_kit(house).deal_code == "K-1"
    assert make_kit(house, code="K-3").deal_code == "K-3"
    assert make_kit(house).deal_code == "K-4"
    with pytest.raises(RefusedError, match="уже есть"):
        make_kit(house, code="K-3")


def test_a_kit_with_prices_that_the_seller_may_not_give_is_not_issued(house: House, monkeypatch) -> None:
    asked = []

    def refuse(connection: Connection, snapshot: Snapshot, login: str, code: str) -> None:
        asked.append((snapshot.subject, login, code))
        raise RefusedError("скидка больше дозволенной")

    monkeypatch.setattr(issuing, "check_prices", refuse)
    with pytest.raises(RefusedError, match="скидка"):
        make_kit(house, code="Д-7", seller="orlova")
    assert asked == [("Поставка светодиодных светильников", "orlova", "Д-7")]
    assert (rows(house, DealRow), rows(house, DocumentRow), events(house)) == (0, 0, [])


def test_the_bound_kit_with_its_attachments_is_kept(house: House) -> None:
    made = make_kit(house)
    whole = made.kit.files[0]
    assert whole.name == "kit.pdf"
    assert house.vault.read(whole.sha256) == whole.content
    assert "kit.bound" in [event["kind"] for event in events(house)]


def test_numbers_of_the_user_take_no_place(house: House) -> None:
    numbers = Numbers(given={"contract": "25/11-2026", "proforma_invoice": "15"}, otherwise="20261122-1")
    made = make_kit(house, make_order(make_snapshot(numbers=numbers)))
    assert [one.number for one in made.papers] == ["25/11-2026", "15", "1"]
    assert [paper(house, one.document_id)["series"] for one in made.papers] == [None, None, "commercial_offer"]


def test_a_kit_without_a_contract_names_it_as_the_file_does(house: House) -> None:
    made = make_kit(house, make_order(documents=("proforma_invoice",)))
    assert "б/н" in text_of(made.papers[0].files["pdf"].content)


def test_after_a_kit_that_failed_half_way_another_is_made_in_the_same_change(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, left = Vault.put, [3]

    def put_until_full(vault: Vault, content: bytes) -> str:
        left[0] -= 1
        if left[0] == 0:
            raise OutputError("на диске нет места")
        return put(vault, content)

    monkeypatch.setattr(Vault, "put", put_until_full)
    with house.work("anna", TODAY) as work:
        with pytest.raises(OutputError):
            assemble(work, make_order())
        made = assemble(work, make_order())
    assert [one.number for one in made.papers] == ["1/11-2026", "1", "1"]
    assert (rows(house, DealRow), rows(house, OrganizationRow), rows(house, DocumentRow)) == (1, 1, 3)
    assert [len(events(house, kind)) for kind in ("deal.added", "client.added", "document.issued")] == [1, 1, 3]


def test_an_internal_kind_leaves_nothing_behind(house: House) -> None:
    with pytest.raises(InternalKindError):
        make_kit(house, make_order(documents=("internal_price_list",)))
    assert rows(house, DealRow) == 0


def test_a_consignment_and_a_deal_of_services_are_made_too(house: House) -> None:
    services = make_snapshot(
        make_line(kind=LineKind.SERVICES), make_line(2, kind=LineKind.WORKS), kind=DealKind.SERVICES, numbers=NO_NUMBERS
    )
    made = make_kit(house, make_order(services))
    with house.database.read() as connection:
        assert {"services", "works"} <= obligations(connection, made.deal_id).keys()
    assert make_kit(house, make_order(consignment())).papers[0].kind.name == "consignment_contract"


@pytest.mark.parametrize(
    ("payment", "terms", "due_on"),
    [
        (stage(PaymentMoment.ADVANCE, 5), {}, ON + timedelta(5)),
        (stage(PaymentMoment.DATE, None, date(2026, 12, 1)), {}, date(2026, 12, 1)),
        (stage(PaymentMoment.BEFORE_SHIPMENT, 3), {}, ON + timedelta(20 + 3)),
        (stage(PaymentMoment.AFTER_SHIPMENT, 7), {}, ON + timedelta(20 + 7)),
        (stage(PaymentMoment.AFTER_ACCEPTANCE, 10), {}, ON + timedelta(20 + 5 + 10)),
        (stage(PaymentMoment.ON_SALE, 5), {"last_payment_on": date(2027, 6, 30)}, date(2027, 6, 30)),
    ],
)
def test_days_of_payments_are_the_latest_that_the_terms_allow(
    payment: PaymentStage, terms: dict[str, Any], due_on: date
) -> None:
    snapshot = make_snapshot(make_line(), terms={"payments": (payment,), **terms})
    assert [one.due_on for one in obligations_of(snapshot) if one.by is Side.CLIENT] == [due_on]


def test_goods_on_commission_are_handed_over_and_asked_about_after_a_year() -> None:
    terms = {"payments": (stage(PaymentMoment.ON_SALE, 5),), "consignment": Consignment.COMMISSION}
    snapshot = make_snapshot(make_line(), kind=DealKind.CONSIGNMENT, terms=terms)
    ours, payment = obligations_of(snapshot)
    assert (ours.kind, ours.due_on) == (ObligationKind.GOODS, ON + timedelta(365))
    assert payment.due_on == ON + timedelta(365 + 5)


def test_what_costs_nothing_is_no_obligation() -> None:
    free = make_line(2, kind=LineKind.SERVICES, discount=Decimal(100))
    assert [one.code for one in obligations_of(make_snapshot(make_line(), free))] == ["goods", "payment-1", "payment-2"]


@given(
    st.lists(st.tuples(st.sampled_from(LineKind), st.integers(1, 10**9), st.integers(1, 10**4)), min_size=1, max_size=8)
)
def test_both_sides_owe_the_whole_total_and_nothing_before_it_can_be(lines: list[tuple[LineKind, int, int]]) -> None:
    made = [
        make_line(number, kind=kind, price=Money(kopecks), quantity=Decimal(count), discount=Decimal(0))
        for number, (kind, kopecks, count) in enumerate(lines, start=1)
    ]
    snapshot = make_snapshot(*made)
    owed = list(obligations_of(snapshot))
    for side in Side:
        assert sum(one.amount for one in owed if one.by is side) == snapshot.totals.gross.kopecks
    assert {one.due_on for one in owed if one.by is Side.US} == {latest_performance(ON, snapshot.terms)}
    assert all(one.due_on >= ON for one in owed)
