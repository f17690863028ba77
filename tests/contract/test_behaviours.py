"""The list of behaviours in docs/rehearsal.md, and the tests that hold each of them."""

import ast
import re
from pathlib import Path

from tests.static.tree import below, text

PAGE = Path("docs/rehearsal.md")
_MARK = "pytest.mark.behaviour"


def numbered(page: str) -> list[int]:
    """Return the numbers of the page's list under the heading about behaviours."""
    section = page.partition("## What GitHub does that is easily forgotten\n")[2]
    rows = section.partition("\n## ")[0]
    return [int(number) for number in re.findall(r"^(\d+)\. ", rows, re.MULTILINE)]


def held() -> dict[int, list[str]]:
    """Return the names of the tests that carry each number."""
    found: dict[int, list[str]] = {}
    for path in below("tests", suffix=".py"):
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in _numbers(node):
                    found.setdefault(number, []).append(node.name)
    return found


def _numbers(node: ast.FunctionDef) -> list[int]:
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func) == _MARK]
    return [int(ast.literal_eval(mark.args[0])) for mark in marks]


def test_each_behaviour_of_the_page_is_held_by_a_test() -> None:
    listed = numbered(text(PAGE))
    assert listed == list(range(1, 19))
    assert sorted(held()) == listed
