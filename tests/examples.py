"""How many examples Hypothesis tries where one is dear: few in the usual run, all in a search."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def dear(count: int, **more: Any) -> settings:
    """Settings of a test whose every example is slow; HYPOTHESIS_PROFILE=search takes its own count."""
    if os.environ.get("HYPOTHESIS_PROFILE") == "search":
        return settings(**more)
    return settings(max_examples=count, **more)
