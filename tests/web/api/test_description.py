from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.web.api.calling import Caller, told
from tests.web.desk import Desk, text_of
from web.api.calls import CALLS, Json
from web.api.reference import example_of
from web.api.specification import document, tags
from web.cli import commands


def _found(ref: str) -> Any:
    place: Any = document()
    for part in ref.removeprefix("#/").split("/"):
        place = place[part]
    return place


def _refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for one in value.values() for ref in _refs(one)]
    return [ref for one in value for ref in _refs(one)] if isinstance(value, list) else []


def test_the_document_is_openapi_and_all_its_schemas_are_schemas() -> None:
    faults = [error.message for error in Draft202012Validator(OPENAPI_31).iter_errors(document())]
    assert faults == []
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert all(_found(ref) for ref in _refs(document()))


def test_every_operation_is_described_whole() -> None:
    for path, operations in document()["paths"].items():
        for method, one in operations.items():
            named = {part["name"] for part in one["parameters"] if part["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path)), path
            assert re.search("[а-я]", one["summary"]), path
            assert {"401", "403", "429"} <= set(one["responses"]), (method, path)
            assert ("requestBody" in one) == ("415" in one["responses"]), (method, path)
            assert re.search("[а-я]", one["tags"][0])
    ids = [one["operationId"] for operations in document()["paths"].values() for one in operations.values()]
    assert sorted(ids) == sorted(CALLS)


def test_every_schema_is_explained_in_russian() -> None:
    schemas = document()["components"]["schemas"]
    told = {name: one.get("description", "") for name, one in schemas.items() if one.get("type") == "object"}
    assert [name for name, text in told.items() if not re.match("[А-ЯЁ]", text)] == []


def test_names_of_schemas_are_ours_and_not_of_modules() -> None:
    assert [name for name in document()["components"]["schemas"] if "__" in name] == []


@pytest.mark.parametrize(
    "name",
    [name for name, call in CALLS.items() if isinstance(call.body, Json) and call.body.model and call.body.example],
)
def test_an_example_of_a_body_is_one_that_is_read(name: str) -> None:
    body = CALLS[name].body
    assert isinstance(body, Json)
    assert body.model is not None
    assert body.example is not None
    body.model.model_validate(body.example)


def test_the_document_is_served_to_whoever_may_read_and_to_the_browser(desk: Desk) -> None:
    assert told(Caller(desk)("lawyer", "GET", "/openapi.json")) == document()
    assert desk.get("lawyer", "/api/docs/openapi.json").get_json() == document()
    assert desk.get(None, "/api/docs/").location.startswith("/enter")


def test_the_reference_shows_every_call_with_an_example(desk: Desk) -> None:
    listed = text_of(desk.get("orlova", "/api/docs/"))
    pages = [desk.get("orlova", f"/api/docs/{number}") for number in range(1, len(tags()) + 1)]
    for call in CALLS.values():
        page = pages[tags().index(call.tag)]
        assert f'id="{call.name}"' in page.get_data(as_text=True)
        assert call.title in listed
        assert call.title in text_of(page)
    assert sum(text_of(page).count("curl") for page in pages) >= len(CALLS)
    assert desk.get("orlova", f"/api/docs/{len(pages) + 1}").status_code == 404
    assert "/api/docs/" in desk.get("orlova", "/account/").get_data(as_text=True)


@pytest.mark.parametrize(("name", "wanted"), [
    ("deals", "curl -H \"Authorization: Bearer $TOKEN\" \\\n  'http://localhost/api/v1/deals'"),
    ("undo_payment", "curl -X POST -H \"Authorization: Bearer $TOKEN\" \\\n  'http://localhost/api/v1/payments/1/undo'"),
])  # fmt: skip
def test_an_example_is_what_curl_takes(desk: Desk, name: str, wanted: str) -> None:
    with desk.app.test_request_context():
        assert example_of(CALLS[name]) == wanted
        for call in CALLS.values():
            assert shlex.split(example_of(call))[0] == "curl"


_NOT_OF_PROGRAMS = {"serve", "worker", "restore", "demo", "render", "kit"}
"""They run, draw or replace on the machine itself."""

_BY_COMMAND = {
    "audit": "audit", "backup": "make_backup", "batch": "batches", "calendar": "calendar", "claim": "claim",
    "closing": "close_month", "confirm": "confirm_scan", "deal": "deal", "doctor": "doctor", "dossier": "dossier",
    "exchange": "take_exchange", "fact": "fact_paid", "findings": "findings", "import-statement": "import_statement",
    "issue": "issue_kit", "journal": "journal", "kinds": "kinds", "letter": "write_letter", "load": "load_deals",
    "mapping": "save_mapping", "numbering": "set_shape", "obligations": "obligations", "paper": "dispatch_paper",
    "payments": "payments", "prices": "price", "remind": "run_reminders", "rules": "rules", "scan": "add_stack",
    "schema": "schema", "signature": "add_signature", "statement": "read_statement", "sweep": "sweep",
    "template": "add_template", "tray": "tray", "user": "add_user", "verify": "verify",
}  # fmt: skip


def test_everything_that_the_commands_do_has_its_call() -> None:
    assert set(commands.commands) - _NOT_OF_PROGRAMS == set(_BY_COMMAND)
    assert set(_BY_COMMAND.values()) <= set(CALLS)
