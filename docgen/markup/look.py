"""How a twin looks: ``twin.yaml`` read, checked and overlaid. Sizes and spacing in points, lengths in millimetres."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self, TypeVar

import yaml

from docgen.errors import LibraryError

_Part = TypeVar("_Part", bound="_Overlay")
_CHOICES = {
    "align": ("left", "right", "center", "justify"),
    "valign": ("top", "center", "bottom"),
    "position": ("superscript", "subscript"),
}
TWIPS_IN_MM = 1440 / 25.4
_OWN_SECTIONS = ("elements", "classes", "tables", "themes")


class _Overlay:
    """A record of optional settings, one of which can be laid over another."""

    __slots__ = ()

    def under(self, other: Self) -> Self:
        """These settings, changed by those that ``other`` states."""
        stated = {item.name: getattr(other, item.name) for item in fields(other)}  # type: ignore[arg-type]
        return replace(self, **{name: value for name, value in stated.items() if value is not None})  # type: ignore[type-var]

    @classmethod
    def read(cls, given: Mapping[str, Any], where: str) -> Self:
        """Settings from YAML. Raises LibraryError for a key that does not exist."""
        known = {item.name for item in fields(cls)}  # type: ignore[arg-type]
        unknown = sorted(set(given) - known)
        if unknown:
            raise LibraryError(f"twin.yaml, {where}: неизвестные ключи {unknown}. Есть: {sorted(known)}.")
        for key in given.keys() & _CHOICES.keys():
            if given[key] not in _CHOICES[key]:
                raise LibraryError(f"twin.yaml, {where}: {key} может быть {', '.join(_CHOICES[key])}.")
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Run(_Overlay):
    """Look of characters. ``size`` is points, or «85%» of the theme's."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    caps: bool | None = None
    size: float | str | None = None
    color: str | None = None
    position: str | None = None


PLAIN = Run()


@dataclass(frozen=True, slots=True)
class ParagraphLook(_Overlay):
    """Look of a paragraph.

    align: left, right, center or justify. line: a multiple; exact: points. left, right, first (negative: hanging):
    indents. rule: a line under it, points. outline: level of a heading, from 0.
    """

    title: str | None = None
    align: str | None = None
    before: float | None = None
    after: float | None = None
    line: float | None = None
    exact: float | None = None
    left: float | None = None
    right: float | None = None
    first: float | None = None
    rule: float | None = None
    keep_next: bool | None = None
    keep_lines: bool | None = None
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class CellLook(_Overlay):
    """Look of a table cell: lines in points (0: none), least ``height`` in mm, ``valign`` top, center or bottom."""

    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    left: float | None = None
    height: float | None = None
    shade: str | None = None
    valign: str | None = None


@dataclass(frozen=True, slots=True)
class TableLook(_Overlay):
    """Look of a table.

    border: points, all lines; rule: points, the line under it. padding: millimetres, vertical, left and right.
    before, gap: points of space before and behind it. width: percent of the text's.
    """

    title: str | None = None
    border: float | None = None
    rule: float | None = None
    color: str | None = None
    shade: str | None = None
    padding: tuple[float, float, float] | None = None
    before: float | None = None
    gap: float | None = None
    width: float | None = None
    align: str | None = None


@dataclass(frozen=True, slots=True)
class Dress:
    """What a class or an element says of characters, paragraph and cell together."""

    run: Run = Run()
    paragraph: ParagraphLook = ParagraphLook()
    cell: CellLook = CellLook()

    def under(self, other: Dress) -> Dress:
        """This dress with ``other`` over it."""
        return Dress(self.run.under(other.run), self.paragraph.under(other.paragraph), self.cell.under(other.cell))

    @classmethod
    def read(cls, given: Mapping[str, Any], where: str) -> Dress:
        """A dress from YAML: keys of characters and paragraph together, those of a cell under «cell»."""
        rest = dict(given)
        cell = CellLook.read(rest.pop("cell", {}), where)
        of_run = {name: rest.pop(name) for name in [item.name for item in fields(Run)] if name in rest}
        return cls(Run.read(of_run, where), ParagraphLook.read(rest, where), cell)


UNDRESSED = Dress()


