"""A file of one paper, by the form that its kind describes → the context of its template; or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from docgen.blocks.base import Block, make_block
from docgen.blocks.models import make_model, values_of
from docgen.errors import LibraryError, TemplateError
from docgen.filters import NBSP, date_long
from docgen.forms import RESERVED, Edition, Rule
from docgen.html import TEMPLATE_FAULTS, compiled_condition, compiled_text, one_line
from docgen.intake.fields import Day, read_or_none
from docgen.intake.messages import problems_of
from docgen.intake.party_checks import check_two_parties
from docgen.intake.problems import Problem, input_error
from docgen.intake.raw import Place
from docgen.intake.source import Source, read_source
from docgen.library import Kind
from docgen.phrases import with_sign
from docgen.sheets.planning import RowTooTallError, show_sheets
from docgen.views import DocumentView

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One paper to make: its kind, the plain data of its template, warnings in Russian."""

    kind: Kind
    context: Mapping[str, Any]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a kind, ready to read files: its blocks and the model of the whole file."""

    blocks: Mapping[str, Block]
    model: type[BaseModel]


@cache
def form_of(kind: Kind) -> Form:
    """The form of a kind. Raises LibraryError when metadata.yaml describes a field that cannot be."""
    blocks = {spec.key: make_block(spec, kind.audience) for spec in kind.fields}
    faults = [*_faults_of_form(kind, blocks)]
    if faults:
        raise LibraryError(f"templates/{kind.name}/metadata.yaml: {'; '.join(faults)}.")
    return Form(blocks, make_model(kind.title, blocks.values()))


def _faults_of_form(kind: Kind, blocks: Mapping[str, Block]) -> Iterator[str]:
    """What fields, rules and sheets demand of each other."""
    dated = blocks.get("date")
    if dated is None or dated.spec.block != "date" or dated.spec.is_optional:
        yield "нужно обязательное поле date с блоком date, дата документа"
    for key, block in blocks.items():
        yield from (f"поле {key}: {fault}" for fault in block.faults(blocks))
    named = [name for block in blocks.values() for name in block.shapes()]
    yield from (f"имя {name} занято программой" for name in sorted(RESERVED & set(named)))
    yield from (f"имя {name} занимают два поля" for name in sorted(set(named)) if named.count(name) > 1)
    yield from (f"checks: нет поля {rule.at[0]}" for rule in kind.checks if rule.at[0] not in blocks)
    if kind.sheets and (kind.sheets.of not in blocks or blocks[kind.sheets.of].spec.block != "lines"):
        yield f"sheets: нет поля {kind.sheets.of} с блоком lines"


def read_paper(path: Path, kind: Kind) -> PaperOrder:
    """Read a file (YAML or JSON) of one paper. Raises InputError with all faults, in the order of the file."""
    return paper_from(read_source(path), kind)


def paper_from(source: Source, kind: Kind) -> PaperOrder:
    """The paper in data already read. Raises InputError."""
    form = form_of(kind)
    values = _checked(source, form, kind)
    context = _context(form, kind, values)
    if kind.sheets:
        try:
            context |= show_sheets(kind.sheets, context)
        except RowTooTallError as error:
            raise input_error([Problem((kind.sheets.of, error.row), str(error))], source.data) from error
    faults = [Problem(rule.at, _said(rule, context, kind)) for rule in kind.checks if _holds(rule, context, kind)]
    if faults:
        raise input_error(faults, source.data)
    warnings = tuple(_said(rule, context, kind) for rule in kind.warnings if _holds(rule, context, kind))
    return PaperOrder(kind=kind, context=context, warnings=warnings)


def paper_schema(kind: Kind) -> dict[str, Any]:
    """JSON Schema of a kind's input file, draft 2020-12; rules between fields are not in it."""
    made = form_of(kind).model.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _checked(source: Source, form: Form, kind: Kind) -> dict[str, Any]:
    root = Place(source.data)
    problems = [*source.problems, *_cross_checks(root, form, kind)]
    try:
        read = form.model.model_validate(source.data)
    except ValidationError as error:
        problems.extend(problems_of(error, form.model))
        raise input_error(problems, source.data) from error
    if problems:
        raise input_error(problems, source.data)
    return values_of(read)


def _cross_checks(root: Place, form: Form, kind: Kind) -> Iterator[Problem]:
    for key, block in form.blocks.items():
        if root[key].is_given:
            yield from block.check(root[key], root)
    if {"seller", "client"} <= form.blocks.keys():
        yield from check_two_parties(root)
    on = read_or_none(Day(), root["date"].value)
    if kind.editions and on is not None and on < kind.editions[0].since:
        first = kind.editions[0].since
        yield Problem(root["date"].loc, f"форма, которая действовала до {first}, здесь не описана: проверьте дату")


def _context(form: Form, kind: Kind, values: Mapping[str, Any]) -> Context:
    context: Context = {}
    for key, block in form.blocks.items():
        context |= block.show(values[key], values)
    if kind.editions:
        context["edition"] = dict(_edition(kind.editions, values).facts)
    context["document"] = _document(kind, context)
    return context


def _edition(editions: tuple[Edition, ...], values: Mapping[str, Any]) -> Edition:
    return [edition for edition in editions if edition.since <= values["date"]][-1]


def _document(kind: Kind, context: Context) -> DocumentView:
    title = heading(kind, context)
    number = context.get("number") or ""
    sign = with_sign(number) if number else ""
    seller = context.get("seller") or {}
    return {
        "kind": kind.name,
        "title": title,
        "number": number,
        "sign": sign,
        "date": context["date"],
        "created": context["date"].isoformat(),
        "full_title": " ".join(part for part in (title, sign, f"от{NBSP}{date_long(context['date'])}") if part),
        "author": seller.get("short_name", ""),
        "subject": context.get("subject") or kind.title,
        "keywords": kind.keywords,
        "id": "",
    }


def heading(kind: Kind, context: Mapping[str, Any]) -> str:
    """The printed title, which may depend on what is in the paper. Raises TemplateError."""
    with _faults_told(kind, "heading"):
        return one_line(compiled_text(kind.heading), context)


def series_of(kind: Kind, context: Mapping[str, Any]) -> str:
    """Whose sequence of numbers the paper takes, which may depend on what is in it. Raises TemplateError."""
    for series, when in kind.numbering_when:
        with _faults_told(kind, f"numbering_when: {when}"):
            if compiled_condition(when)(**context):
                return series
    return kind.numbering


def _said(rule: Rule, context: Context, kind: Kind) -> str:
    with _faults_told(kind, f"say: {rule.say}"):
        return compiled_text(rule.say).render(context)


def _holds(rule: Rule, context: Context, kind: Kind) -> bool:
    with _faults_told(kind, f"when: {rule.when}"):
        return bool(compiled_condition(rule.when)(**context))


@contextmanager
def _faults_told(kind: Kind, place: str) -> Iterator[None]:
    try:
        yield
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"templates/{kind.name}/metadata.yaml, {place}: {error}") from error
