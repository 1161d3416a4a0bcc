"""Blocks that hold other blocks: a section of named fields, a table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, Field

from docgen.blocks.base import Block, make_block
from docgen.blocks.models import make_model, values_of
from docgen.forms import FieldSpec, read_fields
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.shapes import Many, Node, Shape

_MOST_ROWS = 50_000


class _Holder(Block):
    """A block whose parameter ``inner`` describes the fields that it holds."""

    inner: str

    def __init__(self, spec: FieldSpec, audience: str) -> None:
        super().__init__(spec, audience)
        fields = read_fields(self.parameter(self.inner, None), f"поле {spec.key}")
        self.blocks = {held.key: make_block(held, audience, is_held=True) for held in fields}
        self.model: type[BaseModel] = make_model(spec.title, self.blocks.values())

    def _check_held(self, place: Place, root: Place) -> Iterator[Problem]:
        for key, block in self.blocks.items():
            if place[key].is_given:
                yield from block.check(place[key], root)

    def _show_held(self, section: BaseModel | None, values: Mapping[str, Any]) -> dict[str, Any]:
        held = values_of(section) if section is not None else dict.fromkeys(self.blocks)
        return {key: block.view(held[key], values) for key, block in self.blocks.items()}

    def _shape_held(self) -> Node:
        return Node({key: block.seen() for key, block in self.blocks.items()}, self.spec.title)


class GroupBlock(_Holder):
    """A section of fields. Where nothing was given, the template still sees every name, empty."""

    inner = "fields"
    parameters: ClassVar[Mapping[str, type]] = {"fields": dict}

    def annotation(self) -> Any:
        return self.model

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        return self._check_held(place, root)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        return self._show_held(value, values)

    def shape(self) -> Shape:
        return self._shape_held()


class TableBlock(_Holder):
    """Rows of the same fields: at least ``least`` (one, unless the field is optional), in the order of the file."""

    inner = "columns"
    parameters: ClassVar[Mapping[str, type]] = {"columns": dict, "least": int}

    def annotation(self) -> Any:
        least = self.parameter("least", 0 if self.spec.is_optional else 1)
        return Annotated[tuple[self.model, ...], Field(min_length=least, max_length=_MOST_ROWS)]  # type: ignore[name-defined]

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        for row in place:
            yield from self._check_held(row, root)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        return [self._show_held(row, values) for row in value or ()]

    def shape(self) -> Shape:
        return Many(self._shape_held(), self.spec.title)
