"""Names, address, bank, signatory and e-mail of a card: values after their labels, and what is known by its look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from docgen.requisites_text.numbers import labels_of

FORMS: Final = {
    "ООО": "Общество с ограниченной ответственностью",
    "ПАО": "Публичное акционерное общество",
    "НАО": "Непубличное акционерное общество",
    "АО": "Акционерное общество",
    "ЗАО": "Закрытое акционерное общество",
    "ОАО": "Открытое акционерное общество",
    "АНО": "Автономная некоммерческая организация",
}
_SHORT: Final = "|".join(FORMS)
_LONG: Final = "|".join(FORMS.values())
_OTHER: Final = (
    r"Федеральное государственное \w+ (?:\w+ )?(?:предприятие|учреждение)|Муниципальное \w+ (?:предприятие|учреждение)"
    r"|Государственное \w+ (?:предприятие|учреждение)|Производственный кооператив|Потребительский кооператив"
)
_QUOTED: Final = r"[«\"“„].+?[»\"”](?:[^\s«\"]*[»\"])?"
_PERSON: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:\s+(?:оглы|кызы))?"
_SHORT_PERSON: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\."
_POSITION: Final = (
    r"(?:[Гг]енеральный|[Ии]сполнительный|[Кк]оммерческий|[Фф]инансовый|[Тт]ехнический)\s+директор|[Дд]иректор"
    r"|[Пп]резидент|[Уу]правляющий|[Рр]уководитель|[Пп]редседатель(?:\s+правления)?|[Зз]аведующ(?:ий|ая)|[Нн]ачальник"
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LEGAL_ADDRESS: Final = (
    r"(?:юридический|юр\.?)\s*адрес|адрес\s*\(юридический\)|(?:адрес\s+)?мест[оа]\s+нахождени[ея](?:\s+\w+лица)?"
    r"|адрес\s+(?:регистрации|организации|по\s+ЕГР\w+)|юридический\s+и\s+фактический\s+адрес"
    r"|юр\.?\s*/\s*факт\.?\s*адрес"
)
_OTHER_ADDRESS: Final = (
    r"(?:фактический|почтовый|факт\.?|почт\.?)(?:\s+и\s+почтовый)?\s*адрес|адрес\s+(?:доставки|склада|для\s+\w+)"
)
_WHOSE: Final = r"(?:\s+(?:организации|предприятия|компании|контрагента))?"
_ANY_NAME: Final = (
    rf"наименование{_WHOSE}|организация|контрагент|компания"
    r"|название|получатель|покупатель|заказчик|фирма|предприниматель"
)
_LINE_LABELS: Final = (
    ("bank_name", r"(?:полное\s+)?наименование\s+банка|банк\s+получателя|название\s+банка|в\s+банке|банк"),
    ("full_name", rf"полное\s+(?:фирменное\s+)?наименование{_WHOSE}"),
    ("short_name", rf"(?:сокращ[её]нное|краткое|сокр\.?)\s+(?:фирменное\s+)?наименование{_WHOSE}"),
    ("any_name", _ANY_NAME),
    ("address", _LEGAL_ADDRESS),
    ("other_address", _OTHER_ADDRESS),
    ("any_address", r"адрес"),
    ("phone", r"тел(?:ефон\w*)?(?:\s*/\s*факс)?|моб\w*|контактный\s+телефон"),
    ("email", r"e-?mail|эл(?:ектронн\w+)?\.?\s+(?:почт\w+|адрес)|почта"),
)
_LINE_LABEL: Final = re.compile("|".join(rf"(?P<{name}>(?:{words}))" for name, words in _LINE_LABELS), re.IGNORECASE)


def emails_of(text: str) -> list[str]:
    """Addresses of electronic mail, each once."""
    return list(dict.fromkeys(found[0].strip(".") for found in _EMAIL.finditer(text)))


def labelled(text: str) -> dict[str, str]:
    """Values that stand after a label on its line, or alone on the line below it; of each label the first value."""
    found: dict[str, str] = {}
    lines = [line.strip() for line in text.splitlines()]
    for place, line in enumerate(lines):
        told = _LINE_LABEL.match(line)
        if not told or not re.match(r"\s*(?:\([^)]*\))?\s*(?:[:;=\t|–—-]|\s{2,}|(?=[«\"\d])|$)", line[told.end() :]):
            continue
        rest = re.sub(r"^\s*(?:\([^)]*\))?[\s:;=|–—-]*", "", line[told.end() :])
        if not rest and place + 1 < len(lines) and not _LINE_LABEL.match(lines[place + 1]):
            rest = lines[place + 1]
        value = until_label(rest)
        if value:
            found.setdefault(str(told.lastgroup), value)
    return found


def until_label(text: str) -> str:
    """The value before another label begins on the same line."""
    ends = [end for label, end in labels_of(text)]
    if ends:
        start = re.search(r"[,;\s]*(?=\S)", text[: ends[0]])
        cut = text[: ends[0]]
        cut = re.sub(r"[\s,;(]*[^\s,;]*$", "", cut) if start else ""
        text = cut
    text = re.split(r"\t|\s{3,}|\s+\|\s+|(?i:[,;]?\s+(?:тел|e-?mail|факс|сайт)\b)", text, maxsplit=1)[0]
    return quoted_right(text.strip(" ,;|\t"))


def quoted_right(text: str) -> str:
    """«Ромашка» in place of "Ромашка"."""
    text = re.sub(r'["“„]([^"“”„«»]+)["”“]', r"«\1»", text)
    return " ".join(text.split())


_NAME: Final = re.compile(
    rf"(?:(?i:{_LONG})|{_OTHER})\s+{_QUOTED}|\b(?:{_SHORT})\s+{_QUOTED}"
    rf"|(?i:индивидуальный\s+предприниматель)\s+(?:{_PERSON}|{_SHORT_PERSON})|\bИП\s+(?:{_PERSON}|{_SHORT_PERSON})"
)


def names_of(text: str, told: Mapping[str, str]) -> dict[str, str]:
    """Full and short name of the party, each from the other where only one is there."""
    names = {key: told[key] for key in ("full_name", "short_name") if key in told}
    for value in _candidates(text, told):
        names.setdefault("full_name" if _is_full(value) else "short_name", value)
    full, short = names.get("full_name", ""), names.get("short_name", "")
    if full and not short:
        names["short_name"] = _shortened(full)
    elif short and not full:
        names["full_name"] = _lengthened(short)
    return names


def _candidates(text: str, told: Mapping[str, str]) -> Iterator[str]:
    if "any_name" in told:
        yield told["any_name"]
    for line in text.splitlines():
        plain = quoted_right(line)
        for found in _NAME.finditer(plain):
            is_bank = re.search(r"банк|филиал", found[0], re.IGNORECASE)
            if not is_bank and not re.search(r"(?:банк\w*|\bв)[\s:]*$", plain[: found.start()], re.IGNORECASE):
                yield found[0]


def _is_full(name: str) -> bool:
    return not re.match(rf"(?:{_SHORT}|ИП)\b", name)


def _shortened(name: str) -> str:
    for short, full in FORMS.items():
        if name.casefold().startswith(full.casefold()):
            return f"{short}{name[len(full) :]}"
    found = re.match(r"(?i:индивидуальный\s+предприниматель)\s+(\S+)\s+(\S)\S*\s+(\S)\S*", name)
    return f"ИП {found[1]} {found[2]}. {found[3]}." if found else name


def _lengthened(name: str) -> str:
    head, _, tail = name.partition(" ")
    if head == "ИП":
        return f"Индивидуальный предприниматель {tail}"
    return f"{FORMS[head]} {tail}" if head in FORMS else name


def bank_of(text: str, told: Mapping[str, str]) -> str:
    """The name of the bank."""
    if "bank_name" in told and re.search(r"[^\W\d_]{3,}", told["bank_name"]):
        return told["bank_name"]
    for line in text.splitlines():
        plain = quoted_right(line)
        found = re.search(
            r"(?:(?:филиал|отделение|дополнительный офис)\b[^,;]*?)?"
            r"\b(?:ПАО|АО|ООО|ОАО|ЗАО|НКО|КБ|АКБ)\b[^,;]*?(?i:банк|сбер|точка|модуль|втб|райффайзен)[^,;]*",
            plain,
            re.IGNORECASE,
        )
        if found:
            return until_label(re.split(r"\s+(?=(?:\d{20}|\d{9})\b)", found[0])[0])
    return ""


def address_of(text: str, told: Mapping[str, str]) -> str:
    """The legal address; else the one that is called an address; else a line that begins with a postal index."""
    for key in ("address", "any_address"):
        if key in told:
            return told[key]
    lines = [line.strip() for line in text.splitlines()]
    found = next((line for line in lines if re.match(r"\d{6},?\s+[А-ЯЁа-яё]", line)), "")
    return until_label(found) or told.get("other_address", "")


def signatory_of(text: str) -> dict[str, str]:
    """Position and name of who signs, and on what basis; nothing that stands in the genitive."""
    found: dict[str, str] = {}
    plain = "\n".join(quoted_right(line) if "\t" not in line else line for line in text.splitlines())
    one = re.search(rf"({_POSITION})[\s:,\t–—-]+({_PERSON}|{_SHORT_PERSON})", plain)
    if one and not re.search(r"в\s+лице\s*$", plain[: one.start()]):
        position = " ".join(one[1].split())
        found = {"position": position[0].upper() + position[1:], "name": " ".join(one[2].split())}
    basis = re.search(r"на\s+основании\s*:?\s*(Устава|устава|[Дд]оверенности[^,;.\n]*)", plain)
    if basis:
        found["basis"] = " ".join(basis[1].split())
        found["basis"] = found["basis"][0].upper() + found["basis"][1:]
    return found


def is_in_genitive(text: str) -> bool:
    """Whether the signatory is named as contracts do: «в лице Генерального директора Иванова Ивана Ивановича»."""
    return re.search(r"в\s+лице\s+\w", text) is not None
