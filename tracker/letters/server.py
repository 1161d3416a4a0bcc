"""The mail server of the house, from its settings. Its password is shown nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from tracker.errors import TrackerError
from tracker.letters.addresses import AddressError, checked, one_line
from tracker.settings import Settings

NOT_SET: Final = (
    "Почта не настроена, письма ждут: задайте PERVICHKA_SMTP_URL (smtp://имя:пароль@сервер:587) и PERVICHKA_MAIL_FROM."
)
_PORTS: Final = {"smtp": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_BAD_URL = (
    "PERVICHKA_SMTP_URL не подходит: нужно smtp://имя:пароль@сервер:587 или smtps://имя:пароль@сервер:465; "
    "особые знаки пароля пишутся через %, например %40 вместо @."
)
_BAD_SENDER = (
    "PERVICHKA_MAIL_FROM не подходит: нужен адрес, от которого уходят письма, например docs@example.ru "
    "или «Отдел документов <docs@example.ru>»."
)


class MailSettingError(TrackerError):
    """A setting of mail makes no sense; letters wait until it is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters are handed over. ``is_tls``: TLS from the first byte; else STARTTLS where the server offers it.

    sender: the address in the envelope and in «From»; sender_name: the name beside it, None for our organisation's.
    """

    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    sender_name: str | None

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nobody between could read what is sent."""
        return self.host in _LOOPBACK

    def __str__(self) -> str:
        """«mail.example.ru:587»."""
        return f"{self.host}:{self.port}"


def server_of(settings: Settings) -> MailServer | None:
    """The server that the settings name; None where they name none. Raises MailSettingError."""
    if not settings.smtp_url and not settings.mail_from:
        return None
    if not settings.smtp_url or not settings.mail_from:
        missing = "PERVICHKA_MAIL_FROM" if settings.smtp_url else "PERVICHKA_SMTP_URL"
        raise MailSettingError(f"Почта настроена не до конца, письма ждут: задайте {missing}.")
    parts, port = _split(settings.smtp_url)
    name, sender = _sender(settings.mail_from)
    return MailServer(
        host=parts.hostname or "",
        port=port or _PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or "") if parts.username else None,
        sender=sender,
        sender_name=name or None,
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MailSettingError(_BAD_URL) from None  # the cause would show the URL with its password
    extra = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or extra or not url.isprintable():
        raise MailSettingError(_BAD_URL)
    return parts, port


def _sender(text: str) -> tuple[str, str]:
    name, address = parseaddr(text)
    try:
        return one_line(name), checked(address)
    except AddressError as error:
        raise MailSettingError(_BAD_SENDER) from error
