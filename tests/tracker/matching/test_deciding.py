from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.facts import Direction
from tracker.matching.case import Case
from tracker.matching.deciding import decide
from tracker.matching.items import Client, Contract, Deal, Invoice, Money, Paper, Payer
from tracker.matching.open_items import OpenItems, Receipt
from tracker.matching.purpose import read_purpose
from tracker.matching.spelling import key_of
from tracker.matching.vat_stated import InvoiceVat

ORGANIZATION, CLIENT, OTHER = 1, 10, 11
ON = date(2026, 11, 20)
DAY = date(2026, 11, 1)
KNOWN = Payer(clients=(CLIENT,), searched=(CLIENT,), how="ИНН плательщика — клиент", score=40)
STRANGER = Payer(clients=(), searched=(CLIENT, OTHER), how="", score=0)


class Items(OpenItems):
    """Open items that a test lists in a few words."""

    __slots__ = ()

    def with_deal(self, key, owed=None, received=0, contract=None, client=CLIENT):
        known = (Contract(key=key_of(contract), number=contract, date=DAY),) if contract else ()
        self.clients[client] = Client(id=client, code=f"c{client}", name=f"Клиент {client}")
        made = Deal(id=key, code=f"D{key}", organization_id=ORGANIZATION, client_id=client, contracts=known, owed=owed)
        self.add_deal(made, received)
        return self

    def with_invoice(self, key, deal, number, total, *, on=DAY, paid=0, **more):
        facts = {"vat_rate": "22", "is_issued": False, "ended": "", "successor_id": None} | more
        self.add_invoice(
            Invoice(
                id=key,
                deal_id=deal,
                client_id=self.deals[deal].client_id,
                key=key_of(number),
                number=number,
                date=on,
                total=total,
                **facts,
            ),
            paid,
        )
        if facts["vat_rate"]:
            self.vat[key] = InvoiceVat(rates=frozenset({facts["vat_rate"]}))
        return self


def two_invoices():
    return (
        Items().with_deal(1, owed=300).with_invoice(5, 1, "15", 100).with_invoice(6, 1, "16", 200, on=date(2026, 11, 3))
    )


def decided(items, amount, text, payer=KNOWN, direction=Direction.IN):
    money = Money(organization_id=ORGANIZATION, on=ON, amount=amount, direction=direction)
    return decide(Case(money=money, purpose=read_purpose(text), payer=payer, items=items))


def applied(*given_, **more):
    match = decided(*given_, **more).applied
    return None if match is None else [(part.deal_id, part.document_id, part.amount) for part in match.parts]


def doubts(*given_, **more):
    decision = decided(*given_, **more)
    assert decision.applied is None
    return "; ".join(decision.proposals[0].doubts)


def proposed(*given_, **more):
    decision = decided(*given_, **more)
    assert decision.applied is None
    return [[(part.deal_id, part.document_id, part.amount) for part in one.parts] for one in decision.proposals]


def test_an_invoice_that_is_named_by_its_client_is_paid_in_full_or_in_part():
    assert applied(two_invoices(), 100, "Оплата по счету № 15 от 01.11.2026") == [(1, 5, 100)]
    assert applied(two_invoices(), 40, "Оплата по счету № 15 от 01.11.2026") == [(1, 5, 40)]


def test_a_number_without_a_date_is_enough_only_for_the_exact_sum():
    assert applied(two_invoices(), 100, "Оплата по счету № 15") == [(1, 5, 100)]
    assert applied(two_invoices(), 99, "Оплата по счету № 15") is None
    assert proposed(two_invoices(), 99, "Оплата по счету № 15")[0] == [(1, 5, 99)]


def test_a_sum_or_a_client_alone_is_only_a_guess():
    assert proposed(two_invoices(), 100, "Оплата за товар") == [[(1, 5, 100)]]
    assert "счёт не назван" in doubts(two_invoices(), 100, "Оплата за товар")
    assert proposed(two_invoices(), 77, "Оплата за товар") == [[(1, None, 77)]]
    assert proposed(two_invoices(), 300, "Оплата за товар") == [[(1, 5, 100), (1, 6, 200)]]


