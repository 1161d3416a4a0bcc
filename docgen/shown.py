"""Parties, lines and totals as the plain data that every paper prints: the same for a kit and for any other paper."""

from __future__ import annotations

from docgen import captions, phrases
from docgen.calculation import net_price
from docgen.declension import initials
from docgen.documents import Charge, Line, LineKind, RateTotal
from docgen.filters import money, percent
from docgen.parties import Form, Party, Signatory
from docgen.units import okei_code, okei_symbol
from docgen.views import (
    LineCaptionsView,
    LineKindsView,
    LineView,
    PartyView,
    RateTotalView,
    SignatoryView,
    TotalRowView,
    TotalsView,
)


def show_party(party: Party) -> PartyView:
    """A party with everything that a paper may say of it."""
    return {
        "form": party.form.value,
        "full_name": party.full_name,
        "short_name": party.short_name,
        "inn": party.inn,
        "kpp": party.kpp,
        "ogrn": party.ogrn,
        "ogrn_label": "ОГРН" if party.form is Form.LEGAL_ENTITY else "ОГРНИП",
        "address": party.address,
        "phone": party.phone,
        "email": party.email,
        "line": captions.party_line(party),
        "vat": party.vat.value,
        "vat_basis": party.vat_basis,
        "represented": phrases.represented(party),
        "bank": {
            "name": party.bank.name,
            "bic": party.bank.bic,
            "account": party.bank.account,
            "corr_account": party.bank.corr_account,
        },
        "signatory": show_signatory(party.signatory, is_in_person=party.is_signed_in_person),
    }


def show_signatory(signatory: Signatory, *, is_in_person: bool = False) -> SignatoryView:
    """Who signs, in the cases that papers need."""
    return {
        "position": signatory.position,
        "position_genitive": signatory.position_genitive,
        "name": signatory.name,
        "name_genitive": signatory.name_genitive,
        "short_name": initials(signatory.name),
        "gender": signatory.gender.value,
        "acting": phrases.acting(signatory),
        "authority": phrases.authority(signatory),
        "in_person": is_in_person,
    }


def show_lines(charge: Charge) -> list[LineView]:
    """The lines of a table, in order."""
    return [_line(line, charge) for line in charge.lines]


def _line(line: Line, charge: Charge) -> LineView:
    return {
        "number": line.number,
        "code": line.code,
        "name": line.name,
        "unit": line.unit,
        "okei": okei_code(line.unit) or "",
        "unit_symbol": okei_symbol(line.unit) or line.unit,
        "kind": line.kind.value,
        "quantity": line.quantity,
        "price": line.price.roubles,
        "discount": line.discount,
        "discount_text": percent(line.discount) if line.discount else "—",
        "note": captions.line_note(line, charge),
        "amount": captions.line_amount(line, charge.prices_include_vat).roubles,
        "rate": line.rate.label,
        "settlement": "/".join(map(str, line.rate.settlement or ())),
        "net_price": net_price(line),
        "net": line.net.roubles,
        "vat": line.vat.roubles,
        "vat_text": line.rate.label if line.rate.percent is None else money(line.vat.roubles),
        "gross": line.gross.roubles,
    }


def show_totals(charge: Charge) -> TotalsView:
    """What stands under a table of lines."""
    totals = charge.totals
    taxed = [_rate_total(total) for total in totals.by_rate if total.rate.percent is not None]
    return {
        "net": totals.net.roubles,
        "vat": totals.vat.roubles,
        "vat_text": money(totals.vat.roubles) if taxed else "без НДС",
        "gross": totals.gross.roubles,
        "count": totals.count,
        "by_rate": [_rate_total(total) for total in totals.by_rate],
        "taxed": taxed,
        "exempt": not taxed,
        "rows": _rows(charge, "Всего:"),
        "rows_to_pay": _rows(charge, "Всего к оплате:"),
        "saving": captions.saving(charge),
        "has_long_numbers": captions.has_long_numbers(charge),
        "no_vat": phrases.no_vat(charge),
        "price_phrase": phrases.price_phrase(charge),
        "vat_phrase": phrases.vat_phrase(charge),
    }


def _rows(charge: Charge, whole: str) -> list[TotalRowView]:
    return [{"caption": row["caption"], "value": row["value"]} for row in captions.total_rows(charge, whole)]


def _rate_total(total: RateTotal) -> RateTotalView:
    return {
        "rate": total.rate.label,
        "net": total.net.roubles,
        "vat": total.vat.roubles,
        "gross": total.gross.roubles,
    }


def show_captions(charge: Charge) -> LineCaptionsView:
    """What columns are called."""
    made = captions.table_captions(charge)
    return {"name": made["name"], "price": made["price"], "amount": made["amount"], "vat_note": made["vat_note"]}


def show_line_kinds(charge: Charge) -> LineKindsView:
    """Whether goods, services and works are among the lines."""
    found = {line.kind for line in charge.lines}
    return {
        "goods": LineKind.GOODS in found,
        "services": LineKind.SERVICES in found,
        "works": LineKind.WORKS in found,
    }
