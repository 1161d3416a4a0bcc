"""`pervichka signature …` and `pervichka exchange …`: electronic signatures and archives of operators."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import DAY, PATH, RIGHT, today_option
from web.commands.usage import RussianGroup

if TYPE_CHECKING:
    from docgen.bundle import File
    from tracker.facts import Attorney

_deal = click.argument("deal")
_document = click.argument("document")
_attorney = click.option("--attorney", metavar="НОМЕР", help="Доверенность, по которой подписано.")


@click.group(
    cls=RussianGroup, help="Электронные подписи рядом с документами: они разбираются, но программой не проверяются."
)
def signature() -> None:
    """Signatures beside papers."""


@signature.command(
    help="Приложить файл подписи SIG (.sig, .sgn, .p7s) к документу; DOCUMENT — идентификатор, код на страницах или "
    "contract."
)
@_deal
@_document
@click.argument("sig", type=PATH)
@click.option("--file", "signed", type=PATH, help="Подписанный файл, если это не файл, который выпустила программа.")
@today_option
def add(deal: str, document: str, sig: Path, signed: Path | None, today: str | None) -> None:
    """Keeps a signature and the file it signs."""
    from tracker.electronic import add_signature, compare
    from tracker.lookup import paper_key
    from web.commands.electronic_lines import signature_lines
    from web.settings import open_house
    from web.working import change

    files = _file(sig), _file(signed) if signed else None
    with closing(open_house()) as house, house.database.read() as connection:
        compared = compare(connection, house.vault, paper_key(connection, deal, document), *files)
    with change(today) as work:
        added = add_signature(work, compared)
    for view in added.signatures:
        for line in signature_lines(view):
            click.echo(line)
    click.echo("Подпись сохранена рядом с документом." if added.new else "Эта подпись уже есть, ничего не изменено.")


@signature.command(help="Подписи документов сделки DEAL или одного документа, как они разобраны.")
@_deal
@click.argument("document", required=False)
def show(deal: str, document: str | None) -> None:
    """Prints signatures."""
    from tracker.electronic import papers_with_signatures, signatures_of
    from tracker.lookup import deal_key, paper_key
    from tracker.papers.stored import find_paper, name_of
    from web.commands.electronic_lines import signature_lines
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        if document is None:
            keys = papers_with_signatures(connection, deal_key(connection, deal))
        else:
            keys = [paper_key(connection, deal, document)]
        found = [(name_of(find_paper(connection, key)), signatures_of(connection, key)) for key in keys]
    shown = [(name, views) for name, views in found if views]
    if not shown:
        click.echo("Подписей нет.")
    for name, views in shown:
        click.echo(name)
        for view in views:
            for line in signature_lines(view):
                click.echo(f"  {line}")


@signature.command(
    help="Принять подпись клиента: записать, что документ подписан электронно. Подпись перед этим проверяет человек."
)
@_deal
@_document
@click.option("--signed-on", type=DAY, metavar="ДЕНЬ", help="День подписания; по умолчанию из подписи клиента.")
@click.option(
    "--authority",
    type=RIGHT,
    required=True,
    metavar="ПРАВО",
    help="По какому праву подписано: head — руководитель, power_of_attorney — по доверенности (МЧД), approved — "
    "одобрено потом, circumstances — из обстановки, none — права не было, unknown — неизвестно.",
)
@_attorney
@click.option("--attorney-from", type=DAY, metavar="ДЕНЬ", help="Доверенность действует с.")
@click.option("--attorney-until", type=DAY, metavar="ДЕНЬ", help="Доверенность действует по.")
@today_option
def accept(
    deal: str,
    document: str,
    *,
    signed_on: datetime | None,
    authority: str,
    attorney: str | None,
    attorney_from: datetime | None,
    attorney_until: datetime | None,
    today: str | None,
) -> None:
    """Records the client's electronic signature."""
    from tracker import phrases
    from tracker.electronic import accept as take_signature
    from tracker.facts import Authority
    from tracker.lookup import paper_key
    from web.working import change

    power = _power(attorney, attorney_from, attorney_until)
    with change(today) as work:
        key = paper_key(work.connection, deal, document)
        day = take_signature(work, key, signed_on.date() if signed_on else None, Authority(authority), power)
    click.echo(f"Записано: подписан клиентом {phrases.day(day)}, через ЭДО.")


def _power(number: str | None, since: datetime | None, until: datetime | None) -> Attorney | None:
    from tracker.facts import Attorney

    if number is None and since is None and until is None:
        return None
    return Attorney(
        number=number, valid_from=since.date() if since else None, valid_until=until.date() if until else None
    )


def _file(path: Path) -> File:
    from docgen.bundle import File, read_file
    from docgen.signatures.parsing import MOST_BYTES
    from web.commands.naming import printable

    return File(printable(path.name), read_file(path, MOST_BYTES))


