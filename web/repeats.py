"""Forms that must not act twice, nor over the head of whoever changed the same thing meanwhile.

A double click, or a form sent again after «Back», gets the first answer.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from docgen.errors import DocgenError
from tracker.accounts.once import answered, asked, remember
from web import desk
from web.language import gettext as _

if TYPE_CHECKING:
    from tracker.deal_history import HistoryEvent
    from tracker.house import Work


class OvertakenError(DocgenError):
    """Others changed the deal or the client since the form was opened."""

    def __init__(self, changes: Sequence[HistoryEvent]) -> None:
        super().__init__(
            _("Пока вы заполняли форму, сделку изменили. Ваши изменения не записаны: сверьте их и отправьте снова.")
        )
        self.changes = changes


def new_key() -> str:
    """The key of a form that is being shown."""
    return secrets.token_urlsafe()


def change_once(key: str, what: object, change: Callable[[Work], str]) -> str:
    """Makes the change, unless it was made under this key; answers what it answered: an address.

    what: all that is asked, so that one key stands for one thing. Raises RefusedError for a key of something else,
    and what the change raises.
    """
    told = json.dumps(what, ensure_ascii=False, sort_keys=True, default=str)
    one = asked(key, desk.visitor().id, told.encode())
    with desk.changing() as work:
        before = answered(work, one)
        if before is not None:
            return before
        answer = change(work)
        remember(work, one, answer)
    return answer
