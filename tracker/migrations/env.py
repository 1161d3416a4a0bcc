"""Runs migrations on the connection that ``tracker.migrations.upgrade`` hands over: one transaction, all or nothing."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, create_engine

from tracker.models import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:  # the command `alembic revision --autogenerate`, on an empty database in memory unless told otherwise
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://")
    with engine.connect() as opened:
        _run(opened)
