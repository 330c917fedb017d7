"""The program as a process of its own, in a folder of its own, ended by the test or by its own time limit."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from reminders.config import SECRET_NAMES, SETTING_NAMES

PATIENCE = 60.0


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings and no others of ours."""
    ours = {*SETTING_NAMES, *(f"{name}_FILE" for name in SECRET_NAMES)}
    return {name: value for name, value in os.environ.items() if name not in ours} | settings


def command(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "reminders", *words],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def asked(folder: Path, *words: str, **settings: str) -> Any:
    """The JSON document of a command that ends well."""
    done = command(folder, *words, "--json", **settings)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@contextmanager
def started(folder: Path, *words: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """A command that runs until it is stopped; its output is in out.txt and err.txt of the folder."""
    with (folder / "out.txt").open("w") as out, (folder / "err.txt").open("w") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "reminders", *words],
            cwd=folder,
            env=environment(**settings),
            stdout=out,
            stderr=err,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)


def line_with(path: Path, sign: str, process: "subprocess.Popen[str]") -> str:
    """The first line of a file that holds this sign, as soon as it is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [line for line in path.read_text().splitlines() if sign in line]
        if found:
            return found[0]
        assert process.poll() is None, path.parent.joinpath("err.txt").read_text()
        time.sleep(0.05)
    raise AssertionError(f"{sign!r} never came: {path.read_text()}")


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def fetched(port: int, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Status and body of a page of this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
