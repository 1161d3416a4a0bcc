"""The description of the API itself."""

from __future__ import annotations

from typing import Any

from web.api.calls import call

TAG = "Описание API"


@call("GET /openapi.json", "openapi", TAG, "Описание API", text="OpenAPI 3.1.", answer=dict[str, Any])
def openapi() -> Any:
    """The OpenAPI document."""
    from web.api.specification import document

    return document()
