"""A form as a browser without JavaScript holds it: what the page put in, what a person changes, sent again or twice."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.web.desk import Desk

Fields = dict[str, list[str]]


def fields_of(page: str) -> Fields:
    """What the last form of the page that is sent by POST and carries a key would send as it stands."""
    forms = [one for one in re.findall(r'(?s)<form method="post".*?</form>', page) if 'name="once"' in one]
    assert forms, page[:3000]
    found: Fields = {}
    for tag in re.findall(r"<input[^>]*>", forms[-1]):
        name, kind = _value(tag, "name"), _value(tag, "type")
        if name and kind != "file" and (kind not in {"checkbox", "radio"} or " checked" in tag):
            found.setdefault(name, []).append(_value(tag, "value"))
    for name, options in re.findall(r'(?s)<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', forms[-1]):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        found[name] = [html.unescape(chosen[1])] if chosen else []
    for name, text in re.findall(r'(?s)<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', forms[-1]):
        found[name] = [html.unescape(text.lstrip("\r\n"))]
    return found


def _value(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def opened(desk: Desk, login: str, url: str) -> Fields:
    """A form of the person's, as it opens."""
    answer = desk.get(login, url)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:1000]
    return fields_of(answer.get_data(as_text=True))


def sent(desk: Desk, login: str, url: str, fields: Fields, **changes: Any) -> TestResponse:
    """The form sent with other values in some fields; None takes a field away."""
    data: dict[str, Any] = {**fields, **changes}
    return desk.as_(login).post(
        url, data={name: value for name, value in data.items() if value is not None}, buffered=True
    )
