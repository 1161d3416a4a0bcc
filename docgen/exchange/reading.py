"""The parent's side: an archive is handed to the limited process, and its answer taken as facts."""

from __future__ import annotations

from typing import Any, Final

from docgen.errors import DocgenError
from docgen.exchange.errors import UnreadableExchangeError
from docgen.exchange.facts import Archive
from docgen.sandbox import CrashedError, Limits, TooLargeError, TooLongError, run
from docgen.sandbox.errors import UnavailableError

MOST_ARCHIVE_BYTES: Final = 100_000_000

_LIMITS = Limits(memory=1_300_000_000, cpu=240, wall=300.0, answer=210_000_000)
_FAILED: Final[dict[type[DocgenError], str]] = {
    TooLargeError: "слишком велик: выгрузите у оператора меньший период",
    TooLongError: "разбирается дольше пяти минут: выгрузите у оператора меньший период",
    CrashedError: "испорчен так, что разобрать его не удалось: скачайте его у оператора заново",
}


def read_archive(data: bytes) -> Archive:
    """What is in an archive of an operator. Signatures in it are parsed, never verified.

    Raises UnreadableExchangeError, in Russian, for a file that is no ZIP, a broken one, or a bomb.
    """
    if len(data) > MOST_ARCHIVE_BYTES:
        limit = MOST_ARCHIVE_BYTES // 1_000_000
        raise UnreadableExchangeError(f"Архив больше {limit} МБ: выгрузите у оператора меньший период.")
    try:
        answer = run("read_exchange", {"archive": data}, _LIMITS)
    except UnavailableError:
        raise
    except DocgenError as error:
        why = next((told for known, told in _FAILED.items() if isinstance(error, known)), "не разобран")
        raise UnreadableExchangeError(f"Архив {why}.") from error
    if "refused" in answer.facts:
        raise UnreadableExchangeError(str(answer.facts["refused"]))
    try:
        return _archive(answer.facts["archive"], answer.facts["sizes"], answer.data)
    except (LookupError, TypeError, ValueError) as error:  # what the process answers is foreign too
        raise UnreadableExchangeError(f"Архив {_FAILED[CrashedError]}.") from error


def _archive(facts: Any, sizes: Any, data: bytes) -> Archive:
    from docgen.exchange.passing import ARCHIVE

    archive = ARCHIVE.validate_python(facts)
    start = 0
    for name, size in sizes:
        archive.contents[str(name)] = data[start : start + int(size)]
        start += int(size)
    return archive
