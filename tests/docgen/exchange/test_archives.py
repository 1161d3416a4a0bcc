"""Whole archives: files of different operators' making, put together by papers with signatures and states."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.exchange import Archive, Entry, Role, State, UnreadableExchangeError, read_archive, reading
from docgen.exchange.job import look_through
from docgen.sandbox import Answer, TooLongError, UnavailableError
from tests.docgen.exchange.making import (
    BUYER_ID,
    CLIENT_INN,
    SELLER_ID,
    attorney,
    buyer_title,
    receipt,
    receipt_id,
    seller_title,
    zipped,
)
from tests.docgen.signatures.making import HEAD, SHA_256, lines, signature, signed, signer

CLIENT = {"2.5.4.3": "Шевченко Пётр Андреевич", "1.2.643.3.131.1.1": CLIENT_INN}
TITLE, ANSWER = seller_title(), buyer_title()
FOLDERS = {
    f"УПД 15/{SELLER_ID}.xml": TITLE,
    f"УПД 15/{SELLER_ID}.xml.sgn": lines(signed(TITLE, oid=SHA_256)),
    f"УПД 15/{BUYER_ID}.xml": ANSWER,
    f"УПД 15/{BUYER_ID}.sgn": signed(ANSWER, CLIENT, oid=SHA_256),
    "УПД 15/Служебные/1.xml": receipt("DP_PDPOL"),
    "УПД 15/Служебные/2.xml": receipt("DP_PDOTPR"),
    "УПД 15/Служебные/3.xml": receipt("DP_IZVPOL", "25.11.2026"),
    "УПД 15/Служебные/4.xml": receipt("DP_IZVPOL", "26.11.2026", about=receipt_id("DP_PDPOL")),
    "УПД 15/Протокол передачи.pdf": b"%PDF protocol",
    "УПД 15/mchd.xml": attorney(),
}


def read(files: dict[str, bytes]) -> Archive:
    return look_through(zipped(files))


def only(files: dict[str, bytes]) -> Entry:
    (entry,) = read(files).entries
    return entry


def said(entry: Entry) -> list[tuple[State, date | None]]:
    return [(fact.state, fact.said_on) for fact in entry.facts]


def test_a_folder_of_a_paper_is_one_entry_with_everything_in_it() -> None:
    entry = only(FOLDERS)
    assert {file.name for file in entry.files} == set(FOLDERS)
    assert sorted(said(entry)) == [
        (State.DELIVERED, date(2026, 11, 24)),
        (State.RECEIVED_NOTICE, date(2026, 11, 25)),
        (State.SENT, date(2026, 11, 24)),
        (State.SIGNED, date(2026, 11, 25)),
    ], "a notice of a receipt says nothing of the paper"
    assert [(one.of, one.signature.is_equal) for one in entry.signatures] == [
        (f"УПД 15/{SELLER_ID}.xml", (True,)),
        (f"УПД 15/{BUYER_ID}.xml", (True,)),
    ]
    assert entry.attorneys == ("4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",)


def test_a_heap_of_files_is_told_apart_by_what_they_say_of_each_other() -> None:
    other = SELLER_ID.replace("1111", "9999")
    heap = {f"{name.rpartition('/')[2]}": content for name, content in FOLDERS.items() if "mchd" not in name}
    heap |= {
        f"{other}.xml": seller_title("16", file_id=other),
        "отказ.xml": buyer_title("3", "26.11.2026", about=other, number="16"),
        "5.xml": receipt("DP_PDPOL", "26.11.2026", about=other),
    }
    archive = read(heap)
    by_number = {entry.title.number: entry for entry in archive.entries if entry.title}
    assert said(by_number["16"]) == [(State.REFUSED, date(2026, 11, 26)), (State.SENT, date(2026, 11, 26))]
    assert (State.SIGNED, date(2026, 11, 25)) in said(by_number["15"])
    assert [entry.name for entry in archive.entries if not entry.title] == ["Протокол передачи.pdf"]


def test_inner_archives_are_read_as_folders() -> None:
    entry = only({"УПД.zip": zipped({f"{SELLER_ID}.xml": TITLE, f"{BUYER_ID}.xml": buyer_title("2")})})
    assert said(entry) == [(State.SIGNED_WITH_DIFFERENCES, date(2026, 11, 25))]


def test_a_signature_belongs_to_the_file_whose_digest_it_holds_whatever_it_is_called() -> None:
    first, second = b"%PDF first", b"%PDF second"
    archive = read(
        {
            "a/Акт.pdf": first,
            "a/Счёт.pdf": second,
            "a/Акт.sig": signed(second),
            "a/Подпись отправителя.bin": signed(first, CLIENT),
        }
    )
    linked = {one.name: one.of for entry in archive.entries for one in entry.signatures}
    assert linked == {"a/Акт.sig": "a/Счёт.pdf", "a/Подпись отправителя.bin": "a/Акт.pdf"}


def test_a_signature_of_a_file_that_was_changed_stays_with_it_and_tells() -> None:
    entry = only({"Акт.pdf": b"%PDF changed", "Акт.pdf.sig": signed(b"%PDF act")})
    assert [one.signature.is_equal for one in entry.signatures] == [(False,)]


def test_a_signature_whose_file_is_not_there_is_a_problem() -> None:
    archive = read({"a/Акт.pdf": b"%PDF", "a/Счёт.pdf": b"%PDF 2", "a/7.sig": signed(b"%PDF act")})
    assert [(one.name, one.what) for one in archive.problems] == [("a/7.sig", "подписанного файла рядом нет")]
    assert len(archive.entries) == 2


def test_the_file_inside_an_attached_signature_is_a_paper() -> None:
    made = signature(signer(b"%PDF act", CLIENT), inside=b"%PDF act")
    archive = read({"Акт.pdf.p7m": made})
    (entry,) = archive.entries
    assert (entry.name, archive.contents["Акт.pdf"]) == ("Акт.pdf", b"%PDF act")
    assert [one.signature.is_equal for one in entry.signatures] == [(True,)]


def test_unsigned_files_are_papers_of_their_own() -> None:
    assert [entry.name for entry in read({"1.pdf": b"%PDF 1", "2.pdf": b"%PDF 2"}).entries] == ["1.pdf", "2.pdf"]


def test_a_receipt_of_a_paper_that_is_not_there_stays_alone_and_says_its_state() -> None:
    archive = read({f"{SELLER_ID}.xml": TITLE, "x.xml": receipt("DP_PDPOL", about="ON_NSCHFDOPPR_other_1")})
    lonely = archive.entries[1]
    assert (lonely.name, said(lonely)) == ("x.xml", [(State.SENT, date(2026, 11, 24))])
    assert said(archive.entries[0]) == []


def test_a_receipt_may_call_an_informal_paper_by_a_name_of_the_operators() -> None:
    entry = only({"a/Акт.pdf": b"%PDF", "a/Акт.sig": signed(b"%PDF"), "a/1.xml": receipt("DP_IZVPOL", about="guid-7")})
    assert said(entry) == [(State.RECEIVED_NOTICE, date(2026, 11, 24))]


def test_a_proposal_to_annul_is_an_annulment_once_both_have_signed() -> None:
    proposal = receipt("DP_PRANNUL", "26.11.2026")
    ours = signer(proposal, HEAD, oid=SHA_256)
    theirs = signer(proposal, CLIENT, oid=SHA_256, serial=7)
    files = {f"{SELLER_ID}.xml": TITLE, "p.xml": proposal, "p.xml.sig": signature(ours)}
    assert [state for state, _ in said(only(files))] == [State.ANNULMENT_PROPOSED]
    both = only(files | {"p.xml.2.sig": signature(theirs)})
    assert [state for state, _ in said(both)] == [State.ANNULMENT_PROPOSED, State.ANNULLED]
    other = signer(b"other", CLIENT, oid=SHA_256, serial=7)
    assert State.ANNULLED not in dict(said(only(files | {"p.xml.2.sig": signature(other)})))


def test_what_cannot_be_read_is_told_and_the_rest_goes_on() -> None:
    archive = read(FOLDERS | {"bad.sig": b"zzz", "half.xml": TITLE[:100], "cut.p7s": signed(b"x")[:50]})
    assert {one.name for one in archive.problems} == {"bad.sig", "half.xml", "cut.p7s"}
    assert len(archive.entries) == 1
    assert set(archive.contents) >= set(FOLDERS)


def test_what_comes_back_from_the_limited_process_is_what_was_found_there() -> None:
    data = zipped(FOLDERS | {"bad.sig": b"zzz"})
    found = read_archive(data)
    assert found == look_through(data)
    assert found.operator == "АО «Оператор»"
    assert next(file.role for file in found.entries[0].files if file.name.endswith("mchd.xml")) is Role.ATTORNEY


@pytest.mark.parametrize("facts", [{}, {"archive": {"entries": 1}, "sizes": []}, {"archive": {}, "sizes": [[1]]}])
def test_rubbish_for_an_answer_is_refused_like_rubbish_for_an_archive(monkeypatch: pytest.MonkeyPatch, facts) -> None:
    monkeypatch.setattr(reading, "run", lambda *_: Answer(facts=facts))
    with pytest.raises(UnreadableExchangeError, match="испорчен так"):
        read_archive(b"PK")


def test_refusals_are_told_in_words_of_archives(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableExchangeError, match="обрезан или испорчен"):
        read_archive(zipped(FOLDERS)[:500])
    with monkeypatch.context() as patch:
        patch.setattr(reading, "MOST_ARCHIVE_BYTES", 10)
        with pytest.raises(UnreadableExchangeError, match="меньший период"):
            read_archive(zipped(FOLDERS))

    def fail(*_: object) -> None:
        raise TooLongError("Шаблон")

    monkeypatch.setattr(reading, "run", fail)
    with pytest.raises(UnreadableExchangeError, match="дольше пяти минут"):
        read_archive(zipped(FOLDERS))

    def refuse(*_: object) -> None:
        raise UnavailableError("нельзя")

    monkeypatch.setattr(reading, "run", refuse)
    with pytest.raises(UnavailableError):
        read_archive(zipped(FOLDERS))


@settings(max_examples=30)
@given(st.data())
def test_a_damaged_file_inside_stops_no_other(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FOLDERS)))
    damaged = bytearray(FOLDERS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    archive = read(FOLDERS | {name: bytes(damaged)})
    told = {one.name for one in archive.problems} | {file.name for entry in archive.entries for file in entry.files}
    assert told >= set(FOLDERS)
