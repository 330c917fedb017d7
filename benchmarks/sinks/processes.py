"""Starting a sink, asking it, ending it."""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Received:
    """One thing that arrived."""

    #: Seconds since 1970.
    at: float
    content: str

    def form(self) -> dict[str, str]:
        """An HTTP form's fields (the last of each name)."""
        return {name: values[-1] for name, values in parse_qs(self.content, keep_blank_values=True).items()}


class Sink:
    """A sink in a process of its own, for the length of a with-block: "http_sink" or "smtp_sink"."""

    port = 0

    def __init__(self, name: str, scratch: Path) -> None:
        self._command = [sys.executable, "-m", f"benchmarks.sinks.{name}"]
        self._ledger_file = scratch / f"{name}.ledger"

    def __enter__(self) -> "Sink":
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.port = int(self._line())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def ended(self) -> bool:
        """Is its process gone?"""
        return self._process.poll() is not None

    @property
    def url(self) -> str:
        """For an HTTP client."""
        return f"http://127.0.0.1:{self.port}"

    def count(self) -> int:
        """How many have arrived so far."""
        return int(self._ask("count"))

    def forget(self) -> None:
        """Start a new ledger: what came so far was a warm-up."""
        self._ask("forget")

    def wait_for(self, wanted: int, timeout_s: float = 600.0, every_s: float = 0.02) -> None:
        """Wait until so many have arrived. Raises TimeoutError with both numbers."""
        deadline = time.monotonic() + timeout_s
        while (seen := self.count()) < wanted:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{seen} of {wanted} arrived within {timeout_s:.0f} s")
            time.sleep(every_s)

    def received(self) -> list[Received]:
        """Everything that arrived, in order."""
        self._ask(f"ledger {self._ledger_file}")
        lines = self._ledger_file.read_text("utf-8").splitlines()
        split = (line.partition("\t") for line in lines)
        return [Received(int(at) / 1e9, content) for at, _, content in split]

    def _ask(self, order: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
