"""Share links: made and taken back by staff, opened by a client without a login."""

from __future__ import annotations

from web.screens.sharing.blueprints import by_link, staff

__all__ = ["by_link", "staff"]
