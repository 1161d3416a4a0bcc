"""What contract a deal of each kind has."""

from __future__ import annotations

from typing import Final

from docgen.documents import DealKind

CONTRACT_KINDS: Final = {
    DealKind.SUPPLY: "supply_contract",
    DealKind.SERVICES: "services_contract",
    DealKind.CONSIGNMENT: "consignment_contract",
}
