"""XML of electronic document flow: what kind it is, and the few facts of it that matter here.

Formats: ON_NSCHFDOPPR and ON_NSCHFDOPPOK 5.01–5.03 (приказы ФНС ММВ-7-15/820@, ЕД-7-26/970@), service documents of
operators (DP_…, приказы ФНС ММВ-7-6/200@ and later), ON_EMCHD. Names of elements are looked for anywhere, without
their namespaces: versions and operators put them differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lxml import etree

from docgen.exchange.facts import Role, Title
from docgen.signatures.leniently import text

_BY_PREFIX: Final = (
    (
        ("ON_NSCHFDOPPOK", "ON_SCHFDOPPOK", "ON_AKTREZRABZ", "ON_AKTSVERPOL", "DP_ZAKTPRM", "DP_PTORG12"),
        Role.BUYER_TITLE,
    ),
    (("ON_NSCHFDOPPR", "ON_SCHFDOPPR", "ON_AKTREZRABP", "ON_AKTSVEROTP", "DP_IAKTPRM", "DP_OTORG12"), Role.TITLE),
    (("DP_PDPOL",), Role.DISPATCH),
    (("DP_PDOTPR",), Role.DELIVERY),
    (("DP_IZVPOL",), Role.NOTICE),
    (("DP_UVUTOCH",), Role.CLARIFICATION),
    (("DP_PRANNUL",), Role.ANNULMENT),
    (("ON_EMCHD", "ON_DOV"), Role.ATTORNEY),
)
_BY_FORM: Final = {"1115131": Role.TITLE, "1115132": Role.BUYER_TITLE}
_BY_ELEMENT: Final = {"СвИзвПолуч": Role.NOTICE, "СвУведУточ": Role.CLARIFICATION}
_ABOUT: Final = ("ИмяПостФайла", "ИмяПолФайла", "ИмяОтпрФайла", "ИдФайлИнфПр")
_FILE_ID = re.compile(r"(?:ON|DP)_[A-Z0-9]+_\S+")
_SUM = re.compile(r"\d{1,15}(?:\.\d{1,2})?")
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")


class UnreadableXmlError(Exception):
    """The file is XML that cannot be read; its text says why, in Russian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlFile:
    """What an XML says of itself. about: identifiers of files that it speaks of, lower case, without extension.

    outcome: 1 accepted, 2 accepted with differences, 3 not accepted, None not told.
    """

    role: Role
    file_id: str
    about: tuple[str, ...] = ()
    title: Title | None = None
    said_on: date | None = None
    said_time: str | None = None
    outcome: int | None = None
    details: str | None = None
    operator: str | None = None
    attorney: str | None = None


def is_xml(content: bytes) -> bool:
    """Whether the content begins as XML does."""
    return content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def look_into(content: bytes) -> XmlFile | None:
    """What the XML says; None for one of another kind. Raises UnreadableXmlError."""
    tree = _Tree(_root(content))
    file_id = tree.root.get("ИдФайл") or ""
    role = _role(tree, file_id)
    if role is None:
        return None
    said_on, said_time = _said(tree, role)
    return XmlFile(
        role=role,
        file_id=id_of(file_id),
        about=tuple(dict.fromkeys(_about(tree, file_id))),
        title=_title(tree, role),
        said_on=said_on,
        said_time=said_time,
        outcome=_outcome(tree.get("КодИтога", "КодСодОпер")),
        details=_details(tree),
        operator=tree.get("НаимОрг", "ОперЭДО", "СвОЭДОтпр"),
        attorney=tree.get("НомДовер") or tree.get("ВнНомДовер") if role is Role.ATTORNEY else None,
    )


def id_of(name: str) -> str:
    """An identifier of a file as it is compared: lower case, without its extension."""
    return name.strip().casefold().removesuffix(".xml")


