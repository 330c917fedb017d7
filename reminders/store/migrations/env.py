"""Runs the migrations on the connection that `store/migrating.py` hands over."""

from alembic import context

from reminders.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
