"""A deal from its kit to the signed contract, by calls of the API and nothing else."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from tests.docgen.scanning.scanner import as_pdf, pages_of
from tests.web.api.calling import Caller, told
from tests.web.desk import TODAY
from tests.web.shell import write_kit_file
from tests.web.test_papers_and_money_come_home import STATEMENT
from tracker.scans.intakes import take


def _rules(api: Caller) -> set[str]:
    found = told(api("control", "GET", "/audit?as_of=2027-06-01"))["findings"]
    return {one["rule"] for one in found if one["deal"] == "API-1"}


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"content_type": "multipart/form-data", "data": {name: (io.BytesIO(content), f"{name}.dat")}}


def test_a_kit_is_issued_paid_scanned_and_confirmed(api: Caller, tmp_path: Path) -> None:
    kit = json.loads(write_kit_file(tmp_path).read_bytes())
    once = {"Idempotency-Key": "kit-1"}
    issued = told(api("orlova", "POST", "/kits?code=API-1", kit, headers=once))
    assert told(api("orlova", "POST", "/kits?code=API-1", kit, headers=once)) == issued
    papers = {one["kind"]: one for one in issued["papers"]}
    contract = api("orlova", "GET", f"/papers/{papers['supply_contract']['page_id']}/files/pdf").get_data()
    assert contract.startswith(b"%PDF-")
    assert told(api("orlova", "GET", "/deals/API-1"))["current"] == "issued"

    number = papers["proforma_invoice"]["number"]
    statement = STATEMENT.replace("счету № 1 ", f"счету № {number} ").replace("\n", "\r\n").encode("cp1251")
    loaded = told(api("control", "POST", "/statements", **_file("file", statement)))
    assert (loaded["new"], loaded["states"]) == (1, {"matched": 1})
    (payment,) = told(api("control", "GET", f"/payments?statement={loaded['statement_id']}"))["items"]
    (placed,) = told(api("control", "GET", f"/payments/{payment['id']}"))["placed"]
    assert (placed["deal"], placed["amount"]) == ("API-1", "277755.00")
    assert "contract_unsigned" in _rules(api)

    stack = api("control", "POST", "/stacks", **_file("files", as_pdf(pages_of(contract))))
    assert stack.status_code == 202
    take(api.desk.house, told(stack)["id"], TODAY)
    assert told(api("control", "GET", f"/stacks/{told(stack)['id']}"))["state"] == "done"
    (scan,) = told(api("control", "GET", "/scans"))["items"]
    assert scan["deal"] == "API-1"
    assert api("control", "GET", f"/scans/{scan['id']}/signatures.png").get_data().startswith(b"\x89PNG")
    seen = {"signed_on": "2026-11-23", "authority": "head", "original_on": "2026-11-23"}
    assert api("control", "POST", f"/scans/{scan['id']}/confirm", seen).status_code == 204
    assert "contract_unsigned" not in _rules(api)
    assert told(api("orlova", "GET", "/deals/API-1"))["papers"][0]["state"] == "original"


def test_a_manager_takes_no_colleagues_client_with_a_kit_of_their_own(api: Caller, tmp_path: Path) -> None:
    kit = json.loads(write_kit_file(tmp_path).read_bytes())
    answer = api("belov", "POST", "/kits", kit)
    assert answer.status_code == 422, answer.get_data(as_text=True)
    assert [fault["path"] for fault in answer.get_json()["error"]["faults"]] == ["client.inn"]


def test_a_managers_file_cannot_send_the_clients_money_to_another_account(api: Caller, tmp_path: Path) -> None:
    kit = json.loads(write_kit_file(tmp_path).read_bytes())
    client = kit["client"]["bank"]
    forged = kit | {"seller": kit["seller"] | {"bank": client}}
    answer = api("orlova", "POST", "/kits", forged)
    assert [one["path"] for one in answer.get_json()["error"]["faults"]] == ["seller.bank.account"]
    paper = {"kind": "proforma_invoice", "deal": "D1", "source": forged}
    answer = api("orlova", "POST", "/papers", paper)
    assert [one["path"] for one in answer.get_json()["error"]["faults"]] == ["source.seller.bank.account"]
    answer = api("orlova", "POST", "/kits", kit | {"seller": kit["client"], "client": kit["seller"]})
    assert answer.status_code == 422, answer.get_data(as_text=True)


def test_a_manager_does_not_say_that_money_came_or_that_a_paper_is_signed(api: Caller) -> None:
    paid = {"on": "2026-11-22", "amount": "1.00", "evidence": "bank_statement"}
    assert api("orlova", "POST", "/deals/D1/facts/paid", paid).status_code == 403
    assert api("orlova", "POST", "/deals/D1/facts/paid", {**paid, "evidence": "client_word"}).status_code == 204
    address = "/deals/D1/papers/contract"
    assert api("orlova", "POST", f"{address}/dispatch", {"sent_on": "2026-11-22"}).status_code == 200
    assert api("orlova", "POST", f"{address}/dispatch", {"delivered_on": "2026-11-22"}).status_code == 403
    assert api("orlova", "POST", f"{address}/return", {"original_on": "2026-11-22"}).status_code == 403


def test_a_deals_file_that_differs_says_where_and_is_written_when_asked(api: Caller) -> None:
    from docgen.intake.source import read_source
    from tracker.deals_file import sample_file

    data = dict(read_source(sample_file()).data)
    assert told(api("control", "POST", "/deals", data))["changed"] == 0
    data["deals"][0]["subject"] = "Совсем другое"
    error = api("control", "POST", "/deals", data).get_json()["error"]
    assert error["code"] == 409
    assert error["faults"][0]["path"].endswith(".subject")
    assert told(api("control", "POST", "/deals?update=true", data))["changed"] == 1
