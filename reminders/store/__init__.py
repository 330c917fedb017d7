"""The only SQL: tables, migrations, field encryption, the due queue."""
