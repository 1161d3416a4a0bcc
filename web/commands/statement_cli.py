"""`pervichka statement` looks into a bank statement and `pervichka mapping …` says how columns of tables are read."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from tracker.statements.mappings.mapping import Mapping

_MAPPING_FILES = {".yaml", ".yml", ".json"}
_name = click.argument("name")


@click.command(
    cls=RussianCommand,
    help="Прочитать выписку банка FILE, ничего не загружая: 1CClientBankExchange, camt.053, CSV или XLSX.",
)
@click.argument("file", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
@click.option(
    "--mapping", metavar="ИМЯ", help="Настройка столбцов CSV или XLSX: имя сохранённой или файл .yaml, .json."
)
def statement(file: Path, as_json: bool, mapping: str | None) -> None:
    """Prints accounts, operations and warnings; a database is opened only for a saved mapping."""
    from tracker.statements import open_statement
    from web.commands.statement_lines import write_json, write_lines

    reading = open_statement(file, find_mapping(mapping) if mapping else None)
    write = write_json if as_json else write_lines
    if sys.stdout is not None:
        write(reading, sys.stdout)
        return
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:  # it was closed: only whether it reads can be told
        write(reading, nowhere)


def find_mapping(told: str) -> Mapping:
    """A mapping by its saved name or from a file. Raises NotFoundError, InputError."""
    if Path(told).suffix.lower() in _MAPPING_FILES:
        from tracker.statements.mappings.mapping import read_mapping

        return read_mapping(Path(told))
    return _saved(told)


def _saved(name: str) -> Mapping:
    from tracker.statements.mappings.store import find_mapping as find
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        return find(connection, name)


@click.group(name="mapping", cls=RussianGroup, help="Настройки столбцов выписок в CSV и XLSX.")
def mapping() -> None:
    """Saved mappings."""


@mapping.command(
    help="Сохранить настройку из FILE под именем NAME. Файл — YAML или JSON; прежняя с этим именем заменяется."
)
@_name
@click.argument("file", type=PATH)
@today_option
def save(name: str, file: Path, today: str | None) -> None:
    """Keeps a mapping."""
    from tracker.statements.mappings.mapping import read_mapping
    from tracker.statements.mappings.store import save_mapping
    from web.working import change

    read = read_mapping(file)
    with change(today) as work:
        is_changed = save_mapping(work, name, read)
    click.echo(f"Сохранена настройка «{name}»." if is_changed else f"Настройка «{name}» уже такая.")


@mapping.command(help="Напечатать образец настройки с объяснением каждого ключа.")
def sample() -> None:
    """Prints a mapping to begin with."""
    from tracker.statements.mappings.mapping import sample as text

    click.echo(text(), nl=False)


@mapping.command(name="list", help="Имена сохранённых настроек.")
def list_saved() -> None:
    """Lists mappings."""
    from tracker.statements.mappings.store import list_mappings
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        names = list_mappings(connection)
    for name in names:
        click.echo(name)
    if not names:
        click.echo("Настроек пока нет: pervichka mapping save ИМЯ ФАЙЛ.", err=True)


@mapping.command(help="Показать настройку NAME в YAML. Её можно поправить и сохранить снова.")
@_name
def show(name: str) -> None:
    """Prints a mapping."""
    from tracker.statements.mappings.mapping import text_of

    click.echo(text_of(_saved(name)), nl=False)


@mapping.command(help="Убрать настройку NAME. Загруженные по ней выписки остаются.")
@_name
@today_option
def remove(name: str, today: str | None) -> None:
    """Takes a mapping away."""
    from tracker.statements.mappings.store import remove_mapping
    from web.working import change

    with change(today) as work:
        remove_mapping(work, name)
    click.echo(f"Убрана настройка «{name}».")
