"""Intake: a kit file in YAML or JSON comes in; a frozen, checked order goes out, or every fault with its path."""

from __future__ import annotations

from docgen.intake.kit_file import KitOrder, order_from, read_kit
from docgen.intake.schema import json_schema

__all__ = ["KitOrder", "json_schema", "order_from", "read_kit"]
