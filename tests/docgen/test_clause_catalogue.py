"""Texts of contracts in the library: all that the files hold, and what settings do to the print."""

from __future__ import annotations

import pytest

from docgen.clause_catalogue import COMPOSITIONS, catalogue, contract_kinds, example, variants_of
from docgen.errors import LibraryError
from docgen.library import find_kind

SHAPES = [(kind.name, variant) for kind in contract_kinds() for variant in variants_of(kind) or (None,)]


@pytest.mark.parametrize(("name", "variant"), SHAPES)
def test_every_shape_prints_under_every_composition_only_clauses_that_the_catalogue_has(
    name: str, variant: str | None
) -> None:
    kind = find_kind(name)
    written = catalogue(kind, variant)
    assert all(clause.text for section in written for clause in section.clauses)
    granted = {grant for section in written for clause in section.clauses for grant in clause.grants}
    for composition in COMPOSITIONS:
        made = example(kind, variant, composition)
        assert len(made.sections) <= len(written)
        assert made.grants <= granted
        assert all(clause["text"] for section in made.sections for clause in section["clauses"])


def test_what_a_deal_consists_of_decides_which_acceptance_protects() -> None:
    kind = find_kind("supply_contract")
    goods, works = (example(kind, None, one) for one in ("goods", "works"))
    assert "deemed_acceptance" not in goods.grants
    assert "goods_receipt" in goods.grants
    assert "deemed_acceptance" in works.grants


def test_a_shape_or_a_composition_that_is_not_there_is_refused() -> None:
    kind = find_kind("consignment_contract")
    for variant in (None, "", "lease"):
        with pytest.raises(LibraryError, match="варианта"):
            catalogue(kind, variant)
    with pytest.raises(LibraryError, match="состава"):
        example(kind, "commission", "air")


def test_a_shared_section_is_told_with_its_own_condition_or_with_the_contracts() -> None:
    sections = {section.id: section for section in catalogue(find_kind("supply_contract"))}
    assert not sections["subject"].is_shared
    assert sections["acceptance"].is_shared
    assert "deal.has_services" in sections["acceptance"].when
