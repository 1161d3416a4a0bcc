"""A person by name, position and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from docgen.blocks.base import Block
from docgen.declension import initials
from docgen.intake.fields import Email
from docgen.intake.schema import Label, Number, Section
from docgen.shapes import Shape, shape_of
from docgen.views import PersonView


class PersonSection(Section):
    """Человек и как с ним связаться."""

    model_config = ConfigDict(title="Человек")

    name: Label = Field(title="Фамилия, имя, отчество", description="В именительном падеже")
    position: Label | None = Field(None, title="Должность", description="В именительном падеже")
    phone: Number | None = Field(None, title="Телефон", description="Печатается как дан")
    email: Annotated[str, Email(254)] | None = Field(None, title="Электронная почта", description="Один адрес")


class PersonBlock(Block):
    """Somebody who answers, receives, decides."""

    def annotation(self) -> Any:
        return PersonSection

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        return None if value is None else _person(value)

    def shape(self) -> Shape:
        return shape_of(PersonView, self.spec.title)


def _person(section: PersonSection) -> PersonView:
    return {
        "name": section.name,
        "short_name": initials(section.name),
        "position": section.position,
        "phone": section.phone,
        "email": section.email,
    }
