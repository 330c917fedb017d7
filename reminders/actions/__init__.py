"""Verbs. What the command line, the web and the worker may do; each owns its transactions."""
