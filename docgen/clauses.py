"""Contract text as data: sections and clauses with conditions, numbers given to what is printed, protections granted.

One source for both skins: HTML and DOCX print what ``ContractText.compose`` answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from docgen.errors import LibraryError, TemplateError
from docgen.filters import ended
from docgen.html import TEMPLATE_FAULTS, compiled_condition, compiled_text, one_line
from docgen.library import read_yaml, templates_root

PROTECTIONS = frozenset(
    {"deemed_acceptance", "goods_receipt", "authorised_receivers", "email_counts", "scan_force", "originals_penalty"}
)
_CLAUSE_KEYS = frozenset({"id", "text", "when", "grants", "basis", "table", "items"})
_ITEM_KEYS = frozenset({"text", "when", "each"})
_SECTION_KEYS = frozenset({"id", "title", "when", "clauses"})
_USE_KEYS = frozenset({"use", "when"})
_CONTRACT_KEYS = frozenset({"title", "roles", "settings", "sections"})
_VARIANTS_KEYS = frozenset({"settings", "variants"})
_TABLES = frozenset({None, "addresses"})

Context = Mapping[str, Any]
Condition = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a clause: one text, or one for each element of a list («each»)."""

    text: jinja2.Template
    when: Condition | None
    each: Condition | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: printed when its condition holds; ``grants`` are the protections that it gives."""

    id: str
    text: jinja2.Template
    when: Condition | None
    grants: tuple[str, ...]
    basis: tuple[str, ...]
    table: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses under one title; printed when its condition and that of at least one clause hold."""

    id: str
    title: jinja2.Template
    when: Condition | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class ContractText:
    """The text of one contract, compiled: title, roles of the sides, settings, sections."""

    title: jinja2.Template
    roles: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, Any]
    sections: tuple[Section, ...]

    def compose(self, context: Context) -> list[dict[str, Any]]:
        """Numbered sections for a template: [{number, title, clauses: [{number, text, items, table}]}].

        Raises TemplateError when a text names something unknown or refers to a clause that is not printed.
        """
        chosen = list(self._chosen(context))
        bound = {**context, "ref": _reference(_numbers(chosen))}
        return [
            {
                "number": str(number),
                "title": _text(section.title, bound, section.id),
                "clauses": [_printed(clause, f"{number}.{i}", bound) for i, clause in enumerate(clauses, start=1)],
            }
            for number, (section, clauses) in enumerate(chosen, start=1)
        ]

    def printed(self, context: Context) -> dict[str, dict[str, Any]]:
        """Clauses as ``compose`` prints them, by «section.clause». Raises TemplateError."""
        clauses = {clause["number"]: clause for section in self.compose(context) for clause in section["clauses"]}
        return {name: clauses[number] for name, number in _numbers(list(self._chosen(context))).items()}

    def titled(self, context: Context) -> str:
        """The title of the contract; it may depend on what the deal consists of."""
        return _text(self.title, context, "название")

    def protections(self, context: Context) -> frozenset[str]:
        """Protections that the printed clauses grant; the risk rules read this."""
        return frozenset(grant for _, clauses in self._chosen(context) for clause in clauses for grant in clause.grants)

    def _chosen(self, context: Context) -> Iterator[tuple[Section, list[Clause]]]:
        for section in self.sections:
            clauses = [clause for clause in section.clauses if _holds(clause.when, context)]
            if clauses and _holds(section.when, context):
                yield section, clauses


def _numbers(chosen: list[tuple[Section, list[Clause]]]) -> dict[str, str]:
    """Numbers of what is printed, by «section.clause»."""
    return {
        f"{section.id}.{clause.id}": f"{number}.{index}"
        for number, (section, clauses) in enumerate(chosen, start=1)
        for index, clause in enumerate(clauses, start=1)
    }


def _holds(condition: Condition | None, context: Context) -> bool:
    try:
        return condition is None or bool(condition(**context))
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"Текст договора, условие when: {error}") from error


def _text(template: jinja2.Template, context: Context, place: str) -> str:
    try:
        return one_line(template, context)
    except TemplateError:
        raise
    except TEMPLATE_FAULTS as error:
        raise TemplateError(f"Текст договора, пункт {place}: {error}") from error


def _printed(clause: Clause, number: str, context: Context) -> dict[str, Any]:
    items = [text for item in clause.items for text in _items(item, context, clause.id)]
    return {
        "number": number,
        "text": _text(clause.text, context, clause.id),
        "items": [*(f"{item};" for item in items[:-1]), *map(ended, items[-1:])],
        "table": clause.table,
    }


def _items(item: Item, context: Context, place: str) -> Iterator[str]:
    elements = [None] if item.each is None else item.each(**context)
    for element in elements:
        bound = {**context, "item": element}
        if _holds(item.when, bound):
            yield _text(item.text, bound, place)


