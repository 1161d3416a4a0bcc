"""Hands letters to the mail server and says what became of each, as surely as SMTP (RFC 5321) lets anybody know it."""

from __future__ import annotations

import errno
import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

from tracker.errors import TrackerError
from tracker.letters.addresses import domain_of, on_the_wire, one_line
from tracker.letters.server import MailServer

_OK, _GO_ON, _CLOSING, _TOO_LARGE = 250, 354, 421, 552
_LONGEST_REPLY = 300
_LEADING_DOT = re.compile(rb"(?m)^\.")
_END = b".\r\n"
_BROKEN = (smtplib.SMTPException, OSError)
_LATE: Final = "время ожидания вышло"
_REASONS: Final = {  # what a system says in English
    errno.ECONNREFUSED: "в соединении отказано, проверьте порт",
    errno.ECONNRESET: "сервер оборвал соединение",
    errno.EPIPE: "сервер оборвал соединение",
    errno.EHOSTUNREACH: "до него нет пути по сети",
    errno.ENETUNREACH: "нет сети",
}


class ServerDownError(TrackerError):
    """The server takes no letters now; nothing was sent."""


class Fate(StrEnum):
    """What became of a letter that was handed over."""

    SENT = "sent"
    POSTPONED = "postponed"
    FAILED = "failed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``told``: the server's words, or who of the recipients was refused; None if all is well.

    concerns_all: no other letter would fare better now.
    """

    fate: Fate
    told: str | None = None
    concerns_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait for an answer; for that to a whole letter RFC 5321 wants ten minutes, and most answer in one."""

    usual: float = 30
    last: float = 300


PATIENCE: Final = Patience()


