"""Put the sigstore-conformance vectors to our verifier, and print what came out.

usage: python -m tests.conformance.run CHECKOUT [--write]

CHECKOUT is a folder with a checkout of sigstore/sigstore-conformance. --write puts the tables into
docs/verifiers.md. Ends with 1 when a bundle was accepted that must be refused.
"""

import argparse
import os
import sys
from pathlib import Path

from release.errors import MissingInputError
from tests.conformance.table import rendered
from tests.conformance.vectors import FOLDER, vectors
from tests.conformance.verdicts import Outcome, row
from tests.rehearsal.tools import cache_folder, ready
from tests.static.tree import ROOT

PAGE = ROOT / "docs/verifiers.md"
BEGIN, END = "<!-- conformance:begin -->\n", "<!-- conformance:end -->"


def write(table: str) -> None:
    """Put `table` between the markers of the page."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{table}{END}{rest.split(END)[1]}", encoding="utf-8")


def main() -> int:
    """Parse, measure, print; return the exit code."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--write", action="store_true", help="write docs/verifiers.md")
    options = parser.parse_args()
    if not (options.checkout / FOLDER).is_dir():
        raise MissingInputError(
            f"{options.checkout} holds no {FOLDER}",
            expected="a checkout of sigstore/sigstore-conformance",
            remedy="clone it, and give its folder",
        )
    cosign = ready(cache_folder(os.environ)).cosign
    rows = [row(vector, cosign) for vector in vectors(options.checkout)]
    sys.stdout.write(rendered(rows))
    if options.write:
        write(rendered(rows))
    accepted = [r.name for r in rows if r.ours is Outcome.FAIL and r.name.endswith("_fail")]
    return 1 if accepted else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MissingInputError as error:
        sys.exit(f"error[{error.exit_code}] {error.problem}; do: {error.remedy}")
