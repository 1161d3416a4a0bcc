"""Addresses inside a page: nothing is fetched, so a picture is part of the page or a place in it."""

from __future__ import annotations

import base64
import binascii
import re

from docgen.sandbox.errors import shown
from docgen.sandbox.pictures import fault_of_picture

_DATA = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp|bmp);base64,(?P<content>.*)", re.IGNORECASE | re.DOTALL)
_START = 400_000  # characters, enough for the size to stand in them


def fault_of_address(address: str) -> str:
    """Russian, why this address may not stand where a page loads something; «» if it may."""
    stripped = address.strip()
    if not stripped or stripped.startswith("#"):
        return ""
    found = _DATA.match(stripped)
    if found is None:
        return f"внешняя связь на {shown(stripped)}"
    content = "".join(found["content"][:_START].split())
    try:
        return fault_of_picture(base64.b64decode(content[: len(content) // 4 * 4]))
    except (binascii.Error, ValueError):
        return "испорченная картинка"
