"""Papers of deals on the command line: issue them, record what becomes of them, look at a deal, shape numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.usage import RussianCommand, RussianGroup

if TYPE_CHECKING:
    from tracker.house import Work

_PATH = click.Path(path_type=Path, readable=False)
_today = click.option("--today", metavar="ДАТА", help="Рабочий день; по умолчанию PERVICHKA_TODAY или сегодня.")
_output = click.option("-o", "--output", "folder", type=_PATH, required=True, help="Папка для файлов.")
_inn = click.option("--inn", help="ИНН нашей организации, если их несколько.")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=RussianGroup, help="Выпустить документы: номер, вечные данные, файлы в хранилище, запись в журнале.")
def issue() -> None:
    """Issues papers into the database."""


@issue.command(name="kit", help="Сделка из файла комплекта FILE: договор, счёт и предложение с номерами.")
@click.argument("file", type=_PATH)
@_output
@click.option("--code", help="Идентификатор сделки; на него ссылается одобрение скидки. Без него даёт программа.")
@click.option("--by", "login", help="Кто даёт скидки: логин из pervichka user; по умолчанию PERVICHKA_USER.")
@_today
def issue_kit(file: Path, folder: Path, code: str | None, login: str | None, today: str | None) -> None:
    """Makes the deal, issues its papers and writes the kit."""
    from docgen.intake import read_kit
    from docgen.kit import write_kit
    from docgen.library import audiences
    from tracker.kits import assemble
    from tracker.pricing import check_prices
    from web.settings import actor, own_template

    order = read_kit(file, audiences())
    own = {name: template for name in order.documents if (template := own_template(name, None)) is not None}
    seller = login or actor()
    with _work(today) as work:
        made = assemble(
            work,
            order,
            code=code,
            own=own,
            check_prices=lambda at, snapshot, deal: check_prices(at.connection, snapshot, seller, deal),
        )
        write_kit(made.kit, folder)  # inside: if the folder cannot take it, nothing was issued and no number is lost
    for warning in order.warnings:
        click.echo(f"Внимание: {warning}", err=True)
    click.echo(f"Сделка {made.deal_code}")
    for paper in made.papers:
        click.echo(f"{paper.context['document']['full_title']}, код на страницах {paper.page_id}")
    click.echo(folder / "kit.pdf")


@issue.command(name="paper", help="Документ вида KIND из файла FILE; к сделке или сам по себе.")
@click.argument("kind_name", metavar="KIND")
@click.argument("file", type=_PATH)
@_output
@click.option("--deal", "deal_code", help="Идентификатор сделки.")
@click.option("--covers", multiple=True, metavar="ID=СУММА", help="Что документ покрывает; можно повторять.")
@click.option("--instead", metavar="ДОКУМЕНТ", help="Заменяет этот документ сделки: тот же номер, исправление.")
@click.option("--reason", default="", help="Почему заменяется документ, который клиент подписал.")
@_today
def issue_paper(
    kind_name: str,
    file: Path,
    *,
    folder: Path,
    deal_code: str | None,
    covers: tuple[str, ...],
    instead: str | None,
    reason: str,
    today: str | None,
) -> None:
    """Issues one paper."""
    from docgen.bundle import write_file
    from docgen.errors import OutputError
    from docgen.intake.source import read_source
    from docgen.library import find_kind
    from tracker.issuing import issue as issue_one
    from tracker.issuing import supersede
    from tracker.lookup import deal_key, document_key
    from web.drafting import draft_of, owner_of
    from web.settings import own_template

    kind = find_kind(kind_name)
    source = read_source(file)
    if not folder.is_dir():
        raise OutputError(f"Папки «{folder}» нет: создайте её.")
    with _work(today) as work:
        deal = deal_key(work.connection, deal_code) if deal_code else None
        draft = draft_of(
            work, kind, source, folder=file.parent, owner=owner_of(work, source, deal), covers=covers,
            local=own_template(kind.name, None),
        )  # fmt: skip
        if instead and deal is not None:
            made = supersede(work, document_key(work.connection, deal, instead), draft, reason)
        else:
            made = issue_one(work, draft)
        for paper in made.files.values():
            write_file(folder / paper.name, paper.content)
    click.echo(f"{made.context['document']['full_title']}, код на страницах {made.page_id}")
    for paper in made.files.values():
        click.echo(folder / paper.name)


@click.group(cls=RussianGroup, help="Что стало с документом сделки: отправлен, подписан, вернулся, аннулирован.")
def paper() -> None:
    """Facts of papers."""


@paper.command(help="Записать, что стало с документом; DOCUMENT — идентификатор, код на страницах или contract.")
@click.argument("deal")
@click.argument("document")
@click.option("--sent-on", type=_DAY, help="Отправлен клиенту.")
@click.option("--delivered-on", type=_DAY, help="Доставлен, и это можно доказать.")
@click.option("--signed-by-us-on", type=_DAY, help="Подписан нами.")
@click.option("--signed-by-client-on", type=_DAY, help="Подписан клиентом; вместе с --authority.")
@click.option(
    "--authority",
    type=click.Choice(["head", "power_of_attorney", "circumstances", "approved", "none", "unknown"]),
    default="unknown",
    show_default=True,
    help="По какому праву подписано.",
)
@click.option("--scan-on", type=_DAY, help="Скан-копия получена.")
@click.option("--original-on", type=_DAY, help="Оригинал получен.")
@click.option("--electronic-on", type=_DAY, help="Подписан через оператора ЭДО.")
@click.option("--refused-on", type=_DAY, help="Мотивированный отказ клиента.")
@click.option("--refusal-answered-on", type=_DAY, help="Мы ответили на отказ.")
@_today
def record(deal: str, document: str, authority: str, today: str | None, **days: Any) -> None:
    """Records facts of one paper."""
    from tracker.facts import Authority
    from tracker.lookup import deal_key, document_key
    from tracker.recording import papers

    given = {name: day.date() for name, day in days.items() if day is not None}
    if not given:
        raise click.UsageError("")
    facts: dict[str, Callable[[Work, int, date], None]] = {
        "sent_on": papers.send,
        "delivered_on": papers.record_delivery,
        "signed_by_us_on": papers.sign_by_us,
        "signed_by_client_on": lambda work, key, on: papers.sign_by_client(work, key, on, Authority(authority)),
        "scan_on": papers.receive_scan,
        "original_on": papers.receive_original,
        "electronic_on": papers.receive_electronic,
        "refused_on": papers.record_refusal,
        "refusal_answered_on": papers.answer_refusal,
    }
    with _work(today) as work:
        key = document_key(work.connection, deal_key(work.connection, deal), document)
        for name, tell in facts.items():
            if name in given:
                tell(work, key, given[name])
    click.echo("Записано.")


@paper.command(help="Аннулировать документ; его номер больше никому не даётся.")
@click.argument("deal")
@click.argument("document")
@click.option("--reason", required=True, help="Почему.")
@_today
def annul(deal: str, document: str, reason: str, today: str | None) -> None:
    """Annuls a paper from today on."""
    from tracker.issuing import annul as end
    from tracker.lookup import deal_key, document_key

    with _work(today) as work:
        key = document_key(work.connection, deal_key(work.connection, deal), document)
        end(work, key, work.today, reason)
    click.echo("Аннулирован.")


@click.command(cls=RussianCommand, help="Сделка целиком: ступени, обязательства, документы, деньги, находки.")
@click.argument("code")
@_today
def deal(code: str, today: str | None) -> None:
    """Prints a deal."""
    from tracker.deal_view import view_of
    from tracker.lookup import deal_key
    from web.deal_lines import deal_lines
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    house = open_house()
    try:
        with house.database.read() as connection:
            view = view_of(connection, deal_key(connection, code), day, house.settings.grace_days)
    finally:
        house.close()
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
@_today
def shape_of_series(series: str, shape: str | None, usual: bool, inn: str | None, today: str | None) -> None:
    """Shows or sets the shape of a sequence."""
    from tracker.catalogue import choose_organization
    from tracker.numbering import set_shape
    from tracker.numbering import shape_of as read_shape

    with _work(today) as work:
        organization = choose_organization(work.connection, inn)
        if shape or usual:
            set_shape(work, organization, series, None if usual else shape)
        click.echo(read_shape(work.connection, organization, series))


@contextmanager
def _work(today: str | None) -> Iterator[Work]:
    """A change of this environment's house, by this user, today."""
    from web.settings import actor, open_house
    from web.settings import today as business_day

    day = business_day(today)
    house = open_house()
    try:
        with house.work(actor(), day) as work:
            yield work
    finally:
        house.close()
