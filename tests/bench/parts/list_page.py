"""The list of deals, 50 rows a page, over a million deals: requests a second beside a bare page of the same size."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tests.bench.deals import TODAY, fill
from tracker.accounts.sessions import Caller, start
from tracker.house import House
from tracker.people import Role, add_person
from tracker.settings import Settings
from web import access
from web.application import COOKIE, create_app
from web.config import DeskConfig
from web.guard import SECRET

LIMIT = 0.6
PAGES = 60
ROUNDS, SECONDS = 7, 2.0
_KEY = "k" * 43
_LOGIN = "bench"


def report(deals: int = 1_000_000) -> bool:
    """Builds the house, serves it in a process of its own, and asks for both pages in turn."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        cookie = _build(home, deals)
        with _served(home, cookie) as (port, size):
            listed, bare, naked = _compare(port, cookie)
    ratio = listed / bare
    print(f"{deals:,} сделок, страница из 50 строк, {size / 1024:.0f} КБ".replace(",", " "))
    print(f"{naked:8.0f} запросов в секунду  строка того же размера из пустого Flask: ни входа, ни заголовков, ни базы")
    print(
        f"{bare:8.0f} запросов в секунду  голая страница того же размера на том же сервере, тому же вошедшему человеку"
    )
    print(f"{listed:8.0f} запросов в секунду  список сделок")
    print(f"список / пустой Flask: {listed / naked:.2f}")
    print(f"список / голая: {ratio:.2f} (цель ≥ {LIMIT}) {'✓' if ratio >= LIMIT else '✗'}")
    return ratio >= LIMIT


def _build(home: Path, deals: int) -> str:
    """Fills the house; answers the cookie of somebody who sees all deals."""
    house = House.open(Settings(home=home))
    with house.work("bench", TODAY) as work:
        add_person(work, login=_LOGIN, name="Зимина Ольга Викторовна", role=Role.HEAD)
    begun = time.perf_counter()
    fill(house, deals, home)
    print(f"{time.perf_counter() - begun:8.0f} с  база заполнена", flush=True)
    house.sweep(TODAY)
    with house.database.write() as connection:
        secret = start(connection, _LOGIN, Caller(address="127.0.0.1", agent="bench"), house.clock())
    app = create_app(house, DeskConfig(secret_key=_KEY), lambda: TODAY)
    cookie = app.session_interface.get_signing_serializer(app).dumps({SECRET: secret, "csrf_token": "0" * 40})  # type: ignore[attr-defined]
    house.close()
    return f"{COOKIE}={cookie}"


@contextmanager
def _served(home: Path, cookie: str) -> Iterator[tuple[int, int]]:
    """The port of the server, and the size of a page."""
    command = [sys.executable, "-m", "tests.bench.parts.list_page", str(home), cookie]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port, size = map(int, process.stdout.readline().split())
            yield port, size
        finally:
            process.terminate()


def _compare(port: int, cookie: str) -> tuple[float, float, float]:
    """Requests a second of the list, the bare page and the naked one: the medians of rounds that take turns."""
    addresses = list(_addresses(port, cookie))
    rates: tuple[list[float], ...] = ([], [], [])
    for _ in range(ROUNDS):
        for kept, asked in zip(rates, (addresses, ["/bare"], ["/naked/"]), strict=True):
            kept.append(_rate(port, cookie, asked))
    return median(rates[0]), median(rates[1]), median(rates[2])


def _addresses(port: int, cookie: str) -> Iterator[str]:
    """Pages one after another, as somebody would turn them."""
    connection = HTTPConnection("127.0.0.1", port)
    address = "/deals/"
    for _ in range(PAGES):
        yield address
        page = _get(connection, address, cookie).decode()
        found = re.search(r'<a[^>]*rel="next"[^>]*href="([^"]+)"', page)
        assert found, f"no next page at {address}"
        address = urljoin(address, unescape(found[1]))


def _rate(port: int, cookie: str, addresses: list[str]) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    count = 0
    while (taken := time.perf_counter() - begun) < SECONDS:
        _get(connection, addresses[count % len(addresses)], cookie)
        count += 1
    return count / taken


def _get(connection: HTTPConnection, address: str, cookie: str) -> bytes:
    connection.request("GET", address, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (address, answer.status)
    return body


def _naked(body: str) -> Flask:
    """The page in an application that knows nobody."""
    app = Flask("naked")
    app.add_url_rule("/", "page", lambda: Response(body, mimetype="text/html"))
    return app


def _serve(home: Path, cookie: str) -> None:
    """Both applications behind one waitress; says the port and the size of a page."""
    from waitress import create_server

    house = House.open(Settings(home=home))
    app = create_app(house, DeskConfig(secret_key=_KEY), lambda: TODAY)
    body: list[str] = []
    app.add_url_rule("/bare", "bare", lambda: Response(body[0], mimetype="text/html"))
    access.ENTRIES["bare"] = access.staff(access.EVERYBODY)  # type: ignore[index]  a table that is a dict at work
    client = app.test_client(use_cookies=False)  # the cookie is given in a header
    page = client.get("/deals/", headers={"Cookie": cookie})
    assert page.status_code == 200, page.status
    size = len(page.get_data())
    body.append("x" * size)
    both = DispatcherMiddleware(app, {"/naked": _naked("x" * size)})
    server = create_server(both, host="127.0.0.1", port=0, threads=1)
    print(server.effective_port, size, flush=True)
    server.run()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.argv[2])
