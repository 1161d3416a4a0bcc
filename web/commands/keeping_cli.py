"""What keeps the house safe: the check of everything, the journal's export, backup and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand, RussianGroup


@click.command(cls=RussianCommand, help="Проверить цепочку журнала, каждый файл хранилища, номера и документы.")
@click.option("--head", "head_file", type=PATH, help="Конец журнала, который хранился отдельно (journal.head.json).")
@click.option("--collect", is_flag=True, help="Убрать из хранилища файлы без записи, старше суток.")
def verify(head_file: Path | None, collect: bool) -> None:
    """Ends with status 1 and the first fault named if anything differs."""
    from tracker.errors import BrokenJournalError, VaultError
    from tracker.journal import read_head_file
    from tracker.verifying import FaultError, collect_strays
    from tracker.verifying import verify as look
    from web.settings import open_house

    anchor = read_head_file(head_file) if head_file else None
    house = open_house()
    try:
        found = look(house, anchor)
        removed = collect_strays(house, house.clock()) if collect else None
    except (BrokenJournalError, VaultError, FaultError) as fault:
        click.echo(str(fault), err=True)
        click.get_current_context().exit(1)
    finally:
        house.close()
    click.echo(f"Журнал цел: событий {found.head.events}, последний хеш {found.head.hash}.")
    papers = f"Документов выпущено: {found.papers}, номеров без пропусков: {found.numbers}."
    click.echo(f"Файлы целы: {found.files}. {papers}")
    if removed:
        click.echo(f"Убрано файлов без записи: {removed.files}.")
    elif found.strays:
        click.echo(f"Файлов без записи: {found.strays}; убрать их: pervichka verify --collect.")


@click.group(cls=RussianGroup, help="Журнал изменений.")
def journal() -> None:
    """The journal."""


@journal.command(help="Записать журнал и его конец в папку; проверить их можно без программы: docs/verify.py.")
@click.option("-o", "--output", "folder", type=PATH, required=True, help="Папка: journal.jsonl и journal.head.json.")
def export(folder: Path) -> None:
    """Writes the journal and its head."""
    from tracker.journal import export as write
    from web.settings import open_house

    house = open_house()
    try:
        head = write(house.database, folder)
    finally:
        house.close()
    click.echo(folder / "journal.jsonl")
    click.echo(folder / "journal.head.json")
    click.echo(f"Событий: {head.events}, последний хеш: {head.hash}.")


@click.command(cls=RussianCommand, help="Копия базы и хранилища в один файл FILE, пока программа работает.")
@click.argument("file", type=PATH)
def backup(file: Path) -> None:
    """Makes one consistent archive."""
    from tracker.backup import backup as make
    from web.settings import open_house

    house = open_house()
    try:
        done = make(house, file, _now())
    finally:
        house.close()
    click.echo(f"{file}: строк {done.rows}, файлов {done.files}, событий журнала {done.head.events}.")


@click.command(cls=RussianCommand, help="Восстановить базу и хранилище из копии FILE; копия сначала проверяется вся.")
@click.argument("file", type=PATH)
@click.option("--replace", is_flag=True, help="Заменить базу, в которой уже есть данные.")
@today_option
def restore(file: Path, replace: bool, today: str | None) -> None:
    """Puts an archive in the place of the house, after all of it was checked."""
    from tracker.backup import restore as put_back
    from web.settings import house_settings
    from web.settings import today as business_day

    done = put_back(file, house_settings(), replace=replace, now=_now(), today=business_day(today))
    click.echo(f"Восстановлено: строк {done.rows}, файлов {done.files}, событий журнала {done.head.events}.")
    if done.kept:
        click.echo(f"Прежняя база сохранена: {done.kept}")


def _now() -> datetime:
    return datetime.now(UTC)
