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
from docgen.shapes import Shape


class Block:
    """Base of the blocks.

    parameters: names that metadata.yaml may give the block besides is, title, about and optional.
    is_internal: the block shows what a client must never see; the library refuses it in a kind for clients.
    """

    parameters: ClassVar[frozenset[str]] = frozenset()
    is_internal: ClassVar[bool] = False

    def __init__(self, spec: FieldSpec, audience: str) -> None:
        unknown = sorted(set(spec.parameters) - self.parameters)
        if unknown:
            raise LibraryError(f"Поле {spec.key}: у блока {spec.block} нет параметров {unknown}.")
        self.spec = spec
        self.audience = audience

    def parameter(self, name: str, otherwise: Any) -> Any:
        """A parameter from metadata.yaml."""
        return self.spec.parameters.get(name, otherwise)

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
        return {self.spec.key: self.shape()}


@cache
def _class(name: str) -> type[Block]:
    module, _, attribute = BLOCKS[name].partition(":")
    found: type[Block] = getattr(import_module(module), attribute)
    return found


def make_block(spec: FieldSpec, audience: str) -> Block:
    """The block of a field. Raises LibraryError for parameters it does not know, or an internal one for clients."""
    kind = _class(spec.block)
    if kind.is_internal and audience != "internal":
        raise LibraryError(f"Поле {spec.key}: блок {spec.block} внутренний, а документ — для клиента.")
    return kind(spec, audience)
