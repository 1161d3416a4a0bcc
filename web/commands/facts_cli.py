"""`pervichka fact …`: what happened in a deal beside its papers: performance, money, letters."""

from __future__ import annotations

from datetime import datetime

import click

from web.commands.options import DAY, today_option
from web.commands.usage import RussianGroup

_on = click.option("--on", type=DAY, required=True, metavar="ДЕНЬ", help="Когда.")
_amount = click.option("--amount", required=True, metavar="СУММА", help='Рубли: "120000.00".')
_deal = click.argument("deal")
_obligation = click.argument("obligation")


@click.group(cls=RussianGroup, help="Что произошло в сделке: исполнено, снято, оплачено, отправлена претензия.")
def fact() -> None:
    """Facts of deals."""


@fact.command(help="Обязательство OBLIGATION сделки DEAL исполнено: всё или на сумму --amount.")
@_deal
@_obligation
@_on
@click.option("--amount", metavar="СУММА", help="Исполнено на столько рублей; без ключа — всё.")
@today_option
def performed(deal: str, obligation: str, on: datetime, amount: str | None, today: str | None) -> None:
    """Records a performance."""
    from tracker.lookup import deal_key, obligation_key
    from tracker.recording import perform
    from web.commands.drafting import kopecks_of
    from web.working import change

    part = kopecks_of(amount, "--amount") if amount else None
    with change(today) as work:
        key = obligation_key(work.connection, deal_key(work.connection, deal), obligation)
        perform(work, key, on.date(), part)
    click.echo("Записано.")


@fact.command(help="Обязательство OBLIGATION сделки DEAL снято: стороны от него отказались.")
@_deal
@_obligation
@_on
@today_option
def cancelled(deal: str, obligation: str, on: datetime, today: str | None) -> None:
    """Records a cancellation."""
    from tracker.lookup import deal_key, obligation_key
    from tracker.recording import cancel
    from web.working import change

    with change(today) as work:
        cancel(work, obligation_key(work.connection, deal_key(work.connection, deal), obligation), on.date())
    click.echo("Записано.")


@fact.command(help="Деньги по сделке DEAL: поступили, возвращены или клиент о них сообщил.")
@_deal
@_on
@_amount
@click.option(
    "--evidence",
    type=click.Choice(["client_word", "payment_order", "bank_statement", "cash_receipt"]),
    required=True,
    metavar="ОТКУДА",
    help="bank_statement — выписка, cash_receipt — касса: деньги поступили; client_word, payment_order — сообщил.",
)
@click.option("--returned", is_flag=True, help="Мы вернули деньги клиенту.")
@click.option("--number", help="Номер платёжного документа.")
@today_option
def paid(
    deal: str, on: datetime, amount: str, *, evidence: str, returned: bool, number: str | None, today: str | None
) -> None:
    """Adds a payment and allocates all of it to the deal."""
    from tracker.facts import Direction, Evidence
    from tracker.lookup import deal_key
    from tracker.papers.stored import find_deal
    from tracker.recording import PaymentFacts, add_payment, allocate
    from web.commands.drafting import kopecks_of
    from web.working import change

    kopecks = kopecks_of(amount, "--amount")
    with change(today) as work:
        key = deal_key(work.connection, deal)
        row = find_deal(work.connection, key)
        payment = PaymentFacts(
            organization_id=row["organization_id"],
            counterparty_id=row["counterparty_id"],
            date=on.date(),
            amount=kopecks,
            evidence=Evidence(evidence),
            direction=Direction.OUT if returned else Direction.IN,
            number=number,
        )
        allocate(work, add_payment(work, payment), key, kopecks)
    click.echo("Записано.")


@fact.command(help="Мы отправили клиенту претензию по сделке DEAL.")
@_deal
@_on
@_amount
@today_option
def claim(deal: str, on: datetime, amount: str, today: str | None) -> None:
    """Records a claim that we sent."""
    from tracker.lookup import deal_key
    from tracker.recording import add_claim
    from web.commands.drafting import kopecks_of
    from web.working import change

    kopecks = kopecks_of(amount, "--amount")
    with change(today) as work:
        add_claim(work, deal_key(work.connection, deal), on.date(), kopecks)
    click.echo("Записано.")


@fact.command(help="Клиент потребовал по сделке DEAL возврата или расторжения.")
@_deal
@_on
@_amount
@today_option
def demand(deal: str, on: datetime, amount: str, today: str | None) -> None:
    """Records a demand of the client."""
    from tracker.lookup import deal_key
    from tracker.recording import add_demand
    from web.commands.drafting import kopecks_of
    from web.working import change

    kopecks = kopecks_of(amount, "--amount")
    with change(today) as work:
        add_demand(work, deal_key(work.connection, deal), on.date(), kopecks)
    click.echo("Записано.")


@fact.command(help="Мы ответили на самое раннее требование клиента по сделке DEAL, которое ждёт ответа.")
@_deal
@_on
@today_option
def answered(deal: str, on: datetime, today: str | None) -> None:
    """Records the answer to the oldest open demand."""
    from tracker.lookup import deal_key, open_demand_key
    from tracker.recording import answer_demand
    from web.working import change

    with change(today) as work:
        answer_demand(work, open_demand_key(work.connection, deal_key(work.connection, deal)), on.date())
    click.echo("Записано.")
