"""Files that a visitor takes away never open by themselves, whatever their names say."""

from __future__ import annotations

import pytest
from flask import Flask

from web.downloads import attachment


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Счёт № 5.pdf", "application/pdf"),
        ("Отчёт.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("страница.html", "application/octet-stream"),
        ("рисунок.svg", "application/octet-stream"),
        ("без окончания", "application/octet-stream"),
    ],
)
def test_a_file_is_kept_and_not_shown(name: str, kind: str) -> None:
    with Flask("test").test_request_context():
        answer = attachment(name, b"content")
        answer.direct_passthrough = False
        assert answer.mimetype == kind
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.get_data() == b"content"
