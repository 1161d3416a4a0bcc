"""Deals on the command line: load them, audit them, look through what is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.usage import RussianCommand

if TYPE_CHECKING:
    from tracker.audit import Audit, AuditFinding
    from tracker.lists.findings import ListedFinding
    from tracker.lists.obligations import ListedObligation
    from tracker.lists.paging import Page

DIFFERS = 1
_SAMPLE_DAY = date(2026, 11, 23)
_SAMPLE_LINES = 17
_PATH = click.Path(path_type=Path, readable=False)
_json = click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")
_today = click.option("--today", metavar="ДАТА", help="Рабочий день; по умолчанию PERVICHKA_TODAY или сегодня.")
_client = click.option("--client", help="Идентификатор клиента.")
_manager = click.option("--manager", help="Кто ведёт сделку.")
_after = click.option("--after", help="Место, с которого продолжать: его печатает прежняя страница.")
_size = click.option("--size", type=int, default=50, show_default=True, help="Строк на странице.")
_MARKS = {"critical": "‼", "high": "!", "medium": "·", "low": " "}
_AWAITS = {"performance": "ждёт исполнения", "confirmation": "ждёт подписи клиента", "payment": "ждёт оплаты"}


@click.command(cls=RussianCommand, help="Сделки из файла FILE в базу: все или ни одной.")
@click.argument("file", type=_PATH)
@click.option("--update", "is_update", is_flag=True, help="Записать и то, что отличается от базы.")
@_today
def load(file: Path, is_update: bool, today: str | None) -> None:
    """Loads a deals file; ends with status 1 when the database says otherwise and --update was not given."""
    from tracker.deals_file.loading import DifferencesError
    from tracker.deals_file.loading import load as load_file
    from tracker.deals_file.reading import read_deals_file
    from web.settings import actor, open_house
    from web.settings import today as business_day

    day = business_day(today)
    with read_deals_file(file) as deals:
        house = open_house()
        try:
            with house.work(actor(), day) as work:
                done = load_file(work, deals, is_update=is_update)
        except DifferencesError as error:
            for difference in error.differences:
                click.echo(difference)
            click.echo(f"Отличий от базы: {len(error.differences)}. Ничего не записано; записать: --update.", err=True)
            click.get_current_context().exit(DIFFERS)
        finally:
            house.close()
    for difference in done.differences:
        click.echo(difference)
    click.echo(
        f"Новых клиентов: {done.new_clients}, новых сделок: {done.new_deals}, "
        f"изменено: {done.changed}, без изменений: {done.same}."
    )


@click.command(cls=RussianCommand, help="Что под риском на день: находки и итоги по всем сделкам.")
@click.option("--as-of", metavar="ДАТА", help="День проверки; по умолчанию рабочий день.")
@_json
@_today
def audit(as_of: str | None, as_json: bool, today: str | None) -> None:
    """Prints the audit; the status is 0 whatever it finds."""
    from tracker.audit import audit as look
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(as_of or today)
    house = open_house()
    try:
        found = look(house, day)
    finally:
        house.close()
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        return
    for line in _audit_lines(found):
        click.echo(line)


def _audit_lines(found: Audit) -> Iterator[str]:
    from tracker.phrases import day, roubles

    totals = found.totals
    yield f"На {day(found.as_of)}. Сделок: {totals.deals}, находок: {totals.findings}."
    yield f"Под риском: могут потребовать возврата — {roubles(totals.refund)}"
    yield f"Долг не подтверждён документами — {roubles(totals.unproven_debt)}"
    yield f"Аванс без исполнения в срок — {roubles(totals.overdue_advance)}"
    yield f"Всего — {roubles(totals.exposure)}"
    for finding in found.findings:
        yield ""
        yield from _finding_lines(finding, found.as_of)


def show_sample(folder: Path) -> None:
    """Loads the shipped deals into a database of their own and shows what is at risk; safe to repeat."""
    from tracker.audit import audit as look
    from tracker.deals_file import sample_file
    from tracker.deals_file.loading import load as load_file
    from tracker.deals_file.reading import read_deals_file
    from tracker.house import House
    from tracker.settings import Settings

    house = House.open(Settings(home=folder))
    try:
        with read_deals_file(sample_file()) as deals, house.work("demo", _SAMPLE_DAY) as work:
            load_file(work, deals, is_update=True)
        found = look(house, _SAMPLE_DAY)
    finally:
        house.close()
    click.echo(f"Сделки из образца: {sample_file()}")
    for line in islice(_audit_lines(found), _SAMPLE_LINES):
        click.echo(line)
    click.echo(f"\nВсё целиком: PERVICHKA_HOME={folder} pervichka audit --as-of {_SAMPLE_DAY}")


def _finding_lines(finding: AuditFinding | ListedFinding, today: date) -> Iterator[str]:
    from tracker.phrases import day, roubles
    from tracker.rules import find_rule

    rule = find_rule(finding.rule)
    age = (today - finding.since).days
    sum_text = f", {roubles(finding.exposure)}" if finding.exposure else ""
    mark = _MARKS[finding.severity.word]
    yield f"{mark} {finding.deal}: {rule.title}{sum_text}, с {day(finding.since)} ({age} дн.)"
    yield f"  {finding.message}"
    yield f"  {finding.action} [{'; '.join(rule.articles(today))}]"


@click.command(cls=RussianCommand, help="Пересмотреть то, что могло измениться к этому дню.")
@click.option("--all", "everything", is_flag=True, help="Пересчитать всё заново.")
@_today
def sweep(everything: bool, today: str | None) -> None:
    """Does the day's rechecks."""
    from tracker import phrases
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    house = open_house()
    try:
        done = house.sweep(day, everything=everything)
    finally:
        house.close()
    click.echo(f"На {phrases.day(day)} пересмотрено сделок: {done.deals}, в них находок: {done.findings}.")


