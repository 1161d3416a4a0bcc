"""`pervichka scan`, `confirm`, `tray`: signed papers come home as a stack from the office scanner."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.commands.options import DAY, PATH, RIGHT, today_option
from web.commands.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from docgen.bundle import File
    from tracker.scans.confirming import Confirmation
    from tracker.scans.filing import Filed

_MOST_BYTES = 200_000_000
_MOST_WORKERS = 4
_page = click.argument("page", type=int)


@click.command(
    cls=RussianCommand,
    help="Принять стопку подписанных бумаг от сканера: PDF, JPEG, PNG, TIFF; порядок, повороты и обороты неважны.",
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=PATH)
@click.option(
    "--organization", "inn", metavar="ИНН", help="Ждём бумаги только этой нашей организации; остальные — в лоток."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="ЧИСЛО",
    help="Сколько процессов читают страницы; по умолчанию по числу ядер, но не больше четырёх.",
)
@today_option
def scan(files: tuple[Path, ...], inn: str | None, workers: int | None, today: str | None) -> None:
    """Takes a stack in; ends with status 2 when some file could not be taken."""
    from tracker.scans.intake import take_in
    from web.commands.scan_lines import refused_lines, taken_lines
    from web.settings import actor, open_house
    from web.settings import today as business_day

    given, unread = _given(files)
    many = workers or min(_MOST_WORKERS, os.cpu_count() or 1)
    with closing(open_house()) as house:
        taken = take_in(house, given, actor=actor(), today=business_day(today), inn=inn, workers=many, tell=_progress())
    for line in taken_lines(taken):
        click.echo(line)
    refused = [*unread, *refused_lines(taken)]
    for line in refused:
        click.echo(line, err=True)
    if refused:
        click.get_current_context().exit(2)


def _given(paths: Iterable[Path]) -> tuple[list[File], list[str]]:
    """Files that could be read, and why others could not. Raises OutputError where none could."""
    from docgen.bundle import File, read_file
    from docgen.errors import OutputError
    from web.commands.naming import printable

    given: list[File] = []
    unread: list[str] = []
    for path in paths:
        try:
            given.append(File(printable(path.name), read_file(path, _MOST_BYTES)))
        except OutputError as error:
            unread.append(str(error))
    if not given:
        raise OutputError("\n".join(unread))
    return given, unread


def _progress() -> Callable[[int, int], None] | None:
    if not (sys.stderr and sys.stderr.isatty()):  # there is none where it was closed
        return None

    def tell(done: int, of: int) -> None:
        click.echo(f"\rПрочитано страниц: {done} из {of}", nl=done == of, err=True)

    return tell


@click.command(
    cls=RussianCommand,
    help="Подтвердить подписи на сканах: показывает место подписей и ждёт одной клавиши. С CODE — только этого "
    "документа; с --signed-on или --not-signed ничего не спрашивает.",
)
@click.argument("code", required=False)
@click.option("--list", "is_list", is_flag=True, help="Только показать, что ждёт подтверждения.")
@click.option("-o", "--output", "folder", type=PATH, help="Папка для картинок; по умолчанию PERVICHKA_HOME/confirm.")
@click.option("--signed-on", type=DAY, metavar="ДЕНЬ", help="Подписан клиентом; по какому праву, говорит --authority.")
@click.option(
    "--authority",
    type=RIGHT,
    metavar="ПРАВО",
    help="Право подписавшего: head — руководитель, power_of_attorney — по доверенности, circumstances — из обстановки "
    "(накладная, акт передачи, УПД), approved — одобрено потом, none — права не было, unknown — не проверено.",
)
@click.option("--attorney", metavar="НОМЕР", help="Доверенность, по которой подписано.")
@click.option("--attorney-from", type=DAY, metavar="ДЕНЬ", help="Доверенность действует с.")
@click.option("--attorney-until", type=DAY, metavar="ДЕНЬ", help="Доверенность действует по.")
@click.option("--original-on", type=DAY, metavar="ДЕНЬ", help="Оригинал у нас с этого дня.")
@click.option("--not-signed", is_flag=True, help="Подписи нет: скан хранится, документ остаётся неподписанным.")
@today_option
def confirm(
    code: str | None, *, is_list: bool, folder: Path | None, not_signed: bool, today: str | None, **told: Any
) -> None:
    """Asks a person about scanned papers, or records what the options say of one."""
    if is_list:
        _list_awaiting()
    elif not_signed or any(told.values()):
        _decide(code, told, today, is_signed=not not_signed)
    else:
        _ask(code, folder, today)


def _list_awaiting() -> None:
    from tracker.scans.confirming import awaiting
    from web.commands.scan_lines import awaiting_line
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        papers = awaiting(connection)
    for paper in papers:
        click.echo(awaiting_line(paper))
    click.echo(f"Ждут подтверждения: {len(papers)}")


def _decide(code: str | None, told: dict[str, Any], today: str | None, *, is_signed: bool) -> None:
    from tracker.lookup import page_key
    from tracker.scans.confirming import awaiting_of, reject
    from tracker.scans.confirming import confirm as accept
    from web.settings import SettingError
    from web.working import change

    if code is None:
        raise SettingError("Какой документ? Назовите код на его страницах, например: pervichka confirm 7K3MZQ4X9B2T …")
    if not is_signed and any(told.values()):
        raise SettingError("--not-signed и сведения о подписи вместе не бывают: оставьте что-то одно.")
    seen = _confirmation(told) if is_signed else None
    with change(today) as work:
        paper = awaiting_of(work.connection, page_key(work.connection, code))
        if seen is None:
            reject(work, paper.id)
        else:
            accept(work, paper.id, seen)
    click.echo("Подтверждено." if is_signed else "Отмечено: не подписан, скан сохранён.")


def _confirmation(told: dict[str, Any]) -> Confirmation:
    from tracker.facts import Attorney, Authority
    from tracker.scans.confirming import Confirmation
    from web.settings import SettingError

    days = {name: value.date() for name, value in told.items() if isinstance(value, datetime)}
    if "signed_on" not in days or told["authority"] is None:
        raise SettingError("Укажите и день подписи, --signed-on, и право подписавшего, --authority.")
    attorney = Attorney(told["attorney"], days.get("attorney_from"), days.get("attorney_until"))
    return Confirmation(
        signed_on=days["signed_on"],
        authority=Authority(told["authority"]),
        attorney=None if attorney == Attorney() else attorney,
        original_on=days.get("original_on"),
    )


def _ask(code: str | None, folder: Path | None, today: str | None) -> None:
    from tracker.lookup import page_key
    from tracker.scans.confirming import awaiting, awaiting_of
    from web.commands.confirming import Desk, StoppedError, ask_about
    from web.settings import actor, home, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house:
        with house.database.read() as connection:
            papers = [awaiting_of(connection, page_key(connection, code))] if code else awaiting(connection)
        desk = Desk(house=house, actor=actor(), today=business_day(today), folder=folder or home() / "confirm")
        try:
            for place, paper in enumerate(papers, start=1):
                ask_about(desk, paper, f"[{place} из {len(papers)}]")
        except StoppedError:
            click.echo("Остановлено: остальное ждёт.")
        with house.database.read() as connection:
            click.echo(f"Ждут подтверждения: {len(awaiting(connection))}")


@click.group(
    cls=RussianGroup,
    invoke_without_command=True,
    subcommand_metavar="[КОМАНДА …]",
    help="Лоток: страницы сканов, которые не легли ни в один документ. Без команды — список.",
)
@click.pass_context
def tray(context: click.Context) -> None:
    """The tray."""
    if context.invoked_subcommand is None:
        _list_tray(is_all=False)


@tray.command(name="list", help="Что лежит в лотке: номер страницы, файл и почему она здесь.")
@click.option("--all", "is_all", is_flag=True, help="И пустые, повторные, убранные страницы.")
def list_tray(is_all: bool) -> None:
    """Lists pages that are in no paper."""
    _list_tray(is_all=is_all)


def _list_tray(*, is_all: bool) -> None:
    from tracker.scans.states import ASIDE, IN_TRAY
    from tracker.scans.tray import pages_aside
    from web.commands.scan_lines import aside_line
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        pages = pages_aside(connection, ASIDE if is_all else IN_TRAY)
    for page in pages:
        click.echo(aside_line(page))
    waiting = sum(page.state in IN_TRAY for page in pages)
    click.echo(f"В лотке: {waiting}")


@tray.command(help="Показать страницу PAGE картинкой.")
@_page
@click.option("-o", "--output", "out", type=PATH, required=True, help="Файл PNG.")
def show(page: int, out: Path) -> None:
    """Writes the picture of any scanned page."""
    from docgen.bundle import write_file
    from tracker.scans.tray import show_page
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        picture = show_page(connection, house.vault, page)
    write_file(out, picture)
    click.echo(out)


@tray.command(
    name="file",
    help="Вложить страницу PAGE в документ DOCUMENT сделки DEAL; вместо них хватит кода на страницах.",
)
@_page
@click.argument("deal")
@click.argument("document", required=False)
@click.option("--page", "number", type=click.IntRange(1, 9999), required=True, metavar="N", help="Какая это страница.")
@click.option("--pages", type=click.IntRange(1, 9999), metavar="N", help="Сколько их в документе не от этой программы.")
@click.option(
    "--turn",
    type=click.Choice(["0", "90", "180", "270"]),
    metavar="ГРАДУСЫ",
    help="Повернуть по часовой стрелке: 90, 180, 270.",
)
@today_option
def file_page(
    page: int, deal: str, document: str | None, *, number: int, pages: int | None, turn: str | None, today: str | None
) -> None:
    """Files a page by hand."""
    from tracker.lookup import named_paper
    from tracker.scans.tray import ByHand, file_by_hand
    from web.settings import actor, open_house
    from web.settings import today as business_day

    with closing(open_house()) as house:
        with house.database.read() as connection:
            key = named_paper(connection, deal, document)
        where = ByHand(document_id=key, page=number, pages=pages, turn=int(turn) if turn else None)
        filed = file_by_hand(house, page, where, actor=actor(), today=business_day(today))
    click.echo(_by_hand(filed))


def _by_hand(filed: Filed) -> str:
    from tracker.scans.states import ScanState
    from web.commands.scan_lines import ranges

    told = f"Вложена: {filed.name}."
    if filed.missing:
        told += f" Нет стр. {ranges(filed.missing)} из {filed.pages}."
    return f"{told} Дальше: pervichka confirm" if filed.state is ScanState.AWAITS else told


@tray.command(help="Убрать страницу PAGE из лотка; она остаётся в файле, который пришёл от сканера.")
@_page
@click.option("--reason", required=True, help="Почему.")
@today_option
def discard(page: int, reason: str, today: str | None) -> None:
    """Discards a page."""
    from tracker.scans.tray import discard as put_away
    from web.working import change

    with change(today) as work:
        put_away(work, page, reason)
    click.echo("Убрана из лотка.")
