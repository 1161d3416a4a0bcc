"""Signatures beside papers: kept with the file they sign, shown as parsed, taken for the client's by a person alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from docgen.bundle import File
from docgen.signatures import UnreadableSignatureError
from tests.docgen.signatures.making import SHA_256, signature, signer
from tests.tracker.electronic.papers import (
    CLIENT_HIMSELF,
    EMPLOYEE,
    OUR_HEAD,
    PDF,
    STRANGER,
    make_deal,
    sign,
    signature_of,
)
from tests.tracker.furnished import rows_of
from tests.tracker.making import TODAY, events, paper
from tracker.electronic import accept, compare, papers_with_signatures, signatures_of
from tracker.electronic.sides import Whose
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Attorney, Authority
from tracker.house import House
from tracker.models import DocumentFileRow
from tracker.papers.issuing import annul
from tracker.verifying import verify

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LATE = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
"""Half past midnight of the next day in Moscow."""


@pytest.fixture
def upd(house: House) -> int:
    return make_deal(house)[1]


def take(house: House, document_id: int, *given: object) -> date:
    with house.work("olga", TODAY) as work:
        return accept(work, document_id, *given)  # type: ignore[arg-type]


def purposes(house: House, document_id: int) -> list[tuple[str, str]]:
    with house.database.read() as connection:
        statement = select(DocumentFileRow.name, DocumentFileRow.purpose).where(
            DocumentFileRow.document_id == document_id, DocumentFileRow.purpose != "issued"
        )
        return [(row.name, row.purpose) for row in connection.execute(statement.order_by(DocumentFileRow.id))]


def test_a_signature_of_an_issued_file_is_kept_beside_the_paper(house: House, upd: int) -> None:
    added = sign(house, upd, signature_of(PDF, CLIENT_HIMSELF, stamped_at=LATE))
    (view,) = added.signatures
    assert (added.new, view.whose, view.day) == (1, Whose.CLIENT, date(2026, 11, 25))
    row = view.row
    assert (row["signer"], row["is_digest_equal"]) == ("Шевченко Пётр Андреевич", True)
    assert (row["stamped_at"], row["signed_at"]) == ("2026-11-24T21:30:00.000000Z", "2026-11-24T09:15:00.000000Z")
    assert house.vault.read(row["file_sha256"]) == PDF
    assert purposes(house, upd) == [("акт.sig", "signature")], "the issued file is there already"
    (event,) = events(house, "document.signature_added")
    assert json.loads(event["details"])["is_digest_equal"] == [True]
    kept = paper(house, upd)
    assert (kept["signed_by_client_on"], kept["electronic_on"]) == (None, None)
    verify(house)


@on_sqlite
def test_the_same_signature_once_more_changes_nothing(house: House, upd: int) -> None:
    made = signature_of(PDF, CLIENT_HIMSELF)
    sign(house, upd, made)
    before = rows_of(house)
    assert sign(house, upd, made, name="снова.sig").new == 0
    assert rows_of(house) == before


@on_sqlite
def test_the_file_that_a_person_names_is_kept_as_the_signed_one(house: House, upd: int) -> None:
    (view,) = sign(
        house, upd, signature_of(b"xml of the operator", CLIENT_HIMSELF), file=File("upd.xml", b"xml of the operator")
    ).signatures
    assert view.row["is_digest_equal"] is True
    assert purposes(house, upd) == [("upd.xml", "signed"), ("акт.sig", "signature")]
    again = sign(house, upd, signature_of(b"xml of the operator", OUR_HEAD, serial=5), name="наша.sig")
    assert again.signatures[0].row["file_name"] == "upd.xml", "the next signature finds it there"


@on_sqlite
def test_the_file_inside_an_attached_signature_is_kept(house: House, upd: int) -> None:
    same = signature(signer(PDF, CLIENT_HIMSELF, oid=SHA_256), inside=PDF)
    (view,) = sign(house, upd, same, name="упд.pdf.p7m").signatures
    assert (view.row["is_digest_equal"], view.row["note"]) == (True, None)
    other = signature(signer(b"other", CLIENT_HIMSELF, oid=SHA_256), inside=b"other")
    (view,) = sign(house, upd, other, name="прочее.pdf.p7m").signatures
    assert (view.row["is_digest_equal"], view.row["file_name"]) == (True, "прочее.pdf")
    assert "не совпадает ни с одним файлом документа" in view.row["note"]


@on_sqlite
def test_whose_a_signature_is_is_told_by_the_inn(house: House, upd: int) -> None:
    subjects = {
        Whose.CLIENT: CLIENT_HIMSELF,
        Whose.OURS: OUR_HEAD,
        Whose.PERSON: EMPLOYEE,
        Whose.OTHER: STRANGER,
        Whose.UNKNOWN: {"2.5.4.3": "Некто"},
    }
    for whose, subject in subjects.items():
        (view,) = sign(house, upd, signature_of(PDF, subject)).signatures
        assert view.whose is whose


@on_sqlite
def test_papers_of_a_deal_with_signatures_are_listed_with_all_their_signers(house: House) -> None:
    deal, upd = make_deal(house)
    two = signature(signer(PDF, OUR_HEAD, oid=SHA_256), signer(PDF, CLIENT_HIMSELF, oid=SHA_256, serial=9))
    sign(house, upd, two)
    with house.database.read() as connection:
        assert papers_with_signatures(connection, deal) == [upd]
        assert {view.whose for view in signatures_of(connection, upd)} == {Whose.OURS, Whose.CLIENT}


def test_a_person_takes_the_signature_of_the_client(house: House, upd: int) -> None:
    sign(house, upd, signature_of(PDF, OUR_HEAD), name="наша.sig")
    sign(house, upd, signature_of(PDF, CLIENT_HIMSELF, stamped_at=LATE))
    assert take(house, upd, None, Authority.HEAD) == date(2026, 11, 25)
    kept = paper(house, upd)
    assert (kept["signed_by_client_on"], kept["electronic_on"]) == (date(2026, 11, 25), date(2026, 11, 25))
    assert kept["signer_authority"] == "head"
    attorney = Attorney("МЧД-1", None, date(2027, 1, 1))
    take(house, upd, date(2026, 11, 26), Authority.POWER_OF_ATTORNEY, attorney)
    assert (paper(house, upd)["attorney_number"], paper(house, upd)["electronic_on"]) == ("МЧД-1", date(2026, 11, 26))


def refused(house: House, told: str, document_id: int, *given: object) -> None:
    before = len(events(house)), dict(paper(house, document_id))
    with pytest.raises(RefusedError, match=told):
        take(house, document_id, *given)
    assert (len(events(house)), dict(paper(house, document_id))) == before


@on_sqlite
def test_nothing_is_taken_that_cannot_be_the_clients_signature_of_this_paper(house: House, upd: int) -> None:
    refused(house, "подписей нет", upd, None, Authority.HEAD)
    sign(house, upd, signature_of(PDF, OUR_HEAD), name="наша.sig")
    refused(house, "только наша подпись", upd, None, Authority.HEAD)
    (other,) = sign(house, upd, signature_of(b"another", CLIENT_HIMSELF), name="чужая.sig").signatures
    assert (other.row["is_digest_equal"], other.row["file_name"].endswith(".pdf")) == (False, True), "kept, and told"
    refused(house, "относится к другому файлу", upd, None, Authority.HEAD)
    sign(house, upd, signature_of(PDF, CLIENT_HIMSELF, signed_at=None), name="без времени.sig")
    refused(house, "времени в подписи нет", upd, None, Authority.HEAD)
    refused(house, "раньше даты самого документа", upd, date(2026, 11, 1), Authority.HEAD)
    assert take(house, upd, date(2026, 11, 25), Authority.HEAD) == date(2026, 11, 25)


@on_sqlite
def test_an_annulled_paper_keeps_its_signatures_but_is_not_signed(house: House, upd: int) -> None:
    with house.work("olga", TODAY) as work:
        annul(work, upd, TODAY, "ошибка")
    assert sign(house, upd, signature_of(PDF, CLIENT_HIMSELF)).new == 1
    refused(house, "аннулирован", upd, None, Authority.HEAD)


@on_sqlite
def test_what_is_no_signature_or_has_no_paper_leaves_nothing(house: House) -> None:
    _, key = make_deal(house)
    before = rows_of(house)
    with pytest.raises(UnreadableSignatureError):
        sign(house, key, b"%PDF")
    with pytest.raises(NotFoundError):
        sign(house, 99, signature_of(b"x", CLIENT_HIMSELF))
    assert rows_of(house) == before


@on_sqlite
def test_a_paper_without_files_needs_the_signed_file(house: House, upd: int) -> None:
    with house.work("olga", TODAY) as work:
        work.connection.execute(DocumentFileRow.__table__.delete().where(DocumentFileRow.document_id == upd))
    with house.database.read() as connection, pytest.raises(RefusedError, match="ключом --file"):
        compare(connection, house.vault, upd, File("a.sig", signature_of(b"x", CLIENT_HIMSELF)))
    inside = signature(signer(b"x", CLIENT_HIMSELF, oid=SHA_256), inside=b"x")
    (view,) = sign(house, upd, inside, name="a.sig").signatures
    assert (view.row["file_name"], view.row["note"]) == ("a", None)
