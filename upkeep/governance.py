"""What the repository on GitHub must be set to: `.github/governance.toml`, edited by people."""

from dataclasses import dataclass, replace

from release.canonical import invalid
from release.shape import Table

PATH = ".github/governance.toml"
LIMIT = 64 << 10

Value = bool | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One click: GitHub's answer to `ask` has a `field` that must be `want`.

    `ask` is a path below the repository, empty for itself; dots in `field` lead inwards. `absent`
    is the value that "404 Not Found" stands for, or None.
    """

    where: str
    click: str
    ask: str
    field: str
    want: Value
    absent: Value | None
    needs: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A gate before jobs: who is asked, from which branches, with which secrets and variables.

    Jobs are written `file.yml/job`. Administrators never pass it unasked.
    """

    name: str
    jobs: tuple[str, ...]
    reviewers: int
    prevent_self_review: bool
    branches: tuple[str, ...]
    secrets: tuple[str, ...]
    variables: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A GitHub App of ours, and exactly the permissions of its installation.

    `id` is its number on GitHub, None before it is installed. Then the secret `key` of
    `environment` is its private key. It alone makes the tags that fit `creates`, if there are any.
    It is installed after the App `after`, if that names one.
    """

    slug: str
    id: int | None
    permissions: tuple[tuple[str, str], ...]
    environment: str
    key: str
    creates: str
    after: str
    why: str

    @property
    def installed(self) -> bool:
        """Whether it is made and installed; without, the job's own token does its work."""
        return self.id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What one job, written `file.yml/job`, may write with its own token."""

    job: str
    write: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """Everything people click, and everything jobs may write."""

    settings: tuple[Setting, ...]
    environments: tuple[Environment, ...]
    apps: tuple[App, ...]
    rights: tuple[Right, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Governance":
        """Read the file; raises InvalidRecordError, naming the field."""
        top = Table.toml(data, path="governance")
        top.integer("schema", minimum=1)
        apps, environments = tuple(map(_app, top.tables("apps"))), top.tables("environments")
        governance = cls(
            settings=tuple(map(_setting, top.tables("settings"))),
            environments=tuple(_with_keys(_environment(row), apps) for row in environments),
            apps=apps,
            rights=tuple(map(_right, top.tables("rights"))),
        )
        top.end()
        _require_once("environments", [row.name for row in governance.environments])
        _require_once("apps", [row.slug for row in governance.apps])
        _require_once("apps", [str(row.id) for row in governance.apps if row.installed])
        _require_once("apps", [row.creates for row in governance.apps if row.creates])
        _require_once("apps", [row.environment for row in governance.apps])
        _require_in_order(governance.apps)
        _require_once("rights", [row.job for row in governance.rights])
        _require_once("settings", [f"{row.ask}#{row.field}" for row in governance.settings])
        return governance


def _require_once(what: str, keys: list[str]) -> None:
    if twins := sorted({key for key in keys if keys.count(key) > 1}):
        raise invalid(f"governance.{what}", f"speaks of {twins[0]} twice")


def _require_in_order(apps: tuple[App, ...]) -> None:
    installed = {app.slug: app.installed for app in apps}
    for app in apps:
        if app.after and app.after not in installed:
            raise invalid("governance.apps", f"put {app.slug} after {app.after}, which is none")
        if app.installed and not installed.get(app.after, True):
            raise invalid("governance.apps", f"have {app.slug} installed, and not {app.after}")


def _setting(table: Table) -> Setting:
    ask = table.scalar("ask")
    if not isinstance(ask, str):
        raise invalid("governance.settings.ask", "is not a text")
    setting = Setting(
        where=table.text("where"),
        click=table.text("click"),
        ask=ask,
        field=table.text("field"),
        want=table.scalar("want"),
        absent=table.scalar("absent") if table.has("absent") else None,
        needs=table.text("needs"),
        why=table.text("why"),
    )
    table.end()
    return setting


def _environment(table: Table) -> Environment:
    environment = Environment(
        name=table.text("name"),
        jobs=table.texts("jobs"),
        reviewers=table.integer("reviewers"),
        prevent_self_review=table.boolean("prevent_self_review"),
        branches=table.texts("branches"),
        secrets=table.texts("secrets"),
        variables=table.texts("variables"),
        why=table.text("why"),
    )
    table.end()
    return environment


def _app(table: Table) -> App:
    app = App(
        slug=table.text("slug"),
        id=table.integer("id", minimum=1) if table.boolean("installed") else None,
        permissions=table.table("permissions").pairs(),
        environment=table.text("environment"),
        key=table.text("key"),
        creates=table.text("creates") if table.has("creates") else "",
        after=table.text("after") if table.has("after") else "",
        why=table.text("why"),
    )
    table.end()
    return app


def _with_keys(row: Environment, apps: tuple[App, ...]) -> Environment:
    """Return the environment with the keys of the installed Apps that it keeps."""
    keys = (app.key for app in apps if app.installed and app.environment == row.name)
    return replace(row, secrets=(*row.secrets, *keys))


def _right(table: Table) -> Right:
    right = Right(job=table.text("job"), write=table.texts("write"), why=table.text("why"))
    table.end()
    return right
