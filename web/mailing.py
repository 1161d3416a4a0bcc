"""What screens must know of e-mail before a letter is written: whether one can go at all, and to whom."""

from __future__ import annotations

import re

from tracker.letters.server import MailSettingError, server_of
from web import desk
from web.language import gettext as _


def mail_fault() -> str:
    """Why no letter can go, in the visitor's language; "" if it can."""
    try:
        if server_of(desk.house().settings) is not None:
            return ""
    except MailSettingError as error:
        return str(error)
    return _("Почта программы не настроена: скачайте файлы и отправьте сами или попросите администратора её настроить.")


def recipients(typed: str) -> list[str]:
    """Addresses as people type them into one field: with commas, semicolons or spaces between."""
    return [one for one in re.split(r"[;,\s]+", typed) if one]
