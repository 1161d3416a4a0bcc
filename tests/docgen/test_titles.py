"""Papers are named in other papers by the title that they bear."""

from __future__ import annotations

import pytest

from docgen.documents import LineKind
from docgen.library import find_kind, kinds
from docgen.titles import printed_title

GOODS, SERVICES, WORKS = LineKind.GOODS, LineKind.SERVICES, LineKind.WORKS


@pytest.mark.parametrize(
    ("kind", "about", "variant", "title"),
    [
        ("acceptance_certificate", {SERVICES}, None, "Акт об оказании услуг"),
        ("acceptance_certificate", {WORKS}, None, "Акт сдачи-приёмки выполненных работ"),
        ("acceptance_certificate", {WORKS, SERVICES}, None, "Акт сдачи-приёмки выполненных работ и оказанных услуг"),
        ("acceptance_certificate", set(), None, "Акт сдачи-приёмки выполненных работ (оказанных услуг)"),
        ("services_contract", {WORKS}, None, "Договор подряда"),
        ("services_contract", {SERVICES}, None, "Договор возмездного оказания услуг"),
        ("services_contract", {WORKS, SERVICES}, None, "Договор на выполнение работ и оказание услуг"),
        ("supply_contract", {GOODS, SERVICES}, None, "Договор поставки"),
        ("consignment_contract", {GOODS}, "deferred_supply", "Договор поставки с оплатой по мере реализации"),
        ("consignment_contract", {GOODS}, "commission", "Договор комиссии (консигнации)"),
        ("consignment_contract", set(), None, "Договор комиссии (консигнации)"),
        ("waybill", {GOODS}, None, "Товарная накладная"),
    ],
)
def test_a_title_says_what_the_paper_is_about(kind, about, variant, title):
    assert printed_title(find_kind(kind), about, variant).replace("\u00a0", " ") == title


def test_every_kind_has_a_title_whatever_it_is_about():
    titles = {
        name: printed_title(kind, set(LineKind), "commission" if name == "consignment_contract" else None)
        for name, kind in kinds().items()
    }
    assert all(titles.values())
