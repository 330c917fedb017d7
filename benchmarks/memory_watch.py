"""Memory of a process together with its children, looked at from outside: python -m benchmarks.memory_watch PID."""

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

#: Seconds between two looks: a look walks every page, and stops the process for a moment.
_PAUSE = 0.2


class MemoryWatch:
    """The largest memory that this process and its children held at once during a with-block, above what it began with:
    bytes. Pages that several processes share count once.
    """

    above = 0.0

    def __enter__(self) -> "MemoryWatch":
        command = [sys.executable, "-m", "benchmarks.memory_watch", str(os.getpid())]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._began = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        peak, _ = self._process.communicate("")
        self.above = float(int(peak) - self._began)


def main() -> None:
    """Say what it holds now, and its peak once stdin is closed."""
    process = int(sys.argv[1])
    peak = _held(process)
    print(peak, flush=True)
    while not select.select([sys.stdin], [], [], _PAUSE)[0]:
        peak = max(peak, _held(process))
    print(max(peak, _held(process)))


def _held(process: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return sum(_share(one) for one in (process, *map(int, children)) if one != os.getpid())


def _share(process: int) -> int:
    """Its own pages, and its part of those that it shares. A process that has just ended has none."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
