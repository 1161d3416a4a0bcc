"""One call of the API: its address, what it takes and answers, and the function that does it. All are listed here.

A module of ``web.api.rooms`` describes its calls with ``call``; from these descriptions come the routes, the reading of
what was sent, the answers, the OpenAPI document and the reference pages, so none of them can say something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import BaseModel

PREFIX: Final = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Json:
    """A body of JSON that a model describes; without a model, a document that the house's own readers check.

    text: what it is, for the reference; example: what a body looks like.
    """

    model: type[BaseModel] | None = None
    text: str = ""
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of a form: its Russian description, whether there may be several, whether it may be left out."""

    text: str
    is_many: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A multipart form: files by their names, and fields that a model describes."""

    files: dict[str, Part]
    model: type[BaseModel] | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is a file of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call. ``name``: of its endpoint, without «api.»; ``path``: as Flask writes it, after ``PREFIX``.

    is_change: the view gets the change (``Work``) first, under the key of repetition and the version of the deal, if
    they were given. is_of_deal: its address names a deal or a paper of one, so a version may be given. left: what to do
    once the change is committed, with what the view answered.
    """

    name: str
    method: str
    path: str
    tag: str
    title: str
    text: str
    view: Callable[..., Any]
    answer: Any
    query: type[BaseModel] | None
    body: Json | Form | None
    status: int
    is_change: bool
    is_of_deal: bool
    left: Callable[[Any], None] | None


CALLS: Final[dict[str, Call]] = {}
"""All calls by their names, in the order of the reference."""


def call(
    route: str,
    name: str,
    tag: str,
    title: str,
    *,
    text: str = "",
    answer: Any = None,
    query: type[BaseModel] | None = None,
    body: Json | Form | None = None,
    status: int | None = None,
    is_change: bool = False,
    is_of_deal: bool = False,
    left: Callable[[Any], None] | None = None,
) -> Callable[[View], View]:
    """Describes a view as a call. ``route``: «POST /deals»; without an answer it is 204."""
    method, _, path = route.partition(" ")

    def keep(view: View) -> View:
        CALLS[name] = Call(
            name=name,
            method=method,
            path=path.replace("<id:", "<int(min=1, max=2147483647):"),
            tag=tag,
            title=title,
            text=text,
            view=view,
            answer=answer,
            query=query,
            body=body,
            status=status or (200 if answer is not None else 204),
            is_change=is_change,
            is_of_deal=is_of_deal,
            left=left,
        )
        return view

    return keep
