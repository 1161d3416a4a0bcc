"""Who may do what: one table of every address of the desk, and the questions asked of it.

An entry says for an endpoint which roles may use it and how far each reaches (their own deals and clients, or
everybody's), by which part of the address its owner is known, and for which audience it is: the public, the staff,
those of the staff who may see internal prices, or a client who holds a share link. An address without an entry is
refused, and fails the tests.

The guard (``web/guard.py``) asks for every request. A list without an owner in its address is cut down by its screen
to ``desk.own_labels()``; a form that names a deal in its body asks ``require_deal``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tracker.accounts.tokens import Scope
from tracker.people import Role


class Reach(StrEnum):
    """Whose deals and clients a role works with."""

    OWN = "own"
    ALL = "all"


class Owner(StrEnum):
    """What an address names, so that its manager can be known."""

    NOBODY = "nobody"
    DEAL = "deal"
    CLIENT = "client"
    PAPER = "paper"


class Audience(StrEnum):
    """For whom an address is."""

    PUBLIC = "public"
    STAFF = "staff"
    INTERNAL = "internal"
    LINK = "link"


Roles = Mapping[Role, Reach]

_M, _C, _L, _H, _A = Role.MANAGER, Role.CONTROL, Role.LAWYER, Role.HEAD, Role.ADMIN
_OWN, _ALL = Reach.OWN, Reach.ALL

EVERYBODY: Final[Roles] = {_M: _OWN, _C: _ALL, _L: _ALL, _H: _ALL, _A: _ALL}
SALES: Final[Roles] = {_M: _OWN, _H: _ALL}
SALES_AND_ADMIN: Final[Roles] = {_M: _OWN, _H: _ALL, _A: _ALL}
SALES_AND_CONTROL: Final[Roles] = {_M: _OWN, _C: _ALL, _H: _ALL}
WORKERS: Final[Roles] = {_M: _OWN, _C: _ALL, _L: _ALL, _H: _ALL}
CONTROL: Final[Roles] = {_C: _ALL, _H: _ALL}
CONTROL_AND_LAWYER: Final[Roles] = {_C: _ALL, _L: _ALL, _H: _ALL}
LAWYER: Final[Roles] = {_L: _ALL, _H: _ALL}
LIBRARIANS: Final[Roles] = {_L: _ALL, _H: _ALL, _A: _ALL}
HEAD: Final[Roles] = {_H: _ALL}
HEAD_AND_ADMIN: Final[Roles] = {_H: _ALL, _A: _ALL}
ADMIN: Final[Roles] = {_A: _ALL}
NOBODY: Final[Roles] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the table.

    owner and arg: what the address names, and by which of its parts. scope: what a token needs to call it; None for a
    screen, which no token opens.
    """

    roles: Roles = field(default_factory=dict)
    owner: Owner = Owner.NOBODY
    arg: str = ""
    audience: Audience = Audience.STAFF
    scope: Scope | None = None


def public() -> Entry:
    """An address for everybody."""
    return Entry(audience=Audience.PUBLIC)


def by_link() -> Entry:
    """An address for whoever holds a share link, which it names."""
    return Entry(audience=Audience.LINK)


def staff(roles: Roles, scope: Scope | None = None) -> Entry:
    """An address that names nothing that somebody owns."""
    return Entry(roles=roles, scope=scope)


def deal(roles: Roles, arg: str = "code", scope: Scope | None = None) -> Entry:
    """An address that names a deal by its code."""
    return Entry(roles=roles, owner=Owner.DEAL, arg=arg, scope=scope)


def client(roles: Roles, arg: str = "code", scope: Scope | None = None) -> Entry:
    """An address that names a client by its code."""
    return Entry(roles=roles, owner=Owner.CLIENT, arg=arg, scope=scope)


def paper(roles: Roles, arg: str = "page_id", scope: Scope | None = None) -> Entry:
    """An address that names a paper by the code on its pages."""
    return Entry(roles=roles, owner=Owner.PAPER, arg=arg, scope=scope)


