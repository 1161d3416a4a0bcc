"""Letters on the command line: the log, letters of one's own, what to do with doubtful ones, cover letters."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.letter_lines import ask_worker, line, lines_of, moment
from web.commands.options import DAY, PATH, today_option
from web.commands.usage import RussianGroup

if TYPE_CHECKING:
    from tracker.house import Work

_MOST_LISTED = 500
_size = click.option(
    "--size", type=click.IntRange(1, _MOST_LISTED), default=50, show_default=True, help="Сколько строк показать."
)
_letter_id = click.argument("letter_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
_deal = click.argument("deal")


@click.group(cls=RussianGroup, help="Письма: список, текст, отправка заново, сопроводительное письмо.")
def letter() -> None:
    """Letters."""


@letter.command(name="list", help="Письма, новые сверху.")
@click.option("--state", help="Состояние: waiting, sending, sent, failed, doubtful или withdrawn.")
@click.option("--deal", "code", help="Идентификатор сделки.")
@click.option("--before", type=int, metavar="ID", help="Письма старше этого.")
@_size
def list_letters(state: str | None, code: str | None, before: int | None, size: int) -> None:
    """Prints the log."""
    from tracker.letters import outbox
    from tracker.letters.states import State
    from tracker.lookup import deal_key
    from web.settings import SettingError, open_house

    if state is not None and state not in {one.value for one in State}:
        raise SettingError(f"--state: «{state}» — не состояние письма. Есть: {', '.join(one.value for one in State)}.")
    with closing(open_house()) as house, house.database.read() as connection:
        key = deal_key(connection, code) if code else None
        found = outbox.list_letters(
            connection, state=State(state) if state else None, deal_id=key, before=before, size=size
        )
        counts = outbox.count_by_state(connection)
    for one in found:
        click.echo(line(one))
    click.echo("; ".join(f"{kind.label}: {count}" for kind, count in sorted(counts.items())) or "Писем нет.")


@letter.command(help="Письмо ID целиком.")
@_letter_id
def show(letter_id: int) -> None:
    """Prints a letter."""
    from tracker.letters.outbox import find_letter
    from tracker.papers.stored import find_paper, name_of
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        found = find_letter(connection, letter_id)
        papers = [name_of(find_paper(connection, key)) for key in found.documents]
    click.echo(line(found))
    click.echo(f"Кому: {', '.join(found.recipients)}")
    click.echo(f"Написал: {found.created_by}, {moment(found.created_at)}. Message-ID: {found.message_id}")
    if found.deal:
        click.echo(f"Сделка: {found.deal}")
    for name in papers:
        click.echo(f"Приложено: {name}")
    click.echo(f"\n{found.body}")


@letter.command(help="Написать клиенту по сделке DEAL; отправит pervichka worker.")
@_deal
@click.option(
    "--to",
    "recipients",
    multiple=True,
    metavar="АДРЕС",
    help="Кому, можно несколько раз; без ключа — на адреса клиента для закрывающих документов.",
)
@click.option("--subject", required=True, metavar="ТЕМА", help="Тема письма.")
@click.option("--text", metavar="ТЕКСТ", help="Текст письма.")
@click.option("--file", "path", type=PATH, metavar="ФАЙЛ", help="Файл с текстом письма, UTF-8.")
@click.option("--paper", "papers", multiple=True, metavar="ДОКУМЕНТ", help="Приложить PDF этого документа сделки.")
@today_option
def write(
    deal: str,
    *,
    recipients: tuple[str, ...],
    subject: str,
    text: str | None,
    path: Path | None,
    papers: tuple[str, ...],
    today: str | None,
) -> None:
    """Writes a letter of one's own."""
    from tracker.letters.composing import NewLetter, compose
    from tracker.lookup import deal_key, document_key
    from tracker.papers.stored import find_deal
    from web.settings import actor, open_house
    from web.settings import today as business_day

    body = _body(text, path)
    day = business_day(today)
    with closing(open_house()) as house:
        with house.work(actor(), day) as work:
            key = deal_key(work.connection, deal)
            order = NewLetter(
                organization_id=find_deal(work.connection, key)["organization_id"],
                deal_id=key,
                recipients=recipients or _addresses(work, key),
                subject=subject,
                body=body,
                document_ids=[document_key(work.connection, key, name) for name in papers],
            )
            written = compose(work, order)
        for text_line in lines_of(house, [written]):
            click.echo(text_line)
        ask_worker(house)


@letter.command(help="Отправить письмо ID заново или сразу: решает человек, ведь оно могло уйти.")
@_letter_id
@today_option
def resend(letter_id: int, today: str | None) -> None:
    """Lets a letter wait again."""
    from tracker.letters.outbox import resend as again
    from web.settings import actor, open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house:
        with house.work(actor(), day) as work:
            again(work, letter_id)
        click.echo(f"Письмо № {letter_id} ждёт отправки.")
        ask_worker(house)


