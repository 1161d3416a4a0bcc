"""Russian declension for papers: names, positions and company names in the genitive, gender, initials.

Everything answers any text and never raises. What grammar leaves to the bearer of a name is computed one way and meant
to be shown to the user for correction.
"""

from __future__ import annotations

from docgen.declension.dative import name_dative, position_dative
from docgen.declension.gender import Gender, gender_of
from docgen.declension.names import address_by_name, initials, name_genitive
from docgen.declension.organisations import organisation_gender, organisation_genitive
from docgen.declension.positions import position_genitive

__all__ = [
    "Gender",
    "address_by_name",
    "gender_of",
    "initials",
    "name_dative",
    "name_genitive",
    "organisation_gender",
    "organisation_genitive",
    "position_dative",
    "position_genitive",
]
