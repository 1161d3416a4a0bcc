"""Work for limited processes: what they are given is cut up, and several are at work at once.

A process that breaks off, or takes too long, costs nothing but its time: what it was given is tried again in halves,
until the one item that is to blame stands alone and is told of; all others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Generic, TypeVar

from docgen.errors import DocgenError
from docgen.sandbox import CrashedError, Limits, UnavailableError
from docgen.scanning.errors import told

BYTES_AT_ONCE = 40_000_000
"""Of all files that go to one process, unless one file alone is larger."""

_LIMITS = Limits()
_RUBBISH = "rubbish"
Item = TypeVar("Item", bound=Hashable)
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[Item, Got]):
    """One kind of work. ask: does some items in one process; failed: what stands for an item that broke it, and why."""

    ask: Callable[[Sequence[Item]], list[Got]]
    failed: Callable[[str], Got]


def do_all(
    chunks: Iterator[list[Item]], task: Task[Item, Got], workers: int, tell: Callable[[int], None] | None = None
) -> dict[Item, Got]:
    """Every item's answer. Threads only wait for processes. Raises UnavailableError where none can be limited."""
    found: dict[Item, Got] = {}
    with ThreadPoolExecutor(max(1, workers)) as pool:
        answers = [pool.submit(_patiently, chunk, task) for chunk in chunks]
        try:
            for answer in as_completed(answers):
                found.update(answer.result())
                if tell is not None:
                    tell(len(found))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def cut(
    items: Sequence[Item], most: int, files_of: Callable[[Item], Mapping[Hashable, int]], weight: Callable[[Item], int]
) -> Iterator[list[Item]]:
    """Items that go to one process: of ``most`` weight together, and their files, each counted once, not too large.

    files_of: sizes of the files that an item needs. An item that is too much by itself goes alone.
    """
    chunk: list[Item] = []
    held: dict[Hashable, int] = {}
    weighs = 0
    for item in items:
        needed = {**held, **files_of(item)}
        is_new_file = len(needed) > len(held)
        if chunk and (weighs + weight(item) > most or (is_new_file and sum(needed.values()) > BYTES_AT_ONCE)):
            yield chunk
            chunk, needed, weighs = [], dict(files_of(item)), 0
        chunk.append(item)
        held, weighs = needed, weighs + weight(item)
    if chunk:
        yield chunk


def limits_for(items: int, seconds: int = 1) -> Limits:
    """One hostile item may take eight seconds; many honest ones on a busy machine are not cut off for it."""
    return Limits(cpu=_LIMITS.cpu + seconds * items, wall=_LIMITS.wall * 2 + 4 * seconds * items)


def checked(answered: object, count: int, understand: Callable[[object], Got | None]) -> list[Got]:
    """The answers of a process that opened foreign files, understood one by one. Raises CrashedError for rubbish."""
    if not isinstance(answered, list) or len(answered) != count:
        raise CrashedError(_RUBBISH)
    understood = [got for one in answered if (got := understand(one)) is not None]
    if len(understood) != count:
        raise CrashedError(_RUBBISH)
    return understood


def _patiently(chunk: Sequence[Item], task: Task[Item, Got]) -> dict[Item, Got]:
    try:
        return dict(zip(chunk, task.ask(chunk), strict=True))
    except UnavailableError:
        raise
    except DocgenError as error:  # whatever foreign bytes bring about there
        if len(chunk) == 1:
            return {chunk[0]: task.failed(told(error))}
    half = len(chunk) // 2
    return _patiently(chunk[:half], task) | _patiently(chunk[half:], task)