def _reference(numbers: Mapping[str, str]) -> Callable[[str], str]:
    def ref(name: str) -> str:
        if name not in numbers:
            raise TemplateError(f"Ссылка на пункт «{name}», который в этот договор не входит.")
        return numbers[name]

    return ref


@cache
def load_contract(folder: Path, variant: str | None = None) -> ContractText:
    """Compiled text of a kind's clauses.yaml; ``variant`` (terms.consignment) chooses a shape where there are several.

    Raises LibraryError that names the place when the file contradicts its form.
    """
    data = read_yaml(folder / "clauses.yaml")
    if "variants" in data:
        _refuse_unknown(data, _VARIANTS_KEYS, folder.name)
        if variant is None or variant not in data["variants"]:
            raise LibraryError(f"{folder.name}/clauses.yaml: нет варианта «{variant}».")
        shape = data["variants"][variant]
        data = shape | {"settings": data.get("settings", {}) | shape.get("settings", {})}
    _refuse_unknown(data, _CONTRACT_KEYS, folder.name)
    roles = read_yaml(templates_root() / "_clauses" / "roles.yaml")
    shared: dict[str, Any] = {}
    sections = tuple(_section(entry, folder.name, shared) for entry in data["sections"])
    _refuse_repeats(sections, folder.name)
    return ContractText(
        title=_template(data["title"]),
        roles={side: roles[data["roles"][side]] for side in ("us", "them")},
        settings=shared | data.get("settings", {}),
        sections=sections,
    )


@cache
def load_form(name: str) -> Any:
    """A blank form kept as data in ``_clauses/NAME.yaml``; its texts are compiled, see ``fill_form``."""
    return _compiled(read_yaml(templates_root() / "_clauses" / f"{name}.yaml"))


def fill_form(form: Any, context: Context) -> Any:
    """The form with every text rendered for this contract."""
    if isinstance(form, jinja2.Template):
        return _text(form, context, "форма")
    if isinstance(form, dict):
        return {key: fill_form(value, context) for key, value in form.items()}
    return [fill_form(value, context) for value in form] if isinstance(form, list) else form


def _compiled(data: Any) -> Any:
    if isinstance(data, str):
        return _template(data)
    if isinstance(data, dict):
        return {key: _compiled(value) for key, value in data.items()}
    return [_compiled(value) for value in data] if isinstance(data, list) else data


def _section(entry: dict[str, Any], kind: str, settings: dict[str, Any]) -> Section:
    when = entry.get("when")
    if "use" in entry:
        _refuse_unknown(entry, _USE_KEYS, f"{kind}: use {entry['use']}")
        shared = read_yaml(templates_root() / "_clauses" / f"{entry['use']}.yaml")
        settings.update(shared.get("settings", {}))
        entry = {key: value for key, value in shared.items() if key != "settings"} | ({"when": when} if when else {})
    _refuse_unknown(entry, _SECTION_KEYS, f"{kind}: раздел {entry.get('id')}")
    return Section(
        id=entry["id"],
        title=_template(entry["title"]),
        when=_condition(entry.get("when")),
        clauses=tuple(_clause(clause, f"{kind}: {entry['id']}") for clause in entry["clauses"]),
    )


def _clause(entry: dict[str, Any], place: str) -> Clause:
    _refuse_unknown(entry, _CLAUSE_KEYS, f"{place}.{entry.get('id')}")
    grants = tuple(entry.get("grants", ()))
    if not set(grants) <= PROTECTIONS:
        raise LibraryError(f"{place}.{entry['id']}: неизвестная защита {sorted(set(grants) - PROTECTIONS)}.")
    if entry.get("table") not in _TABLES:
        raise LibraryError(f"{place}.{entry['id']}: неизвестная таблица «{entry['table']}».")
    return Clause(
        id=entry["id"],
        text=_template(entry["text"]),
        when=_condition(entry.get("when")),
        grants=grants,
        basis=tuple(entry.get("basis", ())),
        table=entry.get("table"),
        items=tuple(_item(item, place) for item in entry.get("items", ())),
    )


def _item(entry: dict[str, Any], place: str) -> Item:
    _refuse_unknown(entry, _ITEM_KEYS, place)
    return Item(_template(entry["text"]), _condition(entry.get("when")), _condition(entry.get("each")))


def _template(text: str) -> jinja2.Template:
    try:
        return compiled_text(text.strip())
    except jinja2.TemplateError as error:
        raise LibraryError(f"Текст «{text[:60]}…»: {error}") from error


def _condition(expression: str | None) -> Condition | None:
    return None if expression is None else compiled_condition(expression)


def _refuse_unknown(entry: dict[str, Any], known: frozenset[str], place: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise LibraryError(f"clauses.yaml, {place}: неизвестные ключи {unknown}.")


def _refuse_repeats(sections: tuple[Section, ...], kind: str) -> None:
    names = [f"{section.id}.{clause.id}" for section in sections for clause in section.clauses]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise LibraryError(f"{kind}/clauses.yaml: повторяются пункты {repeated}.")
