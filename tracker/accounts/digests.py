"""What is kept of a secret that opens a door: a password-like link, session or token is never stored itself."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """SHA-256 of the secret, 64 hex digits. Rows are looked up by it, so the time of an answer tells nothing of it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
