"""Which workflow files an event starts: filters and the actor rule, which act does not know.

Source of the rules: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#on
and https://docs.github.com/actions/concepts/security/github_token (events made with GITHUB_TOKEN).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from tests.rehearsal.workflow import yaml

_BOT = "github-actions[bot]"
_ALWAYS = ("workflow_dispatch", "repository_dispatch")
_DEFAULT_TYPES = {"pull_request": ("opened", "synchronize", "reopened")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in the repository."""

    name: str
    actor: str
    ref: str = "refs/heads/main"
    """For a pull request: its base."""
    type: str = ""
    paths: tuple[str, ...] = ()
    workflow: str = ""
    """For a dispatch: the file it names."""


def started(event: Event, files: Mapping[str, str]) -> tuple[str, ...]:
    """Return, sorted, the files that `event` starts; `files` holds the text of each by name.

    What the bot does with GITHUB_TOKEN starts nothing, a dispatch excepted: that is how GitHub
    keeps workflows from calling themselves for ever.
    """
    if event.actor == _BOT and event.name not in _ALWAYS:
        return ()
    return tuple(name for name in sorted(files) if _starts(event, name, files[name]))


def _starts(event: Event, name: str, text: str) -> bool:
    on = yaml().load(StringIO(text)).get("on")
    wanted = _names(on)
    if event.name not in wanted:
        return False
    if event.name == "workflow_dispatch":
        return event.workflow == name
    return _passes(event, wanted[event.name])


def _names(on: object) -> Mapping[str, Mapping[str, object]]:
    """Return event → its filters, whichever of the three forms of `on:` was used."""
    if isinstance(on, str):
        return {on: {}}
    if isinstance(on, list):
        return {str(name): {} for name in on}
    if isinstance(on, dict):
        return {str(name): value if isinstance(value, dict) else {} for name, value in on.items()}
    return {}


def _passes(event: Event, filters: Mapping[str, object]) -> bool:
    types = _texts(filters.get("types")) or _DEFAULT_TYPES.get(event.name, ())
    if types and event.type not in types:
        return False
    tag = event.ref.startswith("refs/tags/")  # paths are not looked at when a tag is pushed
    return _ref_passes(event.ref, filters) and (tag or _paths_pass(event.paths, filters))


def _ref_passes(ref: str, filters: Mapping[str, object]) -> bool:
    kind, other = ("tags", "branches") if ref.startswith("refs/tags/") else ("branches", "tags")
    name = ref.split("/", 2)[-1]
    if kind in filters:
        return _selected(name, _texts(filters[kind]))
    if f"{kind}-ignore" in filters:
        return not _selected(name, _texts(filters[f"{kind}-ignore"]))
    # A filter for the other kind alone leaves this kind out.
    return other not in filters and f"{other}-ignore" not in filters


def _paths_pass(paths: tuple[str, ...], filters: Mapping[str, object]) -> bool:
    if "paths" in filters:
        return any(_selected(path, _texts(filters["paths"])) for path in paths)
    if "paths-ignore" in filters:
        ignored = _texts(filters["paths-ignore"])
        return any(not _selected(path, ignored) for path in paths)
    return True


def _selected(name: str, patterns: tuple[str, ...]) -> bool:
    """Read the patterns in order: the last that fits decides, `!` takes a name out again."""
    chosen = False
    for pattern in patterns:
        if re.fullmatch(_regex(pattern.removeprefix("!")), name):
            chosen = not pattern.startswith("!")
    return chosen


def _regex(pattern: str) -> str:
    """Translate GitHub's pattern: `*` stays within a path segment, `**` does not."""
    parts = re.split(r"(\*\*/?|\*)", pattern)
    signs = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*"}
    return "".join(signs.get(part, re.escape(part)) for part in parts)


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(part) for part in value) if isinstance(value, list) else (str(value),)
