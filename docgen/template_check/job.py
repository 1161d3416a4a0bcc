"""The part of the check that runs in the limited process: nothing of the template is opened anywhere else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import jinja2

from docgen.errors import TemplateError
from docgen.intake.nearest import nearest
from docgen.sandbox import page
from docgen.sandbox.foreign import foreign
from docgen.sandbox.ooxml import check as check_office
from docgen.sandbox.protocol import Answer
from docgen.sandbox.review import refuse_review
from docgen.shapes import Node
from docgen.template_check.document import broken_tags, dead_tags, paragraphs, source_lines, split_tags
from docgen.template_check.names import Usage, optional_sections, usage
from docgen.template_check.report import Note, Unknown
from docgen.template_faults import russian


def inspect(payload: Mapping[str, Any]) -> Answer:
    """Looks through ``content`` (``suffix`` .docx or .html) against ``shape``, a Node, or None if no kind was named.

    Raises ForbiddenTemplateError, TooLargeError, TemplateError.
    """
    lines, where, broken, split = (_office if payload["suffix"] == ".docx" else _html)(payload["content"])
    env = foreign("docx" if payload["suffix"] == ".docx" else "html")
    fault = _syntax(env, lines, where)
    if fault is not None and not broken:
        broken.append(fault)
    found = _usage(env, lines, payload["shape"], is_whole=fault is None) if payload["shape"] else Usage()
    broken += [Note(where(line), text) for text, line in found.faults]
    return Answer(
        facts={
            "known": sorted(found.known),
            "unknown": [asdict(Unknown(path, near, where(line))) for (path, line), near in found.unknown.items()],
            "broken": [asdict(note) for note in broken],
            "split": [asdict(note) for note in split],
            "may_be_empty": sorted(found.hollow),
            "advice": [asdict(Note(where(line), _absent(path))) for path, line in found.absent.items()],
            "doubtful": sorted(_doubtful(found, payload["shape"])),
        }
    )


_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_TARGETS = re.compile(r"\{%-?\s*(?:for\s+(.+?)\s+in\b|set\s+([\w, ]+?)\s*=)")
_NAME = re.compile(r"\w+")

Where = Callable[[int], str]
_Looked = tuple[list[str], Where, list[Note], list[Note]]


def _office(content: bytes) -> _Looked:
    parts = check_office(content)
    refuse_review(parts)
    found = paragraphs(parts)
    places = [paragraph.where for paragraph in found]

    def where(line: int) -> str:
        return places[min(line, len(places)) - 1] if places else ""

    return source_lines(found), where, [*broken_tags(found), *dead_tags(parts)], list(split_tags(found))


def _html(content: bytes) -> _Looked:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError("Файл шаблона не в кодировке UTF-8: сохраните его в ней заново.") from error
    page.check(text, is_template=True)
    return text.splitlines(), lambda line: f"строка {line}", [], []


def _syntax(env: jinja2.Environment, lines: list[str], where: Where) -> Note | None:
    """The first thing that Jinja cannot read; it stops there."""
    try:
        env.compile("\n".join(lines))
    except jinja2.TemplateSyntaxError as error:
        return Note(where(error.lineno), _explained(error, env))
    except jinja2.TemplateRuntimeError as error:  # a constant that cannot be printed
        return Note("", f"тег не годится: {russian(error)}")
    except RecursionError:
        return Note("", "выражения вложены слишком глубоко: упростите их")
    return None


def _explained(error: jinja2.TemplateSyntaxError, env: jinja2.Environment) -> str:
    """What most authors get wrong, in Russian; the rest as Jinja says it."""
    told = error.message or ""
    if told.startswith("No filter named"):
        name = told.split("'")[1]
        near = nearest(name, env.filters)
        hint = f"; может быть, «{near}»?" if near else f". Есть: {', '.join(sorted(env.filters))}"
        return f"нет фильтра «{name}»{hint}"
    return f"тег не читается: {russian(error)}"


def _doubtful(found: Usage, shape: Node | None) -> set[str]:
    """What a trial without optional data leaves out: all but the sections whose lack has been told already."""
    sections = set(optional_sections(shape)) if shape else set()
    parts = {path for path in (*found.hollow, *found.fragile) if not path.startswith(tuple(f"{s}." for s in sections))}
    return (sections - set(found.absent)) | parts


def _absent(path: str) -> str:
    around = f"{{% if {path} %}} … {{% endif %}}"
    return f"раздела «{path}» может не быть, и тогда документ не сделается: поставьте вокруг {around}"


def _usage(env: jinja2.Environment, lines: list[str], shape: Node, *, is_whole: bool) -> Usage:
    """Names of the template; where it cannot be read as a whole, those of its single tags."""
    if is_whole:
        return usage(env.parse("\n".join(lines)), shape)
    found = Usage()
    bound = {name for line in lines for names in _TARGETS.findall(line) for name in _NAME.findall(" ".join(names))}
    for number, line in enumerate(lines, start=1):
        for tree in _trees(env, line, number):
            usage(tree, shape, {*bound, "loop"}, found)
    return found


def _trees(env: jinja2.Environment, line: str, number: int) -> Iterator[jinja2.nodes.Template]:
    """Single tags that can be read; the others are told as broken already."""
    for tag in _EXPRESSION.findall(line):
        with contextlib.suppress(jinja2.TemplateError, RecursionError):
            yield env.parse("\n" * (number - 1) + tag)
