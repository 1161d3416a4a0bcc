"""Whatever breaks a process, every item is answered once: the one to blame with a refusal, all others as they are."""

from __future__ import annotations

from threading import get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import TemplateError
from docgen.sandbox import CrashedError, TooLargeError, TooLongError, UnavailableError
from docgen.scanning.crew import BYTES_AT_ONCE, Task, checked, cut, do_all

BREAKS = (CrashedError("x"), TooLongError("x"), TooLargeError("x"), TemplateError("x"))


def task(culprits):
    def ask(chunk):
        for item in chunk:
            if item in culprits:
                raise BREAKS[item % 4]
        return [item * 10 for item in chunk]

    return Task(ask=ask, failed=lambda why: why)


@given(st.lists(st.integers(0, 60), unique=True), st.sets(st.integers(0, 60)), st.integers(1, 9), st.integers(1, 3))
def test_only_culprits_are_refused_each_alone(items, culprits, most, workers):
    chunks = cut(items, most, lambda item: {item % 3: 1}, lambda _: 1)
    found = do_all(chunks, task(culprits), workers)
    assert found.keys() == set(items)
    for item, answer in found.items():
        assert (answer == item * 10) is (item not in culprits)
        assert isinstance(answer, str) is (item in culprits)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=30),
    st.integers(1, 8),
    st.sampled_from([1, BYTES_AT_ONCE // 3, BYTES_AT_ONCE * 2]),
)
def test_chunks_keep_the_order_and_what_one_process_can_bear(items, most, size):
    chunks = list(cut(items, most, lambda item: {item[0]: size}, lambda item: item[1]))
    assert [item for chunk in chunks for item in chunk] == items
    for chunk in chunks:
        assert len(chunk) == 1 or sum(weight for _, weight in chunk) <= most
        files = {file for file, _ in chunk}
        assert len(files) == 1 or len(files) * size <= BYTES_AT_ONCE


def test_progress_is_heard_on_the_thread_that_asked():
    heard = []
    do_all(iter([[1, 2], [3], [4, 5, 6]]), task({3}), 2, lambda done: heard.append((done, get_ident())))
    assert [done for done, _ in heard][-1] == 6
    assert {thread for _, thread in heard} == {get_ident()}


def test_a_system_that_cannot_limit_a_process_opens_nothing():
    def ask(chunk):
        raise UnavailableError("нельзя")

    with pytest.raises(UnavailableError):
        do_all(iter([[1, 2], [3]]), Task(ask=ask, failed=lambda why: why), 2)


@pytest.mark.parametrize("rubbish", [None, {}, "ab", [1], [1, 2, 3], [1, "x"], [1, None]])
def test_rubbish_from_a_process_is_no_answer(rubbish):
    with pytest.raises(CrashedError):
        checked(rubbish, 2, lambda one: one if isinstance(one, int) else None)
