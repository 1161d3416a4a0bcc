"""`./run twins [KIND …]`: draws template.docx of each kind anew from its template.html."""

from __future__ import annotations

import sys

from docgen.docx.twin import draw_twin
from docgen.library import Kind, find_kind, kinds, own_look, page_of, read_shared, templates_root
from docgen.markup import Look, flatten


def draw(kind: Kind) -> bytes:
    """The DOCX template of a kind as its HTML says it; the same HTML gives the same bytes."""
    look = Look.from_yaml(read_shared("_base/twin.yaml"), own_look(kind))
    return draw_twin(flatten(page_of(kind), read_shared), look, title="{{ document.full_title }}")


def main(names: list[str]) -> None:
    """Writes the twins of the named kinds, or of all that come in DOCX."""
    for name in names:  # without its twin a kind is not whole, and the library would refuse it
        (templates_root() / name / "template.docx").touch()
    for kind in [find_kind(name) for name in names] if names else kinds().values():
        if "docx" in kind.formats:
            (kind.folder / "template.docx").write_bytes(draw(kind))


if __name__ == "__main__":
    main(sys.argv[1:])
