"""Say what this machine has, what it lacks, and what to do about it.

usage: python3 -I -S scripts/doctor.py

Changes nothing. Exit codes: 0 everything needed is there or comes with set-up · 13 something
needed is missing.
"""

import os
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 # an older Python is what this line is for
    sys.stderr.write(f"error 13: {sys.executable} is older than Python 3.11\n")
    sys.stderr.write("  expected: Python 3.11 or newer\n  remedy: make PYTHON=/other/python3 …\n")
    sys.exit(13)

# Nothing may be installed yet; with -I and -S this is the only entry besides the standard library.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from release.errors import MissingToolError
from tests.rehearsal.tools import cache_folder
from tests.rehearsal.tools.examination import Finding, examine, healthy


def main() -> int:
    """Print the table and the verdict."""
    findings = examine(cache_folder(os.environ))
    for finding in findings:
        print(line(finding))
    if healthy(findings):
        print("\nready: make rehearse")
        return 0
    print("\nnot ready: do what the lines marked MISSING say, then run make doctor again")
    return MissingToolError.exit_code


def line(finding: Finding) -> str:
    """Return one line of the table, with the remedy below it."""
    text = f"{finding.name:<11} {finding.verdict.value:<8} {finding.found}"
    return f"{text}\n{'':<20} → {finding.remedy}" if finding.remedy else text


if __name__ == "__main__":
    sys.exit(main())
