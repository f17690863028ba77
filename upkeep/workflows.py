"""The workflows as GitHub keeps them: of one that it starts no more nothing is heard.

In a public repository without a commit for 60 days GitHub stops every schedule.
Source: docs.github.com, "Disabling and enabling a workflow"; REST, "List repository workflows".
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from upkeep.answers import Answer
from upkeep.check import Check

FOLDER = ".github/workflows"
_ACTIVE, _NEEDS = "active", "actions: read"


def checks(paths: Iterable[str], answer: Answer) -> Iterator[Check]:
    """Compare the state of each workflow file with the one in which GitHub starts it."""
    rows = answer.rows("workflows")
    for path in sorted(paths):
        where = f"Actions · {PurePosixPath(path).stem}"
        states = [str(row.get("state")) for row in rows or () if row.get("path") == path]
        if rows is None:
            yield Check.unasked(where, answer.said, _NEEDS)
        elif not states:
            yield Check.differs(where, "GitHub does not list it", f"merge {path} into main")
        elif _ACTIVE in states:
            yield Check.agrees(where, "GitHub starts it")
        else:
            said = f"GitHub starts it no more: {states[0][:40]}"
            yield Check.differs(where, said, "Enable workflow")