@click.command(cls=RussianCommand, help="Открытые находки постранично.")
@click.option("--rule", help="Правило, например paid_unconfirmed.")
@click.option("--severity", type=click.Choice(["critical", "high", "medium", "low"]), help="Важность.")
@click.option("--deal", help="Идентификатор сделки.")
@_client
@_manager
@click.option("--least-age", type=int, metavar="ДНЕЙ", help="Не моложе стольких дней.")
@click.option(
    "--sort", type=click.Choice(["urgency", "exposure", "age"]), default="urgency", show_default=True, help="Порядок."
)
@_after
@_size
@_today
def findings(
    rule: str | None,
    severity: str | None,
    deal: str | None,
    *,
    client: str | None,
    manager: str | None,
    least_age: int | None,
    sort: str,
    after: str | None,
    size: int,
    today: str | None,
) -> None:
    """Prints a page of open findings, kept as of the last sweep."""
    from tracker.lists.findings import FindingFilter, FindingOrder, open_findings
    from tracker.rules import Severity, find_rule
    from web.settings import open_house
    from web.settings import today as business_day

    chosen = FindingFilter(
        rule=find_rule(rule).name if rule else None,
        severity=Severity[severity.upper()] if severity else None,
        deal=deal,
        client=client,
        manager=manager,
        least_age=least_age,
    )
    day = business_day(today)
    house = open_house()
    try:
        house.sweep(day)
        with house.database.read() as connection:
            page = open_findings(connection, day, chosen=chosen, order=FindingOrder(sort), after=after, size=size)
    finally:
        house.close()
    for finding in page.rows:
        for line in _finding_lines(finding, day):
            click.echo(line)
    _tell_end(page)


@click.command(cls=RussianCommand, help="Открытые обязательства постранично: чего ждут, на какую сумму и с какого дня.")
@click.option(
    "--awaits", type=click.Choice(["performance", "confirmation", "payment"]), help="Чего ждёт обязательство."
)
@_client
@_manager
@click.option("--sort", type=click.Choice(["age", "amount"]), default="age", show_default=True, help="Порядок.")
@_after
@_size
@_today
def obligations(
    awaits: str | None,
    *,
    client: str | None,
    manager: str | None,
    sort: str,
    after: str | None,
    size: int,
    today: str | None,
) -> None:
    """Prints a page of open obligations, kept as of the last sweep."""
    from tracker.judging import Awaits
    from tracker.lists.obligations import ObligationFilter, ObligationOrder, open_obligations
    from web.settings import open_house
    from web.settings import today as business_day

    chosen = ObligationFilter(awaits=Awaits(awaits) if awaits else None, client=client, manager=manager)
    day = business_day(today)
    house = open_house()
    try:
        house.sweep(day)
        with house.database.read() as connection:
            page = open_obligations(connection, day, chosen=chosen, order=ObligationOrder(sort), after=after, size=size)
    finally:
        house.close()
    for row in page.rows:
        click.echo(_obligation_line(row))
    _tell_end(page)


def _obligation_line(row: ListedObligation) -> str:
    from tracker.facts import ObligationKind
    from tracker.phrases import day, roubles, thing

    what = f"{thing(ObligationKind(row.kind))} ({row.obligation})"
    return (
        f"{row.deal}: {what}, {_AWAITS[row.awaits.value]} с {day(row.since)}, {roubles(row.amount)}; {row.client_name}"
    )


def _tell_end(page: Page[ListedFinding] | Page[ListedObligation]) -> None:
    from tracker.phrases import roubles

    click.echo(f"Всего: {page.total.count} на {roubles(page.total.amount)}")
    if page.next:
        click.echo(f"Дальше: --after {page.next}")
