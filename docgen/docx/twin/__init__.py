"""The editable twin of a paper: the first ``template.docx`` of a kind, drawn from its ``template.html``.

A person may go on from there in Word; the twin only saves drawing the same paper twice.
"""

from __future__ import annotations

from docgen.docx.twin.drawing import draw_twin
from docgen.docx.twin.flatten import Read, flatten
from docgen.docx.twin.look import Look

__all__ = ["Look", "Read", "draw_twin", "flatten"]
