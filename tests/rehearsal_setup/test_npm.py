"""What comes from npm: looked for, and left out on a machine without node."""

import json
from pathlib import Path

import pytest

from tests.rehearsal.tools import npm
from tests.static.tree import ROOT, files

LOCKS = [path for path in files() if path.name == "package-lock.json"]


def programs(folder: Path, **said: str) -> str:
    """Make programs that say one thing each, and return their folder."""
    for name, text in said.items():
        (folder / name).write_text(f"#!/bin/sh\necho {text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"node": "v20.0.0", "npm": "10"}, True),
        ({"node": "v24.1.0", "npm": "11"}, True),
        ({"node": "v18.20.0", "npm": "10"}, False),
        ({"node": "nonsense", "npm": "10"}, False),
        ({"node": "v20.0.0"}, False),
        ({"npm": "10"}, False),
        ({}, False),
    ],
)
def test_node_is_taken_when_it_is_new_enough_and_npm_is_there(
    tmp_path: Path, *, there: dict[str, str], found: bool
) -> None:
    assert (npm.node(programs(tmp_path, **there)) is not None) is found


@pytest.mark.parametrize("path", LOCKS, ids=str)
def test_a_lock_of_npm_holds_digests_and_no_address(path: Path) -> None:
    text = (ROOT / path).read_text()
    packages = {name: row for name, row in json.loads(text)["packages"].items() if name}
    assert packages
    assert "resolved" not in text
    assert "://" not in json.dumps([row.get("resolved", "") for row in packages.values()])
    assert [n for n, row in packages.items() if not row["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize("path", LOCKS, ids=str)
def test_a_lock_of_npm_pins_what_its_package_names(path: Path) -> None:
    named = json.loads((ROOT / path).with_name("package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / path).read_text())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in named} == named
