"""What the buttons of the form do with it, but for issuing. Each answers the form as it is then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from flask import flash, request
from werkzeug.exceptions import NotFound

from docgen.errors import Fault, InputError
from docgen.parties import Form
from docgen.requisites_text import recognise
from docgen.requisites_text.files import text_of_card
from docgen.vat import TaxStatus
from tracker.kit_form.clients import Whose, whose_client
from tracker.kit_form.drafts import reserve_code
from tracker.kit_form.pasting import pasted_lines
from tracker.kit_form.presets import with_preset
from tracker.kit_form.products import Shop, with_catalogue
from tracker.kit_form.sellers import sides_of
from tracker.kit_form.sums import day_of
from tracker.kit_form.typed import NEW_CLIENT, PARTY, Texts, Typed, is_empty_line, typed_from
from tracker.prices.requests import ask
from web import desk
from web.language import gettext as _
from web.screens.kit.page import counted

if TYPE_CHECKING:
    from tracker.kit_form.drafts import KitDraft

_LARGEST_CARD: Final = 10 * 1024 * 1024
_LONGEST_CARD: Final = 50_000
_BLANKS_MORE: Final = 8


@dataclass(frozen=True, slots=True)
class Done:
    """The form after a button; where on the page to go on, and what its address says more."""

    typed: Typed
    anchor: str | None = None
    query: dict[str, Any] = field(default_factory=dict)


def perform(known: KitDraft, typed: Typed, act: str, argument: str) -> Done:
    """Does what a button says. Raises InputError, RefusedError, NotFound for a button that is not there."""
    doing = _ACTS.get(act)
    if doing is None:
        raise NotFound
    done = doing(known, typed, argument)
    return replace(done, typed=filled(known, done.typed))


def filled(known: KitDraft, typed: Typed) -> Typed:
    """The form with what the catalogue says of its codes, where nothing was typed."""
    if not any(row["code"] and not (row["name"] and row["price"] and row["unit"]) for row in typed.lines):
        return typed
    seller = sides_of(desk.reading(), known.client_party).seller(typed.seller)
    if seller is None:
        return typed
    shop = Shop(
        organization_id=seller.prices_of,
        status=seller.section.vat,
        on=day_of(typed, desk.today()),
        includes_vat=typed.includes_vat,
    )
    return replace(typed, lines=with_catalogue(desk.reading(), shop, typed.lines))


def _count(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(typed, "totals")


def _preview(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(typed, "preview", {"paper": request.form.get("paper", "")[:100]})


def _add(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(typed, f"line-{len(typed.lines)}-code", {"blank": _BLANKS_MORE})


def _drop_line(_known: KitDraft, typed: Typed, argument: str) -> Done:
    """Empty lines were left out already, so the place is counted among those that the browser sent."""
    place = int(argument) if argument.isascii() and argument.isdigit() else -1
    sent = request.form.getlist("line.name")
    if not 0 <= place < len(sent):
        raise NotFound
    before = sum(1 for number in range(place) if not _is_sent_empty(number))
    if _is_sent_empty(place):
        return Done(typed, "lines")
    return Done(replace(typed, lines=(*typed.lines[:before], *typed.lines[before + 1 :])), "lines")


def _is_sent_empty(place: int) -> bool:
    keys = ("code", "name", "quantity", "price", "discount")
    return is_empty_line({key: request.form.getlist(f"line.{key}")[place].strip() for key in keys})


def _find(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(typed, "client", {"q": request.form.get("q", "")[:100]})


def _choose_client(_known: KitDraft, typed: Typed, argument: str) -> Done:
    if whose_client(desk.reading(), desk.own_labels(), argument) not in {Whose.OWN, Whose.FREE}:
        raise NotFound
    return Done(replace(typed, client=argument, doubts=()), "lines")


def _new_client(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    asked = "".join(request.form.get("q", "").split())
    is_inn = asked.isascii() and asked.isdigit() and len(asked) in {10, 12}
    party = {**typed.party, "inn": asked} if is_inn else typed.party
    return Done(replace(typed, client=NEW_CLIENT, party=_with_usual(party)), "client")


def _no_client(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(replace(typed, client=""), "client")


def _card(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    """Requisites out of a pasted text or a file, into fields that they fill; the rest is told."""
    text = _card_text()
    found = recognise(text)
    if not found.fields and not found.doubts:
        raise InputError([Fault("card", "Реквизитов в этом тексте не видно: впишите их в поля.")])
    party = {key: found.fields.get(key) or typed.party.get(key, "") for key in PARTY}
    doubts = [(f"party.{one.field}" if one.field else "", one.text) for one in found.doubts]
    for one in found.doubts:
        if one.field in PARTY and one.suggested and not found.fields.get(one.field):
            party[one.field] = one.suggested
    data = {"party": _with_usual(party), "doubts": doubts}
    made = typed_from(data)
    return Done(replace(typed, client=NEW_CLIENT, party=made.party, doubts=made.doubts), "client")


def _with_usual(party: Texts) -> dict[str, str]:
    """The party with what its lists show first."""
    usual = {"form": Form.LEGAL_ENTITY.value, "vat": TaxStatus.STANDARD.value}
    return {**party, **{key: party.get(key, "") or value for key, value in usual.items()}}


def _card_text() -> str:
    file = request.files.get("card_file")
    if file is not None and file.filename:
        content = file.stream.read(_LARGEST_CARD + 1)
        if len(content) > _LARGEST_CARD:
            raise InputError([Fault("card", "Файл карточки больше 10 МБ: вставьте реквизиты текстом.")])
        return text_of_card(content, file.filename)
    text = request.form.get("card", "")
    if not text.strip():
        raise InputError([Fault("card", "Вставьте текст с реквизитами или выберите файл.")])
    if len(text) > _LONGEST_CARD:
        raise InputError([Fault("card", "Слишком длинный текст: вставьте только реквизиты.")])
    return text


def _paste(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    lines = pasted_lines(request.form.get("pasted", ""))
    if not lines:
        raise InputError([Fault("pasted", "Вставьте строки, скопированные из таблицы.")])
    flash(_("Добавлено строк: %(count)s.", count=len(lines)), "success")
    return Done(typed_from({**_data(typed), "lines": [*typed.lines, *lines]}), "lines")


def _data(typed: Typed) -> dict[str, Any]:
    return {key: getattr(typed, key) for key in typed.__slots__}


def _preset(_known: KitDraft, typed: Typed, _argument: str) -> Done:
    return Done(with_preset(typed, request.form.get("preset", ""), day_of(typed, desk.today())), "terms")


def _ask(known: KitDraft, typed: Typed, argument: str) -> Done:
    """Asks the head for the discount of a line."""
    place = int(argument) if argument.isascii() and argument.isdigit() else -1
    seen = counted(known, typed)
    right = seen.rights.get(place + 1)
    if seen.seller is None or right is None or right.needs is None:
        raise InputError([Fault("", "На эту строку согласование не нужно: пересчитайте форму.")])
    row = typed.lines[place]
    if not row["code"]:
        raise InputError([Fault(f"line.{place}.code", "Чтобы согласовать скидку, дайте строке артикул.")])
    reason = request.form.get("ask_reason", "").strip()
    if not reason:
        raise InputError([Fault("ask_reason", "Напишите, почему клиенту нужна такая скидка.")])
    _asked(known, seen.seller.prices_of, row["code"], right.needs, reason)
    flash(_("Руководитель увидит просьбу в согласованиях. Комплект можно выпустить, когда он ответит."), "success")
    return Done(typed, f"line-{place}-discount")


def _asked(known: KitDraft, organization_id: int, product: str, percent: Decimal, reason: str) -> None:
    with desk.changing() as work:
        code = reserve_code(work, known.id, desk.visitor().id)
        ask(work, organization_id, deal_code=code, product_code=product, percent=percent, reason=reason)


_ACTS: Final[dict[str, Callable[[Any, Typed, str], Done]]] = {
    "count": _count,
    "preview": _preview,
    "add": _add,
    "drop": _drop_line,
    "find": _find,
    "client": _choose_client,
    "client_new": _new_client,
    "client_off": _no_client,
    "card": _card,
    "paste": _paste,
    "preset": _preset,
    "ask": _ask,
}
