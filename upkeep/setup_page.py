"""docs/setup.md: what a maintainer clicks, rendered from the data between markers."""

from collections.abc import Iterator
from itertools import groupby

from release.canonical import invalid
from upkeep.examination import Rules
from upkeep.governance import App, Environment, Setting
from upkeep.makers import maker_of
from upkeep.rulesets import LABELS, Ruleset

PAGE = "docs/setup.md"
BEGIN = "<!-- settings:begin -->\n"
END = "<!-- settings:end -->"

_ENVIRONMENTS = """
## 2. Environments

Settings · Environments · New environment, each spelled so. Untick *Allow administrators to bypass*.
"""
_RULESETS = """
## 3. Rulesets

Settings · Rules · Rulesets · New ruleset · Import a ruleset. Nobody is on a bypass list but an App
that is named here.
"""
_APPS = """
## 4. Apps

Organisation · Settings · Developer settings · GitHub Apps · New GitHub App. Without a webhook,
installed on this repository alone, with exactly these permissions.
"""


def rendered(rules: Rules, page: str) -> str:
    """Return the page with the lists between its markers; raises InvalidRecordError without."""
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise invalid(PAGE, f"has lost its markers {BEGIN.strip()} and {END}")
    return f"{before}{BEGIN}\n{lists(rules)}\n{END}{after}"


def lists(rules: Rules) -> str:
    """Return every click as a check list, in the order of the data."""
    governance = rules.governance
    lines = [
        "## 1. Settings of the repository",
        *_settings(governance.settings),
        _ENVIRONMENTS,
        *(line for row in governance.environments for line in _environment(row)),
        _RULESETS,
        *(_ruleset(path, row, governance.apps) for path, row in sorted(rules.rulesets.items())),
        _APPS,
        *(_app(row) for row in governance.apps),
    ]
    return "\n".join(lines) + "\n"


def _settings(settings: tuple[Setting, ...]) -> Iterator[str]:
    for where, group in groupby(settings, key=lambda row: row.where):
        yield f"\n{where}\n"
        yield from (f"- [ ] **{row.click[0].upper()}{row.click[1:]}.** {row.why}" for row in group)


def _environment(row: Environment) -> Iterator[str]:
    yield f"- [ ] **`{row.name}`**, for {_jobs(row)}. {row.why}"
    alone = "prevent" if row.prevent_self_review else "allow"
    yield (
        f"      Required reviewers: {row.reviewers} or more, {alone} self-review; "
        f"branches: {_codes(row.branches)}, no tag; secrets: {_codes(row.secrets)}; "
        f"variables: {_codes(row.variables)}."
    )


def _ruleset(path: str, row: Ruleset, apps: tuple[App, ...]) -> str:
    labels = ", ".join(LABELS[kind].lower() for kind in row.rules)
    refs = _codes(row.include) + (f" without {_codes(row.exclude)}" if row.exclude else "")
    name = path.rpartition("/")[2]
    line = f"- [ ] [`{name}`](../{path}), *{row.name}*, for {row.target} {refs}: {labels}."
    return line + _passing(maker_of(row, apps))


def _passing(maker: App | None) -> str:
    if maker is None:
        return ""
    if maker.installed:
        return f" `{maker.slug}`, the App {maker.id}, alone passes."
    return f" It stays off until the App `{maker.slug}` is made, which alone will pass."


def _app(row: App) -> str:
    rights = ", ".join(f"{name}: {level}" for name, level in row.permissions)
    order = f" After `{row.after}`." if row.after else ""
    state = "" if row.installed else " Not made yet: degraded mode, below."
    return f"- [ ] **`{row.slug}`**: {rights}. {row.why}{order}{state}"


def _jobs(row: Environment) -> str:
    return ", ".join(f"the job `{job}`" for job in row.jobs)


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