@dataclass(frozen=True, slots=True)
class TableDress:
    """Look of a class of tables, of text in its cells, and of its header cells."""

    table: TableLook = TableLook()
    text: Dress = Dress()
    head: Dress = Dress()

    def under(self, other: TableDress) -> TableDress:
        """This dress with ``other`` over it."""
        return TableDress(self.table.under(other.table), self.text.under(other.text), self.head.under(other.head))

    @classmethod
    def read(cls, given: Mapping[str, Any], where: str) -> TableDress:
        """A dress from YAML: keys of the table, «text» for its cells, «head» for <th>."""
        rest = dict(given)
        text, head = (Dress.read(rest.pop(name, {}), f"{where}.{name}") for name in ("text", "head"))
        if "padding" in rest:
            rest["padding"] = tuple(rest["padding"])
        return cls(TableLook.read(rest, where), text, head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The sheet, millimetres: ``width`` × ``height``, margins, and how far the footer is from the edge."""

    width: float = 210
    height: float = 297
    top: float = 16
    right: float = 15
    bottom: float = 20
    left: float = 20
    footer: float = 9

    @property
    def text_width(self) -> int:
        """Width between the margins, in twentieths of a point."""
        return round((self.width - self.left - self.right) * TWIPS_IN_MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Look of one sort of papers: ``font`` as Word names it, ``size`` in points, ``line`` a multiple of it.

    marks: classes by which a page is recognised. footer: texts left, center and right, with «{page}» and «{pages}».
    The rest changes what all themes share.
    """

    font: str
    size: float
    line: float = 1.0
    marks: frozenset[str] = frozenset()
    page: Page = Page()
    footer: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Dress] = field(default_factory=dict)
    classes: Mapping[str, Dress] = field(default_factory=dict)
    tables: Mapping[str, TableDress] = field(default_factory=dict)

    def points(self, size: float | str) -> float:
        """A size in points, percents resolved."""
        if isinstance(size, str):
            return self.size * float(size.rstrip("%")) / 100
        return size


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything that ``twin.yaml`` says, with one of its themes chosen."""

    theme: Theme
    themes: Mapping[str, Theme]
    elements: Mapping[str, Dress]
    classes: Mapping[str, Dress]
    tables: Mapping[str, TableDress]
    ignored: frozenset[str]
    language: str
    properties: Mapping[str, str]

    @classmethod
    def from_yaml(cls, text: str, own: str = "") -> Look:
        """The look that a ``twin.yaml`` describes, in its first theme. Raises LibraryError naming the wrong place.

        own: a kind's own ``twin.yaml``, whose elements, classes, tables, themes and ignored classes are added.
        """
        try:
            given: Any = _joined(yaml.safe_load(text), yaml.safe_load(own) or {})
            themes = {name: _theme(one) for name, one in given["themes"].items()}
            return cls(
                theme=next(iter(themes.values())),
                themes=themes,
                elements=_dresses(given, "elements"),
                classes=_dresses(given, "classes"),
                tables=_table_dresses(given),
                ignored=frozenset(given["ignored"]),
                language=given["language"],
                properties=given["properties"],
            )
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise LibraryError(f"twin.yaml не читается: {error}") from error

    def themed(self, name: str) -> Look:
        """The same look in one theme, whatever the page. Raises LibraryError that lists the themes."""
        if name not in self.themes:
            raise LibraryError(f"В twin.yaml нет темы «{name}». Есть: {', '.join(self.themes)}.")
        return replace(self, theme=self.themes[name], themes={})

    def recognised(self, classes: Collection[str]) -> Look:
        """The same look in the first theme that has one of these classes of a page among its marks."""
        fitting = (theme for theme in self.themes.values() if not theme.marks.isdisjoint(classes))
        return replace(self, theme=next(fitting, self.theme))

    def element(self, tag: str) -> Dress:
        """Dress of an element, as the theme changes it."""
        return self.elements.get(tag, Dress()).under(self.theme.elements.get(tag, Dress()))

    def of_class(self, name: str) -> Dress | None:
        """Dress of a class, None if nothing describes it."""
        own = self.theme.classes.get(name)
        shared = self.classes.get(name)
        return shared if own is None else (shared or Dress()).under(own)

    def of_table(self, name: str) -> TableDress | None:
        """Dress of a class of tables, None if nothing describes it."""
        own = self.theme.tables.get(name)
        shared = self.tables.get(name)
        return shared if own is None else (shared or TableDress()).under(own)


def _joined(shared: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(own) - {*_OWN_SECTIONS, "ignored"})
    if unknown:
        raise LibraryError(f"twin.yaml вида: неизвестные разделы {unknown}. Есть: {', '.join(_OWN_SECTIONS)}, ignored.")
    joined = {name: {**shared[name], **(own.get(name) or {})} for name in _OWN_SECTIONS}
    return {**shared, **joined, "ignored": [*shared["ignored"], *(own.get("ignored") or ())]}


def _dresses(given: Mapping[str, Any], key: str) -> dict[str, Dress]:
    return {name: Dress.read(one or {}, f"{key}.{name}") for name, one in (given.get(key) or {}).items()}


def _theme(given: Mapping[str, Any]) -> Theme:
    rest = dict(given)
    page = Page(**rest.pop("page", {}))
    marks = frozenset(rest.pop("marks", ()))
    dresses = {key: _dresses(rest, key) for key in ("elements", "classes")}
    return Theme(page=page, marks=marks, **{**rest, **dresses, "tables": _table_dresses(rest)})


def _table_dresses(given: Mapping[str, Any]) -> dict[str, TableDress]:
    return {name: TableDress.read(one or {}, f"tables.{name}") for name, one in (given.get("tables") or {}).items()}
