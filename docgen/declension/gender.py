"""Grammatical gender of people and organisations."""

from __future__ import annotations

from enum import StrEnum


class Gender(StrEnum):
    """Grammatical gender; a person is masculine or feminine."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"
