from decimal import Decimal

import pytest

from docgen.blocks.entries import EntriesBlock
from docgen.forms import read_fields
from docgen.shapes import placeholders
from tests.docgen.blocks.toys import faults_written, toy, written

FIELDS = {
    "seller": {"is": "party", "title": "Мы", "partial": True},
    "client": {"is": "party", "title": "Клиент", "partial": True},
    "period": {"is": "period", "title": "Период"},
    "books": {"is": "entries", "title": "Записи"},
}
KIND = toy(FIELDS)
OURS = """
date: 2026-07-05
seller: {full_name: Общество с ограниченной ответственностью «Светотехника», short_name: ООО «Светотехника»}
client: {full_name: Индивидуальный предприниматель Шевченко Пётр Андреевич, short_name: ИП Шевченко П. А.}
period: {from: 2026-01-01, to: 2026-06-30}
books:
  ours:
    opening: {debit: "1000.00"}
    entries:
      - {date: 2026-03-10, title: Платёжное поручение, number: "81", credit: "600.00"}
      - {date: 2026-02-01, title: Товарная накладная, number: "15", debit: "500.50"}
"""
EMPTY_HALVES = {"books.pairs[].ours", "books.disputed[].ours"}  # where only the other side has an entry
THEIRS = """
  theirs:
    opening: {credit: "1000.00"}
    entries:
      - {date: 2026-02-03, title: Поступление, number: "0015", credit: "500.50"}
      - {date: 2026-03-09, title: Платёж, number: "81", debit: "700.00"}
      - {date: 2026-04-01, title: Возврат, debit: "0.50"}
"""


def read(text):
    return written(KIND, text).context["books"]


def faults(text):
    return faults_written(KIND, text)


def test_our_data_stand_by_date_with_turnovers_and_balances_in_their_columns():
    books = read(OURS)
    ours = books["ours"]
    assert [(entry["sign"], entry["debit"], entry["credit"]) for entry in ours["entries"]] == [
        ("№\u00a015", Decimal("500.50"), None),
        ("№\u00a081", None, Decimal("600.00")),
    ]
    assert ours["opening"] == {"debit": Decimal(1000), "credit": None}
    assert (ours["debit"], ours["credit"]) == (Decimal("500.50"), Decimal(600))
    assert ours["closing"] == {"debit": Decimal("900.50"), "credit": None}
    assert ours["favour"] == "ours"
    assert ours["conclusion"].startswith("На 30\u00a0июня\u00a02026\u00a0г. задолженность в пользу ООО «Светотехника»")


def test_without_the_other_side_its_half_is_empty_and_nothing_is_said_of_differences():
    books = read(OURS)
    assert [(pair["number"], pair["ours"]["sign"], pair["theirs"]) for pair in books["pairs"]] == [
        (1, "№\u00a015", None),
        (2, "№\u00a081", None),
    ]
    assert (books["theirs"], books["disputed"], books["agrees"], books["closing_gap"]) == (None, [], None, None)


def test_with_both_sides_differences_are_named_and_add_up():
    books = read(OURS.rstrip() + THEIRS)
    assert [pair["is_agreed"] for pair in books["pairs"]] == [True, False, False]
    paid, returned = books["disputed"]
    assert (paid["ours"]["credit"], paid["theirs"]["debit"], paid["gap"]) == (600, 700, 100)
    assert (returned["ours"], returned["theirs"]["sign"], returned["gap"]) == (None, "б/н", Decimal("0.50"))
    assert (books["agrees"], books["opening_gap"], books["closing_gap"]) == (False, 0, Decimal("100.50"))


def test_the_other_side_concludes_from_its_own_data_and_names_are_declined():
    theirs = read(OURS.rstrip() + THEIRS)["theirs"]
    assert theirs["closing"] == {"debit": None, "credit": Decimal("800.00")}
    assert "в пользу ООО «Светотехника» составляет 800,00" in theirs["conclusion"]
    ours = read(OURS.replace('debit: "1000.00"', 'credit: "1000.00"'))["ours"]
    assert ours["favour"] == "theirs"
    assert "в пользу ИП Шевченко П. А. составляет 1\u00a0099,50" in ours["conclusion"]
    feminine = OURS.replace("Шевченко П. А.", "Кравцова Анна Сергеевна").replace(
        'debit: "1000.00"', 'credit: "1000.00"'
    )
    assert "в пользу ИП Кравцовой Анны Сергеевны составляет" in read(feminine)["ours"]["conclusion"]


def test_books_without_entries_and_balance_have_no_debt():
    text = OURS[: OURS.index("    opening")] + "    entries: []\n"
    books = read(text)
    assert books["ours"]["favour"] == "nobody"
    assert "отсутствует" in books["ours"]["conclusion"]
    assert books["ours"]["closing"] == {"debit": None, "credit": None}


@pytest.mark.parametrize(
    ("old", "new", "path", "told"),
    [
        ('debit: "500.50"', 'debit: "500.50", credit: "1"', "books.ours.entries[1].credit", "или дебет, или кредит"),
        (', debit: "500.50"', "", "books.ours.entries[1].debit", "нужна одна сумма"),
        ('"500.50"', '"-500.50"', "books.ours.entries[1].debit", "больше 0"),
        ("2026-02-01", "2025-12-31", "books.ours.entries[1].date", "вне периода с 01.01.2026 по 30.06.2026"),
        ("2026-03-10", "2026-07-01", "books.ours.entries[0].date", "вне периода"),
        ('{debit: "1000.00"}', '{debit: "1", credit: "1"}', "books.ours.opening.credit", "оставьте одно"),
        ("to: 2026-06-30", "to: 2025-06-30", "period.to", "раньше"),
        ("Товарная накладная", "", "books.ours.entries[1].title", "не заполнено"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(old, new, path, told):
    assert old in OURS
    found = faults(OURS.replace(old, new))
    assert told in found[path]
    assert len(found) == 1


def test_the_other_sides_entries_are_checked_too():
    found = faults(OURS.rstrip() + THEIRS.replace("2026-04-01", "2026-12-01").replace(', debit: "700.00"', ""))
    assert set(found) == {"books.theirs.entries[1].debit", "books.theirs.entries[2].date"}


def test_every_name_that_a_template_sees_is_in_the_reference():
    (spec,) = read_fields({"books": FIELDS["books"]}, "test")
    names = {one.path for one in placeholders(EntriesBlock(spec, "client").shape(), "books")}
    assert _names(read(OURS.rstrip() + THEIRS), "books") - EMPTY_HALVES == names


def _names(value, path):
    if isinstance(value, dict):
        return set().union(*(_names(part, f"{path}.{key}") for key, part in value.items()))
    if isinstance(value, list):
        return set().union(*(_names(part, f"{path}[]") for part in value))
    return {path}
