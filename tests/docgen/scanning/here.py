"""Jobs of scans without the limited process, and small papers with codes on their pages."""

from __future__ import annotations

import importlib
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from docgen.errors import DocgenError
from docgen.pdf.stamper import stamp
from docgen.sandbox import SandboxError
from docgen.sandbox.jobs import find_job


def run_here(job, payload, limits):
    """As ``docgen.sandbox.run``: an error of the job comes out as the limited process would tell it."""
    module, _, name = find_job(job).function.partition(":")
    try:
        return getattr(importlib.import_module(module), name)(payload)
    except DocgenError as error:
        raise SandboxError(str(error)) from error


def written(pages, lines=20, pagesize=A4, draw=None):
    """A PDF of pages with bars that stand for lines of text, from the top of each downwards."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=pagesize, invariant=True)
    for number in range(1, pages + 1):
        for line in range(lines):
            canvas.rect(90, pagesize[1] - 70 - 18 * line, 300 + 20 * (line % 4), 8, stroke=0, fill=1)
        if draw is not None:
            draw(canvas, number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def paper(page_id, pages, **how):
    """The same with the code of a paper on each page."""
    return stamp(written(pages, **how), page_id)
