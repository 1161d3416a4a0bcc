"""Every hostile DOCX ends in a clear refusal or in dead text: nothing runs, nothing is read, nothing is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from docgen.docx.package import unpack
from docgen.sandbox import Limits, render_docx
from tests.docgen.docx import toys
from tests.docgen.sandbox import hostile_archives, hostile_contents, hostile_expressions
from tests.docgen.sandbox.shooting import SECRET, Outcome

VECTORS = hostile_expressions.VECTORS | hostile_archives.VECTORS | hostile_contents.VECTORS

CONTEXT = {"name": "ООО «Светотехника»", "lines": [{"x": "лампа"}], "number": 7}


def render(template: bytes, limits: Limits) -> bytes:
    return render_docx(template, CONTEXT, toys.CREATED, limits=limits)


@pytest.mark.parametrize("name", VECTORS)
def test_a_hostile_docx_is_refused_or_harmless(name: str, outcome_of: Callable[[str], Outcome]) -> None:
    told, outcome = VECTORS[name].told, outcome_of(name)
    assert not outcome.did
    if told is None:
        assert outcome.refusal is None
        written = b"".join(unpack(outcome.made).values())
        assert SECRET.encode() not in written
        assert b"&lt;class" not in written
    else:
        assert outcome.refusal is not None, "the paper was made"
        assert re.search(told, outcome.refusal, re.DOTALL), outcome.refusal
        assert SECRET not in outcome.refusal


def test_the_hostile_set_is_not_thinned_out() -> None:
    assert len(VECTORS) >= 150
