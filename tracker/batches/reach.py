"""Whose papers a batch may touch: its items are asked again, since deals change hands while it waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tracker.errors import NotFoundError
from tracker.house import Work
from tracker.ownership import owner_labels, owns_paper
from tracker.people import active_person

OWN: Final = "own"
"""Of the params of a batch: true where whoever asked for it reaches only their own deals."""


def refuse_foreign(work: Work, params: Mapping[str, Any], document_ids: Iterable[int]) -> None:
    """Raises NotFoundError for a paper of no deal of whoever asked, RefusedError if they are blocked by now."""
    person = active_person(work.connection, work.actor)
    if not params.get(OWN):
        return
    labels = owner_labels(work.connection, person)
    for document_id in document_ids:
        if not owns_paper(work.connection, labels, document_id):
            raise NotFoundError("Документ не из ваших сделок: сделку передали другому менеджеру.")
