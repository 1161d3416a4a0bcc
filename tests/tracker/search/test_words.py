"""One spelling of words, sums and numbers, and questions whose parts are safe to put into both databases."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from docgen.filters import money
from docgen.money import Money
from tracker.errors import RefusedError
from tracker.search.words import key_mark, owner_mark, question_of, stem, sum_mark, words_of

RUSSIAN = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=20)


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_plain_words_and_marks_or_is_refused(typed: str) -> None:
    try:
        question = question_of(typed)
    except RefusedError:
        return
    if question is None:
        return
    for clause in question.clauses:
        for word in clause.words:
            for form in (word.word, stem(word.word)):
                assert re.fullmatch("[0-9a-zа-я]+", form)
        assert clause.mark is None or re.fullmatch(r"_k\d+", clause.mark)
    assert all(re.fullmatch("_[kx][0-9a-zа-я]+", mark) for mark in question.exact)


@given(st.integers(1, 10**16))
def test_a_sum_in_any_spelling_is_the_same_sum(kopecks: int) -> None:
    shown = money(Money(kopecks).roubles)
    plain = f"{kopecks // 100}.{kopecks % 100:02}"
    for typed in (shown, shown.replace("\u00a0", " "), plain, plain.replace(".", ","), f" {shown} ₽"):
        question = question_of(typed)
        assert question is not None
        assert sum_mark(kopecks) in question.exact
        assert [clause.mark for clause in question.clauses] == [sum_mark(kopecks)]


@given(st.lists(RUSSIAN, min_size=1, max_size=5))
def test_case_and_yo_make_no_other_words(words: list[str]) -> None:
    text = " ".join(words)
    assert words_of(text) == words_of(text.upper()) == words_of(text.replace("ё", "е"))


@given(st.text())
def test_a_mark_is_never_a_word(typed: str) -> None:
    assert not any(word.startswith("_") for word in words_of(typed))
    assert key_mark(typed) is None or key_mark(typed) == key_mark(f"«{typed}»-")


def test_dates_are_words_and_no_sums() -> None:
    question = question_of("акт от 05.03.2026")
    assert question is not None
    assert [clause.mark for clause in question.clauses][:3] == [None] * 3
    assert [word.word for clause in question.clauses for word in clause.words] == ["акт", "05", "03", "2026"]


def test_prepositions_are_asked_only_alone() -> None:
    question = question_of("договор на поставку")
    assert question is not None
    assert [clause.words[0].word for clause in question.clauses] == ["договор", "поставку"]
    alone = question_of("на ")
    assert alone is not None
    assert alone.clauses


def test_owners_with_odd_names_have_marks() -> None:
    assert owner_mark("Орлова «А» \ud800") != owner_mark("Орлова")
