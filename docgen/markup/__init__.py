"""Our templates as a tree: Jinja HTML joined from its files, parsed with its statements, dressed as twin.yaml says.

The DOCX twin and the workbook are both drawn from this tree.
"""

from __future__ import annotations

from docgen.markup.flatten import Read, flatten
from docgen.markup.look import Look

__all__ = ["Look", "Read", "flatten"]