def test_two_invoices_are_paid_in_full_or_the_older_one_first():
    text = "Оплата по счетам № 16 от 03.11.2026, № 15 от 01.11.2026"
    assert applied(two_invoices(), 300, text) == [(1, 5, 100), (1, 6, 200)]
    assert applied(two_invoices(), 150, text) == [(1, 5, 100), (1, 6, 50)]
    assert "ст. 319.1" in "; ".join(decided(two_invoices(), 150, text).applied.reasons)


def test_two_invoices_are_paid_in_part_as_the_payer_says():
    text = "по счетам № 15 от 01.11.2026 - 0-60, № 16 от 03.11.2026 - 0-50"
    assert applied(two_invoices(), 110, text) == [(1, 5, 60), (1, 6, 50)]
    assert "дают" in doubts(two_invoices(), 120, text)
    assert "к оплате" in doubts(two_invoices(), 250, "счета № 15 от 01.11.2026 - 1-50, № 16 от 03.11.2026 - 1-00")


def test_one_invoice_of_two_that_is_not_ours_leaves_all_to_a_person():
    text = "Оплата по счетам № 15 от 01.11.2026, № 99 от 03.11.2026"
    assert proposed(two_invoices(), 100, text)[0] == [(1, 5, 100)]
    assert "№ 99" in doubts(two_invoices(), 100, text).replace("\xa0", " ")


def test_many_payments_pay_one_invoice_and_no_more_than_it_is():
    items = two_invoices()
    text = "Оплата по счету № 15 от 01.11.2026"
    for amount in (60, 40):
        decision = decided(items, amount, text)
        assert decision.applied
        items.book(Direction.IN, decision.applied.parts)
    assert "уже оплачен полностью" in doubts(items, 10, text)
    assert proposed(items, 10, text)[0] == [(1, None, 10)]


def test_money_above_an_invoice_stays_free_and_is_proposed_as_an_advance():
    decision = decided(two_invoices(), 130, "Оплата по счету № 15 от 01.11.2026")
    assert [part.amount for part in decision.applied.parts] == [100]
    assert [(part.deal_id, part.document_id, part.amount) for part in decision.proposals[0].parts] == [(1, None, 30)]


def test_money_above_an_invoice_that_is_paid_in_part_may_be_paid_twice():
    items = Items().with_deal(1, owed=300, received=60).with_invoice(5, 1, "15", 100, paid=60)
    assert "часть его уже оплачена" in doubts(items, 100, "Оплата по счету № 15 от 01.11.2026")


def test_money_that_came_without_an_invoice_makes_it_doubtful():
    items = Items().with_deal(1, owed=100, received=100).with_invoice(5, 1, "15", 100)
    assert "всё уже получено" in doubts(items, 100, "Оплата по счету № 15 от 01.11.2026")


def test_an_invoice_of_unknown_sum_is_paid_within_what_its_deal_waits_for():
    items = Items().with_deal(1, owed=100).with_invoice(5, 1, "15", None)
    assert applied(items, 100, "Оплата по счету № 15 от 01.11.2026") == [(1, 5, 100)]
    assert "осталось получить" in doubts(items, 101, "Оплата по счету № 15 от 01.11.2026")


def test_a_deal_all_of_which_was_cancelled_waits_for_nothing():
    items = Items().with_deal(1, owed=0, contract="25/11").with_invoice(5, 1, "15", 100)
    assert "всё уже получено" in doubts(items, 100, "Оплата по счету № 15 от 01.11.2026")
    assert "всё уже получено" in doubts(items, 30, "Аванс по договору № 25/11 от 01.11.2026")


