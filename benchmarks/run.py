"""One measurement in a process of its own: python -m benchmarks.run MODULE:FUNCTION SIZE SCRATCH PREPARED."""

import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.judging import Measured
from benchmarks.measuring import Job, write_measured


def main(arguments: list[str]) -> None:
    """Run one role (prints what it measured) or one preparation (prints nothing)."""
    where, size, scratch, prepared = arguments
    logging.disable(logging.WARNING)
    result = _function(where)(Job(int(size), Path(scratch), Path(prepared)))
    if result is not None:
        write_measured(result)


def _function(where: str) -> Callable[[Job], Measured | None]:
    module, _, name = where.partition(":")
    function: Callable[[Job], Measured | None] = getattr(importlib.import_module(module), name)
    return function


if __name__ == "__main__":
    main(sys.argv[1:])
