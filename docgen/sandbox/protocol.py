"""How the two sides talk: the request is pickled, the answer is JSON and raw bytes and is never unpickled."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docgen.errors import DocgenError, EngineError, LibraryError, TemplateError
from docgen.sandbox.errors import (
    CrashedError,
    Finding,
    ForbiddenTemplateError,
    SandboxError,
    TooLargeError,
    TooLongError,
    UnavailableError,
)

_HEAD = struct.Struct(">8sIQ")
_MAGIC = b"PERVSBX1"
_LONGEST_TEXT = 4_000
_KNOWN = {
    known.__name__: known
    for known in (
        TemplateError, EngineError, LibraryError, SandboxError, TooLargeError, TooLongError, CrashedError,
        UnavailableError,
    )
}  # fmt: skip
_RUBBISH = (
    "Ответ процесса, который разбирал файл, испорчен. Сохраните файл заново и повторите; "
    "если не поможет, не используйте его."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job hands back. facts: whatever JSON can hold; data: raw bytes, for example a drawn paper."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = b""


def packed(answer: Answer) -> bytes:
    """The answer as bytes."""
    return _packed({"facts": answer.facts}, answer.data)


def packed_error(error: DocgenError) -> bytes:
    """A refusal as bytes."""
    told: dict[str, Any] = {"error": type(error).__name__, "text": str(error)[:_LONGEST_TEXT]}
    if isinstance(error, ForbiddenTemplateError):
        told["findings"] = [[finding.where, finding.what] for finding in error.findings[:100]]
    return _packed(told, b"")


def _packed(told: Mapping[str, Any], data: bytes) -> bytes:
    header = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    return b"".join((_HEAD.pack(_MAGIC, len(header), len(data)), header, data))


def is_whole(raw: bytes) -> bool:
    """Did the child say all that it meant to say?"""
    if len(raw) < _HEAD.size:
        return False
    magic, header, data = _HEAD.unpack_from(raw)
    return magic == _MAGIC and len(raw) == _HEAD.size + int(header) + int(data)


def unpacked(raw: bytes) -> Answer:
    """The answer, or the refusal raised as what it was. Raises CrashedError for anything else."""
    if not is_whole(raw):
        raise CrashedError(_RUBBISH)
    _, length, _ = _HEAD.unpack_from(raw)
    end = _HEAD.size + length
    try:
        told = json.loads(raw[_HEAD.size : end])
    except (ValueError, RecursionError) as error:
        raise CrashedError(_RUBBISH) from error
    if isinstance(told, dict) and "error" in told:
        raise _error(told)
    if not isinstance(told, dict) or not isinstance(told.get("facts"), dict):
        raise CrashedError(_RUBBISH)
    return Answer(told["facts"], raw[end:])


def _error(told: Mapping[str, Any]) -> DocgenError:
    findings = told.get("findings")
    if isinstance(findings, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in findings):
        return ForbiddenTemplateError(Finding(str(where), str(what)) for where, what in findings)
    known = _KNOWN.get(str(told["error"]), SandboxError)
    return known(str(told.get("text", ""))[:_LONGEST_TEXT])
