"""What is open, page by page: findings and obligations; and the rules, each with its help page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from web.commands.options import today_option
from web.commands.usage import RussianCommand

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tracker.lists.obligations import ListedObligation
    from tracker.lists.paging import Page

P = TypeVar("P")
_SHARED = (
    click.option("--client", help="Идентификатор клиента."),
    click.option("--manager", help="Кто ведёт сделку."),
    click.option("--inn", help="ИНН нашей организации."),
    click.option("--least-age", type=int, metavar="ДНЕЙ", help="Не моложе стольких дней."),
    click.option("--least-sum", metavar="СУММА", help="Не меньше стольких рублей."),
    click.option("--most-sum", metavar="СУММА", help="Не больше стольких рублей."),
    click.option("--after", help="Место, с которого продолжать: его печатает прежняя страница."),
    click.option("--size", type=int, default=50, show_default=True, help="Строк на странице."),
    today_option,
)


def _with_shared_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_SHARED):
        command = option(command)
    return command


@click.command(cls=RussianCommand, help="Открытые находки постранично.")
@click.option("--rule", help="Правило, например paid_unconfirmed.")
@click.option("--severity", type=click.Choice(["critical", "high", "medium", "low"]), help="Важность.")
@click.option("--deal", help="Идентификатор сделки.")
@click.option(
    "--sort", type=click.Choice(["urgency", "exposure", "age"]), default="urgency", show_default=True, help="Порядок."
)
@_with_shared_options
def findings(rule: str | None, severity: str | None, deal: str | None, sort: str, **shared: Any) -> None:
    """Prints a page of open findings; what could have changed by the day is looked at first."""
    from tracker.lists.findings import FindingFilter, FindingOrder, open_findings
    from tracker.rules import Severity, find_rule
    from web.commands.finding_lines import finding_lines

    own: dict[str, Any] = {
        "rule": find_rule(rule).name if rule else None,
        "severity": Severity[severity.upper()] if severity else None,
        "deal": deal,
    }
    page, day = _looked_up(
        shared,
        lambda connection, today, common: open_findings(
            connection,
            today,
            chosen=FindingFilter(**own, **common),
            order=FindingOrder(sort),
            after=shared["after"],
            size=shared["size"],
        ),
    )
    for finding in page.rows:
        for line in finding_lines(finding, day):
            click.echo(line)
    _tell_end(page)


@click.command(cls=RussianCommand, help="Открытые обязательства постранично: чего ждут, на какую сумму и с какого дня.")
@click.option(
    "--awaits", type=click.Choice(["performance", "confirmation", "payment"]), help="Чего ждёт обязательство."
)
@click.option("--sort", type=click.Choice(["age", "amount"]), default="age", show_default=True, help="Порядок.")
@_with_shared_options
def obligations(awaits: str | None, sort: str, **shared: Any) -> None:
    """Prints a page of open obligations; what could have changed by the day is looked at first."""
    from tracker.judging import Awaits
    from tracker.lists.obligations import ObligationFilter, ObligationOrder, open_obligations

    page, _ = _looked_up(
        shared,
        lambda connection, today, common: open_obligations(
            connection,
            today,
            chosen=ObligationFilter(awaits=Awaits(awaits) if awaits else None, **common),
            order=ObligationOrder(sort),
            after=shared["after"],
            size=shared["size"],
        ),
    )
    for row in page.rows:
        click.echo(_obligation_line(row))
    _tell_end(page)


def _looked_up(shared: dict[str, Any], read: Callable[[Connection, date, dict[str, Any]], P]) -> tuple[P, date]:
    """The page that ``read`` answers for the filters that all lists share, and the business day."""
    from web.commands.drafting import kopecks_of
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(shared["today"])
    sums = {
        key: kopecks_of(shared[key], f"--{key.replace('_', '-')}") for key in ("least_sum", "most_sum") if shared[key]
    }
    common = {key: shared[key] for key in ("client", "manager", "least_age")} | sums
    with closing(open_house()) as house:
        house.sweep(day)
        with house.database.read() as connection:
            common["organization"] = _organization(connection, shared["inn"])
            return read(connection, day, common), day


def _organization(connection: Connection, inn: str | None) -> int | None:
    from tracker.prices.catalogue import choose_organization

    return choose_organization(connection, inn) if inn else None


def _obligation_line(row: ListedObligation) -> str:
    from tracker.facts import ObligationKind
    from tracker.phrases import day, roubles, thing
    from web.commands.deal_lines import AWAITS

    what = f"{thing(ObligationKind(row.kind))} ({row.obligation})"
    return (
        f"{row.deal}: {what}, {AWAITS[row.awaits.value]} с {day(row.since)}, {roubles(row.amount)}; {row.client_name}"
    )


def _tell_end(page: Page[Any]) -> None:
    from tracker.phrases import roubles

    click.echo(f"Всего: {page.total.count} на {roubles(page.total.amount)}")
    if page.next:
        click.echo(f"Дальше: --after {page.next}")


@click.command(cls=RussianCommand, help="Правила риска; с именем NAME — что оно значит, почему важно и что делать.")
@click.argument("name", metavar="[NAME]", required=False)
def rules(name: str | None) -> None:
    """Lists the rules, or prints the help page of one."""
    from tracker.rules import find_rule
    from tracker.rules import rules as every
    from web.settings import today as business_day

    if name is None:
        for rule in every().values():
            click.echo(f"{rule.name:28} {rule.title}")
        return
    found = find_rule(name)
    click.echo(f"{found.title}\n\n{found.help()}\n\nОснование: {'; '.join(found.articles(business_day()))}.")
