"""Archives of operators: kept as they came, matched surely or not at all; contradictions are shown, never settled."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from docgen.bundle import File
from docgen.exchange import State
from docgen.exchange.job import look_through
from tests.docgen.exchange.making import (
    BUYER_ID,
    SELLER_ID,
    attorney,
    buyer_title,
    receipt,
    seller_title,
    zipped,
)
from tests.tracker.electronic.papers import CLIENT_HIMSELF, OUR_HEAD, PDF, make_deal, make_paper, signature_of
from tests.tracker.furnished import rows_of
from tests.tracker.making import TODAY, events, paper
from tracker import recording
from tracker.electronic import EntryView, Taken, apply, archive_of, find_entry, list_exchanges, take, tie
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Authority
from tracker.house import House
from tracker.models import DocumentFileRow, DocumentRow, SignatureRow
from tracker.papers.issuing import annul
from tracker.verifying import verify

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ON, NEXT = date(2026, 11, 24), date(2026, 11, 25)


def archive(
    outcome: str = "1", accepted: str = "25.11.2026", *, is_signed: bool = True, **given: Any
) -> dict[str, bytes]:
    """A УПД № 1 with its receipts and the client's answer."""
    title = seller_title("1", **given)
    answer = buyer_title(outcome, accepted, number="1")
    files = {
        f"{SELLER_ID}.xml": title,
        f"{SELLER_ID}.xml.sgn": signature_of(title, OUR_HEAD),
        f"{BUYER_ID}.xml": answer,
        "1.xml": receipt("DP_PDPOL"),
        "2.xml": receipt("DP_IZVPOL", "25.11.2026"),
        "mchd.xml": attorney(),
    }
    return files | ({f"{BUYER_ID}.sgn": signature_of(answer, CLIENT_HIMSELF)} if is_signed else {})


def bring(house: House, files: dict[str, bytes], name: str = "обмен.zip") -> Taken:
    data = zipped(files)
    with house.work("olga", TODAY) as work:
        return take(work, File(name, data), look_through(data))


def entries(house: House, taken: Taken) -> list[EntryView]:
    with house.database.read() as connection:
        (view,) = list_exchanges(connection, [taken.exchange_id])
    return list(view.entries)


def only(house: House, files: dict[str, bytes], name: str = "обмен.zip") -> EntryView:
    (entry,) = entries(house, bring(house, files, name))
    return entry


def again(house: House, entry: EntryView) -> EntryView:
    with house.database.read() as connection:
        return find_entry(connection, entry.row["id"])


def use(house: House, entry: EntryView, *given: Any) -> list[str]:
    with house.work("olga", TODAY) as work:
        return [one.step.value for one in apply(work, entry.row["id"], *given)]


def files_of(house: House, document_id: int) -> dict[str, str]:
    with house.database.read() as connection:
        statement = select(DocumentFileRow.name, DocumentFileRow.purpose).where(
            DocumentFileRow.document_id == document_id
        )
        return {row.name: row.purpose for row in connection.execute(statement)}


@pytest.fixture
def upd(house: House) -> int:
    return make_deal(house)[1]


def test_an_archive_is_kept_with_what_it_says_and_changes_no_paper(house: House, upd: int) -> None:
    before = dict(paper(house, upd))
    entry = only(house, archive())
    assert (entry.row["document_id"], entry.row["matched_by"], entry.deal) == (upd, "requisites", "D1")
    assert [(one.state, one.said_on) for one in entry.said] == [
        (State.SIGNED_BY_US, ON),
        (State.SENT, ON),
        (State.RECEIVED_NOTICE, NEXT),
        (State.SIGNED, NEXT),
    ]
    assert (entry.conflicts, entry.doubts) == ((), ())
    assert entry.row["attorneys"] == "4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"
    assert [one.step.value for one in entry.proposals] == [
        "signed_by_us_on",
        "sent_on",
        "delivered_on",
        "signed_by_client_on",
        "electronic_on",
    ]
    assert dict(paper(house, upd)) == before
    kept = files_of(house, upd)
    assert kept[f"{SELLER_ID}.xml"] == "signed"
    assert (kept[f"{BUYER_ID}.sgn"], kept["1.xml"], kept["mchd.xml"]) == ("signature", "receipt", "attorney")
    (event,) = events(house, "exchange.taken")
    assert json.loads(event["details"])["matched"] == 1
    verify(house)


@on_sqlite
def test_the_same_archive_once_more_changes_nothing(house: House, upd: int) -> None:
    first = bring(house, archive())
    before = rows_of(house)
    second = bring(house, archive(), "под другим именем.zip")
    assert (second.is_new, second.exchange_id) == (False, first.exchange_id)
    assert rows_of(house) == before


