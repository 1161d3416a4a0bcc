from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SKIPS = {
    "a test that skips itself": "import pytest\ndef test_it(): pytest.skip('no database')\n",
    "a skip mark": "import pytest\n@pytest.mark.skip(reason='no database')\ndef test_it(): pass\n",
    "a module that skips itself": "import pytest\npytest.importorskip('no_such_module')\ndef test_it(): pass\n",
}


def run_pytest(folder: Path, source: str, require_all: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "-rs", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PERVICHKA_REQUIRE_ALL": require_all}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_where_everything_must_be_there(tmp_path: Path, source: str) -> None:
    done = run_pytest(tmp_path, source, "1")
    assert done.returncode != 0
    assert "nothing may be skipped" in done.stdout


def test_a_skip_is_allowed_elsewhere(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, SKIPS["a skip mark"], "")
    assert done.returncode == 0
    assert "1 skipped" in done.stdout


def test_an_expected_failure_is_not_taken_for_a_skip(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n", "1")
    assert done.returncode == 0, done.stdout


def test_without_pango_the_reference_engine_is_skipped_with_the_mending_command(tmp_path: Path) -> None:
    source = (
        "import sys, pytest\n"
        "class NoPango:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'weasyprint': raise OSError('cannot load library libpango')\n"
        "sys.modules.pop('weasyprint', None)\n"
        "sys.meta_path.insert(0, NoPango())\n"
        "@pytest.mark.pango\n"
        "def test_it(): assert False\n"
    )
    done = run_pytest(tmp_path, source, "")
    assert done.returncode == 0, done.stdout
    assert "Установите: sudo apt install libpango-1.0-0" in done.stdout
