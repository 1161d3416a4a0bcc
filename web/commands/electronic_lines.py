"""Signatures and archives of operators as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from docgen.filters import NBSP
from docgen.phrases import with_sign
from tracker import phrases
from tracker.electronic import EntryView, ExchangeView, SignatureView
from tracker.electronic.words import PARSED, moment, short_name, state_on

_EQUAL = {
    True: "хеш совпадает с файлом",
    False: "ХЕШ НЕ СОВПАДАЕТ: подписан другой файл",
    None: "хеш не сравнивался",
}
_MATCHED = {
    "file": "тот же файл",
    "page_id": "код на страницах",
    "requisites": "номер, дата и ИНН сторон",
    "person": "отнёс человек",
}


_QUOTED = re.compile(r'"([^"]*)"')


def signature_lines(view: SignatureView) -> Iterator[str]:
    """A signature: whose, who, when, of which file."""
    row = view.row
    yield f"«{short_name(row['name'])}»: {view.whose.label}; {PARSED}"
    who = [row["signer"], row["signer_title"], _inn(row["inn"])]
    company = [row["organization"], _inn(row["organization_inn"])]
    named = _QUOTED.sub(r"«\1»", "; ".join(part for part in (_joined(who), _joined(company)) if part))
    yield f"  подписал: {named or 'сертификата в подписи нет'}"
    yield f"  время: {_time(view)}"
    yield f"  файл «{short_name(row['file_name'])}»: {_EQUAL[row['is_digest_equal']]} ({row['digest_algorithm']})"
    if row["note"]:
        yield f"  {row['note']}"
    yield f"  сертификат: {_certificate(view)}"


def _joined(parts: list[str | None]) -> str:
    return ", ".join(part for part in parts if part)


def _inn(inn: str | None) -> str | None:
    return f"ИНН{NBSP}{inn}" if inn else None


def _time(view: SignatureView) -> str:
    row = view.row
    told = []
    if row["stamped_at"]:
        told.append(f"{moment(row['stamped_at'])} по штампу времени")
    if row["signed_at"]:
        told.append(f"{moment(row['signed_at'])} по часам подписавшего")
    return "; ".join(told) or "в подписи не указано"


def _certificate(view: SignatureView) -> str:
    row = view.row
    parts = [f"{with_sign(row['serial'])}" if row["serial"] else None, row["issuer"]]
    if row["valid_from"] and row["valid_until"]:
        parts.append(f"действует с{NBSP}{moment(row['valid_from'])[:10]} по{NBSP}{moment(row['valid_until'])[:10]}")
    return _joined(parts) or "нет"


def exchange_lines(view: ExchangeView) -> Iterator[str]:
    """An archive with its entries and what could not be read in it."""
    row = view.row
    operator = f", оператор {row['operator']}" if row["operator"] else ""
    yield f"Архив «{row['name']}», взят {moment(row['added_at'])}{operator}"
    for entry in view.entries:
        yield from (f"  {line}" for line in entry_lines(entry))
    for name, what in view.problems:
        yield f"  ! {short_name(name)}: {what}"


def entry_lines(view: EntryView) -> Iterator[str]:
    """An entry: which paper, what is said, what contradicts it, what could be recorded."""
    row = view.row
    if view.paper is None:
        yield f"[{row['id']}] {short_name(row['name'])}: документ не найден, {row['note']}"
        yield from _stated(view)
    else:
        deal = f", сделка {view.deal}" if view.deal else ""
        yield f"[{row['id']}] {view.paper}{deal} ({_MATCHED[row['matched_by']]})"
    for one in view.said:
        at = f" {one.said_time}" if one.said_time else ""
        details = f" — {one.details}" if one.details else ""
        yield f"  {state_on(one.state, one.said_on)}{at}{details}"
    if not view.said:
        yield "  о состоянии ничего не сказано"
    if row["attorneys"]:
        yield f"  доверенность (МЧД) {with_sign(row['attorneys'])}: приложена, не проверена"
    yield from (f"  ПРОТИВОРЕЧИЕ: {line}" for line in view.conflicts)
    yield from (f"  ПРОВЕРЬТЕ: {line}" for line in view.doubts)
    if view.proposals and not view.conflicts and not view.doubts:
        told = ", ".join(str(one) for one in view.proposals)
        yield f"  можно записать: {told} (pervichka exchange apply {row['id']})"
    if view.paper is None:
        yield f"  отнести: pervichka exchange tie {row['id']} СДЕЛКА ДОКУМЕНТ"


def _stated(view: EntryView) -> Iterator[str]:
    row = view.row
    told = [
        with_sign(row["number"]) if row["number"] else None,
        f"от{NBSP}{phrases.day(row['date'])}" if row["date"] else None,
        f"на {phrases.roubles(row['total'])}" if row["total"] is not None else None,
    ]
    if any(told):
        yield f"  в файле: {' '.join(part for part in told if part)}"


def chosen_entries(view: ExchangeView, *, conflicts: bool, unmatched: bool) -> ExchangeView | None:
    """The archive with the entries that were asked for; None if it has none of them."""
    if not conflicts and not unmatched:
        return view
    kept = tuple(
        entry
        for entry in view.entries
        if (conflicts and (entry.conflicts or entry.doubts)) or (unmatched and entry.paper is None)
    )
    return replace(view, entries=kept, problems=()) if kept else None
