"""The service itself, doing the work that is measured."""
