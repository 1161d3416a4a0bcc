"""Reminders of papers that did not come back, and the calendar of deadlines, on the command line."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import click

from web.commands.options import PATH, today_option
from web.commands.usage import RussianCommand, RussianGroup

_PAST_DAYS = 30
_size = click.option(
    "--size", type=click.IntRange(1, 500), default=50, show_default=True, help="Сколько строк показать."
)


@click.group(
    cls=RussianGroup,
    help="Напоминания о документах, которые не вернулись: клиенту, менеджеру, контролю, юристу.",
)
def remind() -> None:
    """Reminders."""


@remind.command(help="Составить план напоминаний: кому, о чём и когда; писем не пишет.")
@_size
@today_option
def plan(size: int, today: str | None) -> None:
    """Renews the plan and shows what is to come."""
    from tracker.chasing.planning import count_passed_over, list_reminders, renew
    from tracker.phrases import day
    from web.working import change

    with change(today) as work:
        done = renew(work)
        coming = list(list_reminders(work.connection, is_open=True, size=size))
        passed_over = count_passed_over(work.connection)
    click.echo(
        f"Документов ждём: {done.papers}. Напоминаний добавлено: {done.added}, перенесено: {done.moved}, "
        f"закрыто: {done.closed}, писем отозвано: {done.withdrawn}."
    )
    for reminder, name in coming:
        click.echo(f"{day(reminder.planned_on)} {reminder.step.label}: {name}, ждём: {reminder.wanted.label}")
    for step, outcome, count in passed_over:
        click.echo(f"Напоминаний {step.label} {outcome}: {count}")


@remind.command(name="run", help="Написать письма, срок которых настал; их отправит pervichka worker.")
@today_option
def run_reminders(today: str | None) -> None:
    """Writes what is due; a letter for each client and colleague."""
    from tracker.chasing.writing import run
    from tracker.phrases import day as shown
    from web.commands.letter_lines import ask_worker, lines_of
    from web.settings import actor, open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house:
        done = run(house, actor(), day)
        if done.renewed is None:
            click.echo(f"{shown(day)} — выходной: напоминаний сегодня нет.")
            return
        for line in lines_of(house, done.letters):
            click.echo(line)
        for problem in done.problems:
            click.echo(f"Не написано: {problem}", err=True)
        click.echo(f"Писем: {len(done.letters)}.")
        if done.letters:
            ask_worker(house)


@remind.command(name="list", help="Напоминания по дням: что запланировано, что сделано и почему пропущено.")
@click.option("--deal", "code", help="Идентификатор сделки.")
@click.option("--open", "is_open", flag_value=True, default=None, type=bool, help="Только предстоящие.")
@_size
def list_all(code: str | None, is_open: bool | None, size: int) -> None:
    """Lists reminders."""
    from tracker.chasing.planning import list_reminders
    from tracker.lookup import deal_key
    from tracker.phrases import day
    from web.settings import open_house

    with closing(open_house()) as house, house.database.read() as connection:
        key = deal_key(connection, code) if code else None
        for one, name in list_reminders(connection, deal_id=key, is_open=is_open, size=size):
            if one.done_on is None:
                state = "запланировано"
            elif one.letter_id is None:
                state = f"{day(one.done_on)} {one.outcome}"
            else:
                label = one.letter_state.label if one.letter_state else ""
                state = f"{day(one.done_on)} письмо № {one.letter_id}: {label}"
            click.echo(f"{day(one.planned_on)} {one.step.label}: {name}, ждём: {one.wanted.label} — {state}")


@click.command(
    cls=RussianCommand,
    help="Сроки для календаря (iCalendar): возврат документов, обязательства, претензии, давность, доверенности.",
)
@click.option("-o", "--output", "out", type=PATH, required=True, help="Файл .ics.")
@click.option("--manager", help="Только сделки этого менеджера.")
@click.option("--inn", help="ИНН нашей организации.")
@click.option("--days", type=click.IntRange(1, 3660), default=120, show_default=True, help="На сколько дней вперёд.")
@today_option
def calendar(out: Path, manager: str | None, inn: str | None, days: int, today: str | None) -> None:
    """Writes the feed; what ended in the last month is in it too."""
    from docgen.bundle import write_file
    from tracker.calendar_feed import FeedFilter, feed
    from tracker.prices.catalogue import choose_organization
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    with closing(open_house()) as house:
        house.sweep(day)
        with house.database.read() as connection:
            chosen = FeedFilter(
                since=day - timedelta(_PAST_DAYS),
                until=day + timedelta(days),
                manager=manager,
                organization=choose_organization(connection, inn) if inn else None,
            )
            content = feed(connection, day, house.settings.grace_days, chosen, house.clock())
    write_file(out, content)
    click.echo(f"{out}: сроков {content.count(b'BEGIN:VEVENT')}")
