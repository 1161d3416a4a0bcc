"""The part that runs in the limited process: an operator's archive is opened nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docgen.exchange.errors import UnreadableExchangeError
from docgen.exchange.facts import Archive
from docgen.exchange.grouping import group
from docgen.exchange.members import look_at
from docgen.exchange.passing import ARCHIVE
from docgen.exchange.signing import link
from docgen.exchange.unpacking import unpack
from docgen.sandbox.protocol import Answer


def read(payload: Mapping[str, Any]) -> Answer:
    """Reads ``archive``: its facts, and contents of all files one after another, named and measured in ``sizes``."""
    try:
        archive = look_through(payload["archive"])
    except UnreadableExchangeError as error:
        return Answer(facts={"refused": str(error)})
    contents = dict(archive.contents)
    archive.contents.clear()
    return Answer(
        facts={
            "archive": ARCHIVE.dump_python(archive, mode="json"),
            "sizes": [[name, len(content)] for name, content in contents.items()],
        },
        data=b"".join(contents.values()),
    )


def look_through(data: bytes) -> Archive:
    """The archive, in this very process. Raises UnreadableExchangeError."""
    unpacked = unpack(data)
    looked = look_at(unpacked.files)
    signatures, unsigned = link(looked.members)
    broken = {one.name for one in (*looked.problems, *unsigned)}
    entries = group(looked.members, signatures, broken)
    operators = [member.xml.operator for member in looked.members if member.xml and member.xml.operator]
    return Archive(
        entries=tuple(entries),
        problems=(*unpacked.problems, *looked.problems, *unsigned),
        operator=operators[0] if operators else None,
        contents=unpacked.files | looked.inner,
    )
