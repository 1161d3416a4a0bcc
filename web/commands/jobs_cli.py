"""Background work on the command line: a worker, and batches: look at them, try the failed again, get their files."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from tracker.batches.ledger import Batch, Progress
    from tracker.house import House

FAILED = 1
_SHOWN = 20
_REFRESH = 0.5  # seconds
_batch_id = click.argument("batch_id", metavar="НОМЕР", type=click.IntRange(min=1))


@click.command(
    cls=RussianCommand,
    help="Делать фоновую работу: пакеты документов, письма. Работает, пока не остановят (Ctrl+C); всё недоделанное "
    "продолжит следующий запуск.",
)
@click.option("--once", is_flag=True, help="Сделать то, что ждёт, и закончить.")
def worker(once: bool) -> None:
    """Works until it is told to stop."""
    import logging

    from tracker.jobs import run
    from web.settings import open_house
    from web.settings import today as business_day

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    with closing(open_house()) as house:
        run(house, until_idle=once, today=business_day)
        for line in _letters_left(house):
            click.echo(line)


def _letters_left(house: House) -> Iterator[str]:
    """Letters that did not go, for a worker that ends says nothing else of them."""
    from tracker.letters.outbox import count_by_state
    from tracker.letters.states import State

    with house.database.read() as connection:
        counts = count_by_state(connection)
    left = {state: counts[state] for state in (State.WAITING, State.FAILED, State.DOUBTFUL) if state in counts}
    if left:
        told = ", ".join(f"{state.label} — {count}" for state, count in left.items())
        yield f"Письма: {told}. Почему — pervichka letter list"


@click.group(cls=RussianGroup, help="Пакеты работ: что сделано, что не вышло, файлы.")
def batch() -> None:
    """Batches."""


@batch.command(name="list", help="Последние пакеты.")
def list_batches() -> None:
    """Lists the newest batches."""
    from tracker.batches.ledger import newest
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        found = newest(connection, _SHOWN)
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("Пакетов ещё не было.")


@batch.command(help="Пакет: сколько сделано и что не вышло.")
@_batch_id
def show(batch_id: int) -> None:
    """Prints a batch and its failures."""
    from web.settings import open_house

    with closing(open_house()) as house:
        _show(house, batch_id)


@batch.command(help="Сделать ещё раз то, что не вышло.")
@_batch_id
@click.option("--background", "is_left", is_flag=True, help="Не ждать: сделает pervichka worker.")
@today_option
def retry(batch_id: int, is_left: bool, today: str | None) -> None:
    """Tries failed items again."""
    from tracker.batches.ledger import retry as try_again
    from web.settings import actor, open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house:
        with house.work(actor(), day) as work:
            count = try_again(work, batch_id)
        click.echo(f"Повторить: {count}")
        if count and is_left:
            leave_batch(house, batch_id)
        elif count:
            run_batch(house, batch_id, day)


@batch.command(help="Файлы документов пакета: архив и один PDF для печати, по порядку.")
@_batch_id
@click.option("-o", "--output", "folder", type=PATH, required=True, help="Папка для файлов.")
def files(batch_id: int, folder: Path) -> None:
    """Writes the papers of a batch."""
    from tracker.batches.papers import write_papers
    from web.settings import open_house

    with closing(open_house()) as house:
        written = write_papers(house, batch_id, folder)
    for path in written:
        click.echo(path)


def leave_batch(house: House, batch_id: int) -> None:
    """Leaves a batch to a worker."""
    from tracker.jobs import enqueue

    enqueue(house.settings, "batch", batch_id)
    click.echo(f"Пакет № {batch_id} ждёт: его сделает pervichka worker. Как идёт: pervichka batch show {batch_id}")


def run_batch(house: House, batch_id: int, day: date) -> None:
    """Does a batch here, telling how it goes; ends with status 1 if anything failed or is left."""
    from tracker.batches.ledger import progress
    from tracker.jobs import enqueue, run

    enqueue(house.settings, "batch", batch_id)
    with _Telling(house, batch_id) as telling:
        run(house, until_idle=True, today=lambda: day, jobs=["batch"], on_progress=telling.tell)
    with house.database.read() as connection:
        now = progress(connection, batch_id)
    _show(house, batch_id)
    if now.waiting:
        click.echo(f"Осталось: {now.waiting}. Продолжить: pervichka worker --once")
    elif not now.failed:
        click.echo(f"Файлы: pervichka batch files {batch_id} -o ПАПКА")
    if now.failed or now.waiting:
        click.get_current_context().exit(FAILED)


class _Telling:
    """One line on the terminal that is written anew as the work goes on; nothing where nobody looks."""

    def __init__(self, house: House, batch_id: int) -> None:
        self._house = house
        self._batch_id = batch_id
        self._told_at = 0.0
        self._is_seen = bool(sys.stderr and sys.stderr.isatty())

    def __enter__(self) -> _Telling:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_seen:
            click.echo("", err=True)

    def tell(self) -> None:
        """Says how far it is, twice a second at most."""
        from tracker.batches.ledger import progress

        if not self._is_seen or time.monotonic() - self._told_at < _REFRESH:
            return
        self._told_at = time.monotonic()
        with self._house.database.read() as connection:
            now = progress(connection, self._batch_id)
        click.echo(f"\r{_how_far(now)}   ", nl=False, err=True)


def _show(house: House, batch_id: int) -> None:
    from tracker.batches.ledger import State, find, items_of

    with house.database.read() as connection:
        found = find(connection, batch_id)
        failed = list(items_of(connection, batch_id, State.FAILED))
    click.echo(_line(found))
    for item in failed:
        subject = item.subject
        words = [str(subject[key]) for key in ("paper", "client", "code") if key in subject]
        click.echo(f"  {', '.join(words) or item.key}: {_indented(item.error or '')}")
    if failed:
        click.echo(f"Исправьте причины и повторите: pervichka batch retry {batch_id}")


def _indented(text: str) -> str:
    return "\n    ".join(text.splitlines())


def _line(batch: Batch) -> str:
    return f"№ {batch.id}  {batch.title}: {_how_far(batch.progress)}"


def _how_far(now: Progress) -> str:
    return ", ".join(_parts(now))


def _parts(now: Progress) -> Iterator[str]:
    yield f"сделано {now.done} из {now.total}"
    if now.failed:
        yield f"не вышло {now.failed}"
    if now.waiting:
        yield f"ждёт {now.waiting}"
