"""The mark on an act that the client would not sign: what happened, when, and how it can be shown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import draft, pages, sample, text

KIND = "one_sided_note"
REFUSAL = {"title": "Письмо", "number": "5", "date": "2026-12-10"}
DISPATCH = {"way": "post", "number": "125", "sent_on": "2026-12-03", "delivered_on": "2026-12-08"}


def test_silence_is_told_with_dispatch_delivery_term_and_basis() -> None:
    drawn = text(draft(KIND))
    assert (
        "1. Акт направлен Заказчику 3 декабря 2026 г. ценным письмом с описью вложения и уведомлением о вручении, "
        "№ 12500991045678, по адресу: 127434, г. Москва, Дмитровское ш., д. 163А, доставлен 8 декабря 2026 г." in drawn
    )
    assert "3. Мотивированный отказ от подписания акта в срок не поступил. 4. Акт подписан Исполнителем" in drawn
    assert "в одностороннем порядке на основании п. 5.3 договора, ст. 720, 753, 783 ГК РФ." in drawn


def test_a_term_that_ends_on_a_weekend_ends_on_monday() -> None:
    drawn = text(draft(KIND))  # 8 December and 5 days is a Sunday
    assert "С учётом нерабочих дней (ст. 193 ГК РФ) этот срок истёк 14 декабря 2026 г." in drawn
    assert "Этот срок истёк 14 декабря 2026 г." in text(draft(KIND, acceptance_days=6))


@pytest.mark.parametrize(
    ("done", "articles", "what"),
    [
        ("services", "ст. 720, 753, 783 ГК РФ", "Услуги оказаны"),
        ("works", "ст. 720, 753 ГК РФ", "Работы выполнены"),
        ("both", "ст. 720, 753, 783 ГК РФ", "Работы выполнены, услуги оказаны"),
    ],
)
def test_the_articles_are_of_what_was_done(done: str, articles: str, what: str) -> None:
    assert f"{articles}. {what} на сумму акта." in text(draft(KIND, done=done))


def test_a_plain_refusal_needs_no_term() -> None:
    drawn = text(draft(KIND, "acceptance_days", happened="refused", refusal=REFUSAL))
    assert "2. Заказчик от подписания акта отказался (Письмо № 5 от 10 декабря 2026 г.). 3. Акт подписан" in drawn
    assert "мотивированный отказ" not in drawn


def test_unfounded_reasons_are_answered() -> None:
    drawn = text(draft(KIND, happened="unfounded", refusal=REFUSAL, objections="протокол № 12 подтверждает нормы"))
    assert "Мотивы отказа необоснованны: протокол № 12 подтверждает нормы. 4. Акт" in drawn


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("refused", "адресат отказался получить отправление."),
        ("returned", "отправление вернулось, потому что адресат за ним не явился."),
    ],
)
def test_a_letter_that_was_not_taken_counts_as_delivered(outcome: str, told: str) -> None:
    drawn = text(draft(KIND, dispatch=DISPATCH | {"outcome": outcome}))
    assert f"и считается доставленным 8 декабря 2026 г. (ст. 165.1 ГК РФ): {told}" in drawn


def test_only_the_performer_signs() -> None:
    drawn = text(draft(KIND))
    assert drawn.count("расшифровка подписи") == 1
    assert "Соловей" not in drawn
    assert drawn.count("«17» декабря 2026 г.") == 2


def test_what_is_optional_leaves_no_trace() -> None:
    dispatch = {key: value for key, value in DISPATCH.items() if key != "number"}
    drawn = text(draft(KIND, "city", dispatch=dispatch, proofs=[{"title": "Расписка"}]))
    assert drawn.startswith("Отметка об одностороннем подписании акта «17» декабря 2026 г. Акт")
    assert "вручении, по адресу: 127434, г. Москва, Дмитровское ш., д. 163А, доставлен" in drawn
    assert not re.search(r" [,.;:)]|,,|None|\( ", drawn)


def late(**changed: Any) -> dict[str, Any]:
    return {"dispatch": DISPATCH | changed}


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        ((), {"act": sample(KIND)["act"] | {"date": "2026-12-18"}, **late(sent_on="2026-12-18")}, "act.date"),
        ((), {"contract": {"title": "Договор", "number": "1", "date": "2026-12-02"}}, "contract.date"),
        ((), late(sent_on="2026-11-30"), "dispatch.sent_on"),
        ((), late(delivered_on="2026-12-02"), "dispatch.delivered_on"),
        (("acceptance_days",), late(delivered_on="2026-12-18") | {"happened": "refused"}, "dispatch.delivered_on"),
        (("acceptance_days",), {}, "acceptance_days"),
        ((), {"date": "2026-12-14"}, "date"),
        ((), {"date": "2026-12-13"}, "date"),
        ((), {"last_day": "2026-12-12"}, "last_day"),
        ((), {"last_day": "2026-12-17"}, "date"),
        ((), {"happened": "unfounded", "objections": "нет"}, "refusal"),
        ((), {"happened": "unfounded", "refusal": REFUSAL}, "objections"),
        ((), {"objections": "нет"}, "objections"),
        ((), late(way="hand", outcome="returned"), "dispatch.outcome"),
        ((), late(way="email"), "dispatch.address"),
        ((), {"refusal": REFUSAL | {"date": "2026-12-18"}}, "refusal.date"),
        ((), {"refusal": REFUSAL | {"date": "2026-11-30"}}, "refusal.date"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert path in [fault.path for fault in refused.value.faults]


@pytest.mark.parametrize(("way", "address"), [("hand", ""), ("operator", ""), ("courier", "127434, г. Москва")])
def test_the_address_of_the_client_is_meant_only_where_something_travels_to_it(way: str, address: str) -> None:
    drawn = text(draft(KIND, dispatch=DISPATCH | {"way": way}))
    assert (f"по адресу: {address}" in drawn) is bool(address)


def test_a_refusal_needs_no_waiting_for_the_end_of_the_term() -> None:
    drawn = text(draft(KIND, date="2026-12-11", happened="refused", refusal=REFUSAL))
    assert "этот срок истекает 14 декабря 2026 г. 3. Заказчик от подписания акта отказался" in drawn


def test_holidays_move_the_end_of_the_term_without_being_named() -> None:
    # Five days end on 2 January; the next working day is the 11th.
    received = DISPATCH | {"sent_on": "2026-12-20", "delivered_on": "2026-12-28"}
    client = sample(KIND)["client"] | {"signatory": sample(KIND)["seller"]["signatory"]}
    drawn = text(draft(KIND, client=client, dispatch=received, date="2027-01-12"))
    assert "С учётом нерабочих дней (ст. 193 ГК РФ) этот срок истёк 11 января 2027 г." in drawn


def test_samples_tell_one_story() -> None:
    note, letter, act = sample(KIND), sample("cover_letter"), sample("acceptance_certificate")
    assert note["dispatch"]["number"] == letter["delivery"]["number"]
    assert note["dispatch"]["sent_on"] == letter["date"]
    assert (note["acceptance_days"], note["clause"]) == (letter["silence"]["days"], letter["silence"]["clause"])
    assert letter["return_by"] < note["date"]
    assert (note["act"]["number"], note["act"]["date"]) == (act["number"], act["date"])
    assert note["amount"] == str(draft("acceptance_certificate").context["totals"]["gross"])


def test_the_day_after_the_term_is_soon_enough() -> None:
    assert draft(KIND, date="2026-12-15").context["date"].isoformat() == "2026-12-15"


def test_electronic_mail_is_warned_of() -> None:
    by_mail = DISPATCH | {"way": "email", "address": "office@example.org"}
    order = draft(KIND, dispatch=by_mail)
    assert any("электронная почта" in warning for warning in order.warnings)
    assert "по электронной почте, № 125, по адресу: office@example.org, доставлен" in text(order)


@pytest.mark.pango
def test_both_engines_agree_on_many_proofs() -> None:
    order = draft(KIND, proofs=[{"title": f"Отчёт {number}"} for number in range(90)])
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    assert "Отчёт 89" in fast[-1]
    assert "расшифровка подписи" in fast[-1]
