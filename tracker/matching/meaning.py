"""Words of a purpose that make the money something else than a client's payment for its own deal: a person decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the words say beside the papers that they name.

    is_return: money goes back. other_payer: the words by which somebody pays for another, «за ООО», «по поручению».
    other_duty: the word of a duty that is not the price, «неустойка», «займа». Both "" where nothing says so.
    """

    is_return: bool = False
    other_payer: str = ""
    other_duty: str = ""


_RETURN: Final = re.compile(r"\bвозвра[тщ]|\bизлишн|\bошибочн|\bсторно")
_DUTY: Final = re.compile(
    r"\b(?:неусто[йе]\w*|пен(?:и|я|ей|ю|ям)\b|штраф\w*|проценты\b|процент\w* (?:за|по) (?:пользован|ст)\w*|ст\. ?395|"
    r"заем\w*|займ\w*|заим\w*|кредит(?!ор)\w*|ссуд\w*|залог\w*|возмещ\w*|компенсац\w*|ущерб\w*|обеспечит\w*|депозит\w*|"
    r"гарантийн\w* (?:удержан|плат|взнос|депоз)\w*|удержан\w*|претензи\w*|исполнительн\w* (?:лист|надпис|производ)\w*|"
    r"взыскан\w*|(?:гос)?\.? ?пошлин\w*|решени\w* суда|судебн\w*|миров\w* соглашен\w*|неосновательн\w*|банкрот\w*|"
    r"дивиденд\w*|пожертвован\w*|(?:уставн|паев|членск)\w* (?:капитал|взнос)\w*|отмен(?:а|ы|е|ен\w*)\b|"
    r"уточнени\w* (?:платеж|назнач)\w*)"
)
_OTHER_PAYER: Final = re.compile(
    r'\bза "?(?:ооо|оао|зао|пао|ао|ип|нко|ано|треть\w+ лиц\w*|3(?:-\w+)? ?лиц\w*|физ\w*\.? ?лиц\w*)(?![а-я])|'
    r"\bза [а-я]+ [а-я]\. ?[а-я]\.|\b(?:по|на основании) поручени\w+|\bпоручительств\w*|\bцесси\w*|"
    r"\b(?:пере)?уступк\w*|\bвзаимо(?:за|рас)чет\w*|\bперевод\w* долга|"
    r"\b(?:по|согласно|на основании) (?:распорядит\w+ )?письм\w*"
)
_NAME: Final = re.compile(r"\b[Зз]а [\"«]?([А-ЯЁ][а-яё]{2,})")
"""«за Иванова», «за «Клён»»: a capital letter in a text of small ones."""

_THING: Final = re.compile(
    r"товар|услуг|работ|матери|оборуд|свет|ламп|издел|продук|постав|монтаж|достав|аренд|янв|фев|мар|апр|май|июн|июл|авг|"
    r"сен|окт|ноя|дек",
    re.IGNORECASE,
)


def read_meaning(told: str, text: str) -> Meaning:
    """Reads ``told``, the purpose in its plain spelling, and for names with capital letters ``text``, as it came."""
    payer = _OTHER_PAYER.search(told)
    duty = _DUTY.search(told)
    return Meaning(
        is_return=bool(_RETURN.search(told)),
        other_payer=_name(text) or (payer[0].strip() if payer else ""),
        other_duty=duty[0] if duty else "",
    )


def _name(text: str) -> str:
    return next((f"за {found[1]}" for found in _NAME.finditer(text) if not _THING.match(found[1])), "")
