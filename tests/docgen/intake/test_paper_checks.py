from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import InputError
from docgen.intake import KitOrder, read_kit

Faults = Callable[[dict[str, Any]], dict[str, str]]
Order = Callable[..., KitOrder]


@pytest.mark.parametrize(
    ("deal", "kind"),
    [
        ({"deal.kind": "supply"}, "supply_contract"),
        ({"deal.kind": "services"}, "services_contract"),
        ({"deal.kind": "consignment", "terms.consignment": "commission"}, "consignment_contract"),
    ],
)
def test_contract_means_the_contract_of_this_deal(deal: dict[str, str], kind: str, order_of: Order) -> None:
    assert order_of(deal).documents[0] == kind
    assert order_of(deal | {"documents": [kind]}).documents == (kind,)


def test_a_kit_has_three_papers_unless_told_otherwise(order_of: Order) -> None:
    assert order_of({"documents": ...}).documents == ("supply_contract", "proforma_invoice", "commercial_offer")
    assert order_of({"documents": None}).documents == ("supply_contract", "proforma_invoice", "commercial_offer")


def test_papers_come_in_the_order_of_a_kit_whatever_the_order_of_the_file(order_of: Order) -> None:
    order = order_of({"documents": ["price_list", "commercial_offer", "proforma_invoice", "contract"]})
    assert order.documents == ("supply_contract", "proforma_invoice", "commercial_offer", "price_list")


def test_the_same_paper_twice_is_refused_under_either_name(faults_of: Faults) -> None:
    assert list(faults_of({"documents": ["contract", "contract"]})) == ["documents[1]"]
    assert list(faults_of({"documents": ["contract", "supply_contract"]})) == ["documents[1]"]


def test_a_contract_of_another_kind_contradicts_the_deal(faults_of: Faults) -> None:
    told = faults_of({"documents": ["services_contract"]})
    assert "supply_contract" in told["documents[0]"]


def test_each_wrong_paper_is_told(faults_of: Faults) -> None:
    told = faults_of({"documents": ["internal_price_list", "contract", "акт", 5]})
    assert list(told) == ["documents[0]", "documents[2]", "documents[3]"]
    assert "internal" not in told["documents[2]"], "an internal kind is not offered"


def test_one_paper_can_be_wanted_whatever_the_file_names(sample_file: Path, kinds: dict[str, str]) -> None:
    assert read_kit(sample_file, kinds, only="commercial_offer").documents == ("commercial_offer",)
    assert read_kit(sample_file, kinds, only="contract").documents == ("supply_contract",)


def test_a_contract_wanted_alone_must_be_of_the_deals_kind(sample_file: Path, kinds: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"deal\.kind: .*supply_contract"):
        read_kit(sample_file, kinds, only="services_contract")
