"""Tells a watching service that this one is well, and nothing else."""

import urllib.request
from urllib.error import URLError

_SECONDS = 10.0


def ping(url: str) -> bool:
    """One GET; False when it did not get through. Takes ten seconds for each of its steps at most."""
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310  a checked setting: https, or this machine
            return bool(200 <= answer.status < 300)
    except (URLError, OSError, ValueError):
        return False
