"""What all tests share: no skips where everything must be there, WeasyPrint's Pango, steady Hypothesis."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import shutil
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import settings

REQUIRE_ALL = os.environ.get("PERVICHKA_REQUIRE_ALL", "") not in {"", "0"}
NO_PANGO = (
    "Нет библиотеки Pango, поэтому проверки WeasyPrint пропущены. "
    "Установите: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)

NO_OFFICE = (
    "Нет LibreOffice, поэтому проверки PDF из DOCX пропущены. Установите: sudo apt install libreoffice-writer-nogui"
)
NO_BROWSER = "Нет Chromium, поэтому проверки в браузере пропущены. Установите: sudo apt install chromium"

# The same examples on every machine and every day: a failure is the change's, never the day's.
settings.register_profile("pervichka", derandomize=True, deadline=None, print_blob=True)
# HYPOTHESIS_PROFILE=search looks for new examples.
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "pervichka"))


@cache
def has_pango() -> bool:
    """Whether WeasyPrint finds its system libraries; importing it is the only sure way to know."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            import weasyprint  # noqa: F401
        except (OSError, DeprecationWarning):  # the warning, an error here, tells that libharfbuzz-subset is missing
            return False
    return True


@cache
def chromium() -> str | None:
    """Where Debian's Chromium is; Playwright drives it and brings no browser of its own."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_finish() -> None:
    """What was collected is not looked through for garbage again and again: a fifth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("pango") and not has_pango():
        pytest.skip(NO_PANGO)
    if item.get_closest_marker("office"):
        from docgen.office import is_installed

        if not is_installed():
            pytest.skip(NO_OFFICE)
    if item.get_closest_marker("browser") and chromium() is None:
        pytest.skip(NO_BROWSER)


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"PERVICHKA_REQUIRE_ALL is set, nothing may be skipped here. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _forbid_skip(report)
    return report
