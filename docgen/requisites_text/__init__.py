"""Requisites of a party out of a text that somebody pasted: a card, a letter, the end of a contract.

What is found and holds its check digits fills fields; what does not hold, or is said in two ways, is told and fills
nothing by itself. A number is known by its label, by its length and by its check digits, wherever it stands.
"""

from __future__ import annotations

from docgen.requisites_text.choosing import Doubt
from docgen.requisites_text.recognising import Recognised, recognise

__all__ = ["Doubt", "Recognised", "recognise"]
