"""A side of a deal: whole, with bank and signatory, or only as far as it is known yet (a prospect)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, TypedDict

from pydantic import ConfigDict, Field

from docgen import requisites
from docgen.blocks.base import Block
from docgen.filters import NBSP
from docgen.intake.fields import Day, Email, read_or_none
from docgen.intake.line_checks import check_status
from docgen.intake.party_building import build_party
from docgen.intake.party_checks import check_party
from docgen.intake.problems import Problem
from docgen.intake.raw import Place
from docgen.intake.schema import Name, Number, PartySection, Requisite, Section
from docgen.requisites import normalise
from docgen.shapes import Shape, shape_of
from docgen.shown import show_party
from docgen.views import PartyView


class ProspectSection(Section):
    """Кто это; остальное — что уже известно."""

    model_config = ConfigDict(title="Клиент")

    full_name: Name = Field(title="Полное наименование", description="Как в ЕГРЮЛ или ЕГРИП, если известно")
    short_name: Name | None = Field(None, title="Краткое наименование", description="Например, ООО «Светотехника»")
    inn: Requisite | None = Field(None, title="ИНН", description="10 или 12 цифр; в кавычках")
    kpp: Requisite | None = Field(None, title="КПП", description="Только у организации; в кавычках")
    ogrn: Requisite | None = Field(None, title="ОГРН или ОГРНИП", description="13 или 15 цифр; в кавычках")
    address: Name | None = Field(None, title="Адрес", description="По ЕГРЮЛ или фактический")
    phone: Number | None = Field(None, title="Телефон", description="Печатается как дан")
    email: Annotated[str, Email(254)] | None = Field(None, title="Электронная почта", description="Один адрес")


class ProspectView(TypedDict):
    """Клиент, о котором известно не всё."""

    full_name: Annotated[str, "полное наименование"]
    short_name: Annotated[str, "краткое наименование"]
    inn: Annotated[str | None, "ИНН"]
    kpp: Annotated[str | None, "КПП"]
    ogrn: Annotated[str | None, "ОГРН или ОГРНИП"]
    address: Annotated[str | None, "адрес"]
    phone: Annotated[str | None, "телефон"]
    email: Annotated[str | None, "электронная почта"]
    line: Annotated[str, "наименование и что известно одной строкой"]


class PartyBlock(Block):
    """A party; ``partial: true`` asks for its name alone and takes what else there is."""

    parameters: ClassVar[Mapping[str, type]] = {"partial": bool}

    @property
    def is_whole(self) -> bool:
        """Whether the party is always there with its tax status, bank and signatory."""
        return not self._is_partial and not self.spec.is_optional

    @property
    def _is_partial(self) -> bool:
        return bool(self.parameter("partial", False))

    def annotation(self) -> Any:
        return ProspectSection if self._is_partial else PartySection

    def check(self, place: Place, root: Place) -> Iterable[Problem]:
        if not place.is_section:
            return ()
        return _check_prospect(place) if self._is_partial else _check_whole(place, root)

    def view(self, value: Any, values: Mapping[str, Any]) -> Any:
        del values
        if value is None:
            return None
        return _show_prospect(value) if self._is_partial else show_party(build_party(value))

    def shape(self) -> Shape:
        return shape_of(ProspectView if self._is_partial else PartyView, self.spec.title)


def seller_faults(form: Mapping[str, Block], key: str) -> Iterator[str]:
    """A block with prices counts on a whole party under ``key``: whose VAT it is."""
    seller = form.get(key)
    if not isinstance(seller, PartyBlock) or not seller.is_whole:
        yield f"нужно обязательное поле «{key}» с блоком party, не partial: по нему считается НДС"


def _check_whole(place: Place, root: Place) -> Iterator[Problem]:
    on = read_or_none(Day(), root["date"].value)
    yield from check_party(place, on)
    if on is not None:
        yield from check_status(place["vat"], on, root["date"])


def _check_prospect(place: Place) -> Iterator[Problem]:
    inn, kpp, ogrn = (requisites.normalise(place[key].text or "") for key in ("inn", "kpp", "ogrn"))
    faults = {
        "inn": requisites.check_inn(inn, 12 if len(inn) > 10 else 10) if inn else None,
        "kpp": requisites.check_kpp(kpp) if kpp else None,
        "ogrn": requisites.check_ogrn(ogrn, 15 if len(ogrn) > 13 else 13) if ogrn else None,
    }
    for key, fault in faults.items():
        if fault:
            yield Problem(place[key].loc, fault)


def _show_prospect(section: ProspectSection) -> ProspectView:
    known = {key: normalise(value) if value else None for key, value in _requisites(section).items()}
    name = section.short_name or section.full_name
    labelled = [f"{label}{NBSP}{known[key]}" for key, label in (("inn", "ИНН"), ("kpp", "КПП")) if known[key]]
    parts = [name, *labelled, section.address, f"тел.: {section.phone}" if section.phone else None]
    return {
        "full_name": section.full_name,
        "short_name": name,
        "inn": known["inn"],
        "kpp": known["kpp"],
        "ogrn": known["ogrn"],
        "address": section.address,
        "phone": section.phone,
        "email": section.email,
        "line": ", ".join(part for part in parts if part),
    }


def _requisites(section: ProspectSection) -> dict[str, str | None]:
    return {"inn": section.inn, "kpp": section.kpp, "ogrn": section.ogrn}
