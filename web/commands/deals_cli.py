"""Deals on the command line: load them, audit them, do the day's rechecks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand

if TYPE_CHECKING:
    from tracker.audit import Audit

DIFFERS = 1
_SAMPLE_DAY = date(2026, 11, 23)
_SAMPLE_LINES = 17
_json = click.option("--json", "as_json", is_flag=True, help="Ответ в JSON.")


@click.command(cls=RussianCommand, help="Сделки из файла FILE в базу: все или ни одной.")
@click.argument("file", type=PATH)
@click.option("--update", "is_update", is_flag=True, help="Записать и то, что отличается от базы.")
@today_option
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
@today_option
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
    from web.commands.finding_lines import finding_lines

    totals = found.totals
    yield f"На {day(found.as_of)}. Сделок: {totals.deals}, находок: {totals.findings}."
    yield f"Под риском: могут потребовать возврата — {roubles(totals.refund)}"
    yield f"Долг не подтверждён документами — {roubles(totals.unproven_debt)}"
    yield f"Аванс без исполнения в срок — {roubles(totals.overdue_advance)}"
    yield f"Всего — {roubles(totals.exposure)}"
    for finding in found.findings:
        yield ""
        yield from finding_lines(finding, found.as_of)


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


@click.command(cls=RussianCommand, help="Пересмотреть то, что могло измениться к этому дню.")
@click.option("--all", "everything", is_flag=True, help="Пересчитать всё заново.")
@today_option
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
