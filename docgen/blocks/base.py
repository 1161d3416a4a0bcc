"""What every block answers, and how one is found.

A block is made from a ``FieldSpec`` and stays the same for as long as the kind does. For a field it answers: the
Pydantic ``annotation`` that reads the input (Russian texts inside); ``check``, what the field demands of itself and of
others; ``view``, the plain data that the template gets under the field's key; ``show``, the same with what else the
block adds to the context; ``shape`` and ``shapes``, what these consist of, for the reference of placeholders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, ClassVar

from docgen.blocks import BLOCKS
from docgen.errors import LibraryError
from docgen.forms import FieldSpec
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.shapes import Node, Shape, maybe_empty


class Block:
    """Base of the blocks.

    parameters: what metadata.yaml may give the block besides is, title, about and optional, and of which type.
    is_internal: the block shows what a client must never see; the library refuses it in a kind for clients.
    stands_alone: the block looks at other fields or adds names of its own, so it cannot stand inside another block.
    """

    parameters: ClassVar[Mapping[str, type]] = {}
    is_internal: ClassVar[bool] = False
    stands_alone: ClassVar[bool] = False

    def __init__(self, spec: FieldSpec, audience: str) -> None:
        unknown = sorted(map(str, set(spec.parameters) - set(self.parameters)))
        if unknown:
            raise LibraryError(f"Поле {spec.key}: у блока {spec.block} нет параметров {unknown}.")
        for name, value in spec.parameters.items():
            if not _is_of(value, self.parameters[name]):
                raise LibraryError(f"Поле {spec.key}: параметр {name} должен быть {_WORDS[self.parameters[name]]}.")
        self.spec = spec
        self.audience = audience

    def parameter(self, name: str, otherwise: Any) -> Any:
        """A parameter from metadata.yaml."""
        return self.spec.parameters.get(name, otherwise)

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        """What is wrong in metadata.yaml: Russian, about other fields of the form that the block counts on."""
        del form
        return ()

    def annotation(self) -> Any:
        """Type that Pydantic reads the value as."""
        raise NotImplementedError

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        """What is wrong in the raw value at ``place`` beyond the shape of it; ``root`` is the whole file."""
        del place, root
        return ()

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        """Plain data for the template; ``value`` is None where nothing was given, ``values`` are all fields."""
        del values
        return value

    def show(self, value: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Names of the context that come of this field: its key, and what else the block knows to add."""
        return {self.spec.key: self.view(value, values)}

    def shape(self) -> Shape:
        """What the template sees under the field's key."""
        raise NotImplementedError

    def shapes(self) -> Mapping[str, Shape]:
        """What each of the names that ``show`` gives consists of."""
        return {self.spec.key: self.seen()}

    def seen(self) -> Shape:
        """``shape``, where every part may be empty if the whole of it may be absent."""
        shape = self.shape()
        return maybe_empty(shape) if self.spec.is_optional and isinstance(shape, Node) else shape


_WORDS: Mapping[type, str] = {
    bool: "true или false",
    int: "целым числом",
    str: "текстом",
    list: "списком",
    dict: "разделом",
}


def _is_of(value: object, expected: type) -> bool:
    return isinstance(value, expected) and (expected in (bool, object) or not isinstance(value, bool))


@cache
def _class(name: str) -> type[Block]:
    module, _, attribute = BLOCKS[name].partition(":")
    found: type[Block] = getattr(import_module(module), attribute)
    return found


def make_block(spec: FieldSpec, audience: str, *, is_held: bool = False) -> Block:
    """The block of a field. Raises LibraryError for wrong parameters, or an internal one for clients.

    is_held: the field stands inside another one.
    """
    kind = _class(spec.block)
    if is_held and kind.stands_alone:
        raise LibraryError(f"Поле {spec.key}: блок {spec.block} не может стоять внутри другого поля.")
    if kind.is_internal and audience != "internal":
        raise LibraryError(f"Поле {spec.key}: блок {spec.block} внутренний, а документ — для клиента.")
    return kind(spec, audience)
