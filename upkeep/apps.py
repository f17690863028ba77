"""The GitHub Apps, compared with what is installed in the organisation."""

from collections.abc import Iterator

from upkeep.answers import Answer, Document
from upkeep.check import Check
from upkeep.governance import App

_PAGE = "Organisation · Settings · GitHub Apps"
_NEEDS = "organisation administration: read"


def checks(apps: tuple[App, ...], installations: Answer) -> Iterator[Check]:
    """Compare every App: whether it is installed, where, and with which permissions."""
    rows = installations.rows("installations")
    seen = {str(row.get("app_slug")): row for row in rows or ()}
    for app in apps:
        where = f"{_PAGE} · {app.slug}"
        if rows is None:
            yield Check.unasked(where, installations.said, _NEEDS)
        elif app.slug not in seen and app.installed:
            yield Check.differs(where, "is not installed", "install it on this repository only")
        elif app.slug not in seen:
            yield Check.agrees(where, "is not made yet: degraded mode, see docs/setup.md")
        elif not app.installed:
            click = (
                "uninstall it, or write installed = true and its id into .github/governance.toml"
            )
            yield Check.differs(where, "is installed", click)
        else:
            yield _installed(where, app, seen[app.slug])


def _installed(where: str, app: App, row: Document) -> Check:
    if row.get("app_id") != app.id:
        said = f"is the App {str(row.get('app_id'))[:40]}, and not {app.id}"
        click = "uninstall it, find out who made it, and install ours"
        return Check.differs(where, said, click)
    found, wanted = row.get("permissions"), dict(app.permissions)
    if found != wanted:
        click = f"Permissions & events: exactly {_listed(wanted)}"
        return Check.differs(where, f"may {_listed(found)}", click)
    if row.get("repository_selection") != "selected":
        return Check.differs(
            where, "may see every repository", "Only select repositories: this one"
        )
    if row.get("suspended_at") is not None:
        return Check.differs(where, "is suspended", "Unsuspend")
    return Check.agrees(where, f"may {_listed(wanted)}, on selected repositories")


def _listed(permissions: object) -> str:
    pairs = permissions.items() if isinstance(permissions, dict) else ()
    return ", ".join(f"{name}: {level}" for name, level in sorted(pairs))[:200] or "nothing"