class Courier:
    """A connection to the server, opened when it is needed and again when it was lost. Use it with «with»."""

    def __init__(self, server: MailServer, patience: Patience = PATIENCE) -> None:
        self._server = server
        self._patience = patience
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """The courier itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Takes leave of the server."""
        if self._smtp is not None:
            with suppress(*_BROKEN):
                self._smtp.quit()
        self._drop()

    def connect(self) -> None:
        """Makes sure that the server listens. Raises ServerDownError."""
        if self._smtp is not None and self._is_alive(self._smtp):
            return
        self._drop()
        try:
            self._smtp = self._opened()
        except smtplib.SMTPAuthenticationError as error:
            told = _words(error.smtp_code, error.smtp_error)
            raise ServerDownError(f"Сервер {self._server} не принял имя и пароль: {told}.") from error
        except ssl.SSLCertVerificationError as error:
            raise ServerDownError(
                f"Сертификату сервера {self._server} верить нельзя: {error.verify_message}."
            ) from error
        except _BROKEN as error:
            raise ServerDownError(f"Почтовый сервер {self._server} не отвечает: {_reason(error)}.") from error

    def _is_alive(self, smtp: smtplib.SMTP) -> bool:
        try:
            return bool(smtp.noop()[0] == _OK and smtp.rset()[0] == _OK)
        except _BROKEN:
            return False

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        name = domain_of(server.sender)  # the machine's own name is nobody's business, and asking for it may take long
        smtp: smtplib.SMTP
        if server.is_tls:
            smtp = smtplib.SMTP_SSL(server.host, server.port, name, timeout=self._patience.usual, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, name, timeout=self._patience.usual)
        try:
            self._greet(smtp, context)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server = self._server
        smtp.ehlo_or_helo_if_needed()
        if not server.is_tls:
            if smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            elif server.user and not server.is_here:
                raise ServerDownError(
                    f"Сервер {server} не предлагает шифрования (STARTTLS), а пароль открыто не передаётся: "
                    "укажите smtps:// или другой порт."
                )
        if server.user:
            smtp.login(server.user, server.password or "")

    def send(self, recipients: Sequence[str], content: bytes) -> Outcome:
        """Hands a letter over: ``content`` is the whole of it with CRLF line ends. Call ``connect`` before."""
        if self._smtp is None:
            raise ValueError("not connected")
        smtp = self._smtp
        try:
            outcome = self._envelope(smtp, recipients, len(content))
            if isinstance(outcome, Outcome):
                return self._ended(smtp, outcome)
            smtp.send(_LEADING_DOT.sub(b"..", content))
        except _BROKEN as error:  # the closing dot was not sent, so the server may not deliver it (RFC 5321, 4.1.1.4)
            self._drop()
            told = f"связь с сервером оборвалась, письмо ему не передано: {_reason(error)}"
            return Outcome(fate=Fate.POSTPONED, told=told, concerns_all=True)
        return self._ended(smtp, self._last_word(smtp, outcome))

    def _envelope(self, smtp: smtplib.SMTP, recipients: Sequence[str], size: int) -> Outcome | dict[str, str]:
        """The letter's outcome if it is not to be sent; else who of the recipients was refused, with what words."""
        options = [f"size={size}"] if smtp.has_extn("size") else []
        code, reply = smtp.mail(on_the_wire(self._server.sender), options)
        if code == _TOO_LARGE:
            return Outcome(fate=Fate.FAILED, told=_words(code, reply))
        if code != _OK:
            told = f"сервер не принял отправителя {self._server.sender}: {_words(code, reply)}"
            return Outcome(fate=Fate.POSTPONED, told=told, concerns_all=True)
        refused: dict[str, tuple[int, bytes]] = {}
        for address in recipients:
            code, reply = smtp.rcpt(on_the_wire(address))
            if not _is_good(code):
                refused[address] = (code, reply)
        words = {address: _words(*answer) for address, answer in refused.items()}
        if len(refused) == len(recipients):
            is_final = all(map(_is_final, (code for code, _ in refused.values())))
            return Outcome(fate=Fate.FAILED if is_final else Fate.POSTPONED, told=_listed(words))
        code, reply = smtp.docmd("DATA")
        if code != _GO_ON:
            return Outcome(fate=Fate.FAILED if _is_final(code) else Fate.POSTPONED, told=_words(code, reply))
        return words

    def _last_word(self, smtp: smtplib.SMTP, refused: dict[str, str]) -> Outcome:
        """Ends the letter. From here on, only an answer of the server says what became of it."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._patience.last)
            smtp.send(_END)
            code, reply = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._patience.usual)
        except _BROKEN as error:
            self._drop()
            told = f"сервер получил письмо и не ответил, принял ли его: {_reason(error)}"
            return Outcome(fate=Fate.DOUBTFUL, told=told, concerns_all=True)
        if _is_good(code):
            return Outcome(fate=Fate.SENT, told=f"не приняты адреса: {_listed(refused)}" if refused else None)
        if _is_final(code):
            return Outcome(fate=Fate.FAILED, told=_words(code, reply))
        if _is_for_now(code):
            return Outcome(fate=Fate.POSTPONED, told=_words(code, reply))
        self._drop()
        told = f"сервер получил письмо и ответил непонятно: {_words(code, reply)}"
        return Outcome(fate=Fate.DOUBTFUL, told=told, concerns_all=True)

    def _ended(self, smtp: smtplib.SMTP, outcome: Outcome) -> Outcome:
        """The outcome, the connection being ready for the next letter or gone."""
        if outcome.fate is Fate.SENT or self._smtp is None:
            return outcome
        try:
            is_ready = smtp.rset()[0] == _OK
        except _BROKEN:
            is_ready = False
        if not is_ready:
            self._drop()
        return outcome

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _is_good(code: int) -> bool:
    return 200 <= code < 300


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def _is_for_now(code: int) -> bool:
    return 400 <= code < 500


def _words(code: int, reply: bytes | str) -> str:
    """«550 No such user»: what the server said, on one line."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return one_line(f"{code} {text}")[:_LONGEST_REPLY]


def _listed(words: dict[str, str]) -> str:
    return "; ".join(f"{address} ({told})" for address, told in words.items())


def _reason(error: BaseException) -> str:
    match error:
        case TimeoutError():
            return _LATE
        case smtplib.SMTPServerDisconnected():  # which hides why
            return _LATE if "timed out" in str(error) else "сервер закрыл соединение"
        case smtplib.SMTPResponseException():
            return _words(error.smtp_code, error.smtp_error)
        case socket.gaierror():
            return "такого сервера в сети нет, проверьте имя"
        case OSError() if error.errno in _REASONS:
            return _REASONS[error.errno]
    told = error.strerror if isinstance(error, OSError) else None
    return one_line(told or str(error))[:_LONGEST_REPLY] or type(error).__name__
