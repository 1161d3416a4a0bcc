"""Many papers at once, on several cores: jobs are taken and results given one by one, so memory stays flat.

Workers are processes, started anew by «spawn» alike on every system: no thread or open file of the parent comes along.
A program that makes papers so must guard its start with ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Self

from docgen.errors import DocgenError
from docgen.library import find_kind
from docgen.local_library import LocalTemplate
from docgen.pdf import DEFAULT_ENGINE

_AHEAD = 4  # jobs on their way for each worker: none waits for the parent, and few are held in memory
_KILLED = (
    "Процесс, который делал документ, оборвался: обычно из-за нехватки памяти. "
    "Освободите память или уменьшите документ и сделайте его отдельно."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A paper to make: name of its kind and what ``render_paper`` takes."""

    kind: str
    context: Mapping[str, Any]
    fmt: str = "pdf"
    engine: str = DEFAULT_ENGINE
    document_id: str = ""
    local: LocalTemplate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What became of the job ``number``, from 0: the paper, or why there is none, in Russian."""

    number: int
    content: bytes | None = None
    error: str = ""


@dataclass(slots=True)
class _Awaited:
    """A job on its way; it is kept until its paper is taken, in case the worker dies."""

    number: int
    job: Job
    answer: Future[Rendered]


@dataclass(slots=True)
class Workers:
    """Processes that make papers, to be used with «with» and kept for as many batches as there are."""

    count: int
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        """Starts the processes; they get ready while the first job is made."""
        self._pool = self._started()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the processes; what nobody took is lost."""
        self._end()

    def render(self, jobs: Iterable[Job]) -> Iterator[Rendered]:
        """Papers in the order of the jobs, which are taken from ``jobs`` only as papers are taken from here.

        A job that fails, or kills its worker, is told of in its place and stops no other.
        """
        waiting: deque[_Awaited] = deque()
        try:
            for number, job in enumerate(jobs):
                if len(waiting) >= self.count * _AHEAD:
                    yield self._next(waiting)
                waiting.append(_Awaited(number, job, self._sent(number, job, waiting)))
            while waiting:
                yield self._next(waiting)
        finally:
            for awaited in waiting:
                awaited.answer.cancel()

    def _next(self, waiting: deque[_Awaited]) -> Rendered:
        awaited = waiting[0]
        try:
            rendered = awaited.answer.result()
        except BrokenExecutor:
            self._mend(waiting)
            rendered = awaited.answer.result()
        except Exception as error:  # noqa: BLE001  a job that cannot be sent or answered is no reason to stop
            rendered = Rendered(number=awaited.number, error=_explained(error))
        waiting.popleft()
        return rendered

    def _sent(self, number: int, job: Job, waiting: Iterable[_Awaited]) -> Future[Rendered]:
        try:
            return self._ready().submit(_rendered, number, job)
        except BrokenExecutor:
            self._mend(waiting)
            return self._ready().submit(_rendered, number, job)

    def _mend(self, waiting: Iterable[_Awaited]) -> None:
        """New workers, and each job that was lost done once more, alone: so the one that kills is known."""
        self._restart()
        for awaited in waiting:
            if _is_lost(awaited.answer):
                awaited.answer = self._done_alone(awaited.number, awaited.job)

    def _done_alone(self, number: int, job: Job) -> Future[Rendered]:
        answer = self._ready().submit(_rendered, number, job)
        wait([answer])
        if not _is_lost(answer):
            return answer
        self._restart()
        answer = Future()
        answer.set_result(Rendered(number=number, error=_KILLED))
        return answer

    def _restart(self) -> None:
        self._end()
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.count, multiprocessing.get_context("spawn"), initializer=_warm)

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            raise RuntimeError("workers are used inside «with»")
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def render_many(jobs: Iterable[Job], workers: int) -> Iterator[Rendered]:
    """One batch on ``workers`` processes of its own; see ``Workers.render``."""
    with Workers(workers) as pool:
        yield from pool.render(jobs)


def _is_lost(answer: Future[Rendered]) -> bool:
    """Whether a worker's end took the answer along; of a pool that was shut down every answer is done."""
    return answer.cancelled() or isinstance(answer.exception(), BrokenExecutor)


def _warm() -> None:
    """What the first paper would wait for."""
    import docgen.pdf.plutoprint
    import docgen.rendering  # noqa: F401


def _rendered(number: int, job: Job) -> Rendered:
    """In a worker: the paper of a job, or what is wrong with it."""
    from docgen.rendering import render_paper  # a parent that only hands out jobs does without

    try:
        content = render_paper(
            find_kind(job.kind), job.context, job.fmt, job.engine, document_id=job.document_id, local=job.local
        )
    except Exception as error:  # noqa: BLE001  whatever is wrong with one paper, the others are made
        return Rendered(number=number, error=_explained(error))
    return Rendered(number=number, content=content)


def _explained(error: Exception) -> str:
    if isinstance(error, DocgenError):
        return str(error)
    return f"Документ не сделан из-за ошибки в программе ({type(error).__name__}: {error}). Сообщите о ней."
