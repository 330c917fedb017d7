"""Every table, for migrations: `metadata` holds them all."""

from reminders.store import account_tables, message_tables, people_tables, reply_tables
from reminders.store.columns import metadata

__all__ = ["account_tables", "message_tables", "metadata", "people_tables", "reply_tables"]