def _root(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableXmlError("XML обрезан или испорчен") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadableXmlError("в XML есть описание типа (DOCTYPE), такие файлы не разбираются")
    return root


class _Tree:
    """Elements of a document by their names without namespaces, first ones and all."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._first: dict[str, Any] = {}
        for element in root.iter(etree.Element):
            self._first.setdefault(_local(element), element)

    @property
    def name(self) -> str:
        return _local(self.root)

    def find(self, *names: str) -> Any:
        """The first element of the first of these names that is there."""
        return next((self._first[name] for name in names if name in self._first), None)

    def get(self, attribute: str, *names: str) -> str | None:
        """An attribute of the first element that has it, looked for below these elements, or below the root."""
        for start in [self.find(name) for name in names] if names else [self.root]:
            if start is not None:
                for element in start.iter(etree.Element):
                    if found := text(element.get(attribute)):
                        return found
        return None


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _role(tree: _Tree, file_id: str) -> Role | None:
    told = file_id.upper()
    for prefixes, role in _BY_PREFIX:
        if told.startswith(prefixes):
            return role
    if tree.name == "Доверенность":
        return Role.ATTORNEY
    if tree.name != "Файл":
        return None
    form = tree.get("КНД")
    by_element = (role for name, role in _BY_ELEMENT.items() if tree.find(name) is not None)
    return _BY_FORM.get(form or "") or next(by_element, None)


def _about(tree: _Tree, file_id: str) -> Iterator[str]:
    for element in tree.root.iter(etree.Element):
        for name, value in element.attrib.items():
            if value != file_id and (name in _ABOUT or _FILE_ID.fullmatch(value)):
                yield id_of(value)


def _title(tree: _Tree, role: Role) -> Title | None:
    if role is Role.TITLE:
        return Title(
            number=tree.get("НомерДок", "СвСчФакт") or tree.get("НомерСчФ", "СвСчФакт"),
            date=day_of(tree.get("ДатаДок", "СвСчФакт") or tree.get("ДатаСчФ", "СвСчФакт")),
            revision=_revision(tree.get("НомИспр", "ИспрДок") or tree.get("НомИспрСчФ", "ИспрСчФ")),
            function=tree.get("Функция", "Документ"),
            total=kopecks_of(tree.get("СтТовУчНалВсего", "ВсегоОпл")),
            seller_inn=_inn(tree, "СвПрод"),
            buyer_inn=_inn(tree, "СвПокуп"),
        )
    if role is Role.BUYER_TITLE:
        number = tree.get("ПорНомДокИнфПр", "СодФХЖ4") or tree.get("НомСчФИнфПр", "СодФХЖ4")
        on = tree.get("ДатаДокИнфПр", "СодФХЖ4") or tree.get("ДатаСчФИнфПр", "СодФХЖ4")
        return Title(number=number, date=day_of(on), function=tree.get("Функция", "СодФХЖ4"))
    return None


def _inn(tree: _Tree, side: str) -> str | None:
    return tree.get("ИННЮЛ", side) or tree.get("ИННФЛ", side)


def _said(tree: _Tree, role: Role) -> tuple[date | None, str | None]:
    if role is Role.BUYER_TITLE:
        accepted = day_of(tree.get("ДатаПрин", "СвПрин"))
        return (accepted, None) if accepted else (day_of(tree.get("ДатаИнфПок")), _time(tree.get("ВремИнфПок")))
    if role in {Role.TITLE, Role.ATTORNEY}:
        return None, None
    on = _first(tree.get(name) for name in ("ДатаПол", "ДатаОтпр", "ДатаПред", "ДатаДок"))
    at = _first(tree.get(name) for name in ("ВремяПол", "ВремяОтпр", "ВремПол", "ВремОтпр"))
    return day_of(on), _time(at)


def _first(found: Iterable[str | None]) -> str | None:
    return next((value for value in found if value), None)


def _time(told: str | None) -> str | None:
    return told.replace(".", ":")[:20] if told else None


def _details(tree: _Tree) -> str | None:
    element = tree.find("ТекстУведУточ", "ТекстПредАн", "ТекстПричАн", "ПричинаАн")
    told = text("".join(element.itertext())) if element is not None else None
    return told or tree.get("ТекстУведУточ") or tree.get("СодОпер", "СвПрин")


def _outcome(told: str | None) -> int | None:
    return int(told) if told in {"1", "2", "3"} else None


def _revision(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdigit() and len(told) < 4 else 0


def day_of(told: str | None) -> date | None:
    """«24.11.2026» as a day; None for anything else."""
    found = _DATE.fullmatch(told or "")
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def kopecks_of(told: str | None) -> int | None:
    """«1234.5» as 123450 kopecks; None for anything else."""
    if not _SUM.fullmatch(told or ""):
        return None
    whole, _, part = (told or "").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