def internal(roles: Roles, scope: Scope | None = None) -> Entry:
    """An address for those who may see internal prices, of these roles."""
    return Entry(roles=roles, audience=Audience.INTERNAL, scope=scope)


def register(endpoint: str, roles: Roles) -> dict[str, Entry]:
    """The addresses of a register: its list, its file and its bulk actions, which check each row's owner again."""
    return {endpoint + ending: staff(roles) for ending in ("", "_xlsx", "_do")}


_DOORS: Final = {
    "static": public(),
    "doors.enter": public(),
    "doors.leave": staff(EVERYBODY),
    "doors.language": public(),
    "doors.health": public(),
}
_ACCOUNT: Final = {
    "account.show": staff(EVERYBODY),
    "account.password": staff(EVERYBODY),
    "account.sessions_end": staff(EVERYBODY),
    "account.token_new": staff(EVERYBODY),
    "account.token_revoke": staff(EVERYBODY),
}
_HOME: Final = {
    "home.show": staff(EVERYBODY),
}

# Each room of the desk has a table of its own below; all are put together in ENTRIES.
_DEALS: Final[dict[str, Entry]] = {
    "deals.list": staff(WORKERS),
    "deals.list_xlsx": staff(WORKERS),
    "deals.board": staff(WORKERS),
    "deals.show": deal(WORKERS),
    "deals.history": deal(WORKERS),
    "deals.letters": deal(WORKERS),
    "deals.says_paid": deal(SALES_AND_CONTROL),
    "deals.performed": deal(CONTROL),
    "deals.edit": deal(HEAD),
    "deals.mail": deal(SALES_AND_CONTROL),
    "deals.remind": deal(SALES_AND_CONTROL),
    "deals.closing": deal(CONTROL),
    "deals.paper": deal(WORKERS),
    "deals.paper_file": deal(WORKERS),
    "deals.record": deal(SALES_AND_CONTROL),
    "deals.attach": deal(WORKERS),
    "papers.show": paper(WORKERS),
    "papers.page": paper(WORKERS),
    "papers.file": paper(WORKERS),
}
_CLIENTS: Final[dict[str, Entry]] = {
    "clients.list": staff(WORKERS),
    "clients.list_xlsx": staff(WORKERS),
    "clients.new": staff(SALES_AND_CONTROL),
    "clients.show": client(WORKERS),
    "clients.edit": client(SALES_AND_CONTROL),
    "clients.assign": client(HEAD),
    "clients.statement": client(WORKERS),
    "clients.issue": client(CONTROL),
    "clients.contact_left": client(SALES_AND_CONTROL),
}
_KIT: Final[dict[str, Entry]] = {
    "kit.drafts": staff(SALES),
    "kit.new": staff(SALES),
    "kit.form": staff(SALES),
    "kit.edit": staff(SALES),
    "kit.live": staff(SALES),
    "kit.drop": staff(SALES),
    "kit.paper": staff(SALES),
    "kit.paper_pdf": staff(SALES),
    "kit.products": staff(SALES),
    "kit.clients": staff(SALES),
    "kit.font": staff(SALES),
    "kit.ready": deal(SALES),
    "kit.zip": deal(SALES),
    "kit.bound": deal(SALES),
    "kit.file": deal(SALES),
    "kit.mail": deal(SALES),
}
_CONTROL: Final[dict[str, Entry]] = {
    "control.findings": staff(WORKERS),
    "control.findings_xlsx": staff(WORKERS),
    "control.obligations": staff(WORKERS),
    "control.obligations_xlsx": staff(WORKERS),
    **register("control.papers", WORKERS),
    "control.paper": staff(WORKERS),
    "control.paper_keep": staff(SALES_AND_CONTROL),
    "control.letters": staff(WORKERS),
    "control.letters_xlsx": staff(WORKERS),
    "control.letter": staff(WORKERS),
    "control.letter_resend": staff(WORKERS),
    "control.letter_withdraw": staff(WORKERS),
    "control.letter_sent": staff(WORKERS),
    "control.rules": staff(EVERYBODY),
    "control.rule": staff(EVERYBODY),
    "control.view_save": staff(EVERYBODY),
    "control.view_drop": staff(EVERYBODY),
    "control.works": staff(EVERYBODY),
    "control.work": staff(EVERYBODY),
    "control.work_retry": staff(EVERYBODY),
    "control.work_stop": staff(EVERYBODY),
    "control.work_undo": staff(EVERYBODY),
    "control.work_files": staff(EVERYBODY),
}
_MONEY: Final[dict[str, Entry]] = {
    **register("money.payments", CONTROL_AND_LAWYER),
    "money.payment": staff(CONTROL_AND_LAWYER),
    "money.accept": staff(CONTROL),
    "money.assign": staff(CONTROL),
    "money.aside": staff(CONTROL),
    "money.payer": staff(CONTROL),
    "money.undo": staff(CONTROL),
    "money.rematch": staff(CONTROL),
    "money.statements": staff(CONTROL_AND_LAWYER),
    "money.statement": staff(CONTROL_AND_LAWYER),
    "money.statement_new": staff(CONTROL),
    "money.statement_undo": staff(CONTROL),
    "money.mapping_remove": staff(CONTROL),
    "money.upload": staff(CONTROL),
    "money.upload_drop": staff(CONTROL),
    "money.load": staff(CONTROL),
    "money.columns": staff(CONTROL),
    "money.deal": deal(WORKERS),
}
_SCANS: Final[dict[str, Entry]] = {
    "scans.awaiting": staff(WORKERS),
    "scans.awaiting_xlsx": staff(WORKERS),
    "scans.show": staff(WORKERS),
    "scans.next": staff(WORKERS),
    "scans.signatures": staff(WORKERS),
    "scans.page": staff(WORKERS),
    "scans.confirm": staff(CONTROL),
    "scans.reject": staff(CONTROL),
    "scans.stacks": staff(CONTROL),
    "scans.stack": staff(CONTROL),
    "scans.stack_new": staff(CONTROL),
    "scans.stack_retry": staff(CONTROL),
    "scans.tray": staff(CONTROL),
    "scans.aside": staff(CONTROL),
    "scans.aside_picture": staff(CONTROL),
    "scans.aside_file": staff(CONTROL),
    "scans.aside_discard": staff(CONTROL),
}
_CLOSING: Final[dict[str, Entry]] = {
    "closing.show": staff(CONTROL),
    "closing.start": staff(CONTROL),
    "closing.batch": staff(CONTROL),
    "closing.letters": staff(CONTROL),
}
_LEGAL: Final[dict[str, Entry]] = {
    "legal.show": staff(CONTROL_AND_LAWYER),
    "legal.chart_age": staff(CONTROL_AND_LAWYER),
    "legal.chart_rule": staff(CONTROL_AND_LAWYER),
    "legal.missing": staff(WORKERS),
    "legal.missing_xlsx": staff(WORKERS),
    "legal.limitation": staff(WORKERS),
    "legal.limitation_xlsx": staff(WORKERS),
    "legal.claims": staff(WORKERS),
    "legal.claims_xlsx": staff(WORKERS),
    "legal.demands": staff(WORKERS),
    "legal.demands_xlsx": staff(WORKERS),
    "legal.claim": deal(WORKERS),
    "legal.deal_demands": deal(WORKERS),
    "legal.dossier": deal(WORKERS),
    "legal.dossier_pdf": deal(WORKERS),
    "legal.letter": deal(LAWYER),
    "legal.draft": deal(LAWYER),
    "legal.issue_letter": deal(LAWYER),
    "legal.send": deal(LAWYER),
    "legal.record_send": deal(LAWYER),
    "legal.outside_claim": deal(LAWYER),
    "legal.add_demand": deal(LAWYER),
    "legal.answer_demand": deal(LAWYER),
}
_LIBRARY: Final[dict[str, Entry]] = {
    "library.show": staff(EVERYBODY),
    "library.kind": staff(EVERYBODY),
    "library.template_file": staff(EVERYBODY),
    "library.sample_pdf": staff(EVERYBODY),
    "library.sample_png": staff(EVERYBODY),
    "library.clauses": staff(EVERYBODY),
    "library.contract": staff(EVERYBODY),
    "library.example": staff(EVERYBODY),
    "library.add_template": staff(LIBRARIANS),
    "library.use_template": staff(LIBRARIANS),
}
_HEAD: Final[dict[str, Entry]] = {
    "approvals.show": staff(SALES_AND_ADMIN),
    "approvals.decide": staff(HEAD_AND_ADMIN),
    "reports.show": staff(SALES_AND_ADMIN),
    "reports.commercial": staff(SALES_AND_ADMIN),
    "reports.commercial_xlsx": staff(SALES_AND_ADMIN),
    "reports.exposure": staff(EVERYBODY),
    "prices.show": staff(EVERYBODY),
    "prices.price_list": staff(EVERYBODY),
    "prices.public": staff(EVERYBODY),
    "prices.internal": internal(EVERYBODY),
    "prices.load": staff(HEAD_AND_ADMIN),
    "prices.withdraw": staff(HEAD_AND_ADMIN),
}
_ADMIN: Final[dict[str, Entry]] = {
    "admin.show": staff(LIBRARIANS),
    "admin.law": staff(LIBRARIANS),
    "admin.calendar": staff(LIBRARIANS),
    "admin.law_confirm": staff(HEAD_AND_ADMIN),
    "admin.rate_add": staff(HEAD_AND_ADMIN),
    "admin.rate_remove": staff(HEAD_AND_ADMIN),
    "admin.journal": staff(HEAD_AND_ADMIN),
    "admin.journal_check": staff(HEAD_AND_ADMIN),
    "admin.journal_head": staff(HEAD_AND_ADMIN),
    "admin.people": staff(ADMIN),
    "admin.person_new": staff(ADMIN),
    "admin.person": staff(ADMIN),
    "admin.person_change": staff(ADMIN),
    "admin.person_block": staff(ADMIN),
    "admin.person_unblock": staff(ADMIN),
    "admin.person_sessions": staff(ADMIN),
    "admin.person_prices": staff(ADMIN),
    "admin.person_password": staff(ADMIN),
    "admin.logins": staff(ADMIN),
    "admin.organizations": staff(ADMIN),
    "admin.organization_new": staff(ADMIN),
    "admin.organization": staff(ADMIN),
    "admin.numbering": staff(ADMIN),
    "admin.numbering_shape": staff(ADMIN),
    "admin.numbering_example": staff(ADMIN),
    "admin.numbering_continue": staff(ADMIN),
    "admin.numbering_check": staff(ADMIN),
    "admin.mail": staff(ADMIN),
    "admin.mail_test": staff(ADMIN),
    "admin.copies": staff(ADMIN),
    "admin.copy_new": staff(ADMIN),
    "admin.copy_check": staff(ADMIN),
    "admin.copy_file": staff(ADMIN),
    "admin.machine": staff(ADMIN),
    "admin.machine_check": staff(ADMIN),
}
_VIP: Final[dict[str, Entry]] = {
    "vip.show": staff(SALES_AND_CONTROL),
    "vip.start": staff(SALES_AND_CONTROL),
    "vip.begin": staff(SALES_AND_CONTROL),
    "vip.client": client(SALES_AND_CONTROL),
    "vip.draft": staff(SALES_AND_CONTROL),
    "vip.draft_do": staff(SALES_AND_CONTROL),
    "vip.survey": staff(SALES_AND_CONTROL),
    "vip.survey_pdf": staff(SALES_AND_CONTROL),
    "vip.edit": staff(SALES_AND_CONTROL),
    "vip.correct": staff(SALES_AND_CONTROL),
    "vip.problems": staff(SALES_AND_CONTROL),
    "vip.problem": staff(SALES_AND_CONTROL),
    "vip.problem_do": staff(SALES_AND_CONTROL),
    "vip.proposals": staff(SALES_AND_CONTROL),
    "vip.proposal_do": staff(SALES_AND_CONTROL),
    "vip.needs": staff(SALES_AND_CONTROL),
    "vip.need_do": staff(SALES_AND_CONTROL),
    "vip.testimonials": staff(SALES_AND_CONTROL),
    "vip.usable": staff(SALES_AND_CONTROL),
    "vip.permit": staff(SALES_AND_CONTROL),
    "vip.withdraw": staff(SALES_AND_CONTROL),
    "vip.contacts": staff(SALES_AND_CONTROL),
    "vip.contact_do": staff(SALES_AND_CONTROL),
    "vip.settings": staff(HEAD),
    "vip.rhythm": staff(HEAD),
    "vip.scale": staff(HEAD),
}
_SHARING: Final[dict[str, Entry]] = {
    "sharing.new": deal(WORKERS),
    "sharing.create": deal(WORKERS),
    "sharing.link": deal(WORKERS),
    "sharing.revoke": deal(WORKERS),
    "sharing.returned": staff(WORKERS),
    "shared.show": by_link(),
    "shared.give_back": by_link(),
    "shared.paper": by_link(),
    "shared.picture": by_link(),
    "shared.pdf": by_link(),
}
_SEARCH: Final[dict[str, Entry]] = {
    "search.show": staff(EVERYBODY),
    "search.hints": staff(EVERYBODY),
}


