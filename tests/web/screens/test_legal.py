"""The lawyer's day: what is not signed, the dossier, the claim with its interest, its sending, demands, limitation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from docgen.filters import money
from docgen.money import Money
from tests.tracker.deals_file.files import sample, write
from tests.web.desk import TODAY, Desk, add_people, open_desk, text_of
from tracker.claim_terms import answer_by, sent_claims
from tracker.claims.preparing import ClaimChoice, claim_of
from tracker.deals_file.loading import load
from tracker.deals_file.reading import read_deals_file
from tracker.lookup import deal_key, obligation_keys
from tracker.models import ClaimRow, DemandRow, DocumentRow
from tracker.recording import add_claim, perform

DUE = date(2024, 9, 30)
CLAIM = "/legal/deals/L1/claim"
SECRET_CODE = "Л/2 «б»"


@pytest.fixture(scope="session")
def legal_home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house of the desk with deal L1 of Орлова: a million for goods delivered and signed, nothing paid."""
    folder = tmp_path_factory.mktemp("legal")
    shutil.copytree(desk_home, folder / "home")
    opened = open_desk(folder / "home")
    with read_deals_file(write(folder, _deals())) as file, opened.house.work("tests", TODAY) as work:
        load(work, file, is_update=True)
    opened.house.sweep(TODAY)
    opened.close()
    return folder / "home"


def _deals() -> dict[str, Any]:
    on = (DUE - timedelta(25)).isoformat()
    signed = {"signed_by_client_on": on, "original_on": on}
    data = sample()
    data["clients"][0]["id"] = "legal-client"
    owed = {"by": "us", "kind": "goods", "amount": "1000000.00", "due_on": on, "performed_on": on}
    debt = {"id": "p1", "by": "client", "kind": "payment", "amount": "1000000.00", "due_on": DUE.isoformat()}
    paper = {"id": "w1", "kind": "waybill", "number": "15", "date": on, "covers": {"o1": "1000000.00"}}
    deal = {
        "client": "legal-client",
        "subject": "Светильники",
        "manager": "Орлова Мария Викторовна",
        "contract": {"number": "25/11", "date": on, **signed},
        "obligations": [{"id": "o1", **owed}, debt],
        "documents": [{**paper, "signer_authority": "head", **signed}],
    }
    other = {"client": "legal-client", "subject": "<b>Лампы</b>", "manager": "Белов Пётр Ильич"}
    unsigned = {**deal, "documents": [], "payments": []}
    data["deals"] = [
        {"id": "L1", **deal},
        {"id": SECRET_CODE, **unsigned, **other},
    ]
    return data


