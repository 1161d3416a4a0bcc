"""The fast path: a template is patched and compiled once, then only changed parts are rendered and deflated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from docgen.docx.failures import told
from docgen.docx.listing import encoded, has_written_braces, with_braces, with_breaks
from docgen.docx.needs import reasons
from docgen.docx.package import Entry, deflate, pack
from docgen.docx.properties import stamp
from docgen.docx.reference import Picture, render_reference
from docgen.docx.source import STAMP, Part, Source, read_source

_QUICK = 1  # level of deflate for what changes with every document; level 6 takes four times as long for a quarter less
_SMALL = 9
_KEPT = 64
_TABLE_WITHOUT_ROWS = "</w:tblGrid></w:tbl>"


@dataclass(frozen=True, slots=True)
class _Changing:
    """A compiled part and its place among the members."""

    place: int
    part: Part
    template: jinja2.Template
    has_written_braces: bool

    def render(self, values: Mapping[str, Any]) -> str:
        with told(self.part.name):
            xml = self.template.render(values)
        if self.has_written_braces:
            xml = with_braces(xml)
        return with_breaks(xml)

    def finish(self, xml: str, level: int) -> Entry:
        return deflate(self.part.name, encoded(f"{self.part.before}{xml}{self.part.after}"), level)


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A DOCX template ready to be rendered many times, from any thread.

    needs_docxtpl: Russian reasons why every rendering goes through docxtpl (pictures, columns that depend on data);
    empty for the fast path, whose parts equal docxtpl's after c14n.
    """

    needs_docxtpl: tuple[str, ...]
    _template: bytes
    _environment: jinja2.Environment
    _entries: tuple[Entry, ...]
    _changing: tuple[_Changing, ...]

    @classmethod
    def from_bytes(cls, template: bytes, environment: jinja2.Environment) -> CompiledTemplate:
        """Compiles a template with an environment that escapes (``autoescape=True``), else ValueError.

        Raises TemplateError for a file that is not a DOCX, reaches outside itself or has a broken tag.
        """
        if environment.autoescape is not True:
            raise ValueError("the environment of a DOCX must escape: values would become markup")
        source = read_source(template)
        needs = _needs(source, environment)
        compiled = _compile(source, environment)
        still = {item.place: item.finish(item.render({}), _SMALL) for item in compiled if not item.part.has_tags}
        entries = (still.get(place) or deflate(*member, _SMALL) for place, member in enumerate(source.members))
        changing = tuple(item for item in compiled if item.part.has_tags)
        return cls(needs, template, environment, tuple(entries), changing)

    def render(self, context: Mapping[str, Any], created: datetime) -> bytes:
        """The document as DOCX bytes, the same for the same input; ``created`` dates properties and archive.

        ``context`` is plain data; a ``Picture`` may stand at its top. Raises TemplateError in Russian.
        """
        entries = None if self._is_for_docxtpl(context) else self._rendered({**context, STAMP: stamp(created)})
        if entries is None:
            return render_reference(self._template, self._environment, context, created)
        return pack(entries, created)

    def _is_for_docxtpl(self, context: Mapping[str, Any]) -> bool:
        return bool(self.needs_docxtpl) or any(isinstance(value, Picture) for value in context.values())

    def _rendered(self, values: Mapping[str, Any]) -> list[Entry] | None:
        """All members, or None if a table lost all its rows, whose grid docxtpl then empties."""
        entries = list(self._entries)
        for item in self._changing:
            xml = item.render(values)
            if item.part.is_body and _TABLE_WITHOUT_ROWS in xml:
                return None
            entries[item.place] = item.finish(xml, _QUICK)
        return entries


def compile_template(path: Path, environment: jinja2.Environment) -> CompiledTemplate:
    """The compiled template of a file, kept for as long as the file stays the same. Raises as ``from_bytes``."""
    return _compiled(path.read_bytes(), environment)


@lru_cache(maxsize=_KEPT)
def _compiled(template: bytes, environment: jinja2.Environment) -> CompiledTemplate:
    return CompiledTemplate.from_bytes(template, environment)


def _needs(source: Source, environment: jinja2.Environment) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in source.parts:
        with told(part.name):
            tree = environment.parse(part.xml)
        found |= dict.fromkeys(reasons(tree, part.before, part.after, is_body=part.is_body))
    return tuple(found)


def _compile(source: Source, environment: jinja2.Environment) -> list[_Changing]:
    places = {name: place for place, (name, _) in enumerate(source.members)}
    compiled: list[_Changing] = []
    for part in (*source.parts, source.core):
        with told(part.name):
            template = environment.from_string(part.xml)
        compiled.append(_Changing(places[part.name], part, template, has_written_braces(part.xml)))
    return compiled
