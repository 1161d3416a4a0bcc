"""Lets a hostile file loose in the limited process and watches what it touches."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import TemplateError
from docgen.sandbox import LIMITS, Limits, SandboxError

SECRET = "SECRET-5c1e9a"
QUICK = Limits(cpu=1, wall=6)  # for what only the clock can stop
REFUSED = "Шаблон|Файл|Страница|Разбор файла"
Render = Callable[[bytes, Limits], bytes]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a vector aims at: a file that it would make, a secret that it would read, an address that it would call."""

    canary: str
    secret: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A hostile file. told: a pattern of the refusal; None if the paper is made and the attack is dead text in it."""

    make: Callable[[Surroundings], bytes]
    told: str | None = REFUSED
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """refusal: its text, None if a paper was made. did: what it must not have done."""

    refusal: str | None
    made: bytes
    did: tuple[str, ...]


def shoot(vector: Vector, render: Render) -> Outcome:
    """What comes of a vector; any error but a refusal goes on up."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        secret, canary = Path(folder) / "secret.txt", Path(folder) / "canary"
        secret.write_text(SECRET, encoding="ascii")
        around = Surroundings(str(canary), str(secret), f"http://127.0.0.1:{server.getsockname()[1]}")
        made, refusal = b"", None
        try:
            made = render(vector.make(around), vector.limits)
        except (SandboxError, TemplateError) as error:
            refusal = str(error)
        did = [*(["a file was made"] if canary.exists() else []), *(["somebody called"] if _was_called(server) else [])]
        return Outcome(refusal=refusal, made=made, did=tuple(did))


def _was_called(server: socket.socket) -> bool:
    server.setblocking(False)
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
