from __future__ import annotations

import pytest

from tests.web.shell import environment
from tests.web.shell import run as run_captured
from tracker.deals_file import sample_file

DEAL = "УЦ-2"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Commands in a house with the sample deals, on 23.11.2026."""
    environment(monkeypatch, tmp_path / "home")
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-23")

    def command(*words):
        return run_captured(capsys, *words)

    assert command("load", sample_file()).status == 0
    return command


def shown(run) -> str:
    return run("deal", DEAL).out


def test_a_performance_closes_what_was_late(run) -> None:
    assert "ждёт исполнения" in shown(run)
    assert run("fact", "performed", DEAL, "опоры", "--on", "2026-11-20").status == 0
    assert "ждёт исполнения" not in shown(run)


def test_a_part_of_a_performance_is_not_above_the_whole(run) -> None:
    done = run("fact", "performed", DEAL, "опоры", "--on", "2026-11-20", "--amount", "768000.01")
    assert done.status == 2
    assert "исправьте сумму" in done.err


def test_money_that_came_is_seen_in_the_deal_at_once(run) -> None:
    payment = ("--on", "2026-11-20", "--amount", "384000.00", "--evidence", "bank_statement")
    assert run("fact", "paid", DEAL, *payment).status == 0
    assert "20.11.2026 384 000,00 руб. — деньги поступили, выписка" in shown(run)
    assert run("fact", "paid", DEAL, *payment, "--returned").status == 0
    assert "возврат клиенту" in shown(run)


def test_an_answered_demand_is_no_finding_any_more(run) -> None:
    assert "Требование клиента без ответа" in shown(run)
    assert run("fact", "answered", DEAL, "--on", "2026-11-21").status == 0
    assert "Требование клиента без ответа" not in shown(run)
    again = run("fact", "answered", DEAL, "--on", "2026-11-21")
    assert again.status == 2
    assert "Требований без ответа" in again.err
    assert run("fact", "demand", DEAL, "--on", "2026-11-22", "--amount", "1000").status == 0
    assert "Требование клиента без ответа" in shown(run)


def test_a_claim_and_a_cancellation_are_recorded(run) -> None:
    assert run("fact", "claim", "УЦ-1", "--on", "2026-11-22", "--amount", "312400").status == 0
    assert run("fact", "cancelled", DEAL, "опоры", "--on", "2026-11-22").status == 0
    assert "снято 22.11.2026" in shown(run)


@pytest.mark.parametrize(
    "words",
    [
        ("performed", "нет", "опоры", "--on", "2026-11-20"),
        ("performed", DEAL, "нет", "--on", "2026-11-20"),
        ("performed", DEAL, "опоры", "--on", "2026-11-24"),
        ("paid", DEAL, "--on", "2026-11-20", "--amount", "1,5", "--evidence", "cash_receipt"),
        ("claim", DEAL, "--on", "2026-11-20", "--amount", "0"),
    ],
)
def test_what_cannot_be_is_one_line_of_russian(run, words) -> None:
    done = run("fact", *words)
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert not done.out
