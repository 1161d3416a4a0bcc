"""Samples of the library: every kind's own sample.yaml, read once and rendered on demand."""

from __future__ import annotations

from functools import cache

from docgen.library import Kind, find_kind
from docgen.papers import read_order
from docgen.papers.reading import PaperOrder
from docgen.rendering import render_paper


@cache
def sample_order(name: str) -> PaperOrder:
    """The sample of a kind, read."""
    return read_order(find_kind(name).folder / "sample.yaml", name)


def render_sample(kind: Kind, fmt: str, engine: str = "plutoprint", document_id: str = "") -> bytes:
    """The sample of a kind in one format."""
    return render_paper(kind, sample_order(kind.name).context, fmt, engine, document_id=document_id)
