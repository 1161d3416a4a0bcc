"""The part that runs in the limited process: a signature file is opened nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docgen.sandbox.protocol import Answer
from docgen.signatures.cms import take_apart
from docgen.signatures.digests import MOST_GOST_BYTES, Comparer
from docgen.signatures.errors import UnreadableSignatureError
from docgen.signatures.passing import PARSED


def inspect(payload: Mapping[str, Any]) -> Answer:
    """Takes ``signature`` apart and compares it with ``files``; what cannot be read is told in ``refused``."""
    try:
        parsed = take_apart(payload["signature"], payload["files"], Comparer(MOST_GOST_BYTES))
    except UnreadableSignatureError as error:
        return Answer(facts={"refused": str(error)})
    told = PARSED.dump_python(replace(parsed, content=None), mode="json")
    return Answer(facts={"parsed": told, "is_attached": parsed.content is not None}, data=parsed.content or b"")