def test_what_an_entry_proposes_is_recorded_by_a_person_once(house: House, upd: int) -> None:
    entry = only(house, archive())
    assert use(house, entry, Authority.HEAD) == [one.step.value for one in entry.proposals]
    kept = paper(house, upd)
    assert (kept["signed_by_us_on"], kept["sent_on"], kept["delivered_on"]) == (ON, ON, NEXT)
    assert (kept["signed_by_client_on"], kept["electronic_on"], kept["signer_authority"]) == (NEXT, NEXT, "head")
    before = rows_of(house)
    assert use(house, entry) == []
    assert rows_of(house) == before
    assert again(house, entry).conflicts == ()


@on_sqlite
def test_a_refusal_is_recorded_as_one_and_differences_are_left_to_a_person(house: House, upd: int) -> None:
    differing = only(house, archive("2", "24.11.2026"))
    assert State.SIGNED_WITH_DIFFERENCES in {one.state for one in differing.said}
    use(house, differing)
    assert paper(house, upd)["signed_by_client_on"] is None
    other = make_paper(house, paper(house, upd)["deal_id"], b"%PDF second")
    assert paper(house, other)["number"] == "2"
    refusal = buyer_title("3", "26.11.2026", number="2")
    files = {
        f"{SELLER_ID}.xml": seller_title("2"),
        "x.xml": refusal,
        "x.xml.sig": signature_of(refusal, CLIENT_HIMSELF),
    }
    use(house, only(house, files))
    kept = paper(house, other)
    assert (kept["refused_on"], kept["signed_by_client_on"]) == (date(2026, 11, 26), None)


def contradicted(house: House, entry: EntryView, told: str) -> None:
    """The contradiction is shown, and nothing is recorded over it."""
    shown = again(house, entry)
    assert any(told in line.replace("\u00a0", " ") for line in (*shown.conflicts, *shown.doubts)), shown.conflicts
    document_id = entry.row["document_id"] or shown.row["document_id"]
    before = len(events(house)), dict(paper(house, document_id))
    with pytest.raises(RefusedError, match="противоречива"):
        use(house, entry)
    assert (len(events(house)), dict(paper(house, document_id))) == before


@on_sqlite
def test_a_paper_of_other_days_or_of_another_state_is_a_contradiction(house: House, upd: int) -> None:
    records: dict[str, Any] = {
        "у нас: отправлен 25.11.2026": recording.send,
        "у нас: подписан нами 25.11.2026": recording.sign_by_us,
        "у нас: отказ клиента 25.11.2026": recording.record_refusal,
    }
    entry = only(house, archive())
    for told, record in records.items():
        with house.work("anna", TODAY) as work:
            record(work, upd, NEXT)
        contradicted(house, entry, told)
    assert paper(house, upd)["sent_on"] == NEXT


@on_sqlite
def test_a_refusal_contradicts_a_signature_and_an_annulled_paper_is_not_signed(house: House, upd: int) -> None:
    entry = only(house, archive("3"))
    with house.work("anna", TODAY) as work:
        recording.sign_by_client(work, upd, NEXT, Authority.HEAD)
    contradicted(house, entry, "у нас: подписан клиентом 25.11.2026")
    signed = only(house, archive(total="244000.0"), "ещё.zip")
    with house.work("anna", TODAY) as work:
        annul(work, upd, TODAY, "ошибка")
    contradicted(house, signed, "у нас: аннулирован")
    assert again(house, signed).proposals == ()


@on_sqlite
def test_a_file_that_differs_from_what_was_issued_is_a_contradiction(house: House, upd: int) -> None:
    different: list[tuple[dict[str, Any], str]] = [
        ({"total": "244000.01"}, "в файле сумма 244 000,01 руб., у нас 244 000,00 руб."),
        ({"date": "23.11.2026"}, "в файле дата 23.11.2026, у нас 24.11.2026"),
        ({"buyer_inn": "7700000000"}, "в файле клиента ИНН 7700000000, у нас 500123456750"),
    ]
    for given, told in different:
        entry = only(house, archive(**given))
        if entry.paper is None:
            tie_to(house, entry, upd)
        contradicted(house, entry, told)


@on_sqlite
def test_archives_that_contradict_each_other_are_both_kept_and_both_shown(house: House, upd: int) -> None:
    first = only(house, archive(), "диадок.zip")
    second = only(house, archive("3", "26.11.2026"), "сбис.zip")
    contradicted(house, first, "в архиве «сбис.zip»: не принят, отказ 26.11.2026")
    contradicted(house, second, "в архиве «диадок.zip»: подписан клиентом 25.11.2026")
    third = only(house, archive("1", "26.11.2026", is_old=True), "третий.zip")
    contradicted(house, third, "в архиве «диадок.zip»: подписан клиентом 25.11.2026")
    assert {one.state for one in again(house, first).said} >= {State.SIGNED}


@on_sqlite
def test_an_answer_without_the_clients_signature_is_doubted(house: House, upd: int) -> None:
    contradicted(house, only(house, archive(is_signed=False)), "нет его подписи")


@on_sqlite
def test_a_signature_of_something_else_is_doubted_and_a_signature_from_elsewhere_is_not(house: House, upd: int) -> None:
    files = archive()
    files[f"{BUYER_ID}.sgn"] = signature_of(b"something else", CLIENT_HIMSELF)
    entry = only(house, files)
    contradicted(house, entry, "хеш другой")
    other = only(house, archive(is_old=True), "хороший.zip")
    assert again(house, other).doubts == ()


