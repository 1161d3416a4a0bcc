"""The editable twin of a paper: the first ``template.docx`` of a kind, drawn from its ``template.html``.

A person may go on from there in Word; the twin only saves drawing the same paper twice.
"""

from __future__ import annotations

from docgen.docx.twin.drawing import draw_twin

__all__ = ["draw_twin"]
