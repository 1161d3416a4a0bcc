"""Values of a document → an operation on an account of ours, or a warning that says why there is none."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from tracker.facts import Direction
from tracker.statements.base import Operation, OtherSide
from tracker.statements.exchange.keys import DOCUMENT, PURPOSE_LINES
from tracker.statements.exchange.lines import Section
from tracker.statements.reading.keys import Repeats, key_of
from tracker.statements.reading.notes import LeftOutError, Notes, cut, refuse_foreign
from tracker.statements.reading.values import account_of, day_of, kopecks_of

_REPEATED: Final = "Повторы"
_SIDES: Final = "Направление операций"
_INN: Final = re.compile(r"ИНН\s*[:№]?\s*([0-9]+)\b(?:[/\\]\s*[0-9]{9}\b)?[\s,/]*(?:КПП\s*[:№]?\s*[0-9]+\b[\s,/]*)?")
_INN_FIRST: Final = re.compile(r"\s*([0-9]{12}|[0-9]{10})(?![0-9])")
# What banks write into a receipt of an order that they have not carried out.
_NOT_DONE: Final = re.compile(
    r"(?<!\w)(отказ|отклон|отверг|отвержен|не\s+(принят|исполнен|пров|подписан)|черновик|на\s+исполнении|"
    r"в\s+обработке|обрабатывается|ожида|аннулир|отозван|создан|подготовлен)",
    re.IGNORECASE,
)
_IN = (("ДатаПоступило", "ДатаСписано", "Дата"), ("Плательщик", "Плательщик1"))
_OUT = (("ДатаСписано", "ДатаПоступило", "Дата"), ("Получатель", "Получатель1"))


class _Sides(NamedTuple):  # made for each document, and several times faster than a frozen dataclass
    account: str
    direction: Direction
    is_internal: bool
    other_account: str


class Documents:
    """Reads documents one after another. own: accounts of ours."""

    def __init__(self, own: set[str], notes: Notes) -> None:
        self._own = own
        self._notes = notes
        self._repeats = Repeats()
        self.guessed = 0
        """Documents whose direction only a filled day tells, since neither account is ours."""

    def read(self, section: Section) -> Operation | None:
        """The operation of a document; None, told in a warning, for one that moved no money or cannot be read."""
        try:
            return self._read(section)
        except LeftOutError as error:
            self._notes.leave_out(_place(section), error)
            return None

    def _read(self, section: Section) -> Operation:
        fields = section.fields
        amount = kopecks_of(fields.get("Сумма", ""))
        if amount is None or amount <= 0:
            raise _refusal(fields.get("Сумма", ""), amount)
        if "КвитанцияСодержание" in fields:
            _check_done(fields)
        found = self._sides(fields)
        refuse_foreign(found.account)
        days, names = _IN if found.direction is Direction.IN else _OUT
        day = self._day(section, days)
        kind, number, purpose = fields[DOCUMENT].strip(), fields.get("Номер", "").strip(), _purpose(fields)
        key = key_of(
            account=found.account,
            kind=kind,
            number=number,
            day=day,
            amount=amount,
            other_account=found.other_account,
            direction=found.direction,
            purpose=purpose,
        )
        repeat = self._repeats.count(key)
        if repeat:
            self._notes.tell(
                _REPEATED, f"{_place(section)}: такая операция в файле уже есть; при загрузке повтор не берётся."
            )
        return Operation(
            account=found.account,
            date=day,
            amount=amount,
            direction=found.direction,
            is_internal=found.is_internal,
            number=number,
            kind=kind,
            other=_other(fields, names, found.other_account),
            purpose=purpose,
            repeat=repeat,
            key=key,
        )

    def _sides(self, fields: dict[str, str]) -> _Sides:
        payer, payer_own = self._side(fields, "ПлательщикСчет", "ПлательщикРасчСчет")
        payee, payee_own = self._side(fields, "ПолучательСчет", "ПолучательРасчСчет")
        if payer_own:
            return _Sides(payer_own, Direction.OUT, is_internal=bool(payee_own), other_account=payee_own or payee)
        if payee_own:
            return _Sides(payee_own, Direction.IN, is_internal=False, other_account=payer)
        is_in, is_out = bool(fields.get("ДатаПоступило", "").strip()), bool(fields.get("ДатаСписано", "").strip())
        if is_in == is_out:
            raise LeftOutError(
                "ни один счёт не наш, и из дат поступления и списания заполнена не одна; внесите его сами"
            )
        self.guessed += 1
        only = next(iter(self._own)) if len(self._own) == 1 else ""
        if is_in:
            return _Sides(only or payee, Direction.IN, is_internal=False, other_account=payer)
        return _Sides(only or payer, Direction.OUT, is_internal=False, other_account=payee)

    def _side(self, fields: dict[str, str], first: str, second: str) -> tuple[str, str]:
        """The account of a side, and the one of ours among those that it has."""
        account, further = account_of(fields.get(first, "")), account_of(fields.get(second, ""))
        own = account if account in self._own else further if further in self._own else ""
        return account or further, own

    def _day(self, section: Section, keys: tuple[str, ...]) -> date:
        """The day of the movement, else that of the order; a day that cannot be read needs consent."""
        unread = ""
        for key in keys:
            text = section.fields.get(key, "").strip()
            day = day_of(text) if text else None
            if day is None:
                unread = unread or (text and f"«{key}» — не дата этого века: «{cut(text)}»")
                continue
            if unread:
                self._notes.tell("Даты", f"{_place(section)}: {unread}; взята «{key}» {day:%d.%m.%Y}.", consent=True)
            return day
        raise LeftOutError(f"{unread or 'нет ни одной даты'}; внесите его сами")

    def tell_guessed(self, *, is_confirmed: bool) -> None:
        """Warns of directions that a filled day alone told. is_confirmed: whether the totals of the bank hold."""
        if not self.guessed:
            return
        self._notes.tell(
            _SIDES,
            f"Документов, в которых нет ни одного счёта этой выписки: {self.guessed}. Поступление это или списание, "
            "видно только по заполненной дате"
            + ("; итоги выписки с этим сходятся." if is_confirmed else ", а итогов, которые это подтвердят, нет."),
            consent=not is_confirmed,
        )


@lru_cache(maxsize=1024)
def _is_not_done(receipt: str) -> bool:
    return _NOT_DONE.search(receipt) is not None


def _check_done(fields: dict[str, str]) -> None:
    """Raises LeftOutError where a receipt says that nothing was done, and no day of a movement says otherwise."""
    told = fields["КвитанцияСодержание"]
    if not _is_not_done(told) or fields.get("ДатаСписано", "").strip():
        return
    if not fields.get("ДатаПоступило", "").strip():
        raise LeftOutError(f"не взят, банк его не исполнил («{cut(told)}»)", kind="Неисполненные", consent=False)


def _refusal(told: str, amount: int | None) -> LeftOutError:
    """Why there is no operation of this sum."""
    if amount == 0:
        return LeftOutError("не взят, сумма равна нулю", kind="Нулевые суммы", consent=False)
    if amount is not None:
        return LeftOutError(f"сумма меньше нуля: «{cut(told)}»; внесите его сами")
    return LeftOutError(
        f"сумма не читается: «{cut(told)}»; внесите его сами" if told else "нет суммы; внесите его сами"
    )


def _place(section: Section) -> str:
    number = cut(section.fields.get("Номер", ""), 30)
    named = f" №\u00a0{number}" if number else ""
    return f"Документ{named} (строка {section.line})"


def _other(fields: dict[str, str], names: tuple[str, str], account: str) -> OtherSide:
    plain, first = names
    name = fields.get(first, "").strip() or fields.get(plain, "").strip()
    inn = _inn(fields.get(f"{plain}ИНН", ""))
    if name.startswith("ИНН") and (found := _INN.match(name)):
        name = name[found.end() :].strip()
        inn = inn or found[1]
    return OtherSide(name=name, inn=inn, account=account)


def _inn(told: str) -> str:
    """An ИНН without the КПП that some banks write after it, and nothing for their zeros."""
    found = _INN_FIRST.match(told)
    return found[1] if found else told.strip().lstrip("0") and told.strip()


def _purpose(fields: dict[str, str]) -> str:
    """The purpose in one line: a bank gives it whole, in numbered lines, or both, the whole one cut short."""
    whole = fields.get("НазначениеПлатежа", "").strip()
    if "НазначениеПлатежа1" not in fields and "НазначениеПлатежа2" not in fields:
        return whole
    lines = " ".join(filter(None, (fields.get(key, "").strip() for key in PURPOSE_LINES)))
    packed, packed_lines = "".join(whole.split()), "".join(lines.split())
    if packed_lines in packed:
        return whole
    if packed in packed_lines:
        return lines
    return f"{whole} {lines}"
