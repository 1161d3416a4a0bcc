"""The desk as its people use it, without a browser: a client for each person, forms sent as a page would send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from werkzeug.test import TestResponse

from tracker.accounts.passwords import set_password
from tracker.accounts.sessions import Caller, start
from tracker.house import House
from tracker.people import Role, add_person
from tracker.settings import Settings
from web import desk as at_work
from web.application import create_app
from web.config import DeskConfig
from web.guard import SECRET

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSWORD = "четыре слова подряд"
PEOPLE = {
    "orlova": ("Орлова Мария Викторовна", Role.MANAGER),
    "belov": ("Белов Пётр Ильич", Role.MANAGER),
    "control": ("Кузнецова Мария Павловна", Role.CONTROL),
    "lawyer": ("Громов Илья Андреевич", Role.LAWYER),
    "head": ("Зимина Ольга Викторовна", Role.HEAD),
    "admin": ("Сидоров Олег Николаевич", Role.ADMIN),
}
"""Login, name and role of everybody at the desk of the tests."""


class Compiled(BytecodeCache):
    """Templates are compiled once for all applications of the tests: half of a short test's time went into that."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What another application has compiled; a template that was edited meanwhile is seen by its checksum."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """For the next application."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


@dataclass
class Desk:
    """An application over a house, and browsers of its people."""

    house: House
    app: Flask
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def close(self) -> None:
        """Closes the house, and gives the application to the next desk."""
        self.house.close()
        now = self.app.extensions[at_work.EXTENSION]
        if now is not None and now.house is self.house:  # a desk may be closed twice, and the next one be at work
            give_back(self.app)

    def as_(self, login: str | None) -> FlaskClient:
        """A browser in which this person has entered; None for a stranger's."""
        key = login or ""
        if key not in self.clients:
            self.clients[key] = self.app.test_client()
            if login:
                with self.house.database.write() as connection:
                    caller = Caller(address="127.0.0.1", agent="tests")
                    secret = start(connection, login, caller, self.house.clock())
                with self.clients[key].session_transaction() as session:
                    session[SECRET] = secret
        return self.clients[key]

    def get(self, login: str | None, url: str, **more: Any) -> TestResponse:
        """A page as the person gets it."""
        return self.as_(login).get(url, **{"buffered": True, **more})

    def post(self, login: str | None, url: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """A form of the person's, with the token that a page of theirs carries."""
        return self.as_(login).post(url, data={"csrf_token": self.token(login), **(data or {})}, **more)

    def token(self, login: str | None) -> str:
        """The token against forgery of the person's browser."""
        page = self.as_(login).get("/account/" if login else "/enter").get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page[:2000]
        return found[1]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL that is run inside the block, without BEGIN and COMMIT."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.lstrip().upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET ")):
                seen.append(statement)

        engines = (self.house.database._reader, self.house.database._writer)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", note)


def text_of(answer: TestResponse) -> str:
    """What a person reads on the page: without tags, no-break spaces as plain ones."""
    page = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", answer.get_data(as_text=True))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def open_desk(home: Path, today: date = TODAY, now: datetime = NOW) -> Desk:
    """A desk over the house in a folder."""
    house = House.open(Settings(home=home), lambda: now)
    app = _free_app()
    app.extensions[at_work.EXTENSION] = at_work.Desk(house=house, today=lambda: today)
    return Desk(house=house, app=app)


_FREE: list[Flask] = []
"""Applications that no desk uses: to make one compiles four hundred addresses, which takes longer than most tests."""

_CONFIG: dict[str, Any] = {}


def _free_app() -> Flask:
    if _FREE:
        return _FREE.pop()
    app = create_app(None, DeskConfig(secret_key="k" * 43))  # type: ignore[arg-type]  it gets its house from the desk
    app.jinja_env.bytecode_cache = Compiled()
    app.config["TESTING"] = False  # errors are answered as for people
    _CONFIG.update(app.config)
    return app


def give_back(app: Flask) -> None:
    """The application as it was made: settings of its own, no house, nobody counted."""
    app.config.clear()
    app.config.update(_CONFIG)
    app.extensions[at_work.EXTENSION] = None
    app.extensions["limits"].enabled = True
    app.extensions["limits"].reset()
    if all(app is not one for one in _FREE):
        _FREE.append(app)


def add_people(house: House, *, with_passwords: tuple[str, ...] = ("orlova",)) -> None:
    """Everybody of PEOPLE; a password is costly, so only those whom a test enters by the door have one."""
    with house.work("tests", TODAY) as work:
        for login, (name, role) in PEOPLE.items():
            add_person(work, login=login, name=name, role=role)
            if login in with_passwords:
                set_password(work, login, PASSWORD)