@pytest.fixture
def desk(legal_home: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(legal_home, tmp_path / "home")
    opened = open_desk(tmp_path / "home")
    yield opened
    opened.close()


def fields_of(desk: Desk, url: str, login: str = "lawyer") -> dict[str, str]:
    """The hidden fields that a page's form carries."""
    page = desk.get(login, url).get_data(as_text=True)
    named = re.findall(r'<input[^>]*name="(version|once)"[^>]*>', page)
    values = re.findall(r'<input[^>]*name="(?:version|once)"[^>]*value="([^"]*)"', page)
    return dict(zip(named, map(unescape, values), strict=True))


def letters(desk: Desk) -> int:
    with desk.house.database.read() as connection:
        statement = select(func.count()).select_from(DocumentRow).where(DocumentRow.kind == "claim_letter")
        return int(connection.execute(statement).scalar_one())


def sheets_of(page: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(sheets\.\d+)"', page), "2")


def test_from_a_missing_act_to_a_claim_that_was_sent(desk: Desk) -> None:
    front = text_of(desk.get("lawyer", "/legal/"))
    assert "Под риском: могут потребовать возврата 860 000,00 ₽" in front
    assert "НС-1" in front
    dossier = desk.get("lawyer", "/legal/deals/НС-1/dossier.pdf")
    assert dossier.data.startswith(b"%PDF-")
    assert dossier.headers["Content-Disposition"].startswith("attachment")
    with desk.house.database.read() as connection:
        claim = claim_of(connection, deal_key(connection, "L1"), TODAY, 5, ClaimChoice())
    computed = text_of(desk.get("lawyer", CLAIM))
    told = [*(row.sum for debt in claim.claim.debts for row in debt.rows), Money(claim.sanction), Money(claim.whole)]
    for amount in told:
        assert f"{money(amount.roubles)} ₽".replace("\u00a0", " ") in computed
    form = fields_of(desk, f"{CLAIM}/letter") | {"way": "valuable", "response_days": "30"}
    asked = desk.post("lawyer", f"{CLAIM}/letter", form)
    assert asked.status_code == 422  # nobody counted the sheets of papers from elsewhere
    form |= sheets_of(asked.get_data(as_text=True))
    assert len([name for name in form if name.startswith("sheets")]) == 2
    draft = desk.post("lawyer", f"{CLAIM}/draft", form)
    assert (draft.status_code, draft.data[:5]) == (200, b"%PDF-")
    assert letters(desk) == 0
    assert desk.post("lawyer", f"{CLAIM}/letter", form).status_code == 303
    assert letters(desk) == 1
    sending = {"sent_on": "2026-11-23", "way": "valuable", "number": "8008"} | fields_of(desk, f"{CLAIM}/send")
    assert desk.post("lawyer", f"{CLAIM}/send", sending).status_code == 303
    with desk.house.database.read() as connection:
        (sent,) = sent_claims(connection, deal_key(connection, "L1"), TODAY)
    assert (sent.amount, sent.answer_by) == (claim.whole, answer_by(TODAY))
    register = text_of(desk.get("control", "/legal/claims"))
    assert "ждём ответа 23.12.2026 24.12.2026 Претензия № 1" in register


def test_a_double_click_issues_one_letter_and_one_sending(desk: Desk) -> None:
    form = fields_of(desk, f"{CLAIM}/letter") | {"way": "valuable", "response_days": "30"}
    form |= sheets_of(desk.post("lawyer", f"{CLAIM}/letter", form).get_data(as_text=True))
    answers = [desk.post("lawyer", f"{CLAIM}/letter", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert letters(desk) == 1
    other = desk.post("lawyer", f"{CLAIM}/letter", form | {"court": "Арбитражный суд города Тулы"})
    assert other.status_code == 409
    assert letters(desk) == 1
    outside = fields_of(desk, f"{CLAIM}/send")
    claim = {"sent_on": "2026-11-20", "amount": "1 000,00", "once": outside["once"]}
    for _ in range(2):
        assert desk.post("lawyer", f"{CLAIM}/outside", claim).status_code == 303
    with desk.house.database.read() as connection:
        kept = connection.execute(select(func.count()).select_from(ClaimRow).where(ClaimRow.amount == 1000_00))
        assert kept.scalar_one() == 1


def test_whoever_issues_after_another_changed_the_deal_is_told_and_keeps_what_was_typed(desk: Desk) -> None:
    form = fields_of(desk, f"{CLAIM}/letter") | {"way": "courier", "response_days": "30", "court": "Суд Тулы"}
    form |= sheets_of(desk.post("lawyer", f"{CLAIM}/letter", form).get_data(as_text=True))
    with desk.house.work("belov", TODAY) as work:
        add_claim(work, deal_key(work.connection, "L1"), TODAY, 100)
    answer = desk.post("lawyer", f"{CLAIM}/letter", form)
    assert answer.status_code == 409
    assert "отправка претензии отмечена" in text_of(answer)
    assert 'value="Суд Тулы"' in answer.get_data(as_text=True)
    assert letters(desk) == 0


def test_conditions_of_a_computation_stand_in_the_address(desk: Desk) -> None:
    page = text_of(desk.get("lawyer", f"{CLAIM}?sanction=penalty&penalty=0,1&penalty_cap=10"))
    assert "Пени 100 000,00 ₽" in page  # the cap: a tenth of the million
    assert "Предел пеней по договору" in page
    none = text_of(desk.get("lawyer", f"{CLAIM}?sanction=none"))
    assert "Проценты" not in none.split("Условия расчёта")[0]
    moved = text_of(desk.get("lawyer", f"{CLAIM}?due.p1=2026-01-12"))
    assert "просрочка с 13.01.2026" in moved


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("penalty=много", "Это не процент"),
        ("penalty_cap=10", "без размера"),
        ("sanction=theft", ""),
        ("on=2026-02-31", "Это не дата"),
        ("on=2026-12-01", "не наступили"),
        ("due.p1=завтра", "Это не дата"),
        ("penalty=" + "9" * 300, "Это не процент"),
        ("penalty=٣", "Это не процент"),
    ],
)
def test_wrong_conditions_are_told_beside_their_fields(desk: Desk, query: str, told: str) -> None:
    answer = desk.get("lawyer", f"{CLAIM}?{query}")
    assert answer.status_code == 422
    assert told in text_of(answer)


@pytest.mark.parametrize("query", ["due.нет=2026-01-12", "sanction=penalty", "sanction=interest&penalty=0,1"])
def test_conditions_that_contradict_the_deal_are_told(desk: Desk, query: str) -> None:
    page = text_of(desk.get("lawyer", f"{CLAIM}?{query}"))
    assert "Составить письмо" not in page
    assert "--" not in page


def test_a_wrong_letter_changes_nothing(desk: Desk) -> None:
    right = fields_of(desk, f"{CLAIM}/letter") | {"way": "valuable", "response_days": "30"}
    for wrong in (
        {"way": "pigeon"},
        {"response_days": "0"},
        {"court": "с" * 201},
        {"sheets.1": "ноль"},
        {"sheets.1": "99999"},
        {"once": ""},
        {"way": "email"},
    ):
        answer = desk.post("lawyer", f"{CLAIM}/letter", right | {"sheets.1": "1"} | wrong)
        assert answer.status_code in {409, 422}, wrong
    assert letters(desk) == 0


def test_a_letter_is_not_sent_before_it_is_issued_nor_tomorrow(desk: Desk) -> None:
    sending = {"sent_on": "2026-11-23", "way": "valuable"} | fields_of(desk, f"{CLAIM}/send")
    answer = desk.post("lawyer", f"{CLAIM}/send", sending)
    assert answer.status_code == 409
    assert "нет выпущенной претензии" in text_of(answer)
    assert "pervichka" not in text_of(answer)
    outside = {"sent_on": "2026-11-24", "amount": "5", "once": "k" * 20}
    assert desk.post("lawyer", f"{CLAIM}/outside", outside).status_code == 409
    assert desk.post("lawyer", f"{CLAIM}/outside", outside | {"amount": "0"}).status_code in {409, 422}
    assert "Укажите сумму" in text_of(desk.post("lawyer", f"{CLAIM}/outside", {"sent_on": "2026-11-20"}))


def test_a_demand_is_recorded_once_and_answered(desk: Desk) -> None:
    url = "/legal/deals/L1/demands"
    form = {"received_on": "2026-11-10", "amount": "500 000"} | fields_of(desk, url)
    for _ in range(2):
        assert desk.post("lawyer", url, form).status_code == 303
    with desk.house.database.read() as connection:
        demands = connection.execute(select(DemandRow.id).where(DemandRow.amount == 500_000_00)).scalars().all()
    assert len(demands) == 1
    answer = f"{url}/{demands[0]}/answer"
    assert desk.post("lawyer", answer, {"answered_on": "2026-11-09"}).status_code == 409
    assert desk.post("lawyer", answer, {"answered_on": "когда-то"}).status_code == 422
    foreign = f"/legal/deals/УЦ-1/demands/{demands[0]}/answer"
    assert desk.post("lawyer", foreign, {"answered_on": "2026-11-20"}).status_code == 404
    assert desk.post("lawyer", answer, {"answered_on": "2026-11-20"}).status_code == 303
    assert "отвечено 20.11.2026" in text_of(desk.get("orlova", url))


def test_a_manager_reads_the_claim_and_the_dossier_of_own_deals_and_changes_nothing(desk: Desk) -> None:
    for path in ("claim", "demands", "dossier", "dossier.pdf"):
        assert desk.get("orlova", f"/legal/deals/L1/{path}").status_code == 200
        assert desk.get("belov", f"/legal/deals/L1/{path}").status_code == 404
    assert "Составить письмо" not in text_of(desk.get("orlova", CLAIM))
    for path in ("claim/letter", "claim/draft", "claim/send", "claim/outside", "demands"):
        assert desk.post("orlova", f"/legal/deals/L1/{path}").status_code == 403
        assert desk.post("control", f"/legal/deals/L1/{path}").status_code == 403
    assert desk.get("orlova", "/legal/").status_code == 403


def test_a_manager_sees_only_own_rows_in_registers(desk: Desk) -> None:
    with desk.house.work("lawyer", TODAY) as work:
        for code, amount in (("L1", 111_00), (SECRET_CODE, 222_00)):
            add_claim(work, deal_key(work.connection, code), TODAY, amount)
    assert "111,00" in text_of(desk.get("orlova", "/legal/claims"))
    assert "222,00" not in text_of(desk.get("orlova", "/legal/claims"))
    assert "222,00" in text_of(desk.get("belov", "/legal/claims"))
    assert "222,00" in text_of(desk.get("lawyer", "/legal/claims"))
    over = text_of(desk.get("lawyer", "/legal/claims?state=over"))
    assert "222,00" not in over


def test_a_deal_with_signs_in_its_code_has_its_pages(desk: Desk) -> None:
    links = re.findall(r'href="(/legal/deals/[^"]+)"', desk.get("lawyer", "/legal/missing?what=unproven_debt").text)
    own = [unescape(link) for link in links if "%2F" in link or "/2" in link]
    assert own
    for link in own:
        page = desk.get("lawyer", link)
        assert page.status_code == 200
        assert "<b>Лампы</b>" not in page.get_data(as_text=True)


def test_limitation_that_ends_soon_is_told_with_its_days(desk: Desk) -> None:
    with desk.house.work("lawyer", TODAY) as work:
        key = deal_key(work.connection, "L1")
        work.touch(key)
    desk.house.sweep(date(2027, 8, 1))
    opened = open_desk(desk.house.settings.home, date(2027, 8, 1))
    page = text_of(opened.get("lawyer", "/legal/"))
    assert "Срок исковой давности истекает 30.09.2027 60 дней 1 000 000,00 ₽" in page
    assert "30.09.2027 60 дней" in text_of(opened.get("lawyer", "/legal/limitation"))
    opened.close()


@pytest.mark.parametrize("name", ["age", "rule"])
def test_a_chart_runs_nothing_and_fetches_nothing(desk: Desk, name: str) -> None:
    answer = desk.get("lawyer", f"/legal/charts/{name}.svg")
    drawn = answer.get_data(as_text=True)
    assert answer.mimetype == "image/svg+xml"
    assert drawn.startswith("<svg")
    assert "<rect" in drawn
    assert not re.search(r"<script|\son\w+=|<!--|<image|<foreignObject|@import|url\(", drawn)
    assert set(re.findall(r"https?://[^\"' ]+", drawn)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert drawn == desk.get("lawyer", f"/legal/charts/{name}.svg").get_data(as_text=True)


def test_a_house_without_risks_gets_charts_and_pages_too(tmp_path: Path) -> None:
    opened = open_desk(tmp_path / "empty")
    add_people(opened.house)
    for path in ("", "charts/age.svg", "charts/rule.svg", "missing", "limitation", "claims", "demands"):
        answer = opened.get("lawyer", f"/legal/{path}")
        assert answer.status_code == 200, path
    assert "Всё подписано" in text_of(opened.get("lawyer", "/legal/"))
    opened.close()


@pytest.mark.parametrize(
    ("login", "path"),
    [
        *(("lawyer", path) for path in ("", "missing", "limitation", "claims", "demands", "charts/age.svg")),
        *((login, f"deals/L1/{path}") for login in ("lawyer", "orlova") for path in ("claim", "demands", "dossier")),
        ("lawyer", "deals/L1/claim/letter"),
        ("lawyer", "deals/L1/claim/send"),
    ],
)
def test_screens_ask_the_database_at_most_twelve_times(desk: Desk, login: str, path: str) -> None:
    desk.get(login, f"/legal/{path}")
    with desk.statements() as seen:
        assert desk.get(login, f"/legal/{path}").status_code == 200
    assert len(seen) <= 12, seen


def test_more_rows_cost_no_more_statements(desk: Desk) -> None:
    with desk.house.work("lawyer", TODAY) as work:
        key = deal_key(work.connection, "L1")
        for amount in range(1, 21):
            add_claim(work, key, TODAY, amount * 100)
    desk.get("lawyer", "/legal/claims")
    with desk.statements() as many:
        desk.get("lawyer", "/legal/claims")
    with desk.statements() as claim:
        desk.get("lawyer", CLAIM)
    assert (len(many) <= 6, len(claim) <= 12) == (True, True)


def test_a_dossier_of_tomorrow_is_refused(desk: Desk) -> None:
    for on in ("2026-11-24", "вчера"):
        assert desk.get("lawyer", f"/legal/deals/L1/dossier.pdf?on={on}").status_code == 422
    page = text_of(desk.get("lawyer", "/legal/deals/L1/dossier"))
    assert "Накладная № 15" in page
    assert "pervichka" not in page


def test_performance_takes_a_finding_off_the_front(desk: Desk) -> None:
    before = text_of(desk.get("lawyer", "/legal/"))
    assert "Аванс без исполнения в срок 384 000,00 ₽" in before
    with desk.house.work("lawyer", TODAY) as work:
        key = deal_key(work.connection, "УЦ-2")
        perform(work, obligation_keys(work.connection, key)["опоры"], TODAY)
    assert "Аванс без исполнения в срок 384 000,00 ₽" not in text_of(desk.get("lawyer", "/legal/"))
