"""Where pages go when some of their paper came before: to the scan that lacks them, beside, or to wait on their own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from docgen.scanning import Leaf
from tracker.scans.filing import plan_filing
from tracker.scans.grouping import KnownPaper
from tracker.scans.known import Earlier
from tracker.scans.states import ScanState

PAGES = 4


def paper(ended=""):
    return KnownPaper(
        document_id=1, page_id="PAPER1", name="Акт № 1", organization="ООО", inn="77", pages=PAGES, ended=ended
    )


def leaves(numbers, file):
    return tuple((number, Leaf(file, number * 10, 0)) for number in sorted(numbers))


numbers = st.sets(st.integers(1, PAGES), min_size=1)


@given(st.lists(st.tuples(numbers, st.sampled_from(ScanState)), max_size=8), st.booleans())
def test_no_page_is_lost_nor_filed_twice_in_one_scan_however_often_stacks_come(intakes, is_ended):
    """Each intake brings some pages of the paper; then a person decides, or not yet."""
    scans: list[Earlier] = []
    for turn, (came, decided) in enumerate(intakes):
        before = list(scans)
        filing = plan_filing(paper("аннулирован" if is_ended else ""), PAGES, leaves(came, f"f{turn}"), scans[::-1])
        former = next((scan for scan in before if scan.id == filing.completes), None)
        held = leaves(came, f"f{turn}") + (former.leaves if former else ())
        assert sorted(filing.leaves, key=str) == sorted((leaf for _, leaf in held), key=str)
        assert [leaf.page for leaf in filing.leaves] == sorted(leaf.page for leaf in filing.leaves)
        assert set(filing.missing) == set(range(1, PAGES + 1)) - {number for number, _ in held}
        assert len({number for number, _ in held}) == len(held)
        if former is not None:
            assert filing.state is former.state
            assert former.state in {ScanState.AWAITS, ScanState.CONFIRMED}
            scans.remove(former)
        elif is_ended or any(scan.state is ScanState.CONFIRMED for scan in before):
            assert filing.state is ScanState.BESIDE
        else:
            assert filing.state is ScanState.AWAITS
        state = decided if filing.state is ScanState.AWAITS else filing.state
        made = Earlier(
            id=turn,
            document_id=1,
            state=state,
            pages=PAGES,
            missing=filing.missing,
            leaves=tuple(sorted(held, key=str)),
        )
        scans.append(made)


def test_a_page_goes_to_the_scan_that_lacks_it_and_not_to_one_that_has_it():
    lacking = Earlier(
        id=1, document_id=1, state=ScanState.AWAITS, pages=PAGES, missing=(2, 3), leaves=leaves({1, 4}, "a")
    )
    assert plan_filing(paper(), PAGES, leaves({3}, "b"), [lacking]).completes == 1
    assert plan_filing(paper(), PAGES, leaves({2, 3}, "b"), [lacking]).missing == ()
    assert plan_filing(paper(), PAGES, leaves({3, 4}, "b"), [lacking]).completes is None
    assert plan_filing(paper(), PAGES - 1, leaves({3}, "b"), [lacking]).completes is None
