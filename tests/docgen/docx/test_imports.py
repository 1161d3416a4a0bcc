from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["docgen.docx", "docgen.docx.twin"])
def test_importing_the_package_brings_in_no_heavy_library(module: str) -> None:
    script = f"import sys, {module}; print(sorted({{'docx', 'docxtpl', 'lxml'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