@click.group(
    cls=RussianGroup,
    help="Архивы операторов ЭДО: документы, подписи, квитанции. Что в них сказано, показывается рядом с документами, "
    "а записывает это человек.",
)
def exchange() -> None:
    """Archives of operators."""


@exchange.command(name="take", help="Взять архивы FILE (ZIP), которые выгрузил оператор ЭДО.")
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE…")
@today_option
def take_archives(files: tuple[Path, ...], today: str | None) -> None:
    """Takes archives, each by itself: a bad one does not stop the rest. Ends with status 2 if any was bad."""
    from docgen.errors import DocgenError
    from web.commands.naming import printable

    failed = 0
    for path in files:
        try:
            _take_one(path, today)
        except DocgenError as error:
            failed += 1
            click.echo(f"{printable(path.name)}: {error}", err=True)
    if failed:
        if len(files) > 1:
            rest = " Остальные взяты." if failed < len(files) else ""
            click.echo(f"Архивов не взято: {failed} из {len(files)}.{rest}", err=True)
        click.get_current_context().exit(2)


def _take_one(path: Path, today: str | None) -> None:
    from docgen.bundle import File, read_file
    from docgen.exchange import MOST_ARCHIVE_BYTES, read_archive
    from tracker.electronic import list_exchanges
    from tracker.electronic import take as keep
    from web.commands.electronic_lines import exchange_lines
    from web.commands.naming import printable
    from web.working import change

    file = File(printable(path.name), read_file(path, MOST_ARCHIVE_BYTES))
    archive = read_archive(file.content)
    with change(today) as work:
        taken = keep(work, file, archive)
        (view,) = list_exchanges(work.connection, [taken.exchange_id])
    for line in exchange_lines(view):
        click.echo(line)
    if not taken.is_new:
        click.echo("Этот архив уже взят раньше, ничего не изменено.")


@exchange.command(name="list", help="Взятые архивы: что в них сказано о документах и что чему противоречит.")
@click.option("--conflicts", is_flag=True, help="Только записи с противоречиями и сомнительными подписями.")
@click.option("--unmatched", is_flag=True, help="Только записи, для которых документ не найден.")
def list_archives(conflicts: bool, unmatched: bool) -> None:
    """Prints archives and their entries."""
    from tracker.electronic import list_exchanges
    from web.commands.electronic_lines import chosen_entries, exchange_lines
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        views = list_exchanges(connection)
    chosen = [chosen_entries(view, conflicts=conflicts, unmatched=unmatched) for view in views]
    shown = [view for view in chosen if view is not None]
    if not shown:
        click.echo("Таких записей нет." if views else "Архивов операторов ещё не брали: pervichka exchange take.")
    for view in shown:
        for line in exchange_lines(view):
            click.echo(line)


@exchange.command(name="tie", help="Отнести запись ENTRY (её номер в списке) к документу DOCUMENT сделки DEAL.")
@click.argument("entry", type=click.IntRange(min=1))
@_deal
@_document
@today_option
def tie_entry(entry: int, deal: str, document: str, today: str | None) -> None:
    """A person says which paper an entry is."""
    from tracker.electronic import archive_of, find_entry, tie
    from tracker.lookup import paper_key
    from web.commands.electronic_lines import entry_lines
    from web.settings import open_house
    from web.working import change

    with closing(open_house()) as house, house.database.read() as connection:
        archive = archive_of(connection, house.vault, entry)
    with change(today) as work:
        is_new = tie(work, entry, paper_key(work.connection, deal, document), archive)
        view = find_entry(work.connection, entry)
    for line in entry_lines(view):
        click.echo(line)
    click.echo("Отнесено." if is_new else "Запись уже отнесена к этому документу, ничего не изменено.")


@exchange.command(
    name="apply",
    help="Записать, что сказано в записях ENTRY…: отправлен, доставлен, подписан, отказ. При противоречии не запишет.",
)
@click.argument("entries", nargs=-1, required=True, type=click.IntRange(min=1), metavar="ENTRY…")
@click.option(
    "--authority",
    type=RIGHT,
    metavar="ПРАВО",
    help="По какому праву подписал клиент; без ключа договор — head, остальное — unknown.",
)
@_attorney
@today_option
def apply_entries(entries: Sequence[int], authority: str | None, attorney: str | None, today: str | None) -> None:
    """Records what entries propose: all of them, or, if one is contradicted, none."""
    from tracker.electronic import apply, find_entry
    from tracker.facts import Authority
    from web.working import change

    right = Authority(authority) if authority else None
    with change(today) as work:
        done = [
            (find_entry(work.connection, entry).paper, apply(work, entry, right, _power(attorney, None, None)))
            for entry in entries
        ]
    for paper, proposals in done:
        told = ", ".join(str(one) for one in proposals)
        click.echo(f"{paper}: {told}." if told else f"{paper}: записывать нечего, всё уже записано.")
