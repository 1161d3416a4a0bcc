"""The lawyer's commands on a loaded deal: the interest of the vectors, the letter, its term, the dossier."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.tracker.deals_file.files import sample, write
from tests.web.shell import run


def loaded(capsys: pytest.CaptureFixture[str], folder: Path, amount: str, due_on: date) -> None:
    """Deal d1: goods delivered against a signature of the head, nothing paid."""
    on = (due_on - timedelta(25)).isoformat()
    data = sample()
    signed = {"signed_by_client_on": on, "original_on": on}
    data["deals"] = [
        {
            "id": "d1",
            "client": "c1",
            "subject": "Светильники",
            "contract": {"number": "25/11", "date": on, **signed},
            "obligations": [
                {"id": "o1", "by": "us", "kind": "goods", "amount": amount, "due_on": on, "performed_on": on},
                {"id": "p1", "by": "client", "kind": "payment", "amount": amount, "due_on": due_on.isoformat()},
            ],
            "documents": [
                {"id": "w1", "kind": "waybill", "number": "15", "date": on, "covers": {"o1": amount},
                 "signer_authority": "head", **signed}
            ],
        }
    ]  # fmt: skip
    assert run(capsys, "load", write(folder, data)).status == 0


def claimed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(run(capsys, "claim", "d1", "--json", *arguments).out)


def test_interest_equals_the_vector_of_2024(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(capsys, tmp_path, "1000000.00", date(2024, 9, 30))
    told = claimed(capsys, "--on", "2025-03-31")
    assert (told["principal"], told["sanction_sum"]) == ("1000000.00", "103092.29")
    assert [(row["start"], row["sum"]) for row in told["debts"][0]["rows"]] == [
        ("2024-10-01", "14016.39"),
        ("2024-10-28", "37295.08"),
        ("2025-01-01", "51780.82"),
    ]


def test_interest_equals_the_vector_of_2026(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loaded(capsys, tmp_path, "100000.00", date(2025, 12, 31))
    told = claimed(capsys, "--on", "2026-11-22", "--exact-terms")
    assert (told["debts"][0]["late_from"], told["sanction_sum"]) == ("2026-01-01", "13096.58")
    moved = run(capsys, "claim", "d1", "--on", "2026-11-22")
    assert "31.12.2025 — нерабочий день, он окончился 12.01.2026 (ст. 193 ГК РФ)" in moved.out
    assert "просрочка с 13.01.2026" in moved.out
    assert "--exact-terms" in moved.err
    assert claimed(capsys, "--due", "p1=2026-02-02")["debts"][0]["late_from"] == "2026-02-03"


def test_a_claim_is_issued_sent_and_its_term_is_shown(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys, tmp_path, "1000000.00", date(2024, 9, 30))
    letter = tmp_path / "claim.pdf"
    assert "--pages contract=N" in run(capsys, "claim", "d1", "--issue").err
    pages = ("--pages", "contract=7", "--pages", "w1=2")
    assert "проект" in run(capsys, "claim", "d1", *pages, "-o", tmp_path / "draft.pdf").err
    issued = run(
        capsys,
        "claim",
        "d1",
        "--issue",
        *pages,
        "-o",
        letter,
        "--sanction",
        "none",
        "--court",
        "Арбитражный суд города Тулы",
    )
    assert "всего 1 000 000,00 руб." in issued.out
    assert letter.read_bytes().startswith(b"%PDF-")
    assert letter.with_suffix(".docx").is_file()
    said = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(letter).pages)
    assert "обратится в Арбитражный суд города Тулы с иском" in said
    sent = run(capsys, "claim", "d1", "--sent-on", "2026-11-23", "--way", "valuable", "--number", "8008")
    term = "ответ по 23.12.2026, иск возможен с 24.12.2026"
    assert term in sent.out
    assert sent.err == ""
    other = run(capsys, "claim", "d1", "--sent-on", "2026-11-23", "--way", "email")
    assert (other.status, term in other.out) == (0, True)
    assert "Внимание: Претензия № 1" in other.err.replace("\u00a0", " ")
    assert term in run(capsys, "deal", "d1").out
    assert term in run(capsys, "claim", "d1").out
    late = run(capsys, "claim", "d1", "--today", "2026-12-24")
    assert "срок ответа истёк 23.12.2026" in late.out
    assert claimed(capsys)["sent"][0]["suit_from"] == "2026-12-24"


def test_a_dossier_is_written_and_tells_what_it_lacks(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys, tmp_path, "1000000.00", date(2024, 9, 30))
    out = tmp_path / "dossier.pdf"
    made = run(capsys, "dossier", "d1", "-o", out)
    assert made.status == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert "листов" in made.out
    assert "Накладная № 15" in made.err
    assert "файла с подписями в досье нет" in made.err


_SENSELESS = (
    (("claim", "d2"), "Сделки «d2» в базе нет"),
    (("claim", "d1", "--on", "2024-09-15"), "требовать нечего"),
    (("claim", "d1", "--number", "5"), "добавьте --sent-on"),
    (("claim", "d1", "--sent-on", "2026-11-01", "--issue"), "уберите --issue"),
    (("claim", "d1", "--sent-on", "2026-11-01"), "нет выпущенной претензии"),
    (("claim", "d1", "--penalty", "много"), "не процент"),
    (("claim", "d1", "--penalty-cap", "10"), "добавьте --penalty"),
    (("claim", "d1", "--penalty", "101"), "не больше 100"),
    (("claim", "d1", "--due", "p1"), "payment-2=2026-07-02"),
    (("claim", "d1", "--due", "p9=2026-01-01"), "есть: p1"),
    (("claim", "d1", "--pages", "w1", "--issue"), "w1=2"),
    (("claim", "d1", "--pages", "w9=1", "--issue"), "Документа «w9»"),
    (("dossier", "d1", "-o", "нет/такой/папки.pdf"), "Не удалось записать"),
    (("dossier", "d1"), "Не указано"),
)


def test_what_makes_no_sense_is_told_and_ends_with_two(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded(capsys, tmp_path, "1000000.00", date(2024, 9, 30))
    for arguments, told in _SENSELESS:
        answer = run(capsys, *arguments)
        assert answer.status == 2, arguments
        assert told in answer.err, arguments
