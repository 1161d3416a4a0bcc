"""Contract text as data: numbers, conditions, references, protections, and faults told to the lawyer who edits it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen.clauses import load_contract
from docgen.errors import LibraryError, TemplateError

US_AND_THEM = {"us": "supplier", "them": "buyer"}


def contract(tmp_path: Path, *sections: dict[str, Any], **more: Any) -> Any:
    data = {"title": "Договор", "roles": US_AND_THEM, "sections": list(sections)} | more
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    (folder / "clauses.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return load_contract(folder, more.get("variant"))


def section(name: str, *clauses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name.title(), "clauses": list(clauses)} | more


def clause(name: str, text: str = "текст", **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text} | more


def numbers(composed: list[dict[str, Any]]) -> list[str]:
    return [clause["number"] for section in composed for clause in section["clauses"]]


def test_only_what_is_printed_takes_a_number(tmp_path: Path) -> None:
    text = contract(
        tmp_path,
        section("a", clause("x"), clause("y", when="flag"), clause("z")),
        section("b", clause("x"), when="flag"),
        section("c", clause("x", when="flag")),
        section("d", clause("x")),
    )
    assert numbers(text.compose({"flag": True})) == ["1.1", "1.2", "1.3", "2.1", "3.1", "4.1"]
    assert numbers(text.compose({"flag": False})) == ["1.1", "1.2", "2.1"]


def test_a_reference_follows_its_clause_wherever_it_moves(tmp_path: Path) -> None:
    text = contract(
        tmp_path,
        section("a", clause("x", when="flag"), clause("y", 'см. п. {{ ref("b.target") }}')),
        section("b", clause("first", when="flag"), clause("target")),
    )
    assert text.compose({"flag": True})[0]["clauses"][1]["text"] == "см. п. 2.2"
    assert text.compose({"flag": False})[0]["clauses"][0]["text"] == "см. п. 2.1"


def test_a_reference_to_a_clause_that_is_not_printed_is_an_error(tmp_path: Path) -> None:
    text = contract(tmp_path, section("a", clause("x", '{{ ref("a.y") }}'), clause("y", when="flag")))
    with pytest.raises(TemplateError, match=r"a\.y"):
        text.compose({"flag": False})


def test_an_unknown_name_in_a_text_is_an_error_that_names_the_clause(tmp_path: Path) -> None:
    text = contract(tmp_path, section("a", clause("broken", "{{ nothing }}")))
    with pytest.raises(TemplateError, match="broken"):
        text.compose({})


def test_items_are_repeated_for_each_element(tmp_path: Path) -> None:
    items = [{"text": "сначала"}, {"each": "payments", "text": "{{ item }} руб."}, {"text": "нет", "when": "flag"}]
    text = contract(tmp_path, section("a", clause("x", items=items)))
    assert text.compose({"flag": False, "payments": [5, 7]})[0]["clauses"][0]["items"] == [
        "сначала;",
        "5 руб.;",
        "7 руб.",
    ]


def test_data_is_never_taken_for_a_template(tmp_path: Path) -> None:
    text = contract(tmp_path, section("a", clause("x", "{{ subject }}")))
    assert text.compose({"subject": "{{ 7 * 7 }}"})[0]["clauses"][0]["text"] == "{{ 7 * 7 }}"


def test_protections_are_those_of_printed_clauses(tmp_path: Path) -> None:
    text = contract(
        tmp_path,
        section("a", clause("x", grants=["email_counts"]), clause("y", grants=["scan_force"], when="flag")),
        section("b", clause("x", grants=["goods_receipt"]), when="flag"),
    )
    assert text.protections({"flag": False}) == {"email_counts"}
    assert text.protections({"flag": True}) == {"email_counts", "scan_force", "goods_receipt"}


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ([section("a", clause("x", grants=["wishes"]))], "wishes"),
        ([section("a", clause("x", txet="oops"))], "txet"),
        ([section("a", clause("x"), clause("x"))], r"a\.x"),
        ([section("a", clause("x"), tilte="oops")], "tilte"),
        ([{"use": "nowhere"}], "nowhere"),
        ([{"use": "final", "wehn": "flag"}], "wehn"),
        ([section("a", clause("x", table="adresses"))], "adresses"),
        ([section("a", clause("x", "{% if %}"))], "Expected an expression"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(tmp_path: Path, sections: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(LibraryError, match=told):
        contract(tmp_path, *sections)


def test_an_unknown_name_in_a_condition_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="missing"):
        contract(tmp_path, section("a", clause("x", when="missing.flag"))).compose({})


def test_a_misspelt_key_at_the_top_is_told(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="setings"):
        contract(tmp_path, section("a", clause("x")), setings={"days": 5})


def test_a_shape_is_chosen_among_variants(tmp_path: Path) -> None:
    shape = {"title": "Договор комиссии", "roles": US_AND_THEM, "sections": [section("a", clause("x"))]}
    data = {"settings": {"days": 5}, "variants": {"commission": shape}}
    (tmp_path / "clauses.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert load_contract(tmp_path, "commission").titled({}) == "Договор комиссии"
    assert load_contract(tmp_path, "commission").settings["days"] == 5
    with pytest.raises(LibraryError, match="barter"):
        load_contract(tmp_path, "barter")


def test_clauses_are_found_by_name_with_the_numbers_that_they_print(tmp_path: Path) -> None:
    text = contract(
        tmp_path,
        section("gone", clause("a"), when="deal.no"),
        section("kept", clause("a", when="deal.no"), clause("b", "как в п. {{ ref('last.a') }}")),
        section("last", clause("a")),
    )
    printed = text.printed({"deal": {"no": False}})
    assert {name: one["number"] for name, one in printed.items()} == {"kept.b": "1.1", "last.a": "2.1"}
    assert printed["kept.b"]["text"].replace("\u00a0", " ") == "как в п. 2.1"
