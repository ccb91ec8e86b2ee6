"""Runs the migrations on the connection that the library hands over."""

from alembic import context

from knowledge.schema import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
