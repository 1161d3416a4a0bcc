"""Letters as lines of text, and the word that there are some to send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tracker.house import House
    from tracker.letters.outbox import Letter


def lines_of(house: House, letter_ids: Iterable[int]) -> Iterator[str]:
    """Letters as lines of a list."""
    from tracker.letters.outbox import find_letter

    with house.database.read() as connection:
        for key in letter_ids:
            yield line(find_letter(connection, key))


def ask_worker(house: House) -> None:
    """Asks the worker to send, and says what else that takes: the letters themselves are written already."""
    from tracker.jobs import enqueue
    from tracker.letters.sending import JOB
    from tracker.letters.server import NOT_SET, MailSettingError, server_of

    enqueue(house.settings, *JOB)
    try:
        told = NOT_SET if server_of(house.settings) is None else "Отправит pervichka worker."
    except MailSettingError as error:
        told = str(error)
    click.echo(told, err=True)


def line(found: Letter) -> str:
    """«№ 7 отправлено 23.11.2026: client@example.org — Просим подписать …»."""
    from tracker.phrases import day

    when = f" {day(found.sent_on)}" if found.sent_on else ""
    why = f" ({found.error})" if found.error else ""
    papers = f", документов: {len(found.documents)}" if found.documents else ""
    return f"№ {found.id} {found.state.label}{when}{why}: {', '.join(found.recipients)} — {found.subject}{papers}"


def moment(instant: str) -> str:
    """An instant as a person of this machine reads it: «23.11.2026 11:15»."""
    return datetime.fromisoformat(instant).astimezone().strftime("%d.%m.%Y %H:%M")
