"""Alembic's environment: it works on the connection `data.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from data.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True, transactional_ddl=True
)
context.run_migrations()
