"""How a twin looks: ``twin.yaml`` read, checked and overlaid. Sizes and spacing in points, lengths in millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self, TypeVar

import yaml

from docgen.errors import LibraryError

_Part = TypeVar("_Part", bound="_Overlay")
TWIPS_IN_MM = 1440 / 25.4


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
    indents. outline: level of a heading, from 0.
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
    keep_next: bool | None = None
    keep_lines: bool | None = None
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class CellLook(_Overlay):
    """Look of a table cell: borders in points (0: none), ``shade`` a colour, ``valign`` top, center or bottom."""

    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    left: float | None = None
    shade: str | None = None
    valign: str | None = None


@dataclass(frozen=True, slots=True)
class TableLook(_Overlay):
    """Look of a table.

    border: points. padding: millimetres, vertical and horizontal. gap: points behind it. width: percent of the text's.
    """

    title: str | None = None
    border: float | None = None
    border_color: str | None = None
    padding: tuple[float, float] | None = None
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
    """Typeface of a paper: ``font`` as Word names it, ``size`` in points, ``line`` a multiple of it."""

    font: str
    size: float
    line: float = 1.0
    page: Page = Page()
    elements: Mapping[str, Dress] = field(default_factory=dict)
    classes: Mapping[str, Dress] = field(default_factory=dict)

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
    footer: Mapping[str, str]

    @classmethod
    def from_yaml(cls, text: str) -> Look:
        """The look that a ``twin.yaml`` describes, in its first theme. Raises LibraryError naming the wrong place."""
        try:
            given: Any = yaml.safe_load(text)
            themes = {name: _theme(one) for name, one in given["themes"].items()}
            return cls(
                theme=next(iter(themes.values())),
                themes=themes,
                elements=_dresses(given, "elements"),
                classes=_dresses(given, "classes"),
                tables={name: TableDress.read(one or {}, f"tables.{name}") for name, one in given["tables"].items()},
                ignored=frozenset(given["ignored"]),
                language=given["language"],
                properties=given["properties"],
                footer=given["footer"],
            )
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise LibraryError(f"twin.yaml не читается: {error}") from error

    def themed(self, name: str) -> Look:
        """The same look in another of its themes. Raises LibraryError that lists them."""
        if name not in self.themes:
            raise LibraryError(f"В twin.yaml нет темы «{name}». Есть: {', '.join(self.themes)}.")
        return replace(self, theme=self.themes[name])

    def element(self, tag: str) -> Dress:
        """Dress of an element, as the theme changes it."""
        return self.elements.get(tag, Dress()).under(self.theme.elements.get(tag, Dress()))

    def of_class(self, name: str) -> Dress | None:
        """Dress of a class, None if nothing describes it."""
        own = self.theme.classes.get(name)
        shared = self.classes.get(name)
        return shared if own is None else (shared or Dress()).under(own)


def _dresses(given: Mapping[str, Any], key: str) -> dict[str, Dress]:
    return {name: Dress.read(one or {}, f"{key}.{name}") for name, one in (given.get(key) or {}).items()}


def _theme(given: Mapping[str, Any]) -> Theme:
    rest = dict(given)
    page = Page(**rest.pop("page", {}))
    dresses = {key: _dresses(rest, key) for key in ("elements", "classes")}
    return Theme(page=page, **{**rest, **dresses})
