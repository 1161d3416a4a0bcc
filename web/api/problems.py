"""Refusals that only the API makes, each with its code of HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from docgen.errors import DocgenError, Fault
from tracker.deals_file.comparing import Difference


class CallError(DocgenError):
    """Base: the code of the answer, and what is wrong place by place."""

    code = HTTPStatus.CONFLICT
    faults: tuple[Fault, ...] = ()


class NotUnderstoodError(CallError):
    """The body is no JSON object at all."""

    code = HTTPStatus.BAD_REQUEST


class OvertakenError(CallError):
    """Others have changed the deal since the version that the caller knows."""

    code = HTTPStatus.PRECONDITION_FAILED


class DiffersError(CallError):
    """The database says otherwise than the file, difference by difference."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        self.faults = tuple(Fault(one.path, str(one)) for one in differences)
        super().__init__(f"Отличий от базы: {len(self.faults)}. Ничего не записано; записать их: ?update=true.")
