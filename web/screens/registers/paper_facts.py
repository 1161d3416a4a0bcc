"""The facts of a paper as its small form shows and records them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from docgen.errors import Fault, InputError
from tracker.facts import Attorney, Authority
from tracker.house import Work
from tracker.recording import (
    answer_refusal,
    receive_original,
    receive_scan,
    record_delivery,
    record_refusal,
    send,
    sign_by_client,
)
from web.language import gettext as _

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from web.forms.control import PaperForm

_DAYS: Final[dict[str, tuple[str, Callable[[Work, int, date], None]]]] = {
    "sent": ("sent_on", send),
    "delivered": ("delivered_on", record_delivery),
    "scan": ("scan_on", receive_scan),
    "original": ("original_on", receive_original),
    "refused": ("refused_on", record_refusal),
    "answered": ("refusal_answered_on", answer_refusal),
}
"""Fields of the form, the columns that they show, and what records them: in the order in which things happen."""

_SIGNATURE: Final = {
    "signed": "signed_by_client_on",
    "authority": "signer_authority",
    "attorney_number": "attorney_number",
    "attorney_from": "attorney_from",
    "attorney_until": "attorney_until",
}


EVERYTHING: Final = frozenset({*_DAYS, *_SIGNATURE})
"""All that can be told of a paper, by the fields of the form."""


def told(paper: RowMapping) -> dict[str, Any]:
    """What is recorded of a paper, by the fields of the form."""
    columns = {name: column for name, (column, _record) in _DAYS.items()} | _SIGNATURE
    return {name: paper[column] or ("" if name == "authority" else None) for name, column in columns.items()}


def keep_known(paper: RowMapping, form: PaperForm, may_tell: frozenset[str]) -> None:
    """What a person may not tell stays as it is recorded, whatever their form says of it."""
    for name, known in told(paper).items():
        if name not in may_tell:
            form[name].data = known


def record(work: Work, paper: RowMapping, form: PaperForm) -> None:
    """Records what the form says anew. Raises InputError for a day that was cleared, and what recording raises."""
    before = told(paper)
    cleared = [name for name in (*_DAYS, "signed") if before[name] is not None and form[name].data is None]
    if cleared:
        text = _("Отметку здесь не убрать: если день неверный, впишите верный.")
        raise InputError([Fault(name, text) for name in cleared])
    for name, (_column, write) in _DAYS.items():
        if name == "scan":
            _record_signature(work, paper, form)
        if form[name].data is not None and form[name].data != before[name]:
            write(work, paper["id"], form[name].data)


def _record_signature(work: Work, paper: RowMapping, form: PaperForm) -> None:
    """A signature without a right: a contract is the head's, any other paper nobody knows whose."""
    before = told(paper)
    given = {name: form[name].data or None for name in _SIGNATURE}
    if given["signed"] is None:
        if any(value for name, value in given.items() if name != "signed"):
            raise InputError([Fault("signed", _("Укажите и день, когда клиент подписал."))])
        return
    if all((given[name] or None) == (before[name] or None) for name in _SIGNATURE):
        return
    usual = Authority.HEAD if paper["is_contract"] else Authority.UNKNOWN
    attorney = Attorney(
        number=given["attorney_number"], valid_from=given["attorney_from"], valid_until=given["attorney_until"]
    )
    authority = Authority(given["authority"]) if given["authority"] else usual
    if attorney != Attorney() and not given["authority"]:
        authority = Authority.POWER_OF_ATTORNEY
    sign_by_client(work, paper["id"], given["signed"], authority, attorney if attorney != Attorney() else None)
