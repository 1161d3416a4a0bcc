"""Signatures of an entry that a person has to look at before the entry's word is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from docgen.exchange import State
from tracker.electronic.conflicts import Said
from tracker.electronic.sides import Whose
from tracker.electronic.signing import SignatureView
from tracker.electronic.words import short_name

_BY_TITLE: Final = frozenset({State.SIGNED, State.SIGNED_WITH_DIFFERENCES, State.REFUSED})


def doubts_of(files: Mapping[str, str], signatures: Sequence[SignatureView], said: Sequence[Said]) -> Iterator[str]:
    """A signature of another file, and a title of the client that the client did not sign.

    files: SHA-256 of the entry's files by their paths. signatures: those of the paper, from wherever they came.
    """
    known = set(files.values())
    mine = [view for view in signatures if view.row["sha256"] in known]
    for view in mine:
        if view.row["is_digest_equal"] is False:
            name, file = short_name(view.row["name"]), short_name(view.row["file_name"])
            yield f"подпись «{name}» — не от файла «{file}»: хеш другой"
    signed = {
        view.row["file_sha256"]
        for view in mine
        if view.whose is not Whose.OURS and view.row["is_digest_equal"] is not False
    }
    signing = {view.row["sha256"] for view in mine}
    for one in said:
        digest = files.get(one.source)
        if one.state in _BY_TITLE and digest not in signed and digest not in signing:
            yield f"под ответом клиента «{short_name(PurePosixPath(one.source).name)}» нет его подписи"
