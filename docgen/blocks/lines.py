"""The lines of a paper: goods, services and works with their prices, VAT and sums, and the totals beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field

from docgen.blocks.base import Block, make_block
from docgen.blocks.models import make_model, values_of
from docgen.blocks.party import seller_faults
from docgen.calculation import priced_line, total_of
from docgen.documents import Charge, LineKind
from docgen.errors import LibraryError
from docgen.forms import FieldSpec, read_fields
from docgen.intake.fields import Choice, Day, read_or_none
from docgen.intake.line_checks import check_line_vat, check_status, check_sums
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import MOST_LINES, LineSection
from docgen.money import Money
from docgen.shapes import Many, Node, Shape, maybe_empty, shape_of
from docgen.shown import show_captions, show_line_kinds, show_lines, show_totals
from docgen.vat import TaxStatus, default_code, rate_on
from docgen.views import LineCaptionsView, LineKindsView, LineView, TotalsView


def _check_day(path: str, root: Place, vat: Place) -> Iterator[Problem]:
    """On the day of performance the seller's tax status had a rate."""
    key, _, part = path.partition(".")
    dated = root[key][{"start": "from", "end": "to"}[part]] if part else root[key]
    on = read_or_none(Day(), dated.value)
    if on is not None:
        yield from check_status(vat, on, dated)


class LinesBlock(Block):
    """Lines as in a kit file, with further ``columns`` of the paper's own.

    seller, dated_by: fields that say whose VAT and on which day, a date or ``period.end``, or such a field for each
    kind of line; where it is empty, and without it, the paper's date counts. kinds: which kinds of lines may stand
    here, the first is meant where a line names none. A field ``prices_include_vat`` of the form is honoured; without
    it prices include VAT.
    """

    parameters: ClassVar[Mapping[str, type]] = {
        "seller": str, "dated_by": object, "kinds": list, "columns": dict,
    }  # fmt: skip
    stands_alone = True

    def __init__(self, spec: FieldSpec, audience: str) -> None:
        super().__init__(spec, audience)
        columns = self.parameter("columns", None)
        fields = read_fields(columns, f"поле {spec.key}") if columns else ()
        taken = sorted({held.key for held in fields} & set(LineSection.model_fields))
        if taken:
            raise LibraryError(f"Поле {spec.key}: столбцы {taken} у строк есть и так.")
        self.columns = {held.key: make_block(held, audience, is_held=True) for held in fields}
        self.kinds = self._kinds()
        self.model = make_model("Строка", self.columns.values(), LineSection)

    def _kinds(self) -> tuple[LineKind, ...]:
        known = [kind.value for kind in LineKind]
        named = self.parameter("kinds", known)
        if not named or not set(named) <= set(known):
            raise LibraryError(f"Поле {self.spec.key}: kinds бывают {', '.join(known)}.")
        return tuple(LineKind(kind) for kind in named)

    def faults(self, form: Mapping[str, Block]) -> Iterable[str]:
        yield from seller_faults(form, self._seller)
        for kind, path in self._days.items():
            key, _, part = path.partition(".")
            expected = {"": "date", "start": "period", "end": "period"}.get(part)
            if kind not in self.kinds or key not in form or form[key].spec.block != expected:
                yield f"dated_by: для {kind} нужно поле с датой или period.end, а «{path}» — не оно"

    @property
    def _days(self) -> dict[LineKind, str]:
        """Which field says the day of performance, by kind of line."""
        told = self.parameter("dated_by", "date")
        if isinstance(told, str):
            return dict.fromkeys(self.kinds, told)
        if isinstance(told, dict) and set(told) <= {kind.value for kind in LineKind}:
            return {LineKind(kind): str(path) for kind, path in told.items()}
        raise LibraryError(f"Поле {self.spec.key}: dated_by — поле с датой или такие поля по видам строк.")

    def annotation(self) -> Any:
        return Annotated[tuple[self.model, ...], Field(min_length=1, max_length=MOST_LINES)]  # type: ignore[name-defined]

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        status = read_or_none(Choice(TaxStatus), root[self._seller]["vat"].value)
        for path in sorted(set(self._days.values())):
            yield from _check_day(path, root, root[self._seller]["vat"])
        for line in place:
            yield from self._check_line(line, root, status)
        yield from check_sums(place)

    def _check_line(self, line: Place, root: Place, status: TaxStatus | None) -> Iterator[Problem]:
        if status is not None:
            yield from check_line_vat(line["vat"], status)
        kind = read_or_none(Choice(LineKind), line["kind"].value)
        if kind is not None and kind not in self.kinds:
            allowed = ", ".join(self.kinds)
            yield Problem(line["kind"].loc, f"в этом документе бывают только {allowed}: исправьте или уберите строку")
        for key, block in self.columns.items():
            if line[key].is_given:
                yield from block.check(line[key], root)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        return self.show(value, values)[self.spec.key]

    def show(self, value: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
        if not value:
            nothing = {"goods": False, "services": False, "works": False}
            return {self.spec.key: [], "totals": None, "captions": None, "lines_are": nothing}
        charge = self.charge(value, values)
        shown = zip(show_lines(charge), value, strict=True)
        return {
            self.spec.key: [line | self._extras(section, values) for line, section in shown],
            "totals": show_totals(charge),
            "captions": show_captions(charge),
            "lines_are": show_line_kinds(charge),
        }

    def _extras(self, section: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        held = values_of(section)
        return {key: block.view(held[key], values) for key, block in self.columns.items()}

    def shape(self) -> Shape:
        line = shape_of(LineView)
        assert isinstance(line, Node)  # noqa: S101  a TypedDict always is
        extras = {key: block.seen() for key, block in self.columns.items()}
        return Many(Node({**line.parts, **extras}, line.meaning), self.spec.title)

    def shapes(self) -> Mapping[str, Shape]:
        return {
            self.spec.key: self.shape(),
            "totals": self._beside(TotalsView),
            "captions": self._beside(LineCaptionsView),
            "lines_are": shape_of(LineKindsView),
        }

    def _beside(self, view: type) -> Shape:
        shape = shape_of(view)
        return maybe_empty(shape) if self.spec.is_optional else shape

    @property
    def _seller(self) -> str:
        return str(self.parameter("seller", "seller"))

    def _day(self, kind: LineKind, values: Mapping[str, Any]) -> date:
        key, _, part = self._days.get(kind, "date").partition(".")
        value = values[key]
        day: date | None = getattr(value, part) if part and value is not None else value
        return day or values["date"]

    def charge(self, sections: tuple[Any, ...], values: Mapping[str, Any]) -> Charge:
        """The lines with their sums. The VAT rate is of the day of performance, not of the paper (ст. 167 НК РФ)."""
        seller = values[self._seller]
        usual = default_code(seller.vat)
        days = {kind: self._day(kind, values) for kind in self.kinds}
        rate = cache(rate_on)
        include_vat = values.get("prices_include_vat") is not False
        lines = tuple(
            priced_line(
                number=number,
                code=section.code,
                name=section.name,
                unit=section.unit,
                kind=section.kind or self.kinds[0],
                quantity=section.quantity,
                price=Money.of(section.price),
                discount=section.discount or Decimal(0),
                rate=rate(section.vat or usual, days[section.kind or self.kinds[0]]),
                include_vat=include_vat,
            )
            for number, section in enumerate(sections, start=1)
        )
        basis = seller.vat_basis
        return Charge(lines=lines, totals=total_of(lines), prices_include_vat=include_vat, vat_basis=basis)
