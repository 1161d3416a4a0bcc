"""Talks of the VIP programme: some lately, some long ago, so that somebody is due, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import select

from tracker.demo.clients import Client
from tracker.demo.data import read
from tracker.demo.days import Diary
from tracker.demo.organizations import Organization
from tracker.house import Work
from tracker.models import CounterpartyRow
from tracker.people import Person
from tracker.surveys.forms import VIP
from tracker.surveys.recording import record_survey

_SCALE: Final = {"from": 1, "to": 10, "low": "совсем недовольны", "high": "полностью довольны"}
_QUESTION: Final = "Как вы оцениваете нашу работу?"
_OF_CLIENT: Final = "Генеральный директор"


def plan_talks(
    diary: Diary, people: list[Person], clients: list[Client], organization: Organization, today: date
) -> None:
    """Writes down who talks to whom on which day: the manager who keeps the client."""
    by_place = {client.place: client for client in clients}
    by_name = {person.name: person for person in people}
    for told in read("talks")["talks"]:
        client, on = by_place[told["place"]], today - timedelta(told["days"])
        asker = by_name[client.manager]
        diary.add(on, asker.login, partial(_hold, _answers(told, client, asker, on), client, organization))


def _hold(answers: dict[str, Any], client: Client, organization: Organization, work: Work) -> None:
    record_survey(work, _key_of(work, client), VIP, answers, organization_id=organization.id)


def _key_of(work: Work, client: Client) -> int:
    found = select(CounterpartyRow.id).where(CounterpartyRow.code == client.code)
    return int(work.connection.execute(found).scalar_one())


def _answers(told: Mapping[str, Any], client: Client, asker: Person, on: date) -> dict[str, Any]:
    signatory = client.party["signatory"]
    talker = {"name": str(signatory["name"]), "position": str(signatory.get("position") or _OF_CLIENT)}
    answers: dict[str, Any] = {
        "date": on.isoformat(),
        "place": "по телефону",
        "asked_by": {"name": asker.name, "position": asker.title},
        "answered_by": talker,
        "next_step": {
            "what": "Позвонить и рассказать, что сделано",
            "due": (on + timedelta(30)).isoformat(),
            "owner": asker.name,
        },
        "feedback": {"works": told["works"], "fails": told["fails"]},
        "scale": {**_SCALE, "questions": [{"text": _QUESTION, "mark": told["mark"]}]},
        **dict(_rows(told, asker, on)),
    }
    if "testimonial" in told:
        answers["testimonial"] = {"text": told["testimonial"], "author": talker}
    return answers


def _rows(told: Mapping[str, Any], asker: Person, on: date) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if "problem" in told:
        due = (on + timedelta(told["problem"]["due"])).isoformat()
        yield "problems", [{**told["problem"], "owner": asker.name, "due": due}]
    for key, name in (("proposal", "proposals"), ("need", "needs"), ("recommended", "recommended")):
        if key in told:
            yield name, [dict(told[key])]
