from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.matching.purpose import read_purpose
from tracker.matching.spelling import key_of
from tracker.matching.vat_said import VatSaid

ONE, THREE = date(2026, 11, 1), date(2026, 11, 3)
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ")  # noqa: SIM905  a line


def invoices(text: str) -> list[tuple]:
    return [(one.keys[0], one.date) for one in read_purpose(text).invoices]


@pytest.mark.parametrize(
    "text",
    [
        "Оплата по счету № 15 от 01.11.2026",
        "Опл. по сч.№15 от 01.11.26г., за товар",
        "Счет N 15 от 1 ноября 2026 г. за светильники",
        "Счёт на оплату №15 от 2026-11-01",
        "Oплaтa пo cчeтy №15oт01.11.2026",  # Latin letters and nothing between the words
        "ОПЛАТА СЧЕТА 15 (01/11/2026) НДС НЕ ОБЛАГАЕТСЯ",
        "Платеж по счету-договору № 15 от 01.11.2026, 20% аванс",
        "Оплата счета №0015 от «01» ноября 2026 года",
        "По сч-15 от 01.11.2026",
        "Оплата на расчетный счет 40702810938000012345 по счету №15 от 01.11.2026",
    ],
)
def test_an_invoice_is_read_however_it_is_spelled(text):
    assert invoices(text) == [("15", ONE)]


@pytest.mark.parametrize(
    "text",
    [
        "Оплата по с/ф 15 от 01.11.2026",
        "Счет-фактура № 15 от 01.11.2026",
        "По счету-фактуре №15 от 01.11.2026",
        "сч.ф. 15 от 01.11.2026",
        "на р.сч. 15 в банке",
        "Перевод на р/счет 40702810938000012345",
        "на лицевой счет № 15",
        "В счет 15 поставки",
        "Оплата по счету 1000-00 руб.",
        "Оплата счета от 01.11.2026",
        "Оплата за товар, НДС 22% - 18032.79",
    ],
)
def test_what_is_no_invoice_to_be_paid_is_not_taken_for_one(text):
    assert invoices(text) == []


def test_a_list_of_invoices_is_read_to_its_end_and_no_further():
    told = read_purpose("по счетам № 15 от 01.11.2026, № 16, 17 от 03.11.2026, 2 шт, 50% аванс, 1000-00 руб. НДС 22%")
    assert [(one.number, one.date, one.shared_date) for one in told.invoices] == [
        ("15", ONE, None),
        ("16", None, THREE),
        ("17", THREE, None),
    ]


def test_sums_that_the_payer_states_for_invoices_are_read():
    told = read_purpose("счета №15 от 01.11.2026 - 60 000,00 руб., №16 от 03.11.2026 - 40000-50; НДС(22%) 18032-79")
    assert [(one.number, one.amount) for one in told.invoices] == [("15", 6_000_000), ("16", 4_000_050)]


@pytest.mark.parametrize(
    ("text", "key", "on"),
    [
        ("Предоплата 50% по договору поставки № 25/11-2026 от 10.01.2026г.", "25/11-2026", date(2026, 1, 10)),
        ("Аванс по договору об оказании услуг 7 от 01.11.2026", "7", ONE),
        ("возврат по договору 18/09-2026 от 03.11.2026", "18/09-2026", THREE),
        ("по дог. N А-12/5", "а12/5", None),
        ("По контракту №0373100012326000001 от 01.11.2026", "373100012326000001", ONE),
        ("Договор б/н от 01.11.2026", "б/н", ONE),
    ],
)
def test_a_contract_is_read(text, key, on):
    (told,) = read_purpose(text).contracts
    assert (told.keys, told.date) == ((key_of(key),), on)


def test_closing_papers_are_read_by_their_kinds():
    told = read_purpose("Оплата по УПД № 12 от 01.11.2026, акту вып. раб. №7 от 03.11.2026, накладной ТОРГ-12 № 8")
    assert sorted((one.kind.value, one.number, one.date) for one in told.papers if one.kind.value == "waybill") == [
        ("waybill", "12", ONE),
        ("waybill", "8", None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("В т.ч. НДС 22% - 18032.79", VatSaid(rates=("22",), amount=1_803_279)),
        ("В том числе НДС(20%) 16 666,67 руб.", VatSaid(rates=("20",), amount=1_666_667)),
        ("НДС 22/122 = 18032-79", VatSaid(rates=("22",), amount=1_803_279)),
        ("в т.ч.НДС 18032-79", VatSaid(amount=1_803_279)),
        ("НДС (10%) 100-00, НДС (22%) 220-00", VatSaid(rates=("10", "22"), amount=32_000)),
        ("Без НДС", VatSaid(is_without=True)),
        ("Без налога (НДС)", VatSaid(is_without=True)),
        ("НДС не облагается", VatSaid(is_without=True)),
        ("Сумма 1000-00, НДС 0-00", VatSaid(is_without=True)),
        ("Оплата за товар", VatSaid()),
    ],
)
def test_vat_is_read(text, said):
    assert read_purpose(text).vat == said


def test_a_return_names_the_order_that_brought_the_money():
    (order,) = read_purpose("возврат по п/п № 123 от 01.11.2026").orders
    assert (order.number, order.date) == ("123", ONE)


_days = st.dates(min_value=date(2020, 1, 1), max_value=date(2039, 12, 31))


@st.composite
def _spelled(draw):
    number, on = draw(st.from_regex(r"\A(?:[АБВГ]{1,2}-)?[1-9][0-9]{0,4}(?:/[1-9])?\Z")), draw(_days)
    day = draw(
        st.sampled_from(
            [
                f"{on:%d.%m.%Y}",
                f"{on:%d.%m.%y}",
                f"{on:%d/%m/%Y}",
                f"{on:%Y-%m-%d}",
                f"{on.day} {MONTHS[on.month - 1]} {on.year} г.",
            ]
        )
    )
    sign = draw(st.sampled_from(["№ ", "№", "N ", "#", "номер "]))
    return number, on, f"{sign}{number} {draw(st.sampled_from(['от ', 'от', '']))}{day}"


@settings(max_examples=60)
@given(
    st.lists(_spelled(), min_size=1, max_size=4, unique_by=lambda one: (key_of(one[0]), one[1])),
    st.sampled_from([", ", ",", "; ", " и "]),
    st.sampled_from(["Оплата по счетам ", "сч. ", "СЧЕТ ", "Опл.счета "]),
)
def test_every_spelling_of_a_list_reads_as_what_was_written(listed, separator, word):
    text = word + separator.join(spelled for _, _, spelled in listed) + ". В т.ч. НДС 22% - 100.00"
    assert invoices(text) == [(key_of(number), on) for number, on, _ in listed]


@given(st.text(alphabet=st.sampled_from("счетадогвракупд№ndсN0123456789.,-/()% от руб НДС"), max_size=210))
def test_no_text_is_too_strange_to_be_read(text):
    told = read_purpose(text)
    assert all(one.keys for one in (*told.invoices, *told.contracts, *told.papers))


@given(st.text(max_size=80))
def test_a_key_of_a_number_is_its_own_key(number):
    assert key_of(key_of(number)) == key_of(number)
