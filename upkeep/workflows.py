"""The workflows as GitHub keeps them: of one that it starts no more nothing is heard.

In a public repository without a commit for 60 days GitHub stops every schedule.
Source: docs.github.com, "Disabling and enabling a workflow"; REST, "List repository workflows".
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from upkeep.answers import Answer, Document
from upkeep.check import Check

FOLDER = ".github/workflows"
_ACTIVE, _NEEDS = "active", "actions: read"


def checks(paths: Iterable[str], answer: Answer) -> Iterator[Check]:
    """Compare the state of each workflow file with the one in which GitHub starts it."""
    rows = answer.rows("workflows")
    for path in sorted(paths):
        where = place(path)
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


def place(path: str) -> str:
    """Return the menu path to a workflow."""
    return f"Actions · {PurePosixPath(path).stem}"


def started(paths: Iterable[str], answer: Answer) -> dict[str, Document]:
    """Return the row of each workflow file that GitHub starts, by its path."""
    rows = answer.rows("workflows") or ()
    active = {str(row.get("path")): row for row in rows if row.get("state") == _ACTIVE}
    return {path: active[path] for path in sorted(paths) if path in active}
