"""The drivers' own connections with an ear on them: what a program does to its database, seen without a hook in it."""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import event

from reminders.store.database import Database


class Ear:
    """Of one connection. Hears every statement and every commit; this one does nothing."""

    def statement(self, sql: str) -> str:
        """Before a statement. Returns what is executed instead of it."""
        return sql

    def before_commit(self) -> None:
        """The transaction is about to be committed."""

    def after_commit(self) -> None:
        """It is."""

    def rolled_back(self) -> None:
        """It is not."""


def listen(database: Database, new_ear: Callable[[], Ear]) -> None:
    """Give every connection that this database opens for writing an ear; before it has opened any."""

    @event.listens_for(database.writer, "do_connect")
    def connect(_dialect: Any, _record: Any, args: Any, given: Any) -> Any:
        connection: _Postgres | _Sqlite
        if database.postgres:
            connection = _Postgres.connect(*args, **(given | {"cursor_factory": _PostgresCursor}))
        else:
            connection = sqlite3.connect(*args, **given, factory=_Sqlite)
        connection.ear = new_ear()
        return connection


class _SqliteCursor(sqlite3.Cursor):
    connection: "_Sqlite"

    def execute(self, sql: str, values: Any = (), /) -> "_SqliteCursor":
        return super().execute(self.connection.ear.statement(sql), values)

    def executemany(self, sql: str, values: Any, /) -> "_SqliteCursor":
        return super().executemany(self.connection.ear.statement(sql), values)


class _Sqlite(sqlite3.Connection):
    ear: Ear = Ear()

    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(_SqliteCursor)

    def commit(self) -> None:
        self.ear.before_commit()
        super().commit()
        self.ear.after_commit()

    def rollback(self) -> None:
        self.ear.rolled_back()
        super().rollback()


class _PostgresCursor(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(self._heard(query), params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        super().executemany(self._heard(query), params_seq, **options)

    def _heard(self, query: Any) -> Any:
        assert isinstance(self.connection, _Postgres)
        return self.connection.ear.statement(query) if isinstance(query, str) else query


class _Postgres(psycopg.Connection[Any]):
    ear: Ear = Ear()

    def commit(self) -> None:
        self.ear.before_commit()
        super().commit()
        self.ear.after_commit()

    def rollback(self) -> None:
        self.ear.rolled_back()
        super().rollback()
