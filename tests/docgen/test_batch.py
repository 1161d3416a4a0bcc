"""Papers made by several processes: the same bytes, in order, whatever happens to one of them."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from pypdf import PdfReader

from docgen.batch import Job, Rendered, Workers, render_many
from docgen.library import find_kind
from tests.samples import render_sample, sample_order

KIND = "acceptance_certificate"


class Deadly:
    """Ends whatever process unpickles it, as a lack of memory does."""

    def __reduce__(self) -> tuple[Any, ...]:
        return signal.raise_signal, (signal.SIGKILL,)


def job(number: int = 0, **given: Any) -> Job:
    context = sample_order(KIND).context
    told = {**context["document"], "full_title": f"Акт № {number}"}
    return Job(kind=KIND, context={**context, "document": told, **given})


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as pool:
        yield pool


def made(results: list[Rendered]) -> list[bool]:
    assert [result.number for result in results] == list(range(len(results)))
    assert all((result.content is None) == bool(result.error) for result in results)
    return [result.content is not None for result in results]


def test_papers_are_the_same_as_one_by_one(workers: Workers) -> None:
    kind = find_kind(KIND)
    jobs = [Job(kind=KIND, context=sample_order(KIND).context, fmt=fmt) for fmt in kind.formats * 2]
    assert [result.content for result in workers.render(jobs)] == [render_sample(kind, job.fmt) for job in jobs]


def test_papers_come_in_the_order_of_jobs_though_one_takes_long(workers: Workers) -> None:
    context = sample_order(KIND).context
    long = job(0, lines=context["lines"] * 500)
    results = list(workers.render([long, *(job(number) for number in range(1, 20))]))
    assert made(results) == [True] * 20
    titles = [PdfReader(io.BytesIO(result.content or b"")).metadata.title for result in results]
    assert titles == [f"Акт № {number}" for number in range(20)]


def test_a_job_that_fails_is_told_of_in_russian_and_stops_no_other(workers: Workers) -> None:
    jobs = [job(), Job(kind="нет такого", context={}), job(lines=None), job(lines=lambda: 0), job()]
    results = list(workers.render(jobs))
    assert made(results) == [True, False, False, False, True]
    assert "Нет вида документа «нет такого»" in results[1].error
    assert "Шаблон acceptance_certificate/template.html" in results[2].error
    assert "Документ не сделан" in results[3].error


def test_a_job_that_kills_its_worker_is_named_and_the_others_are_made(workers: Workers) -> None:
    deadly = {3, 4, 17}
    results = list(workers.render(job(number, extra=Deadly() if number in deadly else 0) for number in range(20)))
    assert made(results) == [number not in deadly for number in range(20)]
    assert all("нехватки памяти" in results[number].error for number in deadly)


def test_a_worker_killed_from_outside_costs_no_paper(workers: Workers) -> None:
    results = workers.render(job(number) for number in range(30))
    first = list(islice(results, 3))
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGKILL)
    assert made([*first, *results]) == [True] * 30


def test_jobs_are_taken_only_as_papers_are_so_memory_is_bounded(workers: Workers) -> None:
    taken = []

    def jobs() -> Iterator[Job]:
        for number in range(100):
            taken.append(number)
            yield job(number)

    ahead = [len(taken) - result.number for result in workers.render(jobs())]
    assert len(ahead) == 100
    assert max(ahead) <= 2 * 4 + 1


def test_who_stops_early_leaves_no_process_behind() -> None:
    before = set(multiprocessing.active_children())
    results = render_many((job(number) for number in range(100)), workers=1)
    assert next(results).content
    results.close()
    assert set(multiprocessing.active_children()) <= before


def test_no_jobs_give_no_papers(workers: Workers) -> None:
    assert list(workers.render([])) == []
