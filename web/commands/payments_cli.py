"""`pervichka import-statement` and `pervichka payments …`: money of bank statements finds its deals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.house import Work
    from tracker.matching.importing import Imported
    from tracker.matching.items import Part
    from tracker.statements.mappings.mapping import Mapping

_payment = click.argument("payment", type=click.IntRange(min=1))
_MOST_SHOWN = 20
_MOST_BYTES = 200_000_000


@click.command(
    "import-statement",
    cls=RussianCommand,
    help="Загрузить банковскую выписку FILE: что ясно до конца, относится к сделкам, остальное предлагается.",
)
@click.argument("file", type=PATH)
@click.option(
    "--mapping", metavar="ИМЯ", help="Настройка столбцов CSV или XLSX: имя сохранённой или файл .yaml, .json."
)
@click.option("--consent", is_flag=True, help="Загрузить, хотя выписка сама себе противоречит.")
@today_option
def import_statement(file: Path, mapping: str | None, consent: bool, today: str | None) -> None:
    """Loads a statement and tells what became of its money."""
    from tracker.matching.importing import ConsentNeededError
    from web.commands.payment_lines import imported_lines
    from web.commands.statement_cli import find_mapping
    from web.settings import SettingError
    from web.working import change

    columns = find_mapping(mapping) if mapping else None
    try:
        with change(today) as work:
            done = _load(work, file, columns, consent=consent)
    except ConsentNeededError as error:
        raise SettingError(f"{error} Если всё равно загрузить — повторите с ключом --consent.") from error
    for warning in done.warnings:
        click.echo(f"Внимание: {warning}", err=True)
    for line in imported_lines(done):
        click.echo(line)
    if done.statement_id is not None:
        _show_statement(done.statement_id)


def _load(work: Work, file: Path, columns: Mapping | None, *, consent: bool) -> Imported:
    from docgen.bundle import read_file
    from tracker.matching.importing import import_statement as load
    from tracker.statements import open_statement
    from web.commands.naming import printable

    content = read_file(file, _MOST_BYTES)
    return load(work, open_statement(content, columns), name=printable(file.name), content=content, has_consent=consent)


def _show_statement(statement_id: int) -> None:
    """What was applied, and what awaits a person: some of each."""
    from tracker.recording.operation_states import AWAITING, OperationState

    with _reading() as connection:
        _show_states(connection, "Отнесены:", statement_id, (OperationState.MATCHED,))
        _show_states(connection, "Ждут решения:", statement_id, AWAITING)


def _show_states(connection: Connection, title: str, statement_id: int, states: tuple[str, ...]) -> None:
    from tracker.matching.payment_views import payment_view
    from tracker.matching.register import payments
    from tracker.recording.operation_states import OperationState
    from web.commands.payment_lines import brief_lines

    pages = [
        payments(connection, state=OperationState(state), statement_id=statement_id, size=_MOST_SHOWN)
        for state in states
    ]
    shown = [row for page in pages for row in page.rows][:_MOST_SHOWN]
    if not shown:
        return
    click.echo(title)
    for row in shown:
        for line in brief_lines(payment_view(connection, row.id)):
            click.echo(f"  {line}")
    rest = sum(page.total.count for page in pages) - len(shown)
    if rest:
        click.echo(f"  и ещё {rest}: pervichka payments list --statement {statement_id}")


@click.group(cls=RussianGroup, help="Деньги из выписок: что ждёт решения, куда отнесено, что отменить.")
def payments() -> None:
    """Sorting of payments."""


@payments.command(name="list", help="Платежи постранично; без ключей — те, что ждут решения.")
@click.option(
    "--state",
    type=click.Choice(["matched", "partly", "proposed", "unknown", "free", "ignored"]),
    help="matched — отнесён, partly — частью, proposed — есть предложения, free — предложить нечего, "
    "unknown — плательщик неизвестен, ignored — отложен.",
)
@click.option("--statement", type=click.IntRange(min=1), metavar="НОМЕР", help="Все платежи этой выписки.")
@click.option("--after", help="Место, с которого продолжать: его печатает прежняя страница.")
@click.option("--size", type=int, default=50, show_default=True, help="Строк на странице.")
def list_payments(state: str | None, statement: int | None, after: str | None, size: int) -> None:
    """Prints a page of payments."""
    from tracker.matching.register import payments as listed
    from tracker.phrases import roubles
    from tracker.recording.operation_states import OperationState
    from web.commands.payment_lines import payment_line

    chosen = OperationState(state) if state else None
    with _reading() as connection:
        page = listed(connection, state=chosen, statement_id=statement, after=after, size=size)
    for row in page.rows:
        click.echo(payment_line(row))
    click.echo(f"Всего: {page.total.count}, не отнесено {roubles(page.total.amount)}")
    if page.next:
        click.echo(f"Дальше: --after {page.next}")


@payments.command(help="Платёж PAYMENT целиком: куда отнесён и почему, что предлагается.")
@_payment
def show(payment: int) -> None:
    """Prints a payment."""
    _show(payment)


@payments.command(help="Отнести платёж PAYMENT, как предлагается; NUMBER — номер предложения, обычно первое.")
@_payment
@click.argument("number", type=click.IntRange(min=1), default=1)
@today_option
def accept(payment: int, number: int, today: str | None) -> None:
    """Accepts a proposal."""
    from tracker.matching.sorting import accept as take
    from web.working import change

    with change(today) as work:
        take(work, payment, number)
    _show(payment)


@payments.command(help="Отнести платёж PAYMENT вручную: к сделкам и их счетам.")
@_payment
@click.option(
    "--to",
    "parts",
    multiple=True,
    required=True,
    metavar="СДЕЛКА[/СЧЁТ]=СУММА",
    help="Куда и сколько рублей: D-15=1000.00 или D-15/31=1000.00; ключ можно повторять.",
)
@today_option
def allocate(payment: int, parts: tuple[str, ...], today: str | None) -> None:
    """Allocates by hand."""
    from tracker.matching.sorting import assign
    from web.working import change

    with change(today) as work:
        assign(work, payment, [_part(work, told) for told in parts])
    _show(payment)


def _part(work: Work, told: str) -> Part:
    from tracker.matching.items import Part
    from tracker.matching.places import find_place
    from web.commands.drafting import kopecks_of
    from web.settings import SettingError

    place, sign, amount = (part.strip() for part in told.rpartition("="))
    if not sign or not place:
        raise SettingError(f"--to «{told}»: нужно «сделка=сумма» или «сделка/счёт=сумма», например D-15/31=1000.00.")
    deal_id, document_id = find_place(work.connection, place)
    return Part(deal_id=deal_id, document_id=document_id, amount=kopecks_of(amount, f"--to «{told}»"))


@payments.command(help="Отменить, куда отнесён платёж PAYMENT, или вернуть отложенный; --statement — всю выписку.")
@click.argument("payment", type=click.IntRange(min=1), required=False)
@click.option(
    "--statement",
    type=click.IntRange(min=1),
    metavar="НОМЕР",
    help="Отменить всё, что программа отнесла сама по этой выписке; что отнесли люди, останется.",
)
@today_option
def undo(payment: int | None, statement: int | None, today: str | None) -> None:
    """Takes allocations back."""
    from tracker.matching.sorting import undo as undo_payment
    from tracker.matching.sorting import undo_statement
    from web.settings import SettingError
    from web.working import change

    if (payment is None) == (statement is None):
        raise SettingError("Что отменить? Назовите платёж или выписку (--statement), что-то одно.")
    if payment is not None:
        with change(today) as work:
            undo_payment(work, payment)
        _show(payment)
    if statement is not None:
        with change(today) as work:
            done = undo_statement(work, statement)
        click.echo(f"Отменено отнесений программы: {done.withdrawn}. Осталось отнесений людей и файлов: {done.left}.")


@payments.command(help="Отложить платёж PAYMENT: он не относится ни к одной сделке и больше не ждёт решения.")
@_payment
@click.option("--reason", required=True, help="Почему: проценты банка, заём, возврат налога.")
@today_option
def ignore(payment: int, reason: str, today: str | None) -> None:
    """Puts a payment aside."""
    from tracker.matching.sorting import ignore as put_aside
    from web.working import change

    with change(today) as work:
        put_aside(work, payment, reason)
    _show(payment)


@payments.command(help="Назвать, чьи это деньги: платёж PAYMENT — от клиента CLIENT.")
@_payment
@click.argument("client")
@today_option
def payer(payment: int, client: str, today: str | None) -> None:
    """Names the payer."""
    from tracker.matching.places import client_key
    from tracker.matching.sorting import name_payer
    from web.working import change

    with change(today) as work:
        name_payer(work, payment, client_key(work.connection, client))
    _show(payment)


@payments.command(help="Пересчитать предложения для всех платежей, которые ждут решения.")
@click.option("--apply", "is_applied", is_flag=True, help="То, что ясно до конца, сразу отнести.")
@today_option
def rematch(is_applied: bool, today: str | None) -> None:
    """Makes proposals anew."""
    from tracker.matching.rematching import rematch as decide_anew
    from web.working import change

    with change(today) as work:
        done = decide_anew(work, is_applied=is_applied)
    click.echo(f"Просмотрено платежей: {done.payments}, отнесено: {done.applied}, с предложениями: {done.proposed}.")


@payments.command(help="Загруженные выписки.")
def statements() -> None:
    """Lists statements."""
    from tracker.matching.loaded import statements as listed

    with _reading() as connection:
        rows = listed(connection).rows
    for row in rows:
        click.echo(f"{row.id}: {row.name}, операций {row.operations}, загружена {row.loaded_at[:10]}, {row.loaded_by}")
    if not rows:
        click.echo("Выписок ещё не загружали: pervichka import-statement FILE.")


def _show(payment: int) -> None:
    from tracker.matching.payment_views import payment_view
    from web.commands.payment_lines import payment_lines

    with _reading() as connection:
        view = payment_view(connection, payment)
    for line in payment_lines(view):
        click.echo(line)


@contextmanager
def _reading() -> Iterator[Connection]:
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        yield connection
