"""A file of a price list, the very one that both price lists are drawn from → what the catalogue keeps of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from docgen.blocks.catalogue import DiscountRuleSection, GroupSection
from docgen.blocks.models import values_of
from docgen.catalogue import DiscountRule
from docgen.intake.problems import Problem, input_error, quoted
from docgen.intake.raw import Place, Plain
from docgen.intake.schema import PartySection
from docgen.intake.source import read_source
from docgen.library import find_kind
from docgen.money import Money
from docgen.papers.reading import form_of, paper_from
from tracker.journal import canonical

_KIND: Final = "internal_price_list"  # a file for clients has the same keys


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """A position of a file. Money is kopecks for a unit; no price is «по запросу»."""

    code: str
    name: str
    unit: str
    group_title: str
    price: int | None
    vat: str | None
    lot: Decimal | None
    cost: int | None
    floor_price: int | None
    remark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListFile:
    """A checked file. ``uncoded`` positions have no code and so no place in the catalogue; warnings are Russian.

    source: the data of the file as they were read, from which both papers are drawn.
    """

    seller: PartySection
    number: str | None
    valid_from: date
    valid_until: date
    includes_vat: bool
    entries: tuple[PriceEntry, ...]
    rules: tuple[DiscountRule, ...]
    uncoded: int
    warnings: tuple[str, ...]
    source: Mapping[str, Plain]

    @property
    def digest(self) -> str:
        """SHA-256 of what the catalogue keeps, whatever the spelling of the file."""
        kept = {key: getattr(self, key) for key in ("number", "valid_from", "valid_until", "includes_vat")}
        parts = {"entries": [*map(asdict, self.entries)], "rules": [*map(asdict, self.rules)]}
        return sha256(canonical(_plain(kept | parts)).encode()).hexdigest()


def read_price_list(path: Path) -> PriceListFile:
    """Read a price list (YAML or JSON), for the house or for clients. Raises InputError with all its faults."""
    kind = find_kind(_KIND)
    source = read_source(path)
    order = paper_from(source, kind)
    repeated = [*_repeated_codes(Place(source.data))]
    if repeated:
        raise input_error(repeated, source.data)
    values = values_of(form_of(kind).model.model_validate(source.data))
    entries = [*_entries(values["groups"])]
    return PriceListFile(
        seller=values["seller"],
        number=values["number"],
        valid_from=values["date"],
        valid_until=values["valid_until"],
        includes_vat=values["prices_include_vat"] is not False,
        entries=tuple(entries),
        rules=tuple(map(_rule, values["discounts"] or ())),
        uncoded=sum(len(group.items) for group in values["groups"]) - len(entries),
        warnings=order.warnings,
        source=source.data,
    )


def _repeated_codes(root: Place) -> Iterator[Problem]:
    """A code with two prices has none."""
    seen: set[str] = set()
    for group in root["groups"]:
        for item in group["items"]:
            code = item["code"].text
            if code in seen:
                yield Problem(item["code"].loc, f"артикул {quoted(code)} в файле уже есть: оставьте одну цену")
            elif code is not None:
                seen.add(code)


def _entries(groups: Sequence[GroupSection]) -> Iterator[PriceEntry]:
    for group in groups:
        for item in group.items:
            if item.code is None:
                continue
            yield PriceEntry(
                code=item.code,
                name=item.name,
                unit=item.unit,
                group_title=group.title,
                price=_kopecks(item.price),
                vat=item.vat,
                lot=item.lot,
                cost=_kopecks(item.cost),
                floor_price=_kopecks(item.floor_price),
                remark=item.remark,
            )


def _rule(section: DiscountRuleSection) -> DiscountRule:
    return DiscountRule(
        role=section.role,
        scope=section.scope,
        from_sum=None if section.from_sum is None else Money.of(section.from_sum),
        from_quantity=section.from_quantity,
        percent=section.percent,
        delivery=section.delivery,
        payment=section.payment,
    )


def _kopecks(roubles: Decimal | None) -> int | None:
    return None if roubles is None else Money.of(roubles).kopecks


def _plain(value: Any) -> Plain:
    """Data in one spelling: «3» and «3.00» percent are one number."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [*map(_plain, value)]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
