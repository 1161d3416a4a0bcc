"""Settings come from the environment, and one that makes no sense is told by its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from docgen.library import find_kind
from tests.docgen.template_check.test_checking import word
from web import settings
from web.settings import SettingError


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "TODAY", "USER", "GRACE_DAYS"):
        monkeypatch.delenv(f"PERVICHKA_{name}", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_settings_everything_lies_in_var_and_the_day_is_the_machines() -> None:
    assert settings.home() == Path("var")
    assert abs((settings.today() - date.today()).days) <= 1  # noqa: DTZ011
    made = settings.house_settings()
    assert (made.home, made.database_url, made.grace_days) == (Path.cwd() / "var", None, 5)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PERVICHKA_HOME", "PERVICHKA_TODAY", "PERVICHKA_USER", "PERVICHKA_GRACE_DAYS", "DATABASE_URL"):
        monkeypatch.setenv(name, "")
    assert settings.home() == Path("var")
    assert settings.house_settings().database_url is None
    assert settings.actor()


def test_a_told_day_comes_before_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_TODAY", "2026-11-22")
    assert settings.today() == date(2026, 11, 22)
    assert settings.today("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize("told", ["вчера", "22.11.2026", "2026-02-30", "2026-11-22T10:00", "\u0662\u0660\u0662\u0666"])
def test_what_is_no_day_is_refused(told: str) -> None:
    with pytest.raises(SettingError, match="не дата: нужен день вида 2026-11-22"):
        settings.today(told)


@pytest.mark.parametrize("told", ["-1", "366", "5.0", "много", "\u0663", " 5"])
def test_a_grace_that_is_no_number_of_days_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_GRACE_DAYS", told)
    with pytest.raises(SettingError, match="от 0 до 365"):
        settings.house_settings()


def test_the_grace_may_be_none_or_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    for told, days in (("0", 0), ("365", 365)):
        monkeypatch.setenv("PERVICHKA_GRACE_DAYS", told)
        assert settings.house_settings().grace_days == days


def test_a_home_that_is_a_file_is_refused_and_one_that_is_not_there_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERVICHKA_HOME", str(tmp_path / "later"))
    assert settings.house_settings().home == tmp_path / "later"
    assert not (tmp_path / "later").exists()
    (tmp_path / "later").write_text("моё", encoding="utf-8")
    with pytest.raises(SettingError, match="не папка"):
        settings.home()


def test_who_is_at_work_is_told_or_known_to_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setenv("PERVICHKA_USER", "я" * 500)
    assert settings.actor() == "я" * 100
    monkeypatch.delenv("PERVICHKA_USER")
    monkeypatch.setattr("getpass.getuser", lambda: "orlova")
    assert settings.actor() == "orlova"
    monkeypatch.setattr("getpass.getuser", nobody)
    assert settings.actor() == "cli"


def test_a_template_of_the_house_is_the_one_in_use_unless_another_is_chosen() -> None:
    kind = find_kind("proforma_invoice").name
    assert settings.own_template(kind, None) is None
    assert settings.own_template(kind, "shipped") is None
    added = settings.local_library().add(kind, "template.docx", word("{{ document.sign }}"), date(2026, 11, 22))
    assert settings.own_template(kind, None) == added
    assert settings.own_template(kind, "shipped") is None


def test_settings_of_mail_are_taken_as_they_are_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERVICHKA_SMTP_URL", "smtp://docs:s3cret@mail.example.ru")
    monkeypatch.setenv("PERVICHKA_MAIL_FROM", "docs@example.ru")
    made = settings.house_settings()
    assert (made.smtp_url, made.mail_from) == ("smtp://docs:s3cret@mail.example.ru", "docs@example.ru")
    assert "s3cret" not in repr(made)
    for name in ("PERVICHKA_SMTP_URL", "PERVICHKA_MAIL_FROM"):
        monkeypatch.setenv(name, "")
    made = settings.house_settings()
    assert (made.smtp_url, made.mail_from) == (None, None)
