"""Alembic's entry: migrations run on the connection that ``ingest.database.connect`` hands over."""

from alembic import context

from ingest.database import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
