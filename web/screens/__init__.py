"""Screens, one package or module for one room of the desk. Each has a ``blueprint``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from web.screens import account, doors, home

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    doors.blueprint,
    account.blueprint,
    home.blueprint,
)