@letter.command(help="Записать, что письмо ID, о котором это было неизвестно, ушло.")
@_letter_id
@click.option("--on", type=DAY, metavar="ДЕНЬ", help="Когда; по умолчанию рабочий день.")
@today_option
def sent(letter_id: int, on: datetime | None, today: str | None) -> None:
    """Settles a doubtful letter."""
    from tracker.letters.outbox import mark_sent
    from web.working import change

    with change(today) as work:
        mark_sent(work, letter_id, on.date() if on else work.today)
    click.echo("Записано.")


@letter.command(help="Отозвать письмо ID: его больше никто не отправит.")
@_letter_id
@today_option
def withdraw(letter_id: int, today: str | None) -> None:
    """Withdraws a letter."""
    from tracker.letters.outbox import withdraw as end
    from web.working import change

    with change(today) as work:
        end(work, letter_id)
    click.echo(f"Письмо № {letter_id} отозвано.")


@letter.command(
    help="Записать документы письма ID отправленными клиенту в день письма. Сама программа этого не пишет: письмо "
    "считается отправкой, только если так говорит договор."
)
@_letter_id
@click.option("--anyway", is_flag=True, help="И тогда, когда договор не признаёт электронную почту.")
@today_option
def dispatched(letter_id: int, anyway: bool, today: str | None) -> None:
    """Records the papers of a letter as sent."""
    from tracker.letters.dispatching import record_dispatch
    from web.working import change

    with change(today) as work:
        names = record_dispatch(work, letter_id, anyway=anyway)
    for name in names:
        click.echo(f"Отправлен: {name}")
    if not names:
        click.echo("У всех документов письма отправка уже записана.")


@letter.command(
    help="Сопроводительное письмо к документам сделки DEAL; без DOCUMENT — ко всем, отправка которых не записана."
)
@_deal
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option(
    "--way",
    type=click.Choice(["post", "courier", "hand", "email"]),
    required=True,
    metavar="СПОСОБ",
    help="post — ценным письмом, courier — курьером, hand — нарочным, email — по электронной почте.",
)
@click.option("--number", metavar="НОМЕР", help="Номер отправления, если он уже есть.")
@click.option("--address", metavar="АДРЕС", help="Куда, если не на адрес клиента.")
@click.option("--sheets", multiple=True, metavar="ДОКУМЕНТ=ЧИСЛО", help="Листов во всех экземплярах чужого документа.")
@click.option("-o", "--output", "folder", type=PATH, help="Папка для файлов; без ключа они только в хранилище.")
@today_option
def cover(
    deal: str,
    documents: tuple[str, ...],
    *,
    way: str,
    number: str | None,
    address: str | None,
    sheets: tuple[str, ...],
    folder: Path | None,
    today: str | None,
) -> None:
    """Issues a cover letter."""
    from docgen.bundle import refuse_unwritable
    from tracker.chasing.cover import CoverOrder, Way, issue_cover
    from tracker.lookup import deal_key, document_key
    from web.commands.placing import issued_already, place
    from web.working import change

    if folder is not None:
        refuse_unwritable(folder)
    with change(today) as work:
        key = deal_key(work.connection, deal)
        order = CoverOrder(
            deal_id=key,
            way=Way(way),
            document_ids=[document_key(work.connection, key, name) for name in documents],
            number=number,
            address=address,
            sheets={document_key(work.connection, key, name): count for name, count in map(_sheets, sheets)},
        )
        issued = issue_cover(work, order)
    click.echo(f"Письмо № {issued.number}, код на страницах {issued.page_id}")
    if folder is not None:
        with issued_already(issued.page_id):
            for path in place(folder, issued.page_id, list(issued.files.values())):
                click.echo(path)
    click.echo("Когда документы уйдут, запишите это: pervichka paper record … --sent-on ДЕНЬ", err=True)


def _body(text: str | None, path: Path | None) -> str:
    """The text of a letter, as it was given or from a file. Raises SettingError, OutputError."""
    from docgen.bundle import read_file
    from web.settings import SettingError

    if (text is None) == (path is None):
        raise SettingError("Дайте текст письма ключом --text или файлом --file, одно из двух.")
    if path is None:
        return text or ""
    try:
        return read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingError(f"«{path}» — не текст в UTF-8: сохраните его в этой кодировке.") from error


def _addresses(work: Work, deal_id: int) -> tuple[str, ...]:
    """The client's addresses for closing papers. Raises RefusedError if there are none."""
    from tracker.chasing.addressees import client_addresses
    from tracker.errors import RefusedError
    from tracker.papers.stored import find_deal

    found = client_addresses(work.connection, find_deal(work.connection, deal_id)["counterparty_id"], work.today)
    if not found:
        raise RefusedError("У клиента нет адреса для закрывающих документов: укажите его ключом --to.")
    return found


def _sheets(told: str) -> tuple[str, int]:
    """«D7=2» as the name of a paper and a number of sheets. Raises SettingError."""
    from web.settings import SettingError

    name, _, count = told.rpartition("=")
    if not name or not (count.isascii() and count.isdigit() and 1 <= int(count) <= _MOST_SHEETS):
        raise SettingError(f"--sheets «{told}»: нужно «документ=число листов», например D7=2.")
    return name, int(count)


_MOST_SHEETS = 9999
