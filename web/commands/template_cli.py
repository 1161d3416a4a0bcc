"""`pervichka template …`: the templates that lawyers bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH
from web.commands.usage import RussianGroup

if TYPE_CHECKING:
    from docgen.library import Kind
    from docgen.template_check import Report

_UNFIT = 1
_today = click.option("--today", metavar="ДАТА", help="День, которым датируется шаблон; по умолчанию сегодня.")
_json = click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")


@click.group(name="template", cls=RussianGroup, help="Свои шаблоны: проверить, добавить, выбрать.")
def template() -> None:
    """Templates of the house."""


@template.command(help="Проверить шаблон FILE (.docx или .html): имена, теги, запрещённое.")
@click.argument("file", type=PATH)
@click.option("--kind", "kind_name", help="Вид документа; с ним проверяются имена и делается проба на образце.")
@_json
def check(file: Path, kind_name: str | None, as_json: bool) -> None:
    """Looks through a template in the limited process; ends with status 1 if papers cannot be made with it."""
    from docgen.library import find_kind

    report = _checked(file, find_kind(kind_name) if kind_name else None)[0]
    _print(report, as_json)
    if not report.is_usable:
        click.get_current_context().exit(_UNFIT)


@template.command(help="Добавить шаблон FILE для вида документа; он сразу берётся в работу.")
@click.argument("file", type=PATH)
@click.option("--kind", "kind_name", required=True, help="Вид документа.")
@_today
def add(file: Path, kind_name: str, today: str | None) -> None:
    """Keeps a template that passes the check as the next version of its kind."""
    from docgen.errors import LibraryError
    from docgen.library import find_kind
    from web.settings import local_library
    from web.settings import today as day

    kind = find_kind(kind_name)
    if kind.is_internal:
        raise LibraryError(f"«{kind.title}» — внутренний документ: он делается только по штатному шаблону, с пометкой.")
    report, content = _checked(file, kind)
    if not report.is_usable:
        _print(report, as_json=False)
        click.echo("Шаблон не добавлен.", err=True)
        click.get_current_context().exit(_UNFIT)
    version = local_library().add(kind_name, file.name, content, day(today))
    for note in (*report.split, *report.advice):
        click.echo(f"Внимание: {note}", err=True)
    click.echo(f"Шаблон добавлен: {kind_name}, версия {version.number}, {version.path}")


@template.command(name="list", help="Свои шаблоны: версии и какая в работе.")
@click.argument("kind_name", metavar="[KIND]", required=False)
def list_versions(kind_name: str | None) -> None:
    """Lists the versions of one kind or of all."""
    from docgen.library import find_kind, kinds
    from web.settings import local_library

    library = local_library()
    named = [find_kind(kind_name).name] if kind_name else list(kinds())
    for name in named:
        used = library.in_use(name)
        for version in library.versions(name):
            mark = "в работе" if used == version else "        "
            click.echo(f"{name:28} {version.number:4}  {mark}  {version.added_on}  {version.name}")


@template.command(help="Выбрать шаблон вида KIND: номер своей версии или shipped — штатный.")
@click.argument("kind_name", metavar="KIND")
@click.argument("version", metavar="VERSION")
def use(kind_name: str, version: str) -> None:
    """Chooses the template that papers of a kind are made with."""
    from docgen.library import find_kind
    from web.settings import local_library

    local_library().use(find_kind(kind_name).name, version)
    click.echo(f"{kind_name}: в работе {'штатный шаблон' if version == 'shipped' else f'версия {version}'}")


@template.command(help="Имена, которые можно ставить в шаблон вида KIND.")
@click.argument("kind_name", metavar="KIND")
@_json
def fields(kind_name: str, as_json: bool) -> None:
    """The reference of placeholders, generated from the types that templates get."""
    from dataclasses import asdict

    from docgen.library import find_kind
    from docgen.placeholders import reference

    found = reference(find_kind(kind_name))
    if as_json:
        click.echo(json.dumps([asdict(place) for place in found], ensure_ascii=False, indent=2))
        return
    width = max(len(place.path) for place in found)
    for place in found:
        click.echo(f"{place.path:{width}}  {place.type:20}  {place.meaning}")


def _checked(file: Path, kind: Kind | None) -> tuple[Report, bytes]:
    """What the check says of the file, on trial with the kind's own sample, and the bytes that it says it of."""
    from docgen.bundle import read_file
    from docgen.papers import read_order
    from docgen.template_check import check as look_through

    content = read_file(file)
    sample = dict(read_order(kind.folder / "sample.yaml", kind.name).context) if kind else None
    return look_through(content, file.suffix.lower(), kind, sample), content


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    for line in report.lines():
        click.echo(line)