@on_sqlite
def test_an_informal_paper_is_found_by_its_file_and_signed_by_signatures(house: House, upd: int) -> None:
    files = {
        "Акт/Акт.pdf": PDF,
        "Акт/наша.sig": signature_of(PDF, OUR_HEAD),
        "Акт/клиент.sig": signature_of(PDF, CLIENT_HIMSELF),
    }
    entry = only(house, files)
    assert (entry.row["document_id"], entry.row["matched_by"]) == (upd, "file")
    assert [(one.state, one.said_on, one.said_time) for one in entry.said] == [
        (State.SIGNED_BY_US, ON, "12:15:00"),
        (State.SIGNED, ON, "12:15:00"),
    ]
    use(house, entry)
    assert paper(house, upd)["signed_by_client_on"] == ON


@on_sqlite
def test_a_paper_is_found_by_the_code_on_its_pages_in_a_name(house: House, upd: int) -> None:
    code = paper(house, upd)["page_id"]
    entry = only(house, {f"УПД {code.lower()} подписан.pdf": b"%PDF other"})
    assert (entry.row["document_id"], entry.row["matched_by"]) == (upd, "page_id")


def test_what_is_not_certain_waits_for_a_person(house: House, upd: int) -> None:
    nowhere = "такого документа в сделках этих сторон нет"
    uncertain: list[tuple[dict[str, Any], str]] = [
        ({"buyer_inn": "7700000000"}, nowhere),
        ({"revision": "1"}, nowhere),
        ({"function": "СЧФ"}, nowhere),
        ({"buyer_inn": ""}, "ИНН сторон в файле нет"),
    ]
    for given, told in uncertain:
        entry = only(house, archive(**given))
        assert (entry.paper, entry.row["note"]) == (None, told)
        assert State.SIGNED in {one.state for one in entry.said}
        with pytest.raises(RefusedError, match="не отнесена к документу"):
            use(house, entry)


@on_sqlite
def test_two_papers_that_fit_are_left_to_a_person(house: House) -> None:
    deal, _ = make_deal(house)
    make_paper(house, deal, b"%PDF second", number="1", kind="waybill")
    entry = only(house, archive(function="ДОП"))
    assert (entry.paper, entry.row["note"]) == (None, "подходят несколько документов: выберите сами")


def tie_to(house: House, entry: EntryView, document_id: int) -> bool:
    with house.database.read() as connection:
        found = archive_of(connection, house.vault, entry.row["id"])
    with house.work("olga", TODAY) as work:
        return tie(work, entry.row["id"], document_id, found)


def test_a_person_ties_an_entry_and_may_tie_it_to_another_paper_later(house: House) -> None:
    deal, upd = make_deal(house)
    other = make_paper(house, deal, b"%PDF other")
    letter = b"%PDF letter"
    entry = only(house, {"Письмо.pdf": letter, "Письмо.pdf.sig": signature_of(letter, CLIENT_HIMSELF)})
    assert (entry.paper, entry.said) == (None, ())
    assert tie_to(house, entry, other)
    assert [one.state for one in again(house, entry).said] == [State.SIGNED]
    assert tie_to(house, entry, upd)
    assert not tie_to(house, entry, upd)
    tied = again(house, entry)
    assert (tied.row["document_id"], tied.row["matched_by"], tied.row["note"]) == (upd, "person", None)
    assert "Письмо.pdf" in files_of(house, upd)
    assert "Письмо.pdf" not in files_of(house, other)
    with house.database.read() as connection:
        assert list(connection.execute(select(SignatureRow.document_id)).scalars()) == [upd]
    assert len(events(house, "exchange.tied")) == 2
    verify(house)


@on_sqlite
def test_what_could_not_be_read_is_kept_with_the_archive_and_what_is_not_there_is_told(house: House, upd: int) -> None:
    taken = bring(house, archive() | {"bad.sig": b"zzz"})
    with house.database.read() as connection:
        (view,) = list_exchanges(connection, [taken.exchange_id])
        assert view.problems == (("bad.sig", "файл с расширением подписи не похож на подпись"),)
        assert [one.row["id"] for one in list_exchanges(connection)] == [taken.exchange_id]
        with pytest.raises(NotFoundError, match="Записи 7 нет"):
            find_entry(connection, 7)
        with pytest.raises(NotFoundError, match="Записи 7 нет"):
            archive_of(connection, house.vault, 7)
    assert b"PK" in house.vault.read(view.row["sha256"])


@on_sqlite
def test_a_paper_that_was_superseded_is_not_signed(house: House, upd: int) -> None:
    with house.work("anna", TODAY) as work:
        work.connection.execute(DocumentRow.__table__.update().where(DocumentRow.id == upd).values(superseded_on=TODAY))
    contradicted(house, only(house, archive()), "у нас: заменён")
