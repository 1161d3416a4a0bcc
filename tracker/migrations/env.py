"""Runs migrations on the connection that ``tracker.migrations`` hands over: one transaction, all or nothing."""

from __future__ import annotations

from alembic import context

from tracker.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