def _calls(make: Callable[..., Entry], scope: Scope, roles: Roles, names: str, **more: str) -> dict[str, Entry]:
    """Calls of the API that are alike: their names without «api.», in one line."""
    return {f"api.{name}": make(roles, scope=scope, **more) for name in names.split()}


def _of_paper(scope: Scope, roles: Roles, names: str) -> dict[str, Entry]:
    """Calls with two addresses: of a paper by the code on its pages, and of one by its deal."""
    of_deal = " ".join(f"{name}_of_deal" for name in names.split())
    return {**_calls(paper, scope, roles, names), **_calls(deal, scope, roles, of_deal)}


_READ, _WRITE, _ISSUE, _SET = Scope.READ, Scope.WRITE, Scope.ISSUE, Scope.ADMIN
_API: Final[dict[str, Entry]] = {
    **_calls(staff, _READ, EVERYBODY, "openapi rules rule kinds schema fields templates template_file"),
    **_calls(staff, _READ, WORKERS, "deals findings obligations awaited limitations scans scan scan_signatures"),
    **_calls(staff, _READ, WORKERS, "claims demands letters letter reminders calendar search surveys_due"),
    **_calls(staff, _READ, WORKERS, "batches batch batch_files price"),
    **_calls(deal, _READ, WORKERS, "deal history claim claim_draft dossier links"),
    **_of_paper(_READ, WORKERS, "paper paper_files paper_file signatures"),
    **_calls(staff, _READ, CONTROL_AND_LAWYER, "audit payments payment statements statement mappings mapping"),
    **_calls(staff, _READ, CONTROL_AND_LAWYER, "read_statement exchanges"),
    **_calls(staff, _READ, CONTROL, "stacks stack tray tray_picture closing_plan"),
    **_calls(staff, _READ, LIBRARIANS, "check_template"),
    **_calls(staff, _READ, HEAD_AND_ADMIN, "shape users"),
    **_calls(internal, _READ, EVERYBODY, "price_lists"),
    **_calls(staff, _WRITE, CONTROL, "load_deals sweep import_statement undo_statement save_mapping remove_mapping"),
    **_calls(staff, _WRITE, CONTROL, "accept_payment allocate_payment undo_payment ignore_payment name_payer"),
    **_calls(staff, _WRITE, CONTROL, "rematch_payments add_stack retry_stack confirm_scan reject_scan file_page"),
    **_calls(staff, _WRITE, CONTROL, "discard_page take_exchange tie_entry apply_entries plan_reminders"),
    **_calls(staff, _WRITE, CONTROL, "settle_letter record_letter_dispatch"),
    **_calls(staff, _WRITE, WORKERS, "retry_batch stop_batch undo_batch"),
    **_calls(staff, _WRITE, HEAD, "approve"),
    **_calls(deal, _WRITE, CONTROL, "fact_performed fact_cancelled"),
    **_calls(deal, _WRITE, SALES_AND_CONTROL, "fact_paid"),
    **_calls(deal, _WRITE, LAWYER, "fact_claim fact_demand fact_answered send_claim"),
    **_of_paper(_WRITE, SALES_AND_CONTROL, "dispatch_paper"),
    **_of_paper(_WRITE, CONTROL, "return_paper add_signature accept_signature"),
    **_of_paper(_WRITE, WORKERS, "attach_file"),
    **_calls(staff, _ISSUE, SALES, "issue_kit issue_kit_with_files"),
    **_calls(staff, _ISSUE, WORKERS, "issue_paper"),
    **_of_paper(_ISSUE, CONTROL, "annul_paper"),
    **_calls(deal, _ISSUE, WORKERS, "write_letter issue_cover"),
    **_calls(deal, _ISSUE, SALES_AND_CONTROL, "add_link"),
    **_calls(deal, _ISSUE, LAWYER, "issue_claim"),
    **_calls(staff, _ISSUE, SALES_AND_CONTROL, "revoke_link"),
    **_calls(staff, _ISSUE, CONTROL, "close_month resend_letter withdraw_letter run_reminders"),
    **_calls(staff, _SET, LIBRARIANS, "add_template use_template"),
    **_calls(internal, _SET, HEAD_AND_ADMIN, "add_price_list withdraw_price_list"),
    **_calls(staff, _SET, HEAD_AND_ADMIN, "set_shape continue_series"),
    **_calls(staff, _SET, ADMIN, "add_user change_role change_email block_user unblock_user set_password"),
    **_calls(staff, _SET, ADMIN, "internal_prices verify verified journal_head journal events doctor"),
    **_calls(staff, _SET, ADMIN, "backups make_backup backup check_backup"),
    "api_docs.show": staff(EVERYBODY),
    "api_docs.tag": staff(EVERYBODY),
    "api_docs.openapi": staff(EVERYBODY),
}

ENTRIES: Final[Mapping[str, Entry]] = {
    **_DOORS,
    **_ACCOUNT,
    **_HOME,
    **_DEALS,
    **_CLIENTS,
    **_KIT,
    **_CONTROL,
    **_MONEY,
    **_SCANS,
    **_CLOSING,
    **_LEGAL,
    **_LIBRARY,
    **_HEAD,
    **_ADMIN,
    **_VIP,
    **_SHARING,
    **_SEARCH,
    **_API,
}


def reach_of(entry: Entry, role: Role, *, sees_internal_prices: bool) -> Reach | None:
    """How far a person of the role reaches by the entry; None where they may not at all."""
    if entry.audience is Audience.INTERNAL and not sees_internal_prices:
        return None
    return entry.roles.get(role)


def may(endpoint: str, role: Role, *, sees_internal_prices: bool = False) -> bool:
    """Whether a person of the role may use an address at all: for menus and buttons."""
    entry = ENTRIES[endpoint]
    if entry.audience in {Audience.PUBLIC, Audience.LINK}:
        return True
    return reach_of(entry, role, sees_internal_prices=sees_internal_prices) is not None
