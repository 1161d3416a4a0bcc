"""`./run bench kit`: a warm kit against the plain pipeline, DOCX against docxtpl, a cold start against imports."""

from __future__ import annotations

import argparse
import io
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.context import document_context
from docgen.docx import CompiledTemplate
from docgen.html import environment, render_html
from docgen.intake import read_kit
from docgen.kit import assemble
from docgen.library import Kind, audiences, find_kind
from tests.bench.timing import median_time

SAMPLE = find_kind("supply_contract").folder / "sample.yaml"
KIT_LIMIT = 0.12
DOCX_LIMIT = 0.06
COLD_LIMIT = 1.0
_LIST_LIBRARIES = """
import sys
from importlib.metadata import packages_distributions
from web.cli import main
try:
    main(["kit", sys.argv[1], "-o", sys.argv[2]])
except SystemExit as end:
    assert not end.code, end.code
known = packages_distributions()
ours = {"docgen", "tracker", "web", "pervichka"}
found = {name.partition(".")[0] for name in sys.modules}
print("LIBRARIES", *sorted(name for name in found if name in known and name not in ours and not name.startswith("_")))
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One paper of the kit, ready to be rendered either way."""

    kind: Kind
    context: Mapping[str, Any]
    html: str
    template: bytes


def main() -> None:
    """Prints the table and the three ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    order = read_kit(SAMPLE, audiences())
    kinds = [find_kind(name) for name in order.documents]
    cases = [_case(order.snapshot, kind) for kind in kinds]
    print(f"Python {platform.python_version()}, {os.cpu_count()} ядра, медианы по {rounds} прогонам\n")
    warm = median_time(lambda: assemble(order.snapshot, kinds), rounds)
    plain, docx_plain, compiled = _pipelines(cases, rounds)
    cold, imports, libraries = _cold(max(rounds // 3, 5))
    _row("прямой путь: WeasyPrint ×3 + docxtpl ×3 + pypdf", plain)
    _row("наш комплект, тёплый: 3 PDF, 3 DOCX, kit.pdf, ZIP", warm)
    _row("docxtpl ×3", docx_plain)
    _row("DOCX собранные ×3", compiled)
    _row("импорт библиотек: " + ", ".join(libraries), imports)
    _row("комплект с холодного старта", cold)
    print()
    _verdict("тёплый комплект / прямой путь", warm / plain, KIT_LIMIT)
    _verdict("DOCX собранный / docxtpl", compiled / docx_plain, DOCX_LIMIT)
    _verdict("холодный старт сверх импорта, с", cold - imports, COLD_LIMIT)


def _case(snapshot: Any, kind: Kind) -> Case:
    context = document_context(snapshot, kind)
    return Case(kind, context, render_html(kind, context), (kind.folder / "template.docx").read_bytes())


def _pipelines(cases: list[Case], rounds: int) -> tuple[float, float, float]:
    """Medians of the plain pipeline, of its docxtpl part and of the compiled templates, taken turn by turn."""
    from datetime import UTC, datetime

    made = [CompiledTemplate.from_bytes(case.template, environment("docx")) for case in cases]
    on = datetime(2026, 11, 22, tzinfo=UTC)
    return (
        median_time(lambda: _plain(cases), rounds),
        median_time(lambda: [_docxtpl(case) for case in cases], rounds),
        median_time(
            lambda: [template.render(case.context, on) for template, case in zip(made, cases, strict=True)], rounds
        ),
    )


def _plain(cases: list[Case]) -> bytes:
    """What one would write first: the three libraries as their manuals show them."""
    import weasyprint
    from pypdf import PdfWriter

    writer = PdfWriter()
    for case in cases:
        writer.append(io.BytesIO(weasyprint.HTML(string=case.html).write_pdf()))
        _docxtpl(case)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _docxtpl(case: Case) -> bytes:
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(case.template))
    document.render(dict(case.context), environment("docx"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _cold(rounds: int) -> tuple[float, float, list[str]]:
    """Medians of whole processes: a kit from start to finish, and the imports of the libraries that it really loads."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        told = _run(["-c", _LIST_LIBRARIES, str(SAMPLE), out]).splitlines()
        libraries = next(line.split()[1:] for line in told if line.startswith("LIBRARIES"))
        cold = median_time(lambda: _run(["-m", "web.cli", "kit", str(SAMPLE), "-o", out]), rounds)
        imports = median_time(lambda: _run(["-c", "import " + ", ".join(libraries)]), rounds)
    return cold, imports, libraries


def _run(arguments: list[str]) -> str:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


def _row(name: str, seconds: float) -> None:
    print(f"{seconds * 1000:9.1f} мс  {name}")


def _verdict(name: str, value: float, limit: float) -> None:
    print(f"{name}: {value:.3f} (цель ≤ {limit}) {'✓' if value <= limit else '✗'}")


if __name__ == "__main__":
    main()
