"""Files of others are exactly what their list says."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "reminders/web/static/vendor", ROOT / "tests/browser/vendor")
LINE = re.compile(
    r"^\| (?P<file>\S+) \| .+ \| (?P<version>\d+\.\d+\.\d+) \| .+ \| (?P<digest>[0-9a-f]{64}) \|$", re.MULTILINE
)
UNLISTED = (".md", ".LICENSE", ".LICENSE-3RD-PARTY")


def listed(folder: Path) -> dict[str, str]:
    return {line["file"]: line["digest"] for line in LINE.finditer((folder / "VENDORED.md").read_text())}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-3])
def test_every_vendored_file_is_listed_and_unchanged(folder: Path) -> None:
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.endswith(UNLISTED)
    }
    assert there == listed(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-3])
def test_every_vendored_file_has_its_license_beside_it(folder: Path) -> None:
    licenses = {path.name.removesuffix(".LICENSE") for path in folder.glob("*.LICENSE")}
    assert licenses == {name.split(".")[0] for name in listed(folder)}
