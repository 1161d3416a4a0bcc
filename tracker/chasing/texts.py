"""Texts of reminders: a template for each step in texts/, its first line the subject."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from docgen.words import plural
from tracker import phrases
from tracker.chasing.schedule import Step
from tracker.letters.addresses import one_line

_SUBJECT = "Тема: "


def write(step: Step, context: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the text of a reminder."""
    text = _environment().get_template(f"{step.value}.txt").render(context)
    first, _, body = text.partition("\n")
    return one_line(first.removeprefix(_SUBJECT)), body.strip("\n")


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("texts")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  a letter is plain text
    )
    made.filters |= {"roubles": phrases.roubles, "day": phrases.day, "plural": plural}
    return made
