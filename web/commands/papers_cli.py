"""Papers of deals on the command line: record what becomes of them, get their files, look at a deal, shape numbers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import DAY, PATH, RIGHT, today_option
from web.commands.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from tracker.house import Work

_inn = click.option("--inn", help="ИНН нашей организации, если их несколько.")
_deal = click.argument("deal")
_document = click.argument("document", required=False)


@click.group(cls=RussianGroup, help="Что стало с документом: отправлен, подписан, вернулся, аннулирован; его файлы.")
def paper() -> None:
    """Facts of papers."""


@paper.command(
    help="Записать, что стало с документом; DOCUMENT — идентификатор, код на страницах или contract. "
    "Вместо DEAL и DOCUMENT хватит кода на страницах."
)
@_deal
@_document
@click.option("--sent-on", type=DAY, metavar="ДЕНЬ", help="Отправлен клиенту.")
@click.option("--delivered-on", type=DAY, metavar="ДЕНЬ", help="Доставлен, и это можно доказать.")
@click.option("--signed-by-us-on", type=DAY, metavar="ДЕНЬ", help="Подписан нами.")
@click.option(
    "--signed-by-client-on", type=DAY, metavar="ДЕНЬ", help="Подписан клиентом; по какому праву, говорит --authority."
)
@click.option(
    "--authority",
    type=RIGHT,
    metavar="ПРАВО",
    help="По какому праву подписано: head — руководитель, power_of_attorney — по доверенности, circumstances — из "
    "обстановки (накладная, акт передачи, УПД), approved — одобрено потом, none — права не было, unknown — неизвестно. "
    "Без ключа договор — head, остальное — unknown; без дня меняет записанное раньше.",
)
@click.option("--attorney", metavar="НОМЕР", help="Доверенность, по которой подписано.")
@click.option("--attorney-from", "attorney_valid_from", type=DAY, metavar="ДЕНЬ", help="Доверенность действует с.")
@click.option("--attorney-until", "attorney_valid_until", type=DAY, metavar="ДЕНЬ", help="Доверенность действует по.")
@click.option("--scan-on", type=DAY, metavar="ДЕНЬ", help="Скан-копия получена.")
@click.option("--original-on", type=DAY, metavar="ДЕНЬ", help="Оригинал получен.")
@click.option("--electronic-on", type=DAY, metavar="ДЕНЬ", help="Подписан через оператора ЭДО.")
@click.option("--refused-on", type=DAY, metavar="ДЕНЬ", help="Мотивированный отказ клиента.")
@click.option("--refusal-answered-on", type=DAY, metavar="ДЕНЬ", help="Мы ответили на отказ.")
@today_option
def record(
    deal: str,
    document: str | None,
    *,
    authority: str | None,
    attorney: str | None,
    today: str | None,
    **days: datetime | None,
) -> None:
    """Records facts of one paper."""
    from tracker.lookup import named_paper
    from web.commands.signing import sign
    from web.settings import SettingError
    from web.working import change

    given = {name: day.date() for name, day in days.items() if day is not None}
    power = {name: given.pop(f"attorney_{name}", None) for name in ("valid_from", "valid_until")} | {"number": attorney}
    is_signed = authority is not None or any(power.values()) or "signed_by_client_on" in given
    if not given and not is_signed:
        raise SettingError("Что записать? Укажите хотя бы один день, например --sent-on 2026-11-22.")
    with change(today) as work:
        key = named_paper(work.connection, deal, document)
        if is_signed:
            sign(work, key, given.pop("signed_by_client_on", None), authority, **power)
        for name, on in given.items():
            _facts()[name](work, key, on)
    click.echo("Записано.")


def _facts() -> dict[str, Callable[[Work, int, date], None]]:
    """What records each day; the order is that in which things happen."""
    from tracker.recording import papers

    return {
        "sent_on": papers.send,
        "delivered_on": papers.record_delivery,
        "signed_by_us_on": papers.sign_by_us,
        "scan_on": papers.receive_scan,
        "original_on": papers.receive_original,
        "electronic_on": papers.receive_electronic,
        "refused_on": papers.record_refusal,
        "refusal_answered_on": papers.answer_refusal,
    }


@paper.command(
    help="Аннулировать документ; его номер больше никому не даётся. Вместо DEAL и DOCUMENT хватит кода на страницах."
)
@_deal
@_document
@click.option("--reason", required=True, help="Почему.")
@today_option
def annul(deal: str, document: str | None, reason: str, today: str | None) -> None:
    """Annuls a paper from today on."""
    from tracker.lookup import named_paper
    from tracker.papers.issuing import annul as end
    from web.working import change

    with change(today) as work:
        end(work, named_paper(work.connection, deal, document), work.today, reason)
    click.echo("Аннулирован.")


@paper.command(
    help="Файлы выпущенных документов из хранилища, байт в байт: одного (DEAL DOCUMENT или код на страницах) или всех "
    "действующих в сделке DEAL."
)
@_deal
@_document
@click.option("-o", "--output", "folder", type=PATH, required=True, help="Папка для файлов.")
def files(deal: str, document: str | None, folder: Path) -> None:
    """Writes files of issued papers once more."""
    from tracker.lookup import named_papers
    from tracker.papers.files import issued_files
    from web.commands.placing import place
    from web.settings import open_house

    with closing(open_house()) as house:
        with house.database.read() as connection:
            papers = issued_files(connection, house.vault, named_papers(connection, deal, document))
        for one in papers:
            for path in place(folder, one.page_id, one.files):
                click.echo(path)


@paper.command(
    help="Приложить к документу файл FILE (PDF или картинку): квитанцию, опись, уведомление о вручении — dispatch, "
    "письма о нём — correspondence. Войдёт в досье."
)
@_deal
@click.argument("document")
@click.argument("file", type=PATH)
@click.option(
    "--as", "what", type=click.Choice(["dispatch", "correspondence"]), metavar="ЧТО", required=True, help="Что это."
)
@today_option
def attach(deal: str, document: str, file: Path, what: str, today: str | None) -> None:
    """Keeps a file beside a paper."""
    from docgen.bundle import File, read_file
    from tracker.lookup import named_paper
    from tracker.papers.attaching import Beside, check_showable
    from tracker.papers.attaching import attach as keep
    from web.commands.naming import printable
    from web.working import change

    read = File(printable(file.name), read_file(file))
    check_showable(read)
    with change(today) as work:
        is_new = keep(work, named_paper(work.connection, deal, document), read, Beside(what))
    click.echo("Приложено." if is_new else "Этот файл у документа уже есть: ничего не изменилось.")


@click.command(cls=RussianCommand, help="Сделка целиком: ступени, обязательства, документы, деньги, находки.")
@click.argument("code")
@today_option
def deal(code: str, today: str | None) -> None:
    """Prints a deal."""
    from tracker.deal_view import view_of
    from tracker.lookup import deal_key
    from web.commands.deal_lines import deal_lines
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house, house.database.read() as connection:
        view = view_of(connection, deal_key(connection, code), day, house.settings.grace_days)
    for line in deal_lines(view, day):
        click.echo(line)


@click.group(cls=RussianGroup, help="Как печатаются номера документов.")
def numbering() -> None:
    """Shapes of numbers."""


@numbering.command(name="shape", help="Показать или выбрать вид номера ряда SERIES, например «РМ-{n:05}/{yy}».")
@click.argument("series")
@click.argument("shape", required=False)
@click.option("--usual", is_flag=True, help="Вернуть обычный вид.")
@_inn
@today_option
def shape_of_series(series: str, shape: str | None, usual: bool, inn: str | None, today: str | None) -> None:
    """Shows or sets the shape of a sequence."""
    from tracker.papers.numbering import set_shape
    from tracker.papers.numbering import shape_of as read_shape
    from tracker.prices.catalogue import choose_organization
    from web.settings import SettingError
    from web.working import change

    _refuse_unknown(series)
    if usual and shape is not None:
        raise SettingError("Вид номера и --usual вместе не бывают: оставьте что-то одно.")
    with change(today) as work:
        organization = choose_organization(work.connection, inn)
        if usual or shape is not None:
            set_shape(work, organization, series, None if usual else shape)
        click.echo(read_shape(work.connection, organization, series))


@numbering.command(name="continue", help="Продолжить счёт ряда SERIES: последний номер, выданный до этой программы.")
@click.argument("series")
@click.argument("last", type=click.IntRange(min=1))
@_inn
@today_option
def continue_series(series: str, last: int, inn: str | None, today: str | None) -> None:
    """Goes on from numbers that were given before, this year."""
    from tracker.papers.numbering import continue_after
    from tracker.prices.catalogue import choose_organization
    from web.working import change

    _refuse_unknown(series)
    with change(today) as work:
        continue_after(work, choose_organization(work.connection, inn), series, work.today.year, last)
        click.echo(f"{series}, {work.today.year} год: следующий номер {last + 1}")


def _refuse_unknown(series: str) -> None:
    from docgen.library import kinds
    from web.settings import SettingError

    every = kinds().values()
    known = {kind.numbering for kind in every} | {series for kind in every for series, _ in kind.numbering_when}
    if series not in known:
        raise SettingError(f"Ряда номеров «{series}» нет. Есть: {', '.join(sorted(known))}.")
