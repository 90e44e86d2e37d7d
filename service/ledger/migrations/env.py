"""How Alembic runs our migrations: on the connection `upgrade` hands it, inside its transaction and lock."""

from alembic import context

from service.ledger.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run patient-voice upgrade: migrations run under its lock.")
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
