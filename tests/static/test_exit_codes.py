"""E1: one class per code, and the documented codes are these."""

import inspect

from release import errors
from release.errors import ReleaseError
from tests.static.page import rows, section
from tests.static.tree import text

# The codes of the design: public API, so this list grows and never changes.
CODES = (2, 10, 11, 12, 13, 20, 21, 22, 23, 24, 30, 31, 32, 33, 34, 40, 41, 42, 43, 44, 45, 69, 75)


def classes() -> tuple[type[ReleaseError], ...]:
    members = [value for value in vars(errors).values() if inspect.isclass(value)]
    return tuple(c for c in members if issubclass(c, ReleaseError) and c is not ReleaseError)


def test_each_code_has_exactly_one_class() -> None:
    assert tuple(c.exit_code for c in classes()) == CODES


def test_the_page_lists_every_class_with_its_code_and_meaning() -> None:
    table = [r for r in rows(section(text("docs/pipeline.md"), "Exit codes")) if len(r) == 3]
    expected = [(str(c.exit_code), f"`{c.__name__}`", inspect.getdoc(c)) for c in classes()]
    assert table == expected


def test_no_error_is_raised_without_its_three_fields() -> None:
    fields = inspect.signature(ReleaseError).parameters
    assert [p.default for p in fields.values()] == [inspect.Parameter.empty] * 3
