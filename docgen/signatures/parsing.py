"""The parent's side: a signature file is handed to the limited process, and its answer taken as facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from docgen.errors import DocgenError
from docgen.sandbox import CrashedError, Limits, TooLargeError, TooLongError, run
from docgen.sandbox.errors import UnavailableError
from docgen.signatures.errors import UnreadableSignatureError
from docgen.signatures.facts import Parsed

MOST_BYTES: Final = 50_000_000
"""An attached signature carries the whole file."""

_LIMITS = Limits(cpu=60, wall=90.0)
_FAILED: Final[dict[type[DocgenError], str]] = {
    TooLargeError: "слишком велик или вложен слишком глубоко",
    TooLongError: "разбирается слишком долго",
    CrashedError: "испорчен так, что разобрать его не удалось",
}


def parse(signature: bytes, files: Sequence[bytes] = ()) -> Parsed:
    """Who signed, when, and for each of ``files`` whether it is the one that was signed. Nothing is verified.

    Raises UnreadableSignatureError, in Russian, for a file that is no signature or a broken one.
    """
    if len(signature) > MOST_BYTES:
        raise UnreadableSignatureError(f"Файл подписи больше {MOST_BYTES // 1_000_000} МБ: проверьте, тот ли он.")
    from docgen.signatures.passing import PARSED

    try:
        answer = run("parse_signature", {"signature": signature, "files": list(files)}, _LIMITS)
    except UnavailableError:
        raise
    except DocgenError as error:
        why = next((told for known, told in _FAILED.items() if isinstance(error, known)), "не разобран")
        raise UnreadableSignatureError(f"Файл подписи {why}: проверьте, тот ли он, и скачайте его заново.") from error
    if "refused" in answer.facts:
        raise UnreadableSignatureError(str(answer.facts["refused"]))
    try:
        parsed = PARSED.validate_python(answer.facts["parsed"])
        return replace(parsed, content=answer.data if answer.facts["is_attached"] else None)
    except (LookupError, ValueError) as error:  # what the process answers is foreign too
        raise UnreadableSignatureError(f"Файл подписи {_FAILED[CrashedError]}: скачайте его заново.") from error
