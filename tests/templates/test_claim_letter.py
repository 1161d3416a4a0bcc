"""The claim letter: one sanction, the figures of the computation, the law of the obligation, and a way to answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from docgen.blocks import claim as claim_block
from docgen.claims.computing import Interest
from docgen.claims.key_rate import KeyRates, published
from docgen.dated import History
from docgen.errors import InputError
from docgen.filters import NBSP, date_short, money, sum_words
from docgen.library import find_kind
from docgen.papers.reading import read_paper
from tests.templates.drafts import ENTREPRENEUR, PERSON, docx_words, draft, long_tables, pages, sample, text

KIND = "claim_letter"
PENALTY = {"percent_per_day": "0.1"}
CONTRACT = {"title": "Договор поставки", "number": "25/11-2025", "date": "2025-11-25"}
WAYBILL = {"title": "Товарная накладная", "number": "118", "date": "2025-12-17"}
HEAD = {"position": "Генеральный директор", "name": "Кравцова Анна Сергеевна", "basis": "Устава"}
OPTIONAL = ("emails", "performance", "payment_clause", "response_days", "reply_to", "court")


def debt(amount: str = "100000.00", due_on: str = "2025-12-31", **more: Any) -> dict[str, Any]:
    return {"document": WAYBILL, "amount": amount, "due_on": due_on} | more


def asking(sanction: str, *debts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"sanction": sanction, "debts": list(debts) or [debt()]} | more


def plain(printed: str) -> str:
    return " ".join(printed.split())


def seller(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = sample(KIND)["seller"] | changed
    return {key: value for key, value in given.items() if value is not None}


def test_every_debt_row_and_sum_of_the_computation_is_printed_in_figures_and_words() -> None:
    late = debt(
        "250000.00", payments=[{"on": "2026-02-10", "amount": "150000.00", "document": "платёжное поручение № 81"}]
    )
    order = draft(KIND, claim=asking("interest", late, debt("97320.00", "2026-06-19")))
    drawn, claim = text(order), order.context["claim"]
    for one in claim["debts"]:
        printed = f"{money(one['amount'])} {date_short(one['due_on'])} {one['days_late']}"
        assert plain(printed) in drawn
        for row in one["rows"]:
            span = f"{date_short(row['start'])} — {date_short(row['end'])} {row['days']} {row['rate']}"
            assert plain(f"{span} {row['formula']} {money(row['sum'])}") in drawn
        assert plain(f"Начислено по строке {one['number']} {money(one['accrued'])}") in drawn
    for total in ("principal", "sanction_sum", "whole"):
        assert plain(f"{money(claim[total])} руб. ({sum_words(claim[total])})") in drawn
    assert plain(f"{money(claim['further_day'])} руб. за каждый день") in drawn
    assert "Учтены оплаты по строке 1: 10.02.2026 — 150 000,00 руб. (платёжное поручение № 81)" in drawn


def test_known_sums_of_interest_come_out_in_print(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = (entry for entry in published().history.entries if entry.announced_on <= date(2026, 9, 11))
    known = Interest(rates=KeyRates(History(tuple(entries))))
    monkeypatch.setattr(claim_block, "Interest", lambda: known)
    assert "Итого проценты по ст. 395 ГК РФ 13 096,58" in text(draft(KIND, claim=asking("interest")))
    million = {**debt("1000000.00", "2024-09-30"), "document": WAYBILL | {"date": "2024-09-01"}}
    old = asking("interest", million, computed_on="2025-03-31")
    drawn = text(draft(KIND, claim=old))
    assert "Итого проценты по ст. 395 ГК РФ 103 092,29" in drawn
    assert "1 000 000,00 × 65 × 21% / 366" in drawn


def test_interest_is_asked_without_a_penalty() -> None:
    drawn = text(draft(KIND, claim=asking("interest")))
    assert "(п. 1 ст. 395 ГК РФ)" in drawn
    assert "об уплате долга и процентов за просрочку" in drawn
    assert "процентов по день фактической уплаты" in drawn
    assert not re.search(r"[Пп]ен[ия]|[Нн]еустойк|ст\. 330", drawn)


def test_a_penalty_is_asked_without_interest() -> None:
    drawn = text(draft(KIND, claim=asking("penalty", penalty=PENALTY), penalty_clause="7.1"))
    assert "Пунктом 7.1 Договора за просрочку оплаты установлены пени: 0,1% от неуплаченной в срок суммы" in drawn
    assert "(ст. 330 ГК РФ)" in drawn
    assert "пени с 23 ноября 2026 г. и далее по день фактической уплаты долга: 0,1%" in drawn
    assert not re.search(r"395|[Пп]роцент|[Кк]лючев", drawn)


def test_the_debt_alone_is_asked_without_any_sanction() -> None:
    order = draft(KIND, claim=asking("none"))
    drawn = text(order)
    assert "— долг: 100 000,00 руб. (Сто тысяч рублей 00 копеек). Получатель" in drawn
    assert "с иском о взыскании долга и судебных расходов" in drawn
    assert not re.search(r"395|330|[Пп]роцент|[Пп]ен[ия]|Расчёт п|Всего на", drawn)


def test_penalty_and_interest_for_one_breach_are_refused() -> None:
    with pytest.raises(InputError, match=r"п\. 4 ст\. 395"):
        draft(KIND, claim=asking("interest", penalty=PENALTY))
    with pytest.raises(InputError) as refused:
        draft(KIND, claim=asking("interest"), penalty_clause="7.1")
    assert [fault.path for fault in refused.value.faults] == ["penalty_clause"]


def test_a_cap_is_named_shown_and_ends_the_growth() -> None:
    capped = asking("penalty", penalty=PENALTY | {"cap_percent": "10"})
    drawn = text(draft(KIND, claim=capped))
    assert "за каждый день просрочки, но не более 10% этой суммы" in drawn
    assert "К уплате не более предела, 10% неуплаченной в срок суммы 10 000,00" in drawn
    assert "по день фактической уплаты" not in drawn
    rest = asking("penalty", debt(due_on="2026-09-01"), penalty=PENALTY | {"cap_percent": "10"})
    assert "пока не достигнут предел, который установлен Договором" in text(draft(KIND, claim=rest))


def test_a_debt_paid_late_leaves_only_the_interest_to_ask() -> None:
    paid = debt(payments=[{"on": "2026-02-10", "amount": "100000.00"}])
    drawn = text(draft(KIND, claim=asking("interest", paid)))
    assert "об уплате процентов за просрочку" in drawn
    assert "Долг уплачен с опозданием: просрочка началась 1 января 2026 г." in drawn
    assert "— долг:" not in drawn
    assert "с иском о взыскании процентов и судебных расходов" in drawn


@pytest.mark.parametrize(
    ("obligation", "printed"),
    [
        ("supply", "договором поставки (ст. 486, 516 ГК РФ)"),
        ("services", "в договоре (п. 1 ст. 781 ГК РФ)"),
        ("works", "надлежащим образом и в срок (п. 1 ст. 711 ГК РФ)"),
        ("construction", "установлены договором (ст. 711, 740, 746 ГК РФ)"),
        ("other", "не допускается (ст. 309, 310 ГК РФ)."),
    ],
)
def test_the_law_is_that_of_the_obligation(obligation: str, printed: str) -> None:
    drawn = text(draft(KIND, obligation=obligation, claim=asking("none")))
    assert printed in drawn
    assert "(ст. 309, 310 ГК РФ)" in drawn
    assert set(re.findall(r"\b(486|516|781|711|740|746)\b", drawn)) == set(re.findall(r"\b(?!309|310)\d{3}\b", printed))


def test_thirty_calendar_days_from_sending_unless_the_contract_says_otherwise() -> None:
    usual = draft(KIND, "response_days", claim=asking("none"))
    assert "требует в течение 30 календарных дней со дня направления этой претензии уплатить:" in text(usual)
    other = draft(KIND, response_days=21, counted_from="receipt", claim=asking("none"))
    assert "в течение 21 календарного дня со дня получения этой претензии" in text(other)
    assert any("30 календарных дней" in warning for warning in other.warnings)
    assert not any("30 календарных дней" in warning for warning in usual.warnings)


def test_it_goes_to_the_address_of_the_register_and_the_listed_mailboxes() -> None:
    drawn = text(draft(KIND, claim=asking("none")))
    assert "143900, Московская обл., г. Балашиха, пр-т Ленина, д. 5 shevchenko@example.com, claims@example.com" in drawn
    assert "ценным письмом с описью вложения и уведомлением о вручении, а также по электронной почте" in drawn


def test_electronic_mail_alone_needs_an_address_and_is_warned_of() -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, "emails", sent_by="email", claim=asking("none"))
    assert [fault.path for fault in refused.value.faults] == ["emails"]
    order = draft(KIND, sent_by="email", claim=asking("none"))
    assert "Отправляется по электронной почте Претензия" in text(order)
    assert any("договор прямо разрешает" in warning for warning in order.warnings)


def test_the_account_to_pay_to_is_ours() -> None:
    drawn = text(draft(KIND, claim=asking("none")))
    assert "Получатель ООО «Светотехника», ИНН 7712345671, КПП 771201001" in drawn
    assert "Расчётный счёт 40702810938000012345, ПАО Сбербанк БИК, корр. счёт 044525225, 30101810400000000225" in drawn


def test_copies_are_numbered_with_their_sheets() -> None:
    papers = [{"document": WAYBILL | {"number": str(number)}, "pages": number} for number in range(1, 6)]
    drawn = text(draft(KIND, enclosures=papers, claim=asking("none")))
    assert "Приложения (копии), всего 15 листов 1. Товарная накладная № 1 от 17 декабря 2025 г., 1 лист" in drawn
    assert "4. Товарная накладная № 4 от 17 декабря 2025 г., 4 листа 5. Товарная накладная № 5" in drawn


def test_what_is_missing_among_the_copies_is_warned_of() -> None:
    whole = draft(KIND, claim=asking("none", debt(due_on="2025-12-30")))
    assert whole.warnings == ()
    other = {"document": {"title": "Письмо", "number": "1", "date": "2026-01-15"}, "pages": 1}
    told = " ".join(draft(KIND, enclosures=[other], claim=asking("none")).warnings)
    for missing in ("не все документы, из которых возник долг", "копии договора", "доверенности"):
        assert missing in told


def test_a_representative_signs_by_a_power_of_attorney_and_a_head_by_the_charter() -> None:
    drawn = text(draft(KIND, claim=asking("none")))
    assert "Юрист Седых П. И." in drawn
    assert "на основании доверенности № 4/26 от 12 января 2026 г., действительной по 31 декабря 2026 г." in drawn
    assert "на основании Устава" in text(draft(KIND, seller=seller(signatory=HEAD), claim=asking("none")))


def test_the_court_is_the_contracts_or_the_laws() -> None:
    assert "обратится в Арбитражный суд города Москвы с иском" in text(draft(KIND, claim=asking("none")))
    drawn = text(draft(KIND, "court", claim=asking("none")))
    assert "Претензия направлена в порядке ч. 5 ст. 4 АПК РФ." in drawn
    assert "обратится в арбитражный суд с иском" in drawn


def test_a_person_is_not_threatened_with_the_commercial_court() -> None:
    order = draft(KIND, "court", client=PERSON, claim=asking("interest"))
    drawn = text(order)
    assert "обратится в суд с иском" in drawn
    assert not re.search(r"АПК|арбитражн|ОГРН(?!.*Должнику)", drawn.partition("Должнику:")[2])
    assert any("суд общей юрисдикции" in warning for warning in order.warnings)


def test_an_entrepreneur_claims_without_kpp() -> None:
    drawn = text(draft(KIND, seller=ENTREPRENEUR, client=seller(signatory=HEAD), claim=asking("none")))
    assert "Получатель ИП Римская-Корсакова М. Н., ИНН 504700123418 Расчётный счёт" in drawn
    assert not re.search(r" [,.;:)]|,,|\.\.|None", drawn)


@pytest.mark.parametrize("sanction", ["none", "interest"])
def test_what_is_optional_leaves_no_trace(sanction: str) -> None:
    given = seller(email=None, phone=None)
    order = draft(KIND, *OPTIONAL, seller=given, claim=asking(sanction))
    drawn = text(order)
    assert not re.search(r" [,.;:)]|,,|\.\.|;\.|None|\( ", drawn)
    for caption in ("электронн", "Срок оплаты установлен", "Учтены"):
        assert caption not in drawn
    assert "Кредитор поставил Должнику товар. Исполнение подтверждают документы:" in drawn
    assert "д. 7, оф. 12. Если требование" in drawn


def test_a_last_day_of_payment_that_is_off_is_told_with_the_right_day() -> None:
    late = debt(due_on="2025-12-31")
    told = " ".join(draft(KIND, claim=asking("none", late, debt(due_on="2026-01-12"))).warnings).replace(NBSP, " ")
    assert (
        "Товарная накладная № 118 от 17 декабря 2025 г.: последний день оплаты 31.12.2025 нерабочий, "
        "срок кончается 12.01.2026 (ст. 193 ГК РФ)." in told
    )
    assert told.count("нерабочий") == 1
    path = find_kind(KIND).folder / "sample.yaml"
    assert "нерабочий" not in " ".join(read_paper(path, find_kind(KIND)).warnings)


def test_a_debt_older_than_the_contract_is_warned_of() -> None:
    order = draft(KIND, contract=CONTRACT | {"date": "2025-12-18"}, claim=asking("none"))
    assert any("от 17 декабря 2025 г. — раньше договора" in warning.replace(NBSP, " ") for warning in order.warnings)


@pytest.mark.parametrize(("due_on", "is_told"), [("2024-02-21", True), ("2024-02-22", False)])
def test_limitation_is_watched_three_months_before_its_end(due_on: str, is_told: bool) -> None:
    old = debt(due_on=due_on, document=WAYBILL | {"date": "2024-02-01"})
    order = draft(KIND, contract=CONTRACT | {"date": "2024-01-10"}, claim=asking("none", old))
    assert any("исковую давность" in warning for warning in order.warnings) is is_told


def test_how_fresh_the_key_rate_is_is_told_to_the_maker_and_not_to_the_debtor() -> None:
    order = draft(KIND, claim=asking("interest"))
    assert order.context["claim"]["cautions"]
    assert set(order.context["claim"]["cautions"]) < set(order.warnings)
    assert not re.search("Ключевая ставка проверена|Сверьте ставку", text(order))


def test_the_moratorium_is_noted_where_it_spared_days() -> None:
    old = debt(due_on="2022-02-28", document=WAYBILL | {"date": "2022-02-01"})
    contract = CONTRACT | {"date": "2022-01-10"}
    order = draft(KIND, claim=asking("penalty", old, penalty=PENALTY), contract=contract)
    assert "С 01.04.2022 по 01.10.2022 проценты и неустойка не начислены: мораторий" in text(order)
    assert any("исковую давность" in warning for warning in order.warnings)


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"contract": CONTRACT | {"date": "2026-11-23"}}, "contract.date"),
        ({"enclosures": [{"document": WAYBILL | {"date": "2026-11-23"}, "pages": 1}]}, "enclosures"),
        ({"claim": asking("none", debt(due_on="2026-11-22"))}, "claim.debts[0].due_on"),
        ({"claim": asking("none", debt(document=WAYBILL | {"date": "2026-11-23"}))}, "claim.debts"),
        ({"response_days": 0}, "response_days"),
    ],
)
def test_contradictions_are_refused_at_their_place(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, **({"claim": asking("none")} | changed))
    assert [fault.path for fault in refused.value.faults] == [path]


AWKWARD = ["Рога & Копыта <b>жирно</b> {{ 7 * 7 }} {% if x %}", "Труба |50×3|, 'одинарные', «ёлочки» 😀", "Ж" * 150]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_stand_as_given(name: str) -> None:
    client = sample(KIND)["client"] | {"full_name": name, "short_name": name}
    order = draft(KIND, client=client, performance=name, claim=asking("none"))
    assert "".join(text(order).split()).count("".join(name.split())) >= 3
    assert set(name.split()[1:-1]) <= set(docx_words(order))


@pytest.mark.parametrize("sanction", ["none", "penalty", "interest"])
def test_docx_and_pdf_say_the_same(sanction: str) -> None:
    more = {"penalty": PENALTY} if sanction == "penalty" else {}
    order = draft(KIND, "performance", claim=asking(sanction, debt(), debt(), **more))
    assert set(docx_words(order)) == set(re.sub(r"Страница \d+ из \d+", " ", text(order)).split())


def test_a_sum_of_billions_is_never_broken() -> None:
    drawn = text(draft(KIND, claim=asking("none", debt("987654321987.65"))))
    assert drawn.count("987 654 321 987,65") == 5  # the debt twice in its row, the total, the text and the demand


@pytest.mark.parametrize(("engine", "count"), long_tables(120, 40))
def test_many_debts_repeat_headers_and_the_signature_is_never_alone(engine: str, count: int) -> None:
    papers = [{"document": WAYBILL | {"number": str(number)}, "pages": 1} for number in range(1, count + 1)]
    debts = [debt(document=paper["document"]) for paper in papers]
    drawn = pages(draft(KIND, claim=asking("interest", *debts), enclosures=papers), engine)
    assert sum("К оплате, руб." in page for page in drawn) > count // 40
    assert sum("Период, оба дня включительно" in page for page in drawn) > count // 12
    assert f"{count}. Товарная накладная № {count}" in drawn[-1]
    assert "М. П. (при наличии)" in drawn[-1]
