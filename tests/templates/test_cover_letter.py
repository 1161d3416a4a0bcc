"""The letter with papers to sign: what is sent, what is asked, and what follows under the contract."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docgen.errors import InputError
from tests.templates.drafts import ENTREPRENEUR, docx_words, draft, pages, text

KIND = "cover_letter"
PAPER = {"title": "Акт", "number": "1", "date": "2026-12-01", "copies": 2, "pages": 3}
OPTIONAL = ("to", "greeting", "contract", "return_by", "return_to", "silence", "contact", "delivery")


def test_papers_are_listed_with_copies_sheets_and_totals() -> None:
    drawn = text(draft(KIND))
    assert "1 Акт сдачи-приёмки выполненных работ и оказанных услуг № 41 от 1 декабря 2026 г. 2 2 1 экз." in drawn
    assert "Итого: 6 11 2 экз." in drawn


def test_it_asks_to_sign_and_return_by_a_day_to_an_address() -> None:
    drawn = text(draft(KIND))
    assert "не позднее 14 декабря 2026 г. вернуть по одному подписанному экземпляру отмеченных документов" in drawn
    assert "по адресу: 125009, г. Москва, ул. Светлая, д. 7, оф. 12, ООО «Светотехника», бухгалтерия." in drawn
    assert "по адресу: 125009, г. Москва, ул. Светлая, д. 7, оф. 12." in text(draft(KIND, "return_to"))


@pytest.mark.parametrize(("done", "label"), [("services", "услуги"), ("works", "работы"), ("both", "работы и услуги")])
def test_silence_has_consequences_only_for_services_and_works(done: str, label: str) -> None:
    drawn = text(draft(KIND, silence={"done": done, "days": 1, "clause": "5.3"}))
    assert "Если в течение 1 календарного дня со дня доставки акт не подписан" in drawn
    assert f"не направлен, {label} считаются принятыми (п. 5.3 договора)." in drawn


def test_a_term_to_return_copies_does_not_prolong_acceptance() -> None:
    said = "(п. 5.3 договора). Срок возврата экземпляров не продлевает срок приёмки."
    assert said in text(draft(KIND))
    kept = text(draft(KIND, "return_by", papers=[PAPER]))
    assert "считаются принятыми" in kept
    assert "не продлевает" not in kept


def test_the_letter_names_contract_way_and_address() -> None:
    drawn = text(draft(KIND, delivery={"way": "email", "address": "office@example.org"}))
    assert "документы по договору возмездного оказания услуг и подряда № У-7 от 14 сентября 2026 г.: №" in drawn
    assert "Отправлено по электронной почте, по адресу: office@example.org." in drawn
    assert "Отправлено ценным письмом с описью вложения и уведомлением о вручении, № 12500991045678." in text(
        draft(KIND)
    )


def test_goods_are_never_accepted_by_silence() -> None:
    with pytest.raises(InputError, match="silence"):
        draft(KIND, silence={"done": "goods", "days": 5, "clause": "5.3"})


def test_the_addressee_is_greeted_by_name() -> None:
    named = text(draft(KIND, "to", "greeting"))
    assert "Кому: Заместитель генерального директора по эксплуатации Соловей И. Л." in named
    assert "Уважаемый Игорь Львович!" in named
    assert "Уважаемая Мария Никитична!" in text(draft(KIND, "to", "greeting", client=ENTREPRENEUR))
    assert "Уважаемые коллеги!" in text(draft(KIND, "greeting", to="Главному бухгалтеру"))


def test_the_receiver_of_the_papers_signs_at_the_bottom() -> None:
    drawn = text(draft(KIND))
    assert drawn.index("Кравцова А. С.") < drawn.index(
        "Документы по списку к письму № 118/12 от 3 декабря 2026 г. получены:"
    )
    assert "Дата получения «___» ____________ 20___ г." in drawn


def test_what_is_optional_leaves_no_trace() -> None:
    drawn = text(draft(KIND, *OPTIONAL, papers=[PAPER, {"title": "Отчёт", "copies": 1, "pages": 1}]))
    assert "О направлении документов Уважаемый Игорь Львович! Направляем Вам документы: №" in drawn
    for caption in ("Просим", "вернуть", "экз.", "На вопросы", "Отправлено", "на подпись", "Если"):
        assert caption not in drawn
    assert not re.search(r" [,.;:)]|,,|None|\( ", drawn)


@pytest.mark.parametrize(
    ("gone", "changed", "path"),
    [
        ((), {"contract": {"title": "Договор", "number": "1", "date": "2026-12-04"}}, "contract.date"),
        (("return_by",), {}, "return_by"),
        ((), {"return_by": "2026-12-02"}, "return_by"),
        ((), {"papers": [PAPER]}, "return_by"),
        (("contract",), {}, "contract"),
    ],
)
def test_contradictions_are_refused_at_their_place(gone: tuple[str, ...], changed: dict[str, Any], path: str) -> None:
    with pytest.raises(InputError) as refused:
        draft(KIND, *gone, **changed)
    assert [fault.path for fault in refused.value.faults] == [path]


@pytest.mark.pango
@pytest.mark.parametrize("count", [1, 2, 70])
def test_both_engines_agree_and_keep_the_end_together(count: int) -> None:
    order = draft(KIND, papers=[PAPER | {"returned": True}] * count)
    fast, reference = pages(order), pages(order, "weasyprint")
    assert [sorted(page.split()) for page in fast] == [sorted(page.split()) for page in reference]
    assert f"{count} Акт № 1 от 1 декабря 2026 г." in fast[-1]
    assert "Дата получения" in fast[-1]
    if count < 3:
        margin = f"{order.context['document']['full_title']} Страница 1 из 1"
        assert sorted([*docx_words(order), *margin.split()]) == sorted(" ".join(fast).split())
