"""Twilio's own API description, and Prism between us and the fake: it refuses what the description does not allow.

Both come from npm, once, into `.cache/`. `Unavailable` says why where that cannot be.
"""

import base64
import fcntl
import hashlib
import json
import shutil
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "twilio-description"
PRISM = "@stoplight/prism-cli@5.16.0"
DESCRIPTION = "@twilio/cli-core@8.3.2"
DESCRIPTION_SHA512 = "qRTAZS15i/nseKHu2zZIb1BD78WFRVOWM65iC9JqjZdNpz5KQaiEI1klsLcWDi1pwXH9JG6pbFXJrIiYRJw/dw=="
_INSIDE = "package/src/services/twilio-api/twilio_api_v2010.json"
_PREFIX = "/2010-04-01/Accounts/{AccountSid}/Messages"


class Unavailable(Exception):
    """Prism or the description cannot be had here; the text says why."""


def prepare() -> tuple[Path, Path]:
    """Paths of Prism's script and of the Messages part of the description; fetched when they are missing."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise Unavailable("npm or node is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    prism = CACHE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    messages = CACHE / "messages.json"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not messages.exists():
            _fetch_description(messages)
        if not (CACHE / "prism-installed").exists():
            _npm("install", "--no-save", PRISM)
            (CACHE / "prism-installed").touch()
    return prism, messages


@contextmanager
def between(upstream: str) -> Iterator[str]:
    """A proxy to `upstream` that answers 422 to a request and 500 to an answer that breaks the description."""
    prism, messages = prepare()
    port = _free_port()
    command = ["node", str(prism), "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(messages), upstream]
    with (CACHE / f"prism-{port}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=CACHE)
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
    Path(log.name).unlink()


def _fetch_description(messages: Path) -> None:
    _npm("pack", "--ignore-scripts", DESCRIPTION)
    [archive] = CACHE.glob("twilio-cli-core-*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != DESCRIPTION_SHA512:
        raise Unavailable(f"{DESCRIPTION} is not the archive that was checked")
    with tarfile.open(archive) as packed:
        inside = packed.extractfile(_INSIDE)
        assert inside is not None
        whole = json.load(inside)
    part = messages.with_suffix(".part")
    part.write_text(json.dumps(_messages_only(whole)))
    part.rename(messages)
    archive.unlink()


def _messages_only(whole: dict[str, Any]) -> dict[str, Any]:
    """The description of Messages alone, with the schemas that it names: Prism then starts in seconds."""
    paths = {
        path: rules for path, rules in whole["paths"].items() if path in (_PREFIX + ".json", _PREFIX + "/{Sid}.json")
    }
    schemas = whole["components"]["schemas"]
    wanted: dict[str, Any] = {}
    left = _named(paths)
    while left:
        name = left.pop()
        if name not in wanted:
            wanted[name] = schemas[name]
            left |= _named(schemas[name])
    page = paths[_PREFIX + ".json"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    for name, rule in page.items():
        if name.endswith("uri"):
            # The description asks for absolute addresses where its own examples, and Twilio, have relative ones.
            rule["format"] = "uri-reference"
    components = {**whole["components"], "schemas": wanted}
    return {**whole, "paths": paths, "components": components}


def _named(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_named, node))
    if not isinstance(node, dict):
        return set()
    here = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return here.union(*map(_named, node.values()))


def _npm(*words: str) -> None:
    command = ["npm", words[0], "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", *words[1:]]
    try:
        subprocess.run(command, cwd=CACHE, check=True, capture_output=True, text=True, timeout=150)
    except subprocess.CalledProcessError as error:
        raise Unavailable(f"npm {words[0]} failed: {error.stderr.strip()[-200:]}") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"npm {words[0]} took longer than 150 s") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Unavailable("Prism did not start")
