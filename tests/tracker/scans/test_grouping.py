"""A stack is split so that every page has one place and none is lost, whatever lies in it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from docgen.page_code import PageCode
from docgen.scanning import PageReading, Sheet
from tracker.scans.grouping import KnownPaper, group
from tracker.scans.states import PageState

OURS, OTHER = "7700000001", "7700000002"


def known(key, pages, **given):
    how = {"organization": "ООО «Наше»", "inn": OURS} | given
    return KnownPaper(document_id=key, page_id=f"PAPER{key}", name=f"Акт № {key}", pages=pages, **how)


PAPERS = {
    paper.page_id: paper
    for paper in (
        known(1, 3),
        known(2, 1),
        known(3, None),
        known(4, 2, inn=OTHER, organization="ООО «Второе»"),
        known(5, 2, ended="документ аннулирован 01.12.2026"),
    )
}


def code(key, page, pages):
    return PageCode(document_id=f"PAPER{key}", page=page, pages=pages)


codes = st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(0, 1)).map(
    lambda drawn: code(drawn[0], drawn[1], drawn[1] + drawn[2])
)
readings = st.builds(
    PageReading,
    codes=st.lists(codes, max_size=2, unique=True).map(tuple),
    turn=st.sampled_from([0, 90, 180, 270]),
    is_blank=st.booleans(),
    problem=st.sampled_from(["", "повреждена"]),
)
sheets = st.builds(Sheet, st.integers(0, 2), st.integers(1, 20))


@given(st.dictionaries(sheets, readings), st.sampled_from([None, OURS]), st.sampled_from([{}, {1: "велик"}]))
def test_every_page_has_exactly_one_place_and_papers_hold_what_was_filed(stack, inn, broken):
    grouped = group(stack, PAPERS, inn, broken)
    assert [page.sheet for page in grouped.pages] == sorted(stack)
    filed = [page for page in grouped.pages if page.state is PageState.FILED]
    assert sorted(page.sheet for paper in grouped.papers for page in paper.filed) == [page.sheet for page in filed]
    twice = [page.sheet for page in grouped.pages if page.state is PageState.DOUBLED]
    assert sorted(page.sheet for paper in grouped.papers for page in paper.doubled) == twice
    assert len({paper.paper.document_id for paper in grouped.papers}) == len(grouped.papers)
    for page in grouped.pages:
        assert bool(page.reason) is (page.state not in {PageState.FILED, PageState.BLANK})


@given(st.dictionaries(sheets, readings), st.sampled_from([None, OURS]))
def test_a_paper_holds_each_page_once_in_order_and_knows_what_is_missing(stack, inn):
    for paper in group(stack, PAPERS, inn).papers:
        numbers = [page.number for page in paper.filed]
        assert numbers == sorted(set(numbers))
        assert set(numbers) | set(paper.missing) == set(range(1, paper.pages + 1))
        assert not set(numbers) & set(paper.missing)
        assert paper.pages == (paper.paper.pages or paper.pages)
        assert {page.document_id for page in paper.filed} == {paper.paper.document_id}
        assert not paper.paper.ended
        assert inn in {None, paper.paper.inn}


def placed(*seen, inn=None, broken=None):
    stack = {Sheet(0, number): reading for number, reading in enumerate(seen, start=1)}
    return [(page.state.value, page.reason) for page in group(stack, PAPERS, inn, broken).pages]


def test_each_reason_is_told_in_its_own_words():
    two = PageReading(codes=(code(1, 1, 3), code(2, 1, 1)))
    assert placed(two) == [("unread", "на странице два кода: PAPER1/1/3 и PAPER2/1/1")]
    assert placed(PageReading()) == [("unread", "код не прочитан")]
    assert placed(PageReading(problem="картинка повреждена")) == [("unread", "картинка повреждена")]
    assert placed(PageReading(is_blank=True)) == [("blank", "")]
    assert placed(PageReading(codes=(code(6, 1, 1),))) == [
        ("unknown", "кода PAPER6 в этой базе нет: страница чужого документа")
    ]
    second = PageReading(codes=(code(4, 1, 2),))
    assert placed(second) == [("filed", "")]
    assert placed(second, inn=OURS) == [("foreign", f"Акт № 4: документ другой организации, ООО «Второе», ИНН {OTHER}")]
    assert placed(PageReading(codes=(code(5, 1, 2),))) == [("annulled", "Акт № 5: документ аннулирован 01.12.2026")]
    assert placed(PageReading(codes=(code(1, 1, 2),))) == [
        ("contradicting", "Акт № 1: на странице «1 из 2», а страниц в документе 3")
    ]
    first = PageReading(codes=(code(2, 1, 1),))
    assert placed(first, first, first) == [("filed", "")] + [("doubled", "стр. 1 уже есть в этой стопке")] * 2
    assert placed(first, broken={2: "слишком велик"}) == [("unread", "Акт № 2: слишком велик")]


def test_pages_that_disagree_on_how_many_there_are_do_not_make_one_paper():
    seen = (
        PageReading(codes=(code(3, 1, 2),)),
        PageReading(codes=(code(3, 2, 3),)),
        PageReading(codes=(code(3, 2, 2),)),
    )
    assert Counter(state for state, _ in placed(*seen)) == {"filed": 2, "contradicting": 1}
