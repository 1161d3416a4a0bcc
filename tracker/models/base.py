"""The base of the tables: names of constraints that migrations can rely on, and types of columns."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy import BigInteger, Date, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

Kopecks = Annotated[int, "kopecks"]
"""A sum of money in whole kopecks."""

Identity = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
Code = Annotated[str, "code"]
"""An identifier or a word that the program or a file gives, at most 200 characters."""

Label = Annotated[str, "label"]
"""A line that a person gives, at most 300 characters."""

Instant = Annotated[str, "instant"]
"""An instant in UTC as ``clock.instant_text`` writes it: sorts as text and reads the same in both databases."""

Digest = Annotated[str, "digest"]
"""SHA-256, 64 hexadecimal digits."""

_BIG = BigInteger().with_variant(Integer(), "sqlite")  # only an INTEGER key is SQLite's own row number


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        int: _BIG,
        str: Text(),
        date: Date(),
        Kopecks: BigInteger(),
        Code: String(200),
        Label: String(300),
        Instant: String(27),
        Digest: String(64),
    }
