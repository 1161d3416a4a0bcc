"""What programs send by mistake: told in Russian with its place, never a 5xx, and nothing is changed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.web.api.calling import Caller, refused, told
from tests.web.shell import write_kit_file
from web import limits

_URL = "/deals/D1/facts/paid"
_DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"{}x", 400),
        (_DEEP.encode(), 400),
        (b'{"amount": ' + b"[" * 500 + b"]" * 500 + b"}", 400),
        ('{"on": "день"}'.encode("cp1251"), 400),
        ('{"on": "2026-11-20"}'.encode("utf-16"), 400),
        (b"\0\0\0", 400),
        (b'{"on": "2026-11-20", "on": "2026-11-21", "amount": "1", "evidence": "bank_statement"}', 422),
        (b'{"on": NaN, "amount": "1", "evidence": "bank_statement"}', 422),
        (b'{"on": 20261120, "amount": "1", "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-02-30", "amount": "1", "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": 1.5, "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": 1e400, "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": ' + b"9" * 5000 + b', "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": "1,50", "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": "-1", "evidence": "bank_statement"}', 422),
        (b'{"on": "2026-11-20", "amount": "1", "evidence": "wish"}', 422),
        (b'{"on": "2026-11-20", "amount": "1", "evidence": "bank_statement", "number": "a\\u0000b"}', 422),
        (b'{"on": "2026-11-20", "amount": "1", "evidence": "bank_statement", "number": "\\ud800"}', 422),
        (b'{"on": "2026-11-20", "amount": "1", "evidence": "bank_statement", "extra": 1}', 422),
        (b'{"on": "2026-11-20", "amount": "1"}', 422),
    ],
)
def test_a_wrong_body_is_refused_with_words(shared: Caller, body: bytes, code: int) -> None:
    before = told(shared("control", "GET", "/deals/D1"))["payments"]  # tests of other files pay into it too
    error = refused(shared("control", "POST", _URL, data=body, content_type="application/json"), code)
    assert any("а" <= letter <= "я" for letter in error["message"])
    if code == 422:
        assert error["faults"]
    assert told(shared("control", "GET", "/deals/D1"))["payments"] == before


def test_every_fault_of_a_body_is_told_at_once_by_its_path(shared: Caller) -> None:
    body = {"parts": [{"to": "D1", "amount": "0"}, {"amount": "x"}]}
    error = refused(shared("control", "POST", "/payments/1/allocate", body), 422)
    assert [fault["path"] for fault in error["faults"]] == ["parts[0].amount", "parts[1].amount", "parts[1].to"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("size=0", "size"),
        ("size=999999", "size"),
        ("size=x", "size"),
        ("size=1&size=2", "size"),
        ("sizes=1", "sizes"),
        ("sort=wish", "sort"),
        ("is_open=yes", "is_open"),
        ("least_sum=1e9", "least_sum"),
        ("client=%00", "client"),
        ("client=" + "x" * 200, "client"),
    ],
)
def test_a_wrong_part_of_the_address_is_told_by_its_name(shared: Caller, query: str, path: str) -> None:
    error = refused(shared("control", "GET", f"/deals?{query}"), 422)
    assert [fault["path"] for fault in error["faults"]] == [path]


def test_a_call_without_parameters_takes_none(shared: Caller) -> None:
    error = refused(shared("control", "GET", "/deals/D1?today=2020-01-01"), 422)
    assert [fault["path"] for fault in error["faults"]] == ["today"]


@pytest.mark.parametrize(("method", "path", "code"), [
    ("GET", "/nothing", 404),
    ("DELETE", "/deals/D1", 405),
    ("OPTIONS", "/findings", 405),
    ("GET", "/payments/99999999999999999999", 404),
    ("GET", "/payments/-1", 404),
    ("GET", "/payments/2147483647", 404),
    ("GET", "/deals/%00", 404),
    ("GET", "/deals/%FF%FE", 404),
    ("GET", "/closings/2026-13", 409),
    ("GET", "/deals?after=AAAA", 409),
])  # fmt: skip
def test_a_wrong_address_is_told_as_json(shared: Caller, method: str, path: str, code: int) -> None:
    answer = shared("control", method, path)
    assert answer.status_code == code, answer.get_data(as_text=True)
    assert answer.get_json()["error"]["code"] == code


def test_a_body_of_another_type_is_refused(shared: Caller) -> None:
    refused(shared("control", "POST", _URL, data=b"{}", content_type="text/plain"), 415)
    refused(shared("control", "POST", _URL, data=b"a=1", content_type="application/x-www-form-urlencoded"), 415)
    refused(shared("control", "POST", "/statements", {"file": "x"}), 415)


def test_a_body_that_is_too_large_is_refused(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shared.desk.app.config, "MAX_CONTENT_LENGTH", 1000)
    refused(shared("control", "POST", _URL, data=b"x" * 2000, content_type="application/json"), 413)


def _form(**parts: Any) -> dict[str, Any]:
    return {"data": parts, "content_type": "multipart/form-data"}


def test_files_of_a_form_are_told_by_their_names(shared: Caller) -> None:
    def sent(content: bytes, name: str = "a.txt") -> tuple[io.BytesIO, str]:
        return io.BytesIO(content), name

    def paths(answer: Any) -> list[str]:
        return [fault["path"] for fault in refused(answer, 422)["faults"]]

    assert paths(shared("control", "POST", "/statements", **_form())) == ["file"]
    assert paths(shared("control", "POST", "/statements", **_form(file=sent(b"")))) == ["file"]
    assert paths(shared("control", "POST", "/statements", **_form(file=sent(b"x"), other=sent(b"x")))) == ["other"]
    assert paths(shared("control", "POST", "/statements", **_form(file=[sent(b"x"), sent(b"y")]))) == ["file"]
    assert paths(shared("control", "POST", "/statements", **_form(file=sent(b"x"), consent="maybe"))) == ["consent"]
    assert shared("control", "POST", "/statements", **_form(file=sent(b"not a statement"))).status_code == 422
    assert shared("control", "POST", "/stacks", **_form(files=sent(b"%PDF-1.4 broken", "a.pdf"))).status_code == 422


def test_who_asks_too_often_is_told_to_wait(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "API", "5 per minute")
    answers = [api(None, "GET", "/rules") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert refused(answers[-1], 429)["title"] == "Слишком часто"


def test_an_attachment_of_a_kit_is_never_taken_from_the_servers_own_files(shared: Caller, tmp_path: Path) -> None:
    kit = json.loads(write_kit_file(tmp_path).read_bytes())
    for name in ("/etc/passwd", "../body.json", "kit.json", "\\\\host\\x.pdf"):
        sent = kit | {"attachments": [{"title": "Чужое", "file": name}]}
        error = refused(shared("orlova", "POST", "/kits", sent), 422)
        assert "attachments[0].file" in {fault["path"] for fault in error["faults"]}
