"""Blocks: what the forms of papers are built from. A block knows how one kind of field is read, checked and shown.

A kind of paper names blocks in its metadata.yaml, so that a new paper is a folder and no Python. The registry is plain
names, so that the library can be listed without loading what reads input.
"""

from __future__ import annotations

from collections.abc import Mapping

BLOCKS: Mapping[str, str] = {
    "text": "docgen.blocks.scalars:TextBlock",
    "number": "docgen.blocks.scalars:NumberBlock",
    "email": "docgen.blocks.scalars:EmailBlock",
    "date": "docgen.blocks.scalars:DateBlock",
    "money": "docgen.blocks.scalars:MoneyBlock",
    "quantity": "docgen.blocks.scalars:QuantityBlock",
    "percent": "docgen.blocks.scalars:PercentBlock",
    "count": "docgen.blocks.scalars:CountBlock",
    "flag": "docgen.blocks.scalars:FlagBlock",
    "choice": "docgen.blocks.scalars:ChoiceBlock",
    "texts": "docgen.blocks.scalars:TextsBlock",
    "party": "docgen.blocks.party:PartyBlock",
    "person": "docgen.blocks.people:PersonBlock",
    "reference": "docgen.blocks.references:ReferenceBlock",
    "period": "docgen.blocks.references:PeriodBlock",
    "group": "docgen.blocks.groups:GroupBlock",
    "table": "docgen.blocks.groups:TableBlock",
    "lines": "docgen.blocks.lines:LinesBlock",
    "entries": "docgen.blocks.entries:EntriesBlock",
    "claim": "docgen.blocks.claim:ClaimBlock",
    "catalogue": "docgen.blocks.catalogue:CatalogueBlock",
    "internal_catalogue": "docgen.blocks.catalogue:InternalCatalogueBlock",
    "discount_rules": "docgen.blocks.catalogue:DiscountRulesBlock",
    "withheld": "docgen.blocks.catalogue:WithheldBlock",
}
"""Name of a block in metadata.yaml → its class, «module:Class»."""
