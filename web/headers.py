"""What every answer tells the browser to allow: our own files and nothing else."""

from __future__ import annotations

from typing import Final

from flask import Response, request

POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
_STATIC_AGE: Final = 31_536_000
BY_LINK: Final = "shared"
"""The blueprint whose addresses are secrets: they are told to nobody, kept nowhere and found by no search engine."""


def policy(**changes: str) -> str:
    """The policy as a header, with directives changed by their names, «_» for «-»."""
    directives = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


_USUAL = policy()


def add(response: Response) -> Response:
    """Sets the headers that an answer has not set itself."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _USUAL)
    headers["X-Content-Type-Options"] = "nosniff"
    is_secret = request.blueprint == BY_LINK
    headers["Referrer-Policy"] = "no-referrer" if is_secret else "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint == "static" and response.status_code == 200:
        headers["Cache-Control"] = f"public, max-age={_STATIC_AGE}, immutable"
    elif is_secret:
        headers["Cache-Control"] = "no-store"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    else:
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add("Vary", "Cookie, HX-Request")
    return response
