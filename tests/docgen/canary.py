"""Marks for everything internal, and a search that finds them wherever a file may hide them."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, get_args

import pypdfium2
from pydantic import BaseModel
from pypdf import PdfReader
from pypdf.generic import StreamObject

from docgen.blocks.catalogue import DiscountRuleSection, ItemSection
from docgen.catalogue import PublicItem
from docgen.intake.fields import Amount, Text
from tests.templates.drafts import sample

INTERNAL_OF_ITEM = ItemSection.model_fields.keys() - PublicItem.__dataclass_fields__.keys() - {"vat"}  # vat is «rate»
INTERNAL_OF_RULE = DiscountRuleSection.model_fields.keys() - {"scope"}  # a scope repeats a title or a code of the list
PRICE = "999999999.00"  # so that every marked floor price is below it


def marked_file() -> tuple[dict[str, Any], list[str]]:
    """The sample of the price lists with a mark of its own in every internal field, and all the marks."""
    data, marks = sample("internal_price_list"), _Marks()
    items = [item for group in data["groups"] for item in group["items"]]
    for number, item in enumerate(items):
        item.update(marks.of(ItemSection, INTERNAL_OF_ITEM), price=PRICE if number % 5 else None)
    scopes = [data["groups"][0]["title"], items[0]["code"]]
    data["discounts"] = [{"scope": scope} | marks.of(DiscountRuleSection, INTERNAL_OF_RULE) for scope in scopes]
    return data, marks.given


class _Marks:
    """Gives out marks and remembers them."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self._numbers = itertools.count(1)

    def of(self, section: type[BaseModel], names: Iterable[str]) -> dict[str, str]:
        return {name: self._for(section.model_fields[name]) for name in sorted(names)}

    def _for(self, field: Any) -> str:
        number = next(self._numbers)
        readings = list(_readings([field.annotation, *field.metadata]))
        amounts = [reading for reading in readings if isinstance(reading, Amount)]
        if amounts:
            mark = _number(number, amounts[0])
        else:
            assert any(isinstance(reading, Text) for reading in readings), f"teach the canary to mark {field}"
            mark = f"zqcanary{number}x"
        self.given.append(mark)
        return mark


def _number(number: int, reading: Amount) -> str:
    """Digits that stand nowhere else: of a percentage behind the point, of a sum before it."""
    if reading.most <= 100:
        return f"{10 + number % 80}.{7300 + number}"
    return str(Decimal(738_000_000) + number * 7_919)


def _readings(found: Iterable[Any]) -> Iterator[Any]:
    for one in found:
        yield one
        yield from _readings([*get_args(one), *getattr(one, "__metadata__", ())])


def found_in(content: bytes, marks: Iterable[str]) -> set[str]:
    """The marks that stand anywhere in a file: in bytes of any part or stream, in text of pages, in properties."""
    blobs = list(_unpacked(content))
    texts = [_plain(blob.decode("utf-8", "replace")) for blob in blobs]
    texts += [_plain(text) for blob in blobs for text in _texts(blob)]
    wide = [(mark.encode("utf-16-be"), mark.encode("utf-16-le")) for mark in marks]
    return {
        mark
        for mark, encoded in zip(marks, wide, strict=True)
        if any(mark in text for text in texts) or any(code in blob for blob in blobs for code in encoded)
    }


def _plain(text: str) -> str:
    """Numbers as a file writes them: «738 007 919,00» is 738007919.00."""
    return re.sub(r"\s+", "", text).replace(",", ".")


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from _unpacked(archive.read(name))
    elif content.startswith(b"%PDF-"):
        reader = PdfReader(io.BytesIO(content))
        for number in reader.xref.get(0, {}).keys() | reader.xref_objStm.keys():
            held = reader.get_object(number)
            yield str(held).encode()
            if isinstance(held, StreamObject):
                yield from _unpacked(held.get_data())


def _texts(content: bytes) -> Iterator[str]:
    """XML without its tags; what two programs read on the pages and in the properties of a PDF."""
    if content.startswith(b"<?xml"):
        yield re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace"))
    if content.startswith(b"%PDF-"):
        reader = PdfReader(io.BytesIO(content))
        yield str(dict(reader.metadata or {}))
        yield from (page.extract_text() for page in reader.pages)
        yield from (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
