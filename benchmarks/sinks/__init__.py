"""Receivers that keep what arrives and do as little else as possible, each a process of its own."""
