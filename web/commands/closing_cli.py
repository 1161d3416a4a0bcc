"""`pervichka closing`: the plan of a month, and its papers issued as a batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing as closed
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from web.commands.options import today_option
from web.commands.usage import RussianCommand

if TYPE_CHECKING:
    from tracker.closing.choices import Choice
    from tracker.closing.papers import Lacking
    from tracker.closing.planning import Plan
    from tracker.house import House

_SHOWN = 30


@click.command(
    name="closing",
    cls=RussianCommand,
    help="Закрыть месяц: что исполнено, но не закрыто документами, и какие акты, УПД, накладные и счета-фактуры "
    "выпустить. Без --issue только показывает.",
)
@click.option("--month", required=True, metavar="ГГГГ-ММ", help="Месяц, например 2026-11.")
@click.option("--organization", "inn", metavar="ИНН", help="Только одна наша организация.")
@click.option(
    "--goods",
    type=click.Choice(["upd", "waybill"]),
    default="upd",
    show_default=True,
    help="Товар: upd — один УПД вместо двух документов, waybill — накладная и счет-фактура.",
)
@click.option(
    "--services",
    type=click.Choice(["act", "upd"]),
    default="act",
    show_default=True,
    help="Услуги и работы: act — акт и счет-фактура, upd — один УПД.",
)
@click.option("--only-month", is_flag=True, help="Без того, что не закрыто за прежние месяцы.")
@click.option("--all", "is_whole", is_flag=True, help="Показать все строки плана, а не первые.")
@click.option("--json", "as_json", is_flag=True, help="План в JSON.")
@click.option("--issue", "is_issuing", is_flag=True, help="Выпустить: спросит согласия и начнёт или продолжит.")
@click.option("--yes", "is_agreed", is_flag=True, help="Не спрашивать согласия.")
@click.option("--background", "is_left", is_flag=True, help="Не ждать: выпустит pervichka worker.")
@today_option
def closing(month: str, *, inn: str | None, is_issuing: bool, is_left: bool, today: str | None, **told: Any) -> None:
    """Shows the plan; with --issue makes a batch of it, or goes on with the one that is unfinished."""
    from web.settings import open_house
    from web.settings import today as business_day

    day = business_day(today)
    choice = _choice(month, day, told)
    with closed(open_house()) as house:
        if is_issuing and (batch_id := _unfinished(house, month)) is not None:
            _go_on(house, batch_id, day, is_left=is_left)
            return
        plan = _plan(house, choice, inn)
        if told["as_json"]:
            click.echo(json.dumps(_as_json(plan), ensure_ascii=False, indent=2))
        else:
            for line in _plan_lines(plan, None if told["is_whole"] else _SHOWN):
                click.echo(line)
        if is_issuing:
            _issue(house, plan, day, is_agreed=told["is_agreed"], is_left=is_left)
        elif plan.possible and not told["as_json"]:
            click.echo("\nВыпустить: та же команда с ключом --issue")


def _choice(month: str, day: date, told: dict[str, Any]) -> Choice:
    from tracker.closing.choices import Choice, GoodsPaper, ServicesPaper, month_of

    first = month_of(month)
    return Choice(
        first=first,
        today=day,
        goods=GoodsPaper(told["goods"]),
        services=ServicesPaper(told["services"]),
        since=first if told["only_month"] else None,
    )


def _plan(house: House, choice: Choice, inn: str | None) -> Plan:
    from tracker.closing.planning import plan_of

    with house.database.read() as connection:
        return plan_of(connection, choice, inn)


def _unfinished(house: House, month: str) -> int | None:
    from tracker.closing.asking import unfinished_of

    with house.database.read() as connection:
        batch = unfinished_of(connection, month)
    return None if batch is None else batch.id


def _go_on(house: House, batch_id: int, day: date, *, is_left: bool) -> None:
    click.echo(f"Этот месяц уже закрывается: пакет № {batch_id} не закончен, продолжаю его.")
    _run(house, batch_id, day, is_left=is_left)


def _issue(house: House, plan: Plan, day: date, *, is_agreed: bool, is_left: bool) -> None:
    from tracker.closing.asking import ask
    from web.settings import actor

    count = len(plan.possible)
    if not count:
        click.echo("Выпускать нечего.")
        return
    if not is_agreed and not _agrees(f"\nВыпустить ({count})? Номера заняты будут навсегда. Наберите «да»"):
        click.echo("Ничего не выпущено.")
        return
    with house.work(actor(), day) as work:
        batch_id = ask(work, plan)
    _run(house, batch_id, day, is_left=is_left)


def _agrees(question: str) -> bool:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip().casefold() in {"да", "д", "yes", "y"}


def _run(house: House, batch_id: int, day: date, *, is_left: bool) -> None:
    from web.commands.jobs_cli import leave_batch, run_batch

    if is_left:
        leave_batch(house, batch_id)
    else:
        run_batch(house, batch_id, day)


def _plan_lines(plan: Plan, most: int | None) -> Iterator[str]:
    from tracker.closing.asking import title_of
    from tracker.phrases import day

    yield f"{title_of(plan)}, на {day(plan.choice.today)}"
    if not plan.papers:
        yield "Всё исполненное закрыто документами."
        return
    for key, papers in groupby(plan.possible, key=lambda paper: paper.case.organization_id):
        organization = plan.organizations[key]
        yield ""
        yield f"{organization.name}, ИНН {organization.inn}"
        yield from _organization_lines(list(papers), most)
    yield from _impossible_lines(plan.impossible)


def _organization_lines(papers: Sequence[Lacking], most: int | None) -> Iterator[str]:
    from tracker.phrases import roubles

    for word, count, amount in _totals(papers):
        yield f"  {word}: {count} на {roubles(amount)}"
    late = [paper for paper in papers if paper.is_late]
    if late:
        yield f"  из них за прежние месяцы: {len(late)}"
    yield ""
    for paper in papers[:most]:
        yield from _paper_lines(paper)
    if most is not None and len(papers) > most:
        yield f"  … и ещё {len(papers) - most}; все — с ключом --all"


def _totals(papers: Sequence[Lacking]) -> list[tuple[str, int, int]]:
    """Word, how many and their sum, by kind in the order of issue."""
    from tracker.closing.papers import RANK

    ordered = sorted(papers, key=lambda paper: (RANK.index(paper.form.kind), paper.form.word))
    groups = [(word, list(same)) for word, same in groupby(ordered, key=lambda paper: paper.form.word)]
    return [(word, len(same), sum(paper.amount for paper in same)) for word, same in groups]


def _paper_lines(paper: Lacking) -> Iterator[str]:
    from tracker.phrases import day, roubles

    case = paper.case
    yield f"  {day(paper.dated_on)}  {paper.form.word}, {roubles(paper.amount)} — {case.client}, сделка {case.code}"
    for note in paper.notes:
        yield f"              {note}"


def _impossible_lines(papers: Sequence[Lacking]) -> Iterator[str]:
    from tracker.phrases import roubles

    if not papers:
        return
    yield ""
    yield f"Пока нельзя: {len(papers)}"
    for paper in papers:
        case = paper.case
        yield f"  сделка {case.code}, {case.client}: {paper.form.word} на {roubles(paper.amount)} — {paper.problem}"


def _as_json(plan: Plan) -> dict[str, Any]:
    return {
        **plan.choice.as_params(),
        "organizations": [
            {"inn": one.inn, "name": one.name} for key, one in plan.organizations.items() if _is_in(plan, key)
        ],
        "papers": [_paper_json(plan, paper) for paper in plan.possible],
        "impossible": [_paper_json(plan, paper) for paper in plan.impossible],
    }


def _is_in(plan: Plan, organization_id: int) -> bool:
    return any(paper.case.organization_id == organization_id for paper in plan.papers)


def _paper_json(plan: Plan, paper: Lacking) -> dict[str, Any]:
    from docgen.money import Money

    return {
        "key": paper.key,
        "organization": plan.organizations[paper.case.organization_id].inn,
        "deal": paper.case.code,
        "client": paper.case.client,
        "kind": paper.form.kind,
        "status": paper.form.status,
        "performed_on": paper.performed_on.isoformat(),
        "date": paper.dated_on.isoformat(),
        "amount": str(Money(paper.amount)),
        "covers": {owed.code: str(Money(amount)) for owed, amount in paper.covers},
        "is_late": paper.is_late,
        "problem": paper.problem,
        "notes": list(paper.notes),
    }
