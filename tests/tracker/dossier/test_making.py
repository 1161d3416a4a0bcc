"""A dossier of a disputed deal: sheets, bookmarks and inventory agree with the bound PDF, figures with the claim."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select

from docgen.bundle import File
from docgen.library import INTERNAL
from tests.docgen.dossier.test_sheets import A4, pdf
from tests.tracker.conftest import ticking
from tests.tracker.making import draft, make_kit, make_order, obligations
from tracker.claims.letters import LetterTerms, issue_letter
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.claims.sending import Dispatch, record_sending
from tracker.database import default_url
from tracker.dossier.chronology import chronology
from tracker.dossier.gathering import gather
from tracker.dossier.journal_extract import read_extract
from tracker.dossier.making import Dossier, make_dossier
from tracker.errors import NotFoundError, RefusedError
from tracker.facts import Authority
from tracker.house import House
from tracker.models import DealRow, DocumentFileRow, LetterPaperRow, LetterRow, SignatureRow
from tracker.papers.issuing import issue
from tracker.papers.rows import add_file
from tracker.phrases import roubles
from tracker.recording import add_demand, papers, perform
from tracker.settings import Settings

PERFORMED = date(2026, 12, 1)
TODAY = date(2027, 3, 1)
SCAN = pdf((842, 595), (595, 842), turn=90)
SECTIONS = (
    "Титульный лист", "Опись документов", "Хронология", "Договор", "Счета", "Оплаты", "Закрывающие документы",
    "Доказательства отправки", "Переписка, претензии, требования", "Расчёт требования", "Выписка из журнала",
    "Что может потребовать клиент", "Чего не хватает и что это ослабляет",
)  # fmt: skip


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    folder.mkdir(exist_ok=True)
    house = House.open(
        Settings(home=folder, database_url=default_url(folder)), ticking(datetime(2026, 11, 22, tzinfo=UTC))
    )
    yield house
    house.close()


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, int]]:
    """Goods delivered against a signature of nobody knows whom, a claim sent, money demanded back."""
    with opened(tmp_path_factory.mktemp("disputed")) as house:
        kit = make_kit(house, make_order(documents=("supply_contract", "proforma_invoice")), today=PERFORMED)
        with house.work("anna", TODAY) as work:
            owed = obligations(work.connection, kit.deal_id)["goods"]
            perform(work, owed["id"], PERFORMED)
            row = work.connection.execute(select(DealRow.__table__)).mappings().one()
            made = issue(
                work,
                draft(
                    "waybill",
                    row["organization_id"],
                    kit.deal_id,
                    covers={owed["id"]: owed["amount"]},
                    changes={"date": "2026-12-01", "contract": None, "attorney": None, "transport_waybill": None}
                    | {"contract": {"title": "Договор", "number": kit.papers[0].number, "date": "2026-11-22"}},
                ),
            )
            papers.send(work, made.document_id, PERFORMED)
            papers.sign_by_client(work, made.document_id, PERFORMED, Authority.UNKNOWN)
            add_file(work, made.document_id, File("накладная.pdf", SCAN), "scan")
            add_file(work, kit.papers[1].document_id, File("подпись.sig", b"0\x82"), "signature")
            add_demand(work, kit.deal_id, date(2027, 1, 15), 100_000)
            _write_letter(work.connection, row, made.document_id)
            _sign(work, kit.papers[1].document_id)
        with house.work("yurist", TODAY) as work:
            claim = claim_of(work.connection, kit.deal_id, TODAY, 5, ClaimChoice())
            issue_letter(work, kit.deal_id, claim, LetterTerms(pages={}))
            record_sending(work, kit.deal_id, Dispatch(sent_on=TODAY, way="valuable", number="8008"))
        yield house, kit.deal_id


def _write_letter(connection: Any, deal: Any, document_id: int) -> None:
    columns = LetterRow.__table__.columns.keys()
    told = {
        "organization_id": deal["organization_id"],
        "deal_id": deal["id"],
        "recipients": '["buh@example.com"]',
        "subject": "Накладная",
        "body": "Подпишите, пожалуйста.",
        "message_id": "<1@example.ru>",
        "state": "sent",
        "attempts": 1,
        "created_at": "2026-12-01T08:00:00.000000Z",
        "created_by": "anna",
        "sent_at": "2026-12-01T08:01:00.000000Z",
        "sent_on": PERFORMED,
    }
    kept = {name: value for name, value in told.items() if name in columns}
    key = connection.execute(insert(LetterRow).values(**kept).returning(LetterRow.id)).scalar_one()
    connection.execute(insert(LetterPaperRow).values(letter_id=key, document_id=document_id, position=0))


def _sign(work: Any, document_id: int) -> None:
    digest = work.connection.execute(
        select(DocumentFileRow.sha256).where(DocumentFileRow.document_id == document_id).limit(1)
    ).scalar_one()
    told = {
        "document_id": document_id,
        "sha256": digest,
        "file_sha256": digest,
        "position": 0,
        "name": "подпись.sig",
        "file_name": "счет.pdf",
        "signer": "Шевченко Пётр Андреевич",
        "digest_algorithm": "ГОСТ Р 34.11-2012",
        "is_digest_equal": True,
        "added_at": work.at,
    }
    columns = SignatureRow.__table__.columns.keys()
    work.connection.execute(insert(SignatureRow).values(**{key: told[key] for key in told if key in columns}))


def made_of(disputed: tuple[House, int], on: date = TODAY, *, for_court: bool = False, **choice: Any) -> Dossier:
    house, deal_id = disputed
    with house.database.read() as connection:
        deal = gather(connection, deal_id, on, 5, ClaimChoice(**choice), for_court=for_court)
        extract = read_extract(connection, deal)
    return make_dossier(house.vault, deal, extract, "Седых П. И.")


@pytest.fixture(scope="module")
def dossier(disputed: tuple[House, int]) -> Dossier:
    return made_of(disputed)


@pytest.fixture(scope="module")
def reader(dossier: Dossier) -> PdfReader:
    return PdfReader(io.BytesIO(dossier.book.content))


@pytest.fixture(scope="module")
def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]


def test_every_sheet_says_which_it_is_of_how_many(dossier: Dossier, reader: PdfReader, texts: list[str]) -> None:
    count = len(reader.pages)
    assert dossier.book.sheets == count
    assert [re.findall(r"Лист (\d+) из (\d+)", text)[-1] for text in texts] == [
        (str(number), str(count)) for number in range(1, count + 1)
    ]
    assert reader.page_labels == [f"Лист {number}" for number in range(1, count + 1)]


def test_bookmarks_lead_to_sections_and_to_papers_in_them(dossier: Dossier, reader: PdfReader) -> None:
    chapters: dict[str, list[Any]] = {}
    for one in reader.outline:
        if isinstance(one, list):
            chapters[next(reversed(chapters))] = one
        else:
            chapters[str(one.title)] = []
    assert tuple(chapters) == SECTIONS
    assert [str(one.title)[:9] for one in chapters["Закрывающие документы"]] == ["Накладная"]
    starts = {span.first - 1 for span in dossier.book.spans.values()}
    led = [reader.get_destination_page_number(one) for group in chapters.values() for one in group]
    assert set(led) <= starts
    assert len(led) == len(dossier.book.spans) - len(SECTIONS)


def test_the_inventory_names_the_sheets_and_hashes_of_what_is_bound(
    disputed: tuple[House, int], dossier: Dossier, texts: list[str]
) -> None:
    listed = next(text for text in texts if "Опись документов досье" in text)
    for number, span in enumerate(dossier.book.spans.values(), start=1):
        sheet = texts[span.first - 1]
        assert f"Документ {number} описи" in sheet
        assert re.search(rf"\b{number} .{{3,80}}? {re.escape(span.text)} ", listed)
    house, _ = disputed
    with house.database.read() as connection:
        scan = connection.execute(select(DocumentFileRow.sha256).where(DocumentFileRow.purpose == "scan")).scalar_one()
    assert scan in listed.replace(" ", "")
    assert [span.last for span in dossier.book.spans.values()][-1] == dossier.book.sheets
    assert f"листов: {dossier.book.sheets}" in listed


def test_a_scan_stands_on_sheets_of_a4_in_the_place_of_our_own_copy(
    dossier: Dossier, reader: PdfReader, texts: list[str]
) -> None:
    sizes = {tuple(sorted((round(page.mediabox.width), round(page.mediabox.height)))) for page in reader.pages}
    assert sizes == {(round(A4[0]), round(A4[1]))}
    assert sum(text.startswith("page ") or " page " in text for text in texts) == 2
    assert any("вместо него показана скан-копия" in text for text in texts)
    assert not any("ТОВАРНАЯ НАКЛАДНАЯ" in text for text in texts)


def test_figures_are_those_of_the_claim_and_of_its_letter(disputed: tuple[House, int], texts: list[str]) -> None:
    house, deal_id = disputed
    with house.database.read() as connection:
        claim = claim_of(connection, deal_id, TODAY, 5, ClaimChoice())
    whole = roubles(claim.whole).replace("\u00a0", " ")
    telling = [text for text in texts if whole in text]
    assert any("Титульный" in text or "Досье по сделке" in text for text in telling)
    assert any("Расчёт требования" in text for text in telling)
    assert any("Исх. № 1" in text or "Требование На основании" in text for text in telling)
    assert any("Полномочия подписавшего не подтверждены" in text for text in texts)
    assert any("иск возможен с 01.04.2027" in text for text in texts)
    assert any("ценным письмом с описью вложения, № 8008" in text for text in texts)
    assert any("разобрана, не проверена" in text for text in texts)


def test_what_is_for_our_lawyer_alone_does_not_go_to_court(disputed: tuple[House, int], reader: PdfReader) -> None:
    made = made_of(disputed, for_court=True)
    court = PdfReader(io.BytesIO(made.book.content))
    ours = [span for key, span in made.book.spans.items() if key.startswith("section")]
    said = " ".join(court.pages[sheet - 1].extract_text() for one in ours for sheet in range(one.first, one.last + 1))
    assert not re.search(r"[Пп]од риском|ослабля|могут потребовать|не подтвержден|не подтверждён|Исковая", said)
    assert not re.search(r"ответа нет|не доказывает|Отправка доказывает|valuable", said)
    assert INTERNAL not in court.metadata["/Keywords"]  # type: ignore[index]
    assert INTERNAL in reader.metadata["/Keywords"]  # type: ignore[index]
    assert [str(one.title) for one in court.outline if not isinstance(one, list)] == list(SECTIONS[:-2])


def test_the_same_facts_and_day_give_the_same_bytes(disputed: tuple[House, int], dossier: Dossier) -> None:
    assert made_of(disputed).book.content == dossier.book.content


def test_what_is_not_known_on_the_day_is_not_there(disputed: tuple[House, int]) -> None:
    house, deal_id = disputed
    with house.database.read() as connection:
        early, late = (gather(connection, deal_id, on, 5, ClaimChoice()) for on in (PERFORMED, TODAY))
    assert [paper["kind"] for paper in late.papers if paper not in early.papers] == ["claim_letter"]
    assert (early.sent, early.standing.demands, early.claim) == ((), (), None)
    assert "требовать нечего" in early.why_no_claim
    days = [[event["on"] for event in chronology(deal, {})] for deal in (early, late)]
    assert days[0] == sorted(days[0])
    assert max(days[0]) == PERFORMED
    assert max(days[1]) == TODAY


def test_a_damaged_file_is_told_of_on_its_sheet_and_stops_nothing(disputed: tuple[House, int]) -> None:
    house, _ = disputed
    with house.database.read() as connection:
        statement = select(DocumentFileRow.sha256, DocumentFileRow.name).where(DocumentFileRow.name.like("%.pdf"))
        files = {row.name: row.sha256 for row in connection.execute(statement)}
    scan = house.vault.path_of(files["накладная.pdf"])
    invoice = house.vault.path_of(next(digest for name, digest in files.items() if name.startswith("Счет")))
    before = {path: path.read_bytes() for path in (scan, invoice)}
    try:
        scan.chmod(0o600)
        scan.write_bytes(before[scan][:-1])
        invoice.unlink()
        made = made_of(disputed)
    finally:
        for path, content in before.items():
            path.write_bytes(content)
    pages = PdfReader(io.BytesIO(made.book.content)).pages
    said = {key: pages[span.first - 1].extract_text() for key, span in made.book.spans.items() if "paper" in key}
    assert sum("Файла здесь нет" in text for text in said.values()) == 2
    assert sum("ТОВАРНАЯ НАКЛАДНАЯ" in text for text in said.values()) == 1  # our own copy instead
    assert sorted("повреждён" in one for one in made.absent) == [False, True]


def test_what_cannot_be_is_refused(disputed: tuple[House, int]) -> None:
    with pytest.raises(RefusedError, match="есть: payment-1"):
        made_of(disputed, due={"x": TODAY})
    with pytest.raises(NotFoundError):
        made_of((disputed[0], 99))
