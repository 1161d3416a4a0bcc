"""What the desk is set up with, and the key with which it signs its cookies."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from web.settings import SettingError

LARGEST_UPLOAD: Final = 80 * 1024 * 1024
LARGEST_FORM: Final = 2 * 1024 * 1024
"""Bytes of a form without files: ten thousand pasted lines fit."""
MOST_FIELDS: Final = 20_000
_KEY_BYTES: Final = 32
_KEY_FILE: Final = "desk.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskConfig:
    """Settings of the web side.

    hosts: names by which browsers may call it; empty for any (behind a proxy that checks). is_https: cookies go over
    TLS alone. proxies: how many proxies before it tell the caller's address.
    """

    secret_key: str
    hosts: tuple[str, ...] = ()
    is_https: bool = False
    proxies: int = 0


def desk_config(home: Path) -> DeskConfig:
    """From the environment: PERVICHKA_HOSTS, PERVICHKA_HTTPS, PERVICHKA_PROXIES. Raises SettingError."""
    proxies = os.environ.get("PERVICHKA_PROXIES") or "0"
    if proxies not in {"0", "1", "2", "3"}:
        raise SettingError(f"PERVICHKA_PROXIES — число прокси перед программой от 0 до 3, сейчас «{proxies}».")
    https = os.environ.get("PERVICHKA_HTTPS") or "0"
    if https not in {"0", "1"}:
        raise SettingError(f"PERVICHKA_HTTPS — 1, если программа открыта по HTTPS, иначе 0; сейчас «{https}».")
    hosts = tuple(name.strip() for name in (os.environ.get("PERVICHKA_HOSTS") or "").split(",") if name.strip())
    return DeskConfig(secret_key=secret_key(home), hosts=hosts, is_https=https == "1", proxies=int(proxies))


def secret_key(home: Path) -> str:
    """The key of this house, made at the first start and readable by its owner alone. Raises SettingError."""
    path = home / _KEY_FILE
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            found = path.read_text(encoding="ascii").strip()
            if len(found) < _KEY_BYTES:
                raise SettingError(f"Файл «{path}» повреждён: удалите его, все войдут заново.") from None
            return found
        with os.fdopen(handle, "w", encoding="ascii") as file:
            key = secrets.token_urlsafe(_KEY_BYTES)
            file.write(key)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"Ключ программы «{path}» не читается и не пишется: проверьте права на папку.") from error
    return key
