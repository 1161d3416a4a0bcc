"""The parent's side of the check: what the limited process found, beside what the shipped template uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import nodes

from docgen.errors import DocgenError, TemplateError
from docgen.html import environment, style_of
from docgen.library import Kind, page_of, read_shared
from docgen.local_library import SUFFIXES
from docgen.markup import flatten
from docgen.pdf import PdfProperties
from docgen.placeholders import context_shape
from docgen.sandbox import ForbiddenTemplateError, render_docx, render_pdf, run
from docgen.shapes import Node
from docgen.template_check.emptying import without
from docgen.template_check.names import Usage, leaves, usage
from docgen.template_check.report import Note, Report, from_plain

_JOB = "check_template"
_BASE = "_base/document.html"
_REFERENCE = re.compile(r"""\{%-?\s*(?:include|import|extends)\s+["']([^"']+)["']""")
_NO_NAMES = "в шаблоне нет ни одного имени этого вида: все документы вышли бы одинаковыми"
_TRIED = datetime(2026, 1, 1, tzinfo=UTC)


def check(content: bytes, suffix: str, kind: Kind | None, sample: dict[str, Any] | None = None) -> Report:
    """Looks through a template; with ``sample``, a context of the kind, it is rendered once on trial.

    Raises TemplateError for a file that is no template at all, SandboxError when the limited process had to stop.
    """
    if suffix not in SUFFIXES:
        raise TemplateError(f"Шаблоном может быть файл {' или '.join(SUFFIXES)}, а не «{suffix or 'без расширения'}».")
    shape = context_shape(kind) if kind else None
    try:
        facts = dict(run(_JOB, {"content": content, "suffix": suffix, "shape": shape}).facts)
    except ForbiddenTemplateError as error:
        return Report(forbidden=tuple(Note(finding.where, finding.what) for finding in error.findings))
    missing = _missing(kind, facts["known"]) if kind else []
    report = from_plain(facts | {"known": list(leaves(facts["known"])), "missing": missing})
    if kind is None or sample is None or not report.is_usable:
        return _with_names(report, kind)
    tried = _with_names(_tried(report, content, suffix, kind, sample), kind)
    doubtful = facts["doubtful"]
    if not (tried.is_usable and doubtful):
        return tried
    return _tried_without(tried, content, suffix, kind, without(sample, doubtful))


def _with_names(report: Report, kind: Kind | None) -> Report:
    """The same report, unless it calls a template usable that takes nothing from the data of its kind."""
    if kind is None or report.known or not report.is_usable:
        return report
    return replace(report, broken=(Note("", _NO_NAMES),))


def _tried(report: Report, content: bytes, suffix: str, kind: Kind, sample: dict[str, Any]) -> Report:
    """The last word has a trial: what only a rendering shows."""
    try:
        _render(content, suffix, kind, sample)
    except ForbiddenTemplateError as error:
        return replace(report, forbidden=tuple(Note(finding.where, finding.what) for finding in error.findings))
    except DocgenError as error:
        return replace(report, broken=(Note("проба на образце", str(error)),))
    return report


def _tried_without(report: Report, content: bytes, suffix: str, kind: Kind, sample: dict[str, Any]) -> Report:
    """A second trial, on a sample without what may be absent; papers that have it are made, so it is advice."""
    try:
        _render(content, suffix, kind, sample)
    except DocgenError as error:
        return replace(report, advice=(*report.advice, Note("проба с пустыми необязательными сведениями", str(error))))
    return report


def _render(content: bytes, suffix: str, kind: Kind, sample: dict[str, Any]) -> None:
    if suffix == ".docx":
        render_docx(content, sample, _TRIED)
    else:
        properties = PdfProperties(title="", author="", subject="", created=_TRIED.date())
        render_pdf(content, {**sample, "style": style_of(kind)}, properties)


def _missing(kind: Kind, known: Iterable[str]) -> list[str]:
    """What the shipped template of the kind prints and this one does not."""
    used = set(known)
    return [path for path in leaves(shipped_usage(kind).known) if path not in used]


@cache
def shipped_usage(kind: Kind) -> Usage:
    """Placeholders of the kind's own template, found in the same way. It is trusted, so it is read right here."""
    source = page_of(kind)
    try:
        flat = flatten(source, read_shared)
    except TemplateError:  # it uses what no twin understands: «import»
        return _usage_by_files(source, context_shape(kind))
    body = flat.partition("<body>")[2]  # the head speaks of the file, not of the paper
    return usage(environment("html").parse(body), context_shape(kind))


def _usage_by_files(source: str, shape: Node) -> Usage:
    """The same for a template in several files: each by itself, knowing what the others bind."""
    trees = [environment("html").parse(text) for text in _with_included(source)]
    bound = {name.name for tree in trees for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    bound |= {"loop"} | {tree.target for each in trees for tree in each.find_all(nodes.Import)}
    found = Usage()
    for tree in trees:
        usage(tree, shape, bound, found)
    return found


def _with_included(source: str) -> list[str]:
    """The template and every file that it includes or imports, each once."""
    texts, waiting, seen = [], [source], {_BASE}
    while waiting:
        texts.append(waiting.pop())
        names = [name for name in _REFERENCE.findall(texts[-1]) if name not in seen]
        seen.update(names)
        waiting += [read_shared(name) for name in names]
    return texts
