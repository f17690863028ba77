"""Measure, print the table, and with --write put it into docs/benchmarks.md.

usage: python -m tests.bench.run [--write] [--quick]

--quick leaves out what runs whole scenarios. Needs the tools that `make tools` sets up.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import (
    attach,
    changelog,
    checkpoint,
    export,
    guard,
    inference,
    parity,
    registry,
    rehearsal,
    scan,
    signing,
    verify,
    watch,
)
from tests.bench.measure import ROOT, Row, machine
from tests.rehearsal.tools import Tools, cache_folder, ready
from tests.rehearsal.world import World

PAGE = ROOT / "docs/benchmarks.md"
BEGIN, END = "<!-- numbers:begin -->\n", "<!-- numbers:end -->"
HEAD = "| number | measured | compared with | aim | kept |\n|---|---|---|---|---|\n"


def rows(tools: Tools, *, quick: bool) -> Iterator[Row]:
    """Measure one after the other: side by side they would disturb each other."""
    yield rehearsal.world_start(tools)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as logs,
        World.start(tools, tree=ROOT, logs=Path(logs)) as world,
    ):
        world.push()
        yield guard.row(tools, world)
        yield signing.row(world)
        yield verify.asked(tools, world)
    yield changelog.row()
    yield from attach.rows()
    yield from checkpoint.rows()
    yield from scan.rows()
    yield from parity.rows()
    yield from verify.rows(tools)
    yield from export.rows()
    yield from inference.rows()
    yield from registry.rows()
    yield from watch.rows(tools)
    if not quick:
        yield from rehearsal.rehearsal("release", limit=60)
        yield from rehearsal.rehearsal("tool_release", limit=60)


def write(table: str) -> None:
    """Put `table` between the markers of the page."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="no whole scenarios")
    options = parser.parse_args()
    lines = []
    for row in rows(ready(cache_folder(os.environ)), quick=options.quick):
        print(row.line(), flush=True)  # noqa: T201 - a program for people
        lines.append(row.line() + "\n")
    if options.write:
        write(f"{machine()}\n\n{HEAD}{''.join(lines)}")


if __name__ == "__main__":
    main()
