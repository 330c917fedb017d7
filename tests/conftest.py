"""Fixtures for every test."""

import os

from hypothesis import settings

from tests.crash.summary import pytest_terminal_summary
from tests.databases import database, database_url, postgres_pool, postgres_template, sqlite_template, sqlite_url

__all__ = [
    "database",
    "database_url",
    "postgres_pool",
    "postgres_template",
    "pytest_terminal_summary",
    "sqlite_template",
    "sqlite_url",
]

# Parallel tests are told a width of 80; what a file gets is wider, and that is what the tests read.
os.environ.pop("COLUMNS", None)

# How long one example takes says more about the machine than about the program: `./dev bench` measures speed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
