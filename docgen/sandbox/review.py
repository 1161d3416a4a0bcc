"""What a review has left in a Word template and no client may see: tracked changes and comments.

docxtpl carries both into every paper: the struck out text, the name of who struck it out, the internal remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docgen.sandbox.errors import Finding, ForbiddenTemplateError
from docgen.sandbox.places import WORD, part_name, place

# ECMA-376 part 1, 17.13.5: revisions.
_CHANGES = {
    f"{WORD}{name}"
    for name in (
        "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange", "rPrChange",
        "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange", "tcPrChange", "trPrChange",
    )
}  # fmt: skip
_TEXTS = (f"{WORD}t", f"{WORD}delText")
_COMMENT = f"{WORD}comment"
_REFERENCE = f"{WORD}commentReference"
_CHANGED = "непринятые исправления уйдут клиенту: примите или отклоните исправления («Рецензирование → Принять»)"
_COMMENTED = "примечания уйдут клиенту: удалите примечания («Рецензирование → Удалить все примечания»)"


def refuse_review(parts: Mapping[str, bytes]) -> None:
    """Raises ForbiddenTemplateError that names each paragraph with a tracked change or a comment."""
    roots = {name: _root(content) for name, content in parts.items() if _is_of_word(name)}
    found = [finding for name, root in roots.items() for finding in _findings(name, root)]
    told = any(finding.what == _COMMENTED for finding in found)
    found += [
        Finding(part_name(name), _COMMENTED)
        for name, root in roots.items()
        if not told and next(root.iter(_COMMENT), None) is not None
    ]
    if found:
        raise ForbiddenTemplateError(dict.fromkeys(found))


def _is_of_word(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml")


def _root(content: bytes) -> Any:
    from lxml import etree  # slow, needed only for foreign files

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _findings(name: str, root: Any) -> Iterator[Finding]:
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(f"{WORD}p"), start=1)}
    for element in root.iter(*_CHANGES, _REFERENCE):
        what = _COMMENTED if element.tag == _REFERENCE else _CHANGED
        paragraph = _paragraph(element)
        if paragraph is None:
            yield Finding(part_name(name), what)
        else:
            text = "".join(piece.text or "" for piece in paragraph.iter(*_TEXTS))
            yield Finding(place(name, numbers[paragraph], text), what)


def _paragraph(element: Any) -> Any:
    """The paragraph that the element stands in or begins before; None in what has none, such as styles."""
    outer = next(element.iterancestors(f"{WORD}p"), None)
    if outer is not None:
        return outer
    inner = next(element.iter(f"{WORD}p"), None)
    if inner is not None:
        return inner
    row = next(element.iterancestors(f"{WORD}tc", f"{WORD}tr", f"{WORD}tbl"), None)
    return None if row is None else next(row.iter(f"{WORD}p"), None)
