"""A draft becomes a deal: whose client it is, all checks, the papers, and who is in charge from now on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from docgen.errors import Fault, InputError
from docgen.filters import percent
from docgen.intake import KitOrder
from docgen.local_library import LocalTemplate
from docgen.requisites import normalise
from tracker.house import Work
from tracker.kit_form.clients import Whose, clients_by_inn, whose_client
from tracker.kit_form.drafts import KitDraft, close, draft, refuse_issued
from tracker.kit_form.requisites import refuse_other_requisites
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.source import EMPTY, order_of
from tracker.kit_form.typed import NEW_CLIENT, Typed
from tracker.models import CounterpartyRow, DealRow
from tracker.ownership import assign_client, keep_client
from tracker.papers.kits import IssuedKit, assemble
from tracker.party_sections import section_of
from tracker.prices.pricing import DiscountRefusedError

NO_SELLER = "Выберите, от какой нашей организации комплект."
NO_CLIENT = "Найдите клиента или впишите нового."
FOREIGN = "Клиента с этим ИНН ведёт другой менеджер. Попросите руководителя передать его вам."


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues. labels: by which names deals of this person are led, None for one who sees everybody's.

    manager: the name of the person who will lead the deal.
    """

    person_id: int
    login: str
    labels: tuple[str, ...] | None
    manager: str
    manager_login: str


def issue_draft(
    work: Work,
    draft_id: int,
    issuer: Issuer,
    templates: Callable[[KitOrder], Mapping[str, LocalTemplate]] = lambda _: {},
) -> IssuedKit:
    """Issues the kit of a draft for good. templates: the house's own by kinds.

    Raises InputError, its faults named by fields of the form; NotFoundError; RefusedError for one issued already; and
    what ``assemble`` raises.
    """
    known = draft(work.connection, draft_id, issuer.person_id)
    refuse_issued(known)
    whose = _checked_client(work, known.typed, issuer)
    order = checked_order(work, known)
    order = replace(order, snapshot=replace(order.snapshot, manager=issuer.manager))
    try:
        made = assemble(work, order, code=known.deal_code, own=templates(order), seller=issuer.login)
    except DiscountRefusedError as error:
        raise InputError(_discounts(error)) from error
    if whose is not Whose.OWN:
        _put_in_charge(work, made, issuer)
    close(work, draft_id, made.deal_code)
    return made


def issue_order(
    work: Work, order: KitOrder, issuer: Issuer, *, code: str | None, templates: Mapping[str, LocalTemplate]
) -> IssuedKit:
    """Issues the kit of a file for good, under the rules of the form: whose client, who leads the deal.

    Raises InputError for a colleague's client and, of a manager's file, for requisites of ours that are not those we
    keep; and what ``assemble`` raises.
    """
    if issuer.labels is not None:
        refuse_other_requisites(work.connection, section_of(order.snapshot.seller))
    known = clients_by_inn(work.connection, issuer.labels, section_of(order.snapshot.client).inn)
    if any(one.whose is Whose.FOREIGN for one in known):
        raise InputError([Fault("client.inn", FOREIGN)])
    manager = issuer.manager if issuer.labels is not None else order.snapshot.manager or issuer.manager
    led = replace(order, snapshot=replace(order.snapshot, manager=manager))
    made = assemble(work, led, code=code, own=templates, seller=issuer.login)
    if not known or known[0].whose is not Whose.OWN:
        _put_in_charge(work, made, issuer)
    return made


def checked_order(work: Work, known: KitDraft) -> KitOrder:
    """The order of a draft. Raises InputError."""
    sides = sides_of(work.connection, known.client_party)
    seller = sides.seller(known.typed.seller)
    missing = [
        *([] if seller else [Fault("seller", NO_SELLER)]),
        *([Fault("client", NO_CLIENT)] if known.typed.client != NEW_CLIENT and sides.client is None else []),
    ]
    if missing or seller is None:
        raise InputError(missing)
    return order_of(known.typed, seller.section, sides.client)


def _checked_client(work: Work, typed: Typed, issuer: Issuer) -> Whose:
    """Whose the client is; FREE for one that is new. Raises InputError for a colleague's."""
    if not typed.client:
        raise InputError([Fault("client", NO_CLIENT)])
    if typed.client != NEW_CLIENT:
        found = whose_client(work.connection, issuer.labels, typed.client)
        if found in {None, Whose.FOREIGN}:
            raise InputError([Fault("client", FOREIGN if found else NO_CLIENT)])
        return found or Whose.FREE
    inn = normalise(typed.party.get("inn", ""))
    if not inn:
        raise InputError([Fault("party.inn", EMPTY)])
    known = clients_by_inn(work.connection, issuer.labels, inn)
    if any(one.whose is Whose.FOREIGN for one in known):
        raise InputError([Fault("party.inn", FOREIGN)])
    return known[0].whose if known else Whose.FREE


def _put_in_charge(work: Work, made: IssuedKit, issuer: Issuer) -> None:
    """A client that nobody leads is led by the manager of its first deal."""
    statement = select(CounterpartyRow.code, CounterpartyRow.manager).join(
        DealRow, DealRow.counterparty_id == CounterpartyRow.id
    )
    client = work.connection.execute(statement.where(DealRow.id == made.deal_id)).one()
    if issuer.manager_login == work.actor:
        keep_client(work, client.code)
    elif client.manager is None:
        assign_client(work, client.code, issuer.manager)


def _discounts(error: DiscountRefusedError) -> Iterator[Fault]:
    for one in error.refusals:
        allowed = f"{percent(one.allowed)}\u00a0%"
        given = f"{percent(one.given)}\u00a0%"
        if one.is_below_floor:
            text = f"Скидка {given}: цена ниже наименьшей. Уменьшите скидку или попросите согласовать её."
        else:
            text = f"Скидка {given}, а вам можно {allowed}. Уменьшите её или попросите согласовать."
        if not one.code:
            text = f"Скидка {given}, а вам можно {allowed}. Уменьшите её; чтобы согласовать, дайте строке артикул."
        yield Fault(f"line.{one.number - 1}.discount", text)
