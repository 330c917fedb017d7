"""Fixtures for every test."""

from tests.databases import database, database_url, postgres_template, sqlite_template, sqlite_url

__all__ = ["database", "database_url", "postgres_template", "sqlite_template", "sqlite_url"]
