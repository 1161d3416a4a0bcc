"""Detached electronic signatures (CMS SignedData, RFC 5652): who signed, when, and whether the digest is the file's.

A signature is parsed, never verified: no certificate is checked and no signature value is computed. ``parse`` opens the
file in the limited process.
"""

from __future__ import annotations

from docgen.signatures.errors import UnreadableSignatureError
from docgen.signatures.facts import Parsed, Signature
from docgen.signatures.parsing import parse

__all__ = ["Parsed", "Signature", "UnreadableSignatureError", "parse"]
