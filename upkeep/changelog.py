"""CHANGELOG.md: the unreleased part rendered from fragments, the released parts kept."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise

from release.errors import InvalidRecordError, UsageError
from release.version import Version
from upkeep.finding import Finding, first_difference
from upkeep.fragments import Fragment

PAGE = "CHANGELOG.md"
RENDER = "run python3 -I scripts/changelog.py render"
HEAD = """\
# Changelog

<!-- Rendered from changelog.d by scripts/changelog.py; add a fragment instead of editing here. -->

What changed for whoever uses or changes this repository. A release of the mirror joins the section
of the version that follows it; until then the [registry](model/tiny/registry.json) tells of it.

## Unreleased
"""
NOTHING = "Nothing yet.\n"
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_CUT = re.compile(r"^## (?P<version>\S+), (?P<day>\S+)$", re.MULTILINE)


def rendered(fragments: Sequence[Fragment], page: str) -> str:
    """Return the whole page: people's fragments as unreleased, then what `page` says was released.

    The bot's fragments wait for the next version: its pull request touches no shared page, so no
    other change can make it conflict (docs/adr/0015-upkeep-beside-the-release.md).
    """
    people = [fragment for fragment in fragments if fragment.tag is None]
    parts = [HEAD, _section(people) or NOTHING]
    return "\n".join(parts + ([past] if (past := released(page)) else []))


def released(page: str) -> str:
    """Return the sections of the versions that were cut, the newest first."""
    found = _CUT.search(page)
    return page[found.start() :] if found else ""


def last_version(page: str) -> Version | None:
    """Return the version that was cut last, None before the first."""
    found = _CUT.search(page)
    return Version.parse(found["version"]) if found else None


def cut(fragments: Sequence[Fragment], page: str, *, version: str, day: str) -> str:
    """Return the page with all `fragments` under the heading `version`, and nothing unreleased.

    Raises UsageError for a version that is not higher than the last one, or a day that is none;
    InvalidRecordError when there is nothing to tell.
    """
    past = released(page)
    _require_next(version, past)
    _require_day(day)
    if not fragments:
        raise InvalidRecordError(
            f"version {version} would say nothing",
            expected="at least one fragment in changelog.d",
            remedy="add a fragment for what changed",
        )
    section = f"## {version}, {day}\n\n{_section(fragments)}"
    return "\n".join([HEAD, NOTHING, section, *([past] if past else [])])


def findings(fragments: Sequence[Fragment], page: str) -> tuple[Finding, ...]:
    """Return what is wrong with the page: it is not rendered, or its versions do not descend."""
    wrong = first_difference(PAGE, page, rendered(fragments, page), remedy=RENDER)
    cuts = list(_CUT.finditer(page))
    for newer, older in pairwise(cuts):
        if _numbers(newer["version"]) <= _numbers(older["version"]):
            line = page.count("\n", 0, older.start()) + 1
            problem = f"version {older['version']} stands below {newer['version']}"
            remedy = "restore the released sections: git checkout origin/main CHANGELOG.md"
            wrong += (Finding(path=PAGE, line=line, problem=problem, remedy=remedy),)
    return wrong


def _section(fragments: Sequence[Fragment]) -> str:
    ordered = sorted(fragments, key=lambda fragment: fragment.order)
    parts = (
        f"### {category.capitalize()}\n\n" + "\n".join(f.items for f in group) + "\n"
        for category, group in groupby(ordered, key=lambda fragment: fragment.category)
    )
    return "\n".join(parts)


def _numbers(version: str) -> tuple[int, ...]:
    match = _VERSION.fullmatch(version)
    return tuple(map(int, match.groups())) if match else ()


def _require_next(version: str, past: str) -> None:
    last = _CUT.search(past)
    least = _numbers(last["version"]) if last else ()
    if not _numbers(version) or _numbers(version) <= least:
        raise UsageError(
            f"{version[:40]!r} cannot be the next version",
            expected=f"X.Y.Z, higher than {last['version']}" if last else "X.Y.Z",
            remedy="take the version that release-please proposes",
        )


def _require_day(day: str) -> None:
    try:
        same = date.fromisoformat(day).isoformat() == day
    except ValueError:
        same = False
    if not same:
        raise UsageError(
            f"{day[:40]!r} is no day", expected="YYYY-MM-DD", remedy="write the day of the release"
        )
