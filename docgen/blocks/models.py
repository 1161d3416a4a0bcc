"""Blocks as a Pydantic model: the shape of an input file, or of a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from docgen.blocks.base import Block
from docgen.intake.schema import Section

_PREFIX = "given_"  # so that no key hides an attribute of the model: «copy», «date», «json»


def make_model(title: str, blocks: Iterable[Block], base: type[Section] = Section) -> type[BaseModel]:
    """A frozen model that knows the keys of the blocks and, from ``base``, its own; it refuses all others."""
    fields: dict[str, Any] = {_PREFIX + block.spec.key: _field(block) for block in blocks}
    held = type("Held", (base,), {"model_config": ConfigDict(title=title), "__doc__": title, "__module__": __name__})
    made: type[BaseModel] = create_model("Form", __base__=held, __doc__=title, **fields)
    return made


def _field(block: Block) -> tuple[Any, Any]:
    spec = block.spec
    annotation = block.annotation()
    about = spec.about or spec.title
    if spec.is_optional:
        return (annotation | None, Field(None, alias=spec.key, title=spec.title, description=about))
    return (annotation, Field(alias=spec.key, title=spec.title, description=about))


def values_of(section: BaseModel) -> dict[str, Any]:
    """Values by the keys of the file; of the fields that came from blocks alone."""
    return {
        name.removeprefix(_PREFIX): getattr(section, name)
        for name in type(section).model_fields
        if name.startswith(_PREFIX)
    }
