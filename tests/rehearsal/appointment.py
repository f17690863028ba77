"""What a maintainer commits so that Apps write: policy, settings, rulesets, and what jobs may."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from release.names import POLICY
from tests.rehearsal import owner
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.apps import Registered
from tests.rehearsal.hosts.state import App
from tests.rehearsal.world import World
from upkeep.governance import PATH, Governance
from upkeep.rulesets import FOLDER

Read = Callable[[str], str]
"""Returns the text of a path in the tree that is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A job that an App can write for: `job` of `workflow`, a name in .github/workflows."""

    job: str
    workflow: str
    slug: str


POSTS = (
    Post(job="attach", workflow="u2netp-mirror-attach.yml", slug="u2netp-mirror-release"),
    Post(job="record", workflow="u2netp-mirror-attach.yml", slug="u2netp-mirror-record"),
    Post(job="release-please", workflow="release-please.yml", slug="u2netp-release-please"),
)
MAKING = {
    "refs/tags/u2netp-mirror-v*": "mirror-tags-creation.json",
    "refs/tags/v*": "tool-tags-creation.json",
}
"""The rulesets about making tags, by the tags."""
_LOWERED = ("contents", "pull-requests")


def post_of(slug: str) -> Post:
    """Return the post of the App `slug`; raises StopIteration."""
    return next(post for post in POSTS if post.slug == slug)


def rights_of(read: Read, slug: str) -> Mapping[str, str]:
    """Return what an App is registered with, in the words of a workflow."""
    governance = Governance.parse(read(PATH).encode())
    (app,) = (app for app in governance.apps if app.slug == slug)
    wanted = {name.replace("_", "-"): level for name, level in app.permissions}
    return {name: level for name, level in wanted.items() if name != "metadata"}


def appointed(read: Read, apps: tuple[App, ...]) -> Mapping[str, bytes]:
    """Return the files that docs/setup.md lets a maintainer change, as they are with `apps`."""
    changed: dict[str, str] = {}

    def now(path: str) -> str:
        return changed.get(path) or read(path)

    for app in apps:
        post = post_of(app.slug)
        path = f".github/workflows/{post.workflow}"
        changed[POLICY] = _named(now(POLICY), post.job, app)
        changed[path] = _lowered(now(path), post.job)
        changed[PATH] = _installed(now(PATH), post, app)
        changed |= _let_past(now, app)
    return {path: text.encode() for path, text in changed.items()}


def _named(policy: str, job: str, app: App) -> str:
    line = f'{job} = {{ app = "{app.slug}", client_id = "{app.client_id}" }}'
    return _replaced(policy, f'\n{job} = {{ token = "GITHUB_TOKEN" }}', f"\n{line}")


def _lowered(workflow: str, job: str) -> str:
    """Return the workflow whose job `job` may write nothing by these rights with its own token."""
    before, head, rest = workflow.partition(f"\n  {job}:\n")
    body, tail, after = rest.partition("\n    steps:\n")
    for right in _LOWERED:
        body = body.replace(f"      {right}: write # ", f"      {right}: read # ")
    return f"{before}{head}{body}{tail}{after}"


def _installed(governance: str, post: Post, app: App) -> str:
    slug = f'slug = "{app.slug}"\n'
    made = _replaced(
        governance, f"{slug}installed = false", f"{slug}installed = true\nid = {app.id}"
    )
    before, head, rest = made.partition(f'[[rights]]\njob = "{post.workflow}/{post.job}"\n')
    require_same(f"{PATH} says what {post.job} may write", bool(head), expected=True)
    row, gap, after = rest.partition("\n\n")
    said, _, why = row.partition("\n")
    kept = [scope for scope in re.findall(r'"([a-z-]+)"', said) if scope not in _LOWERED]
    if not kept:
        return f"{before}{after}"
    return f"{before}{head}write = {json.dumps(kept)}\n{why}{gap}{after}"


def _let_past(read: Read, app: App) -> Mapping[str, str]:
    """Return the ruleset that keeps the App's tags for it, by its path; nothing without tags."""
    (row,) = (r for r in Governance.parse(read(PATH).encode()).apps if r.slug == app.slug)
    if not row.creates:
        return {}
    path = f"{FOLDER}/{MAKING[row.creates]}"
    passing = {"actor_id": app.id, "actor_type": "Integration", "bypass_mode": "always"}
    text = _replaced(read(path), '"enforcement": "disabled"', '"enforcement": "active"')
    return {
        path: _replaced(text, '"bypass_actors": []', f'"bypass_actors": {json.dumps([passing])}')
    }


def _replaced(text: str, old: str, new: str) -> str:
    require_same(f"places of {old.strip()!r}", text.count(old), 1)
    return text.replace(old, new)


def appoint(world: World, *slugs: str) -> tuple[Registered, ...]:
    """Make the Apps, commit what names them, and import the rulesets that this gives.

    Their keys lie nowhere yet: see `hand_over`.
    """

    def read(path: str) -> str:
        return world.git.read(world.tip(), path).decode()

    made = tuple(world.github.register_app(slug, rights_of(read, slug)) for slug in slugs)
    files = appointed(read, tuple(registered.app for registered in made))
    world.commit(files, "chore: let the Apps write")
    owner.import_rulesets(world.github, read)
    return made


def hand_over(world: World, registered: Registered) -> None:
    """Put the key of an App into the environment that .github/governance.toml names for it."""
    data = world.git.read(world.tip(), PATH)
    (row,) = (app for app in Governance.parse(data).apps if app.slug == registered.app.slug)
    world.github.hub.state.secrets[row.environment] = {row.key: registered.private_key}
