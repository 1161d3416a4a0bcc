"""What a context consists of: names, kinds of values, Russian meanings; derived from the types that templates see."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict

_WORDS: Mapping[Any, str] = {
    str: "текст", int: "целое число", bool: "да/нет", Decimal: "число", dt.date: "дата", type(None): "пусто",
}  # fmt: skip

_EMPTY = " или пусто"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value that is printed. ``type`` is a Russian word; ``is_open``: a mapping whose names are not listed."""

    type: str
    meaning: str
    is_open: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether there may be nothing to print."""
        return self.type.endswith(_EMPTY)


@dataclass(frozen=True, slots=True)
class Node:
    """A value with named parts; ``is_optional``: the whole of it may be absent, and none of its parts can be asked."""

    parts: Mapping[str, Shape]
    meaning: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """A list to loop over."""

    each: Shape
    meaning: str


Shape = Leaf | Node | Many


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that a template may use: ``seller.signatory.name``, ``lines[].price``."""

    path: str
    type: str
    meaning: str


def shape_of(annotation: Any, meaning: str = "") -> Shape:
    """The shape of a view type: TypedDict, list, Annotated value, optional value."""
    if get_origin(annotation) is Annotated:
        inner, told, *_ = get_args(annotation)
        return shape_of(inner, str(told))
    if is_typeddict(annotation):
        hints = get_type_hints(annotation, include_extras=True)
        about = meaning or (annotation.__doc__ or "").strip().rstrip(".")
        return Node({name: shape_of(hint) for name, hint in hints.items()}, about)
    if get_origin(annotation) in (list, tuple):
        each = shape_of(get_args(annotation)[0])
        return Many(each, meaning or each.meaning)
    if get_origin(annotation) is dict:
        return Leaf("раздел", meaning, is_open=True)
    return _value(annotation, meaning)


def _value(annotation: Any, meaning: str) -> Shape:
    if get_origin(annotation) not in (types.UnionType, Union):
        return Leaf(_WORDS[annotation], meaning)
    options = [option for option in get_args(annotation) if option is not type(None)]
    if len(options) == 1 and options[0] not in _WORDS:
        return maybe_empty(shape_of(options[0], meaning))
    return Leaf(" или ".join(_WORDS[option] for option in get_args(annotation)), meaning)


def maybe_empty(shape: Shape) -> Shape:
    """The same shape where the whole of it may be absent: then a template sees nothing in any of its parts."""
    if isinstance(shape, Node):
        parts = {name: _with_its_whole(part) for name, part in shape.parts.items()}
        return Node(parts, shape.meaning, is_optional=True)
    if isinstance(shape, Many) or shape.may_be_empty:
        return shape
    return Leaf(shape.type + _EMPTY, shape.meaning, is_open=shape.is_open)


def _with_its_whole(part: Shape) -> Shape:
    """A part of what may be absent: empty together with the whole; a section in it is no more optional than it was."""
    emptied = maybe_empty(part)
    if isinstance(part, Node) and isinstance(emptied, Node):
        return replace(emptied, is_optional=part.is_optional)
    return emptied


def placeholders(shape: Shape, path: str = "") -> Iterator[Placeholder]:
    """Every name in a shape, depth first, in the order of the types."""
    if isinstance(shape, Leaf):
        yield Placeholder(path + (".…" if shape.is_open else ""), shape.type, shape.meaning)
    elif isinstance(shape, Many):
        if isinstance(shape.each, Leaf):
            yield Placeholder(f"{path}[]", shape.each.type, shape.meaning)
        else:
            yield from placeholders(shape.each, f"{path}[]")
    else:
        for name, part in shape.parts.items():
            yield from placeholders(part, f"{path}.{name}" if path else name)
