"""Fragments are read strictly and rendered into one page; a version cuts them off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.errors import InvalidRecordError, UsageError
from release.names import Names, Tag
from upkeep.changelog import cut, findings, released, rendered
from upkeep.finding import lines, require_none
from upkeep.fragments import CATEGORIES, Fragment, survey

PATH = "changelog.d/added/0007-first-thing.md"
GOOD = (
    "- The first `thing`, see [the page](docs/setup.md#5-cosign).\n  And <https://example.org>.\n"
)
THERE = {"docs/setup.md"}.__contains__
BOT = "changelog.d/added/u2netp-mirror-v3.md"

# path, text, line → what is wrong; each is one mutation away from PATH and GOOD.
WRONG = {
    "a heading": (PATH, f"# Added\n{GOOD}", 1, "heading"),
    "an underlined heading": (PATH, GOOD + "===\n", 3, "underlines"),
    "front matter": (PATH, f"---\n{GOOD}", 1, "front matter"),
    "an empty line": (PATH, GOOD + "\n- more\n", 3, "empty"),
    "nothing at all": (PATH, "", 1, "newline"),
    "no newline": (PATH, GOOD.rstrip(), 2, "newline"),
    "prose": (PATH, GOOD + "more\n", 3, "no part of an item"),
    "going on with nothing": (PATH, "  first\n" + GOOD, 1, "no part of an item"),
    "an inner list": (PATH, GOOD + "  - more\n", 3, "list within"),
    "six lines": (PATH, GOOD + "  more\n" * 4, 6, "line 6"),
    "white space": (PATH, "- a \n", 1, "white space"),
    "a code block": (PATH, GOOD + "  ```\n", 3, "code block"),
    "HTML": (PATH, "- a <img src=x>\n", 1, "HTML"),
    "a comment": (PATH, "- a <!-- b -->\n", 1, "HTML"),
    "a tab": (PATH, "- a\tb\n", 1, "not print"),
    "text that runs backwards": (PATH, "- a \u202eb\n", 1, "not print"),
    "a broken link": (PATH, GOOD.replace("setup", "set-up"), 1, "not there"),
    "a link with a title": (PATH, '- a [b](docs/none.md "c")\n', 1, "not there"),
    "a link from the fragment": (PATH, "- a [b](../../docs/setup.md)\n", 1, "not there"),
    "a link from the machine": (PATH, "- a [b](/docs/setup.md)\n", 1, "not there"),
    "no number": ("changelog.d/added/first-thing.md", GOOD, 1, "no issue"),
    "three digits": ("changelog.d/added/007-first-thing.md", GOOD, 1, "no issue"),
    "no slug": ("changelog.d/added/0007.md", GOOD, 1, "no issue"),
    "a capital": ("changelog.d/added/0007-First.md", GOOD, 1, "no issue"),
    "another kind of file": ("changelog.d/added/0007-first.txt", GOOD, 1, "no issue"),
    "a look-alike tag": ("changelog.d/added/u2netp-mirror-v03.md", GOOD, 1, "no issue"),
    "no such category": ("changelog.d/improved/0007-a.md", GOOD, 1, "folder of a category"),
    "no category": ("changelog.d/0007-a.md", GOOD, 1, "folder of a category"),
    "a folder too deep": ("changelog.d/added/more/0007-a.md", GOOD, 1, "folder of a category"),
    "a release elsewhere": ("changelog.d/fixed/u2netp-mirror-v3.md", GOOD, 1, "release"),
}


def fragments(*paths: str) -> tuple[Fragment, ...]:
    found, wrong = survey({path: f"- {path}\n".encode() for path in paths}, THERE)
    assert wrong == ()
    return found


def test_a_good_fragment_is_read_and_the_rules_beside_it_are_not() -> None:
    found, wrong = survey({PATH: GOOD.encode(), "changelog.d/README.md": b"# Rules\n"}, THERE)
    assert (wrong, [f.items for f in found]) == ((), [GOOD.rstrip("\n")])


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_fragment_is_refused_by_file_and_line(name: str) -> None:
    path, text, line, problem = WRONG[name]
    first = next(iter(survey({path: text.encode()}, THERE)[1]))
    assert (first.path, first.line) == (path, line)
    assert problem in first.problem
    with pytest.raises(InvalidRecordError, match=f"{path}:{line}: "):
        require_none((first,), expected="fragments")


def test_bytes_that_are_no_text_are_refused() -> None:
    (wrong,) = survey({PATH: b"- \xff\n"}, THERE)[1]
    assert wrong.problem == "is not UTF-8"


def test_one_number_and_slug_in_two_categories_is_refused_and_two_slugs_are_not() -> None:
    twin, other = PATH.replace("added", "fixed"), PATH.replace("thing", "other")
    _, wrong = survey({path: GOOD.encode() for path in (PATH, twin, other)}, THERE)
    assert [finding.path for finding in wrong] == [twin]


def test_what_the_bot_writes_is_legal() -> None:
    assert Names(Tag(model="u2netp", n=3)).fragment == BOT
    assert [f.tag for f in fragments(BOT)] == [Tag(model="u2netp", n=3)]


def test_several_findings_are_lines_and_a_single_one_is_told_by_the_error() -> None:
    _, wrong = survey({PATH: b"# a\n# b\n"}, THERE)
    assert lines(wrong).count("\n") == 2
    assert lines(wrong[:1]) == ""


def test_categories_and_numbers_give_the_order_whatever_the_order_of_reading() -> None:
    paths = [f"changelog.d/{c}/{n}-{c}.md" for c in CATEGORIES for n in ("0002", "0010")]
    page = rendered(fragments(*reversed(paths)), "")
    assert [line for line in page.splitlines() if line.startswith("- ")] == [
        f"- {p}" for p in paths
    ]
    assert page.count("### ") == len(CATEGORIES)


def test_rendering_a_rendered_page_changes_nothing_and_is_no_finding() -> None:
    found = fragments(PATH)
    page = rendered(found, "")
    assert (rendered(found, page), findings(found, page)) == (page, ())


@pytest.mark.parametrize("old", ["", "# Changelog\n", "typed by hand\n"])
def test_a_page_that_is_not_rendered_is_refused_where_it_differs(old: str) -> None:
    (wrong,) = findings(fragments(PATH), old)
    assert (wrong.path, "changelog.py render" in wrong.remedy) == ("CHANGELOG.md", True)
    page = rendered(fragments(PATH), "")
    (wrong,) = findings(fragments(PATH), page.replace("- changelog", "- Changelog"))
    assert wrong.line == page[: page.index("- changelog")].count("\n") + 1


def test_the_bots_fragment_waits_for_the_next_version() -> None:
    found = fragments(PATH, BOT)
    page = rendered(found, "")
    assert (PATH in page, BOT in page) == (True, False)
    assert BOT in cut(found, page, version="1.0.0", day="2026-12-01")


def test_a_cut_moves_everything_and_later_pages_keep_it() -> None:
    first = cut(fragments(PATH), "", version="0.1.0", day="2026-12-01")
    assert findings((), first) == ()
    more = fragments(PATH.replace("0007", "0008"))
    second = cut(more, rendered(more, first), version="0.2.0", day="2026-12-02")
    assert findings((), second) == ()
    assert released(second).endswith(released(first))
    assert second.index("## 0.2.0, 2026-12-02") < second.index("## 0.1.0, 2026-12-01")


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("0.1.0", "2026-12-02"),
        ("0.0.9", "2026-12-02"),
        ("1.0", "2026-12-02"),
        ("v1.0.0", "2026-12-02"),
        ("1.0.0-rc.1", "2026-12-02"),
        ("01.0.0", "2026-12-02"),
        ("1.0.0", "2026-13-01"),
        ("1.0.0", "20261201"),
    ],
)
def test_no_next_version_and_no_day_are_refused(version: str, day: str) -> None:
    page = cut(fragments(PATH), "", version="0.1.0", day="2026-12-01")
    assert cut(fragments(PATH), page, version="1.0.0", day="2026-12-02")
    with pytest.raises(UsageError):
        cut(fragments(PATH), page, version=version, day=day)


def test_a_version_without_anything_to_tell_is_refused() -> None:
    with pytest.raises(InvalidRecordError):
        cut((), "", version="0.1.0", day="2026-12-01")


def test_versions_that_do_not_descend_are_refused() -> None:
    page = cut(fragments(PATH), "", version="0.1.0", day="2026-12-01")
    edited = page + "\n## 0.2.0, 2026-12-02\n"
    assert [finding.problem for finding in findings((), edited)] == [
        "version 0.2.0 stands below 0.1.0"
    ]


@given(st.sets(st.tuples(st.sampled_from(CATEGORIES), st.integers(0, 9999)), max_size=20))
def test_every_item_is_rendered_once(places: set[tuple[str, int]]) -> None:
    paths = [f"changelog.d/{category}/{number:04}-{category}.md" for category, number in places]
    page = rendered(fragments(*paths), "")
    items = [line for line in page.splitlines() if line.startswith("- ")]
    assert sorted(items) == sorted(f"- {path}" for path in paths)
