"""From a flat Jinja HTML to a DOCX template."""

from __future__ import annotations

from docgen.docx.twin import ooxml
from docgen.docx.twin.blocks import Place, blocks
from docgen.docx.twin.parts import package
from docgen.docx.twin.styles import Styles
from docgen.markup.look import Look
from docgen.markup.tree import classes, parse


def draw_twin(html_source: str, look: Look, *, title: str) -> bytes:
    """A ``template.docx`` with the text, loops and conditions of ``html_source``; the same input gives the same bytes.

    html_source: Jinja HTML in the vocabulary of the library, already ``flatten``-ed.
    look: what ``templates/_base/twin.yaml`` says; the page's classes choose the theme, if none was chosen.
    title: the document's title property; may hold tags.
    Raises TemplateError in Russian for what the vocabulary does not have.
    """
    page = parse(html_source)
    look = look.recognised(classes(page))
    styles = Styles(look)
    place = Place(look, styles).within(page.classes)
    text = ooxml.body(blocks(page.children, place), look.theme)
    return package(text, styles.xml(), look, title)
