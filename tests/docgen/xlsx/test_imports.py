"""Importing the room costs nothing: the writer of workbooks comes in with the first sheet."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_room_does_not_import_the_writer():
    code = "import sys, docgen.xlsx; print('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
