"""Changes of a deal by forms: made once, and not over the head of whoever changed the deal meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import flash, redirect, render_template, request

from docgen.errors import DocgenError
from tracker.accounts.once import Asked, answered, asked, remember
from tracker.deal_headers import DealHeader
from tracker.deal_history import HistoryEvent, changes_since, version_of
from tracker.errors import RefusedError
from web import desk
from web.errors import code_of
from web.repeats import OvertakenError, new_key

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.house import Work
    from web.forms.deals import DealForm

_NOT_ASKED: Final = frozenset({"csrf_token", "once", "version"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A form of a deal: its template, where it leads when it is done, what is told then.

    fields: names of fields by the paths of the domain. more: further values for the template.
    """

    deal: DealHeader
    form: Any
    template: str
    back: str
    told: str
    fields: dict[str, str] | None = None
    more: dict[str, Any] | None = None

    def page(self, status: HTTPStatus = HTTPStatus.OK, changes: Sequence[HistoryEvent] = ()) -> ResponseReturnValue:
        """The form as it stands."""
        page = render_template(
            self.template, deal=self.deal, form=self.form, back=self.back, changes=changes, **(self.more or {})
        )
        return page, status

    def done(self, change: Callable[[Work], object]) -> ResponseReturnValue:
        """Answers the form that was sent: 422 for what is wrong in it, 409 for what contradicts the facts."""
        form = self.form
        if not form.validate():
            if self._is_done():
                return redirect(self.back, HTTPStatus.SEE_OTHER)
            form.once.data = form.once.data or new_key()
            return self.page(HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self._make(change)
        except OvertakenError as error:
            form.form_errors.append(str(error))
            self._renew()
            return self.page(HTTPStatus.CONFLICT, error.changes)
        except DocgenError as error:
            form.take_faults(error, self.fields)
            return self.page(code_of(error))
        flash(self.told, "success")
        return redirect(self.back, HTTPStatus.SEE_OTHER)

    def _asked(self) -> Asked:
        told = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _NOT_ASKED)
        return asked(self.form.once.data or "", desk.visitor().id, repr((request.path, told)).encode())

    def _is_done(self) -> bool:
        """Whether this very form was sent before: what it chose of may be gone since."""
        try:
            with desk.changing() as work:
                return answered(work, self._asked()) is not None
        except RefusedError:
            return False

    def _make(self, change: Callable[[Work], object]) -> None:
        form, deal, one = self.form, self.deal, self._asked()
        with desk.changing() as work:
            if answered(work, one) is not None:
                return
            changes = changes_since(work.connection, deal.id, form.version.data)
            if changes:
                raise OvertakenError(changes)
            change(work)
            remember(work, one, self.back)

    def _renew(self) -> None:
        """The form may be sent again once its reader has seen what others changed."""
        version = version_of(desk.reading(), self.deal.id)
        self.form.version.raw_data = None
        self.form.version.data = version


def opened(form: DealForm, deal: DealHeader) -> DealForm:
    """A form that is being shown for the first time: under a key of its own, from the deal's present version."""
    form.once.data = new_key()
    form.version.data = version_of(desk.reading(), deal.id)
    return form


def is_sent() -> bool:
    """Whether the request sends a form."""
    return request.method == "POST"