def test_a_sum_that_the_payer_states_for_the_invoice_is_not_all_that_came():
    text = "Оплата по счету № 15 от 01.11.2026 - 0-60, доставка 0-20"
    assert "по счёту 0,60" in doubts(two_invoices(), 80, text).replace("\xa0", " ")
    assert applied(two_invoices(), 60, text) == [(1, 5, 60)]


def test_a_date_that_is_another_is_doubtful():
    assert "дата счёта 02.11.2026" in doubts(two_invoices(), 100, "Оплата по счету № 15 от 02.11.2026")


def test_of_two_invoices_with_one_number_the_date_tells_which():
    items = Items().with_deal(1, owed=100).with_invoice(5, 1, "15", 100).with_deal(2, owed=100)
    items.with_invoice(6, 2, "15", 100, on=date(2025, 11, 1))
    assert applied(items, 100, "Оплата по счету № 15 от 01.11.2025") == [(2, 6, 100)]
    assert proposed(items, 100, "Оплата по счету № 15")[:2] == [[(1, 5, 100)], [(2, 6, 100)]]


def test_an_invoice_that_was_replaced_points_to_its_successor():
    items = Items().with_deal(1, owed=100).with_invoice(5, 1, "15", 100, ended="заменён 05.11.2026", successor_id=6)
    items.with_invoice(6, 1, "15/1", 100, on=date(2026, 11, 5))
    assert proposed(items, 100, "Оплата по счету № 15 от 01.11.2026")[0] == [(1, 6, 100)]
    assert "вместо него действует" in doubts(items, 100, "Оплата по счету № 15 от 01.11.2026")


def test_a_successor_of_the_same_number_and_date_is_paid_without_a_doubt():
    items = Items().with_deal(1, owed=100).with_invoice(5, 1, "15", 90, ended="заменён 05.11.2026", successor_id=6)
    items.with_invoice(6, 1, "15", 100)
    assert applied(items, 100, "Оплата по счету № 15 от 01.11.2026") == [(1, 6, 100)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Оплата по счету № 15 от 01.11.2026. НДС 20%", "в назначении НДС 20 %, а в счёте 22 %"),
        ("Оплата по счету № 15 от 01.11.2026. Без НДС", "«без НДС», а в счёте НДС 22 %"),
        ("Оплата по счету № 15 от 01.11.2026. НДС 22% 5-00", "по счёту выходит"),
        ("Возврат по счету № 15 от 01.11.2026", "слова о возврате"),
        ("Оплата за ООО «Клён» по счету № 15 от 01.11.2026", "за другое лицо"),
        ("По договору № 7 от 01.11.2026, счет № 15 от 01.11.2026", "по другому договору"),
    ],
)
def test_what_contradicts_the_invoice_leaves_it_to_a_person(text, told):
    items = Items().with_deal(1, owed=100, contract="25/11").with_invoice(5, 1, "15", 100)
    assert told in doubts(items, 100, text).replace("\xa0", " ")
    assert proposed(items, 100, text)[0] == [(1, 5, 100)]


def test_vat_that_agrees_is_no_doubt():
    assert applied(two_invoices(), 100, "Оплата по счету № 15 от 01.11.2026. В т.ч. НДС 22% - 0-18")
    items = Items().with_deal(1, owed=100).with_invoice(5, 1, "15", 100, vat_rate=None)
    items.vat[5] = InvoiceVat(rates=frozenset())
    assert applied(items, 100, "Оплата по счету № 15 от 01.11.2026 Без НДС")
    assert "а счёт без НДС" in doubts(items, 100, "Оплата по счету № 15 от 01.11.2026 НДС 20%")


def test_an_advance_goes_to_the_only_deal_of_a_contract_and_of_two_to_none():
    items = Items().with_deal(1, owed=100, contract="25/11")
    text = "Аванс по договору № 25/11 от 01.11.2026"
    assert applied(items, 30, text) == [(1, None, 30)]
    assert "осталось получить" in doubts(items, 101, text)
    items.with_deal(2, owed=100, contract="25/11")
    assert sorted(proposed(items, 30, text)) == [[(1, None, 30)], [(2, None, 30)]]


