"""A frozen snapshot read back: what an issued contract was made from becomes the same record again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from docgen.documents import Snapshot
from docgen.errors import DocgenError


class FrozenSnapshotError(DocgenError):
    """What was frozen is no snapshot that this version knows."""


def thaw(frozen: Mapping[str, Any]) -> Snapshot:
    """The snapshot from its plain form: records as objects, sums as kopecks, decimals and dates as texts.

    Raises FrozenSnapshotError.
    """
    try:
        return _adapter().validate_python(frozen)
    except (ValidationError, DocgenError) as error:
        raise FrozenSnapshotError(
            "Данные, из которых выпущен договор, этой версии программы непонятны: сверьте условия с его текстом."
        ) from error


@cache
def _adapter() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)
