"""The metadata of every table, and the columns that many share."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Text, text

from reminders.domain.words import (
    AttemptOutcome,
    Channel,
    Intent,
    Kind,
    OptOutScope,
    Origin,
    ReplyState,
    Status,
    TreatmentStatus,
)

Words = type[Kind | Channel | Origin | Status | TreatmentStatus | OptOutScope | AttemptOutcome | Intent | ReplyState]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: On SQLite only INTEGER PRIMARY KEY is the row id itself.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def id_column() -> Column[Any]:
    """A primary key that the program assigns."""
    return Column("id", _ROW_ID, primary_key=True, autoincrement=False)


def clinic_column() -> Column[Any]:
    """Every row belongs to a clinic."""
    return Column("clinic_id", BigInteger, ForeignKey("clinic.id"), nullable=False)


def word(name: str, words: Words) -> list[Column[Any] | CheckConstraint]:
    """A column that holds one of a closed list of words."""
    # Not IN (…): SQLite builds a table for it on every insert, which takes half of the insert's time.
    listed = " OR ".join(f"{name} = '{one.value}'" for one in words)
    return [Column(name, Text, nullable=False), CheckConstraint(listed, name=name)]


def index_where(name: str, condition: str, *columns: str, unique: bool = False) -> Index:
    """An index over the rows that meet a condition."""
    where = text(condition)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
