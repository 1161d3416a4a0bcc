"""What a person types and what is found by it, in both databases."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import event, insert, update

from tests.tracker.search.conftest import DATA, TODAY, deal, load_deals
from tracker.errors import RefusedError
from tracker.models import CounterpartyRow, DealRow, DocumentRow, PaymentRow
from tracker.search.index import current, refresh
from tracker.search.searching import COUNTED, search
from tracker.search.subjects import Kind

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_word_is_found_in_other_forms(known) -> None:
    assert ("deal", "d1") in known("договор")
    assert ("deal", "d1") in known("поставка светильник")
    assert known("щит монтажом") == [("deal", "d2")]


def test_the_beginning_of_the_last_word_is_enough(known) -> None:
    for begun in ("ром", "ромаш", "ромашка", "РОМАШК", "ооо ромаш"):
        assert known(begun)[0] == ("client", "c1")
    assert known("ром ооо") == []


def test_letters_of_one_sound_are_one(known) -> None:
    for typed in ("ёлочные", "елочные", "ЕЛОЧНЫЙ"):
        assert known(typed)[0] == ("client", "c2")
    assert ("client", "c1") in known("королев артем")


def test_a_number_is_found_whatever_way_it_is_typed(known) -> None:
    for typed in ("12-2026/ПК", "12-2026/пк", "№ 12-2026/ПК", "12 2026 пк", "122026ПК"):
        assert known(typed)[0] == ("paper", "contract")


def test_a_sum_finds_the_deal_the_paper_and_the_payment(known) -> None:
    for typed in ("239 755,00", "239755", "239755.00", "239\u00a0755,00 ₽", "239 755", "239 755,00 руб."):
        hits = known(typed)
        assert hits[:2] == [("deal", "d1"), ("paper", "w1")]
        assert [kind for kind, _ in hits] == ["deal", "paper", "payment"]


def test_a_sum_among_words(known) -> None:
    assert ("paper", "w1") in known("ромашка 239 755,00 накладная")
    assert known("огни 239 755,00") == []


def test_the_exact_comes_first(house, found, tmp_path) -> None:
    load_deals(house, tmp_path, {**DATA, "deals": [deal("77", "c2", "Сизов", "Другое")]})
    assert found("77")[:2] == [("deal", "77"), ("paper", "w1")]
    assert found("7707083893")[0] == ("client", "c1")
    with current(house.database) as connection:
        hits = search(connection, "7707083893", managers=None).rows
    assert hits[0].is_exact
    assert hits[0].title == "ООО «Ромашка»"


def test_a_hit_says_where_it_leads(known_house) -> None:
    with current(known_house.database) as connection:
        (paper,) = search(connection, "накладная", managers=None, kinds=[Kind.PAPER]).rows
        (money,) = search(connection, "239755", managers=None, kinds=[Kind.PAYMENT]).rows
    assert (paper.deal, paper.id) == ("d1", "w1")
    assert "77" in paper.title
    assert "ООО «Ромашка»" in paper.snippet
    assert money.title == "Платёж от\u00a020.01.2026 на\u00a0239\u00a0755,00\u00a0₽"


def test_a_manager_finds_own_deals_and_clients_alone(known) -> None:
    assert known("ооо", ("Сизов",)) == [("client", "c2"), ("deal", "d2")]
    assert known("239755", ("Сизов",)) == []
    assert len(known("239755", ("Сизов", "Орлова"))) == 3
    assert known("ооо", ()) == []
    assert known("ооо", ("Никто",)) == []


@on_sqlite
def test_a_deal_that_changes_hands_is_found_by_the_new_manager(house, found) -> None:
    assert found("ромашка", ("Сизов",)) == []
    with house.work("anna", TODAY) as work:  # past every function: no way to write may leave the index behind
        work.connection.execute(update(DealRow).where(DealRow.code == "d1").values(manager="Сизов"))
    assert {("client", "c1"), ("deal", "d1"), ("paper", "w1")} <= set(found("ромашка", ("Сизов",)))
    assert found("ромашка", ("Орлова",)) == []


@on_sqlite
def test_a_client_is_found_by_whoever_is_in_charge_of_it(house, found) -> None:
    assert found("огни", ("Зайцева",)) == []
    with house.database.write() as connection:
        charge = update(CounterpartyRow).where(CounterpartyRow.code == "c2").values(manager="Зайцева")
        connection.execute(charge)
    assert found("огни", ("Зайцева",)) == [("client", "c2")]


@on_sqlite
def test_a_change_is_found_without_another_refresh(house, found) -> None:
    found("")
    with house.work("anna", TODAY) as work:
        work.connection.execute(update(DealRow).where(DealRow.code == "d2").values(subject="Прокладка кабелей"))
    assert refresh(house.database) == 0
    assert found("кабель") == [("deal", "d2")]
    assert found("щит") == []


def test_a_write_that_knows_no_index_is_found_too(house, found) -> None:
    found("")
    with house.database.write() as connection:
        connection.execute(update(PaymentRow).values(purpose="Оплата по счёту за гирлянды"))
    assert [kind for kind, _ in found("гирлянда")] == ["payment"]


@on_sqlite
def test_an_internal_price_list_is_never_found(house, found) -> None:
    with house.work("anna", TODAY) as work:
        organization = work.connection.execute(DealRow.__table__.select()).first().organization_id
        values = {"organization_id": organization, "kind": "internal_price_list", "number": "ВП-1", "date": TODAY}
        work.connection.execute(insert(DocumentRow).values(**values, position=0, is_contract=False, revision=0))
    assert found("ВП-1") == []
    assert found("прайс") == []


HOSTILE = (
    '"',
    "*",
    "-",
    "NEAR(ромашка",
    "NEAR",
    "ромашка AND",
    "NOT ромашка",
    "words : ромашка",
    "^ромашка",
    "' | '",
    "!ромашка & (",
    "ромашка:*",
    "\\",
    "\x00ромашка",
    "_x7707083893",
    "%",
    "{}",
    "🙂",
    "ß ﷺ ½ Ⅳ ٣",
    "ა",
    "\ud800",
    "1e5 -5 +7 0x1F 1.2.3 http://a.b/c?d",
    "12,5 " * 20,
)


def test_a_hostile_text_is_a_text_or_refused_in_words(known) -> None:
    for typed in HOSTILE:
        with suppress(RefusedError):  # whose words the next lines look at
            assert isinstance(known(typed), list)
    for typed in ("о" * 10_000, "о " * 100, '"*' * 5_000):
        with pytest.raises(RefusedError, match="оставьте несколько слов"):
            known(typed)


def test_pages_follow_each_other_and_hold_everything_once(house, found, tmp_path) -> None:
    deals = [deal(f"n{number}", "c1", "Орлова", "Лампы накаливания") for number in range(7)]
    deals.append(deal("лампы", "c1", "Орлова", "Ничего"))
    load_deals(house, tmp_path, {**DATA, "deals": deals})
    with current(house.database) as connection:
        pages, after = [], None
        while not pages or after:
            page = search(connection, "лампы", managers=None, after=after, size=3)
            pages.append([hit.id for hit in page.rows])
            assert page.total.count == 8
            after = page.next
    assert pages == [["лампы", "n6", "n5"], ["n4", "n3", "n2"], ["n1", "n0"]]
    for broken in ("x", "e30", "WzIsIDFd", "WzEsIC0xXQ"):
        with current(house.database) as connection, pytest.raises(RefusedError, match="Такого места"):
            search(connection, "лампы", managers=None, after=broken)


@on_sqlite
def test_many_hits_are_counted_no_further_than_people_care(house, found) -> None:
    found("")
    with house.database.write() as connection:
        client = connection.execute(DealRow.__table__.select()).first()
        rows = [
            {"code": f"m{number}", "subject": "Провод", "kind": client.kind, "organization_id": client.organization_id,
             "counterparty_id": client.counterparty_id}
            for number in range(COUNTED + 5)
        ]  # fmt: skip
        connection.execute(insert(DealRow), rows)
    with current(house.database) as connection:
        statements = []
        event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
        page = search(connection, "провод", managers=None)
    assert page.total.count == COUNTED + 1
    assert len(page.rows) == 50
    assert len(statements) <= 8
