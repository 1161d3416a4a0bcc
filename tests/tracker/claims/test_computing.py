"""What a claim asks for, from facts alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.claims.computing import Sanction
from docgen.claims.penalty import PenaltyTerms
from docgen.documents import DealKind
from docgen.vat import TaxStatus
from tracker.claims.computing import NothingToClaimError, compute
from tracker.claims.receipts import Receipt, kept
from tracker.claims.sanctions import ContractTerms, choose
from tracker.errors import RefusedError
from tracker.evidence import Strength, working_day
from tracker.facts import (
    Authority,
    Client,
    DealFacts,
    Direction,
    Document,
    Evidence,
    Obligation,
    ObligationKind,
    Payment,
    Side,
)
from tracker.standing import Standing

ON = date(2026, 11, 20)
MARCH = date(2026, 3, 2)
NONE = choose(None, Sanction.NONE, None)
INTEREST = choose(None, None, None)


def ours(name, amount, on=MARCH, kind=ObligationKind.GOODS):
    return Obligation(id=name, by=Side.US, kind=kind, amount=amount, due_on=MARCH, performed_on=on)


def theirs(name, amount, due_on=MARCH):
    return Obligation(id=name, by=Side.CLIENT, kind=ObligationKind.PAYMENT, amount=amount, due_on=due_on)


def waybill(name, covers, on=MARCH, **facts):
    signed = {"signed_by_client_on": on, "signer_authority": Authority.HEAD, "original_on": on}
    return Document(id=name, kind="waybill", number=name, date=on, covers=tuple(covers.items()), **signed | facts)


def deal(*obligations, documents=(), receipts=(), on=ON):
    payments = tuple(
        Payment(
            date=one.on,
            amount=one.amount,
            evidence=Evidence.BANK_STATEMENT,
            direction=Direction.OUT if one.returned else Direction.IN,
        )
        for one in receipts
    )
    facts = DealFacts(
        id="d1",
        kind=DealKind.SUPPLY,
        seller_vat=TaxStatus.STANDARD,
        client=Client(id="c1", name="ИП Шевченко П. А."),
        obligations=obligations,
        documents=tuple(documents),
        payments=payments,
    )
    return Standing(facts, on, 5)


def claim(*obligations, documents=(), receipts=(), on=ON, chosen=INTEREST, **told):
    return compute(deal(*obligations, documents=documents, receipts=receipts, on=on), receipts, chosen, **told)


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
sums = st.integers(1, 10_000_000)


@given(
    performed=st.lists(st.tuples(sums, days), max_size=5),
    promised=st.lists(st.tuples(sums, days), max_size=5),
    money=st.lists(st.tuples(sums, days, st.booleans()), max_size=6),
    on=days,
    is_cut=st.booleans(),
)
def test_the_debt_is_what_is_due_unpaid_and_performed_before_the_day(performed, promised, money, on, is_cut):
    owed = [ours(f"o{place}", amount, day) for place, (amount, day) in enumerate(performed)]
    due = [theirs(f"p{place}", amount, day) for place, (amount, day) in enumerate(promised)]
    papers = [waybill(f"w{one.id}", {one.id: one.amount // 2 + 1}) for one in owed if is_cut]
    receipts = [Receipt(on=day, amount=amount, returned=is_back) for amount, day, is_back in money]
    standing = deal(*owed, *due, documents=papers, receipts=receipts, on=on)
    done = sum(one.amount for one in owed if one.performed_on < on)
    expected = min(sum(debt.amount for debt in standing.unpaid), max(0, done - standing.received))
    try:
        made = compute(standing, receipts, NONE)
    except NothingToClaimError:
        assert expected == 0
        return
    assert made.principal == made.whole == sum(part.left for part in made.parts) == expected > 0
    assert sum(made.by_strength().values()) == expected
    assert all(part.due_on < on and part.paid < part.amount for part in made.parts)


@given(st.lists(st.tuples(sums, days, st.booleans()), max_size=8))
def test_what_was_given_back_covers_nothing_and_the_rest_covers_all(money):
    receipts = [Receipt(on=day, amount=amount, returned=is_back) for amount, day, is_back in money]
    whole = sum(-one.amount if one.returned else one.amount for one in receipts)
    left = kept(receipts)
    assert sum(one.amount for one in left) == max(0, whole)
    assert all(one.amount > 0 and not one.returned for one in left)
    assert [one.on for one in left] == sorted(one.on for one in left)


def test_money_that_went_back_takes_the_latest_that_had_come():
    first, second = Receipt(on=MARCH, amount=70), Receipt(on=MARCH + timedelta(5), amount=50)
    back = Receipt(on=MARCH + timedelta(9), amount=60, returned=True)
    assert [(one.on, one.amount) for one in kept([first, second, back])] == [(MARCH, 60)]


@pytest.mark.parametrize(
    ("amount", "due_on", "on", "interest"),
    [
        (10_000_000, date(2025, 12, 31), date(2026, 11, 22), 1_309_658),
        (100_000_000, date(2024, 9, 30), date(2025, 3, 31), 10_309_229),
    ],
)
def test_interest_is_that_of_the_vectors(amount, due_on, on, interest):
    early = due_on - timedelta(20)
    made = claim(ours("o", amount, early), theirs("p", amount, due_on), on=on, is_exact=True)
    assert (made.principal, made.sanction) == (amount, interest)


def test_a_term_that_ends_on_a_day_off_moves_unless_the_contract_says_otherwise():
    facts = (ours("o", 10_000_000, date(2025, 12, 1)), theirs("p", 10_000_000, date(2025, 12, 31)))
    moved, exact = claim(*facts), claim(*facts, is_exact=True)
    assert moved.parts[0].due_on == date(2026, 1, 12) == working_day(date(2025, 12, 31))
    assert moved.parts[0].is_moved
    assert any("--exact-terms" in caution for caution in moved.cautions)
    assert not exact.parts[0].is_moved
    assert exact.claim.debts[0].debt.late_from == date(2026, 1, 1)


def test_a_delay_does_not_begin_before_the_performance_that_is_paid_for():
    made = claim(ours("o", 500, date(2026, 6, 10)), theirs("p", 500, MARCH))
    (part,) = made.parts
    assert part.is_performed_late
    assert made.claim.debts[0].debt.late_from == date(2026, 6, 11)


def test_an_advance_for_nothing_performed_is_not_claimed():
    made = claim(ours("o", 300), theirs("p1", 200), theirs("p2", 400))
    assert (made.principal, made.not_performed) == (300, 300)
    with pytest.raises(NothingToClaimError, match=r"ст\. 328"):
        claim(theirs("p1", 200))


def test_debts_are_cut_by_payments_and_by_papers_oldest_first():
    made = claim(
        ours("o1", 100),
        ours("o2", 60, date(2026, 4, 1)),
        theirs("p1", 80),
        theirs("p2", 80, date(2026, 4, 6)),
        documents=[waybill("a", {"o1": 70}), waybill("b", {"o2": 60}, date(2026, 4, 1))],
        receipts=[Receipt(on=MARCH + timedelta(20), amount=75, document="платёжное поручение № 5")],
    )
    named = [
        (part.payment, part.paper.document.id if part.paper else None, part.amount, part.paid) for part in made.parts
    ]
    assert named == [("p1", "a", 70, 70), ("p1", None, 10, 5), ("p2", None, 20, 0), ("p2", "b", 60, 0)]
    assert made.by_strength() == {Strength.FULL: 60, Strength.NONE: 25}
    assert any("ни один документ" in caution for caution in made.cautions)


def test_what_weakens_the_papers_of_a_debt_is_told_once_for_each_paper():
    unsigned = {"signed_by_client_on": None, "signer_authority": None, "original_on": None}
    made = claim(
        ours("o1", 60),
        ours("o2", 40),
        theirs("p1", 100),
        documents=[waybill("a", {"o1": 60, "o2": 40}, date(2026, 5, 4), **unsigned)],
    )
    told = [caution.replace("\u00a0", " ") for caution in made.cautions]
    assert (
        "Клиент не подписал: Накладная № a от 04.05.2026. Сам по себе такой документ исполнения не доказывает." in told
    )
    assert any(caution.startswith("Просрочка начинается раньше, чем составлен документ: Накладная") for caution in told)
    signed = claim(ours("o1", 60), theirs("p1", 60), documents=[waybill("a", {"o1": 60})])
    assert not any("подписал" in caution or "раньше" in caution for caution in signed.cautions)


def test_one_paper_over_goods_and_works_makes_one_debt():
    upd = waybill("u", {"o1": 70, "o2": 30})
    both = (ours("o1", 70), ours("o2", 30, kind=ObligationKind.WORKS))
    whole = Document(id="u", kind="universal_transfer_document", number="1", date=MARCH, covers=upd.covers)
    made = claim(*both, theirs("p", 100), documents=[whole])
    assert [part.amount for part in made.parts] == [100]


def test_what_was_paid_late_in_full_is_claimed_for_its_interest_alone():
    late = [Receipt(on=date(2026, 6, 1), amount=10_000_000)]
    facts = (ours("o", 10_000_000), theirs("p", 10_000_000))
    made = claim(*facts, receipts=late)
    assert made.principal == 0 < made.sanction
    with pytest.raises(NothingToClaimError, match="оплачено"):
        claim(*facts, receipts=late, chosen=NONE)
    with pytest.raises(NothingToClaimError, match="оплачено"):
        claim(*facts, receipts=[Receipt(on=MARCH, amount=10_000_000)])


def test_a_person_may_know_the_term_of_a_payment_better():
    facts = (ours("o", 500), theirs("p", 500))
    made = claim(*facts, told={"p": date(2026, 7, 1)})
    assert (made.parts[0].agreed_on, made.parts[0].due_on) == (date(2026, 7, 1), date(2026, 7, 1))
    with pytest.raises(RefusedError, match="есть: p"):
        claim(*facts, told={"q": ON})
    with pytest.raises(NothingToClaimError):
        claim(*facts, told={"p": ON})


CONTRACT = ContractTerms(penalty=Decimal("0.1"), is_shipped=True, prepaid=frozenset({"p"}), counted={"p": "потом"})


def test_the_penalty_of_the_contract_goes_before_interest():
    made = claim(ours("o", 1_000_000), theirs("p", 1_000_000), chosen=choose(CONTRACT, None, None), contract=CONTRACT)
    late = (ON - MARCH).days
    assert (made.chosen.sanction, made.sanction) == (Sanction.PENALTY, 1_000 * late)
    assert any("предоплат" in caution for caution in made.cautions)
    assert any("--due p=" in caution for caution in made.cautions)
    assert any("п. 4" in caution for caution in choose(CONTRACT, Sanction.INTEREST, None).cautions)


def test_a_penalty_of_unknown_size_is_refused():
    with pytest.raises(RefusedError, match="--penalty"):
        choose(None, Sanction.PENALTY, None)
    given_one = PenaltyTerms(percent_per_day=Decimal("0.2"))
    with pytest.raises(RefusedError, match="уберите --penalty"):
        choose(None, Sanction.INTEREST, given_one)
    assert choose(None, None, given_one).penalty == given_one


def test_a_contract_without_a_penalty_leads_to_interest():
    plain = ContractTerms(penalty=Decimal(0), is_shipped=True, prepaid=frozenset(), counted={})
    made = choose(plain, None, None)
    assert (made.sanction, made.cautions) == (Sanction.INTEREST, ())
    assert "пеней не устанавливает" in made.ground