def test_a_closing_paper_with_its_date_names_the_deal():
    items = Items().with_deal(1, owed=100)
    items.add_paper(Paper(deal_id=1, kind="universal_transfer_document", key="12", number="12", date=DAY))
    assert applied(items, 100, "Оплата по УПД № 12 от 01.11.2026") == [(1, None, 100)]
    assert applied(items, 50, "Оплата по УПД № 12") is None
    assert applied(items, 50, "Оплата по акту № 12 от 01.11.2026") is None


def test_a_stranger_that_names_an_invoice_is_for_a_person():
    assert proposed(two_invoices(), 100, "Оплата по счету № 15 от 01.11.2026", payer=STRANGER) == [[(1, 5, 100)]]
    assert "среди клиентов нет" in doubts(two_invoices(), 100, "Оплата по счету № 15", payer=STRANGER)


def test_money_goes_back_to_the_deal_that_it_came_for_and_not_above_it():
    items = Items().with_deal(1, owed=100, received=100, contract="25/11").with_deal(2, owed=50, received=50)
    out = {"direction": Direction.OUT}
    text = "Возврат аванса по договору № 25/11 от 01.11.2026"
    assert applied(items, 100, text, **out) == [(1, None, 100)]
    assert "меньше, чем возвращено" in doubts(items, 101, text, **out)
    assert "слов о возврате" in doubts(items, 100, "По договору № 25/11 от 01.11.2026", **out)
    assert len(proposed(items, 50, "Возврат излишне уплаченного", **out)) == 2
    assert "«займа»" in doubts(items, 50, "Возврат займа по договору № 25/11 от 01.11.2026", **out)
    assert "без даты" in doubts(items, 50, "Возврат по договору № 25/11", **out)


def test_money_that_goes_back_may_name_the_order_that_brought_it():
    items = Items().with_deal(1, owed=100, received=100).with_deal(2, owed=50, received=50)
    items.add_receipt(ORGANIZATION, CLIENT, "77", Receipt(date=DAY, deals=frozenset({2})))
    text = "Возврат ошибочно перечисленных по п/п № 77 от 01.11.2026"
    assert applied(items, 50, text, direction=Direction.OUT) == [(2, None, 50)]


def test_a_client_without_anything_open_is_told_why_there_is_nothing():
    decision = decided(Items(), 10, "Оплата за товар")
    assert not decision.has_proposals
    assert "не названы" in decision.proposals[0].told[0]


_steps = st.lists(
    st.tuples(
        st.integers(1, 260),
        st.sampled_from(
            [
                "счет № 15 от 01.11.2026",
                "счета № 15 от 01.11.2026, № 16 от 03.11.2026",
                "счет 16",
                "по договору № 25/11 от 01.11.2026",
                "за товар",
                "возврат по договору № 25/11",
            ]
        ),
        st.sampled_from(list(Direction)),
    ),
    max_size=12,
)


@given(_steps)
def test_whatever_comes_invoices_and_deals_are_never_paid_above_what_they_are(steps):
    items = Items().with_deal(1, owed=300, contract="25/11").with_invoice(5, 1, "15", 100)
    items.with_invoice(6, 1, "16", 200, on=date(2026, 11, 3))
    for amount, text, direction in steps:
        decision = decided(items, amount, text, direction=direction)
        for match in (decision.applied, *decision.proposals):
            assert match is None or 0 <= match.amount <= amount
        if decision.applied:
            assert decision.applied.score >= 80
            items.book(direction, decision.applied.parts)
        assert 0 <= items.received_of(1) <= 300
        assert items.paid_of(items.invoices[5]) <= 100
        assert items.paid_of(items.invoices[6]) <= 200
