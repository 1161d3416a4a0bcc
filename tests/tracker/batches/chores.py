"""Items whose doing leaves an event each, and who fail as they are told to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from docgen.errors import Fault, InputError
from tests.tracker.making import TODAY, events
from tracker.batches import ledger
from tracker.batches.ledger import NewItem
from tracker.errors import DatabaseError, RefusedError
from tracker.house import House, Work
from tracker.models import BatchRow

FATES: dict[str, BaseException] = {}
"""What the doing of an item raises after it has done its work."""

HUGE = "huge"
"""Name of the item whose doing writes a number that no database keeps."""


class Death(BaseException):
    """The process ends here, as far as the database can tell."""


def do(house: House, work: Work, params: Any, subject: Any) -> dict[str, Any]:
    work.note("chore.done", f"chore:{subject['name']}", by=params["by"])
    if subject["name"] == HUGE:
        work.connection.execute(update(BatchRow).values(id=2**70))
    if subject["name"] in FATES:
        raise FATES[subject["name"]]
    return {"did": subject["name"]}


def refusal() -> RefusedError:
    return RefusedError("нельзя: нет договора")


def faults() -> InputError:
    return InputError([Fault("lines[0].price", "нужна цена")])


def busy() -> DatabaseError:
    return DatabaseError("база занята")


def ask(house: House, *names: str) -> int:
    with house.work("anna", TODAY) as work:
        items = [NewItem(key=name, subject={"name": name}) for name in names]
        return ledger.ask(work, "chore", "Дела", {"by": "anna"}, items)


def done(house: House) -> list[str]:
    """Names of what was done, as often as it was."""
    return [event["subject"].removeprefix("chore:") for event in events(house, "chore.done")]


def undo(house: House, work: Work, params: Any, subject: Any) -> dict[str, Any]:
    """Takes back what ``do`` did."""
    assert subject["result"] == {"did": subject["name"]}
    work.note("chore.undone", f"chore:{subject['name']}", undoes=params["undoes"])
    return {}
