"""A person at the keyboard looks at signatures and answers with one key each; without a terminal, with a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from docgen.bundle import safe_name, unwritable, write_file
from docgen.errors import DocgenError
from tracker import phrases
from tracker.facts import Attorney, Authority
from tracker.house import House
from tracker.scans.confirming import Awaiting, Confirmation, confirm, reject, signature_area
from web.commands.scan_lines import awaiting_line

_TYPED = str.maketrans("gyjdhljc", "пнодрдос")  # the same keys while the layout is Latin
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")
Answer = TypeVar("Answer")
_SIGNED = {"п": "подписан", "н": "не подписан", "о": "отложить", "в": "выйти"}
_RIGHTS = {
    "р": (Authority.HEAD, "руководитель"),
    "д": (Authority.POWER_OF_ATTORNEY, "по доверенности"),
    "с": (Authority.CIRCUMSTANCES, "из обстановки"),
    "о": (Authority.APPROVED, "одобрено потом"),
    "н": (Authority.NONE, "права не было"),
    "?": (Authority.UNKNOWN, "не проверено"),
}


class StoppedError(Exception):
    """The person has had enough, or there is nothing more to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a person sits: the house, who it is, the day, and the folder that pictures go to."""

    house: House
    actor: str
    today: date
    folder: Path


def ask_about(desk: Desk, paper: Awaiting, place: str) -> None:
    """Shows a scanned paper and records the answer. A refusal is told, and the paper goes on waiting.

    Raises StoppedError.
    """
    click.echo(f"{place} {awaiting_line(paper)}")
    try:
        click.echo(f"  Место подписей: {show(desk, paper)}")
        _answered(desk, paper)
    except DocgenError as error:
        click.echo(f"  {error}", err=True)


def show(desk: Desk, paper: Awaiting) -> Path:
    """Writes the picture of the place of signatures; answers where it is. Raises ScanError, VaultError, OutputError."""
    with desk.house.database.read() as connection:
        picture = signature_area(connection, desk.house.vault, paper.id)
    try:
        desk.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(desk.folder, error) from error
    path = desk.folder / f"{safe_name(f'{paper.name} {paper.page_id} {paper.id}')}.png"
    write_file(path, picture)
    return path


def _answered(desk: Desk, paper: Awaiting) -> None:
    match _key("  Подпись клиента", _SIGNED, ""):
        case "п":
            seen = _seen(desk, paper)
            with desk.house.work(desk.actor, desk.today) as work:
                confirm(work, paper.id, seen)
            click.echo("  Подтверждено.")
        case "н":
            with desk.house.work(desk.actor, desk.today) as work:
                reject(work, paper.id)
            click.echo("  Отмечено: не подписан, скан сохранён.")
        case "в":
            raise StoppedError
        case _:
            click.echo("  Отложено.")


def _seen(desk: Desk, paper: Awaiting) -> Confirmation:
    usual = paper.authority or Authority.UNKNOWN  # whoever only presses Enter has checked nothing
    rights = {key: right for key, right in _RIGHTS.items() if key != "с" or paper.may_be_circumstances}
    default = next((key for key, (right, _) in rights.items() if right is usual), "?")
    chosen = _key("  Право подписи проверено", {key: word for key, (_, word) in rights.items()}, default)
    authority = rights[chosen][0]
    attorney = _attorney() if authority is Authority.POWER_OF_ATTORNEY else None
    suggested = paper.signed_on or max(paper.scanned_on, paper.dated_on)
    signed_on = _day("  День подписи", suggested)
    is_here = _key("  Оригинал у нас", {"д": "да", "н": "нет"}, "н") == "д"
    return Confirmation(
        signed_on=signed_on or suggested,
        authority=authority,
        attorney=attorney,
        original_on=desk.today if is_here else None,
    )


def _attorney() -> Attorney | None:
    number = _line("  Номер доверенности (Enter — не указан): ") or None
    told = Attorney(number, _day("  Действует с", None), _day("  Действует по", None))
    return None if told == Attorney() else told


def _key(question: str, answers: Mapping[str, str], default: str) -> str:
    """One of the keys; Enter is the default where there is one."""
    listed = ", ".join(f"{key} — {word}" for key, word in answers.items())
    usual = f"; Enter — {answers[default]}" if default else ""
    return _asked(f"{question}: {listed}{usual}: ", _pressed, lambda told: _chosen(told, answers, default))


def _chosen(told: str, answers: Mapping[str, str], default: str) -> str | None:
    typed = told.strip()[:1].lower()
    if not typed:
        return default or None
    return typed if typed in answers else next((key for key in typed.translate(_TYPED) if key in answers), None)


def _day(question: str, suggested: date | None) -> date | None:
    usual = phrases.day(suggested) if suggested else "не указан"
    answer = _asked(f"{question} (Enter — {usual}): ", _line, lambda told: _parsed(told, suggested))
    return answer[0]


def _parsed(told: str, suggested: date | None) -> tuple[date | None] | None:
    if not told:
        return (suggested,)
    for shape in _DAYS:
        try:
            return (datetime.strptime(told, shape).date(),)  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def _asked(question: str, read: Callable[[str], str], understand: Callable[[str], Answer | None]) -> Answer:
    """Asks until the answer is understood."""
    while True:
        answer = understand(read(question))
        if answer is not None:
            return answer
        click.echo("  Такого ответа нет.")


def _pressed(question: str) -> str:
    """One keystroke at a terminal, one line elsewhere."""
    if not _is_terminal():
        return _line(question)
    click.echo(question, nl=False)
    key = click.getchar()
    click.echo(key if key.isprintable() else "")
    return key


def _line(question: str) -> str:
    click.echo(question, nl=False)
    told = sys.stdin.readline() if sys.stdin else ""  # there is none where it was closed
    if not _is_terminal():
        click.echo()
    if not told:
        raise StoppedError
    return told.strip()


def _is_terminal() -> bool:
    return bool(sys.stdin and sys.stdin.isatty())
