"""Admins' files: schedules and templates, read, checked and rendered."""
