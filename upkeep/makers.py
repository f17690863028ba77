"""Who alone may make which tags: the rulesets, held against the Apps that pass them."""

from collections.abc import Mapping

from release.canonical import invalid
from upkeep.governance import App
from upkeep.rulesets import FOLDER, Ruleset

_ONLY = "creation"


def maker_of(ruleset: Ruleset, apps: tuple[App, ...]) -> App | None:
    """Return the App whose tags `ruleset` keeps from everybody else, None where it does not.

    It has one rule and no other, as whoever may pass a ruleset passes all of it: moving and
    deleting stand in another one, which nobody passes.
    """
    if set(ruleset.rules) != {_ONLY} or ruleset.target != "tag" or ruleset.exclude:
        return None
    return next((app for app in apps if app.creates and ruleset.include == (app.creates,)), None)


def require_agreement(apps: tuple[App, ...], rulesets: Mapping[str, Ruleset]) -> None:
    """Raise InvalidRecordError unless each App makes its own tags, and nobody passes anything else.

    The ruleset of an App that is not installed is off: GitHub lets no job's token pass one (REST
    description, "Repository rulesets"), so it would stop the degraded mode as well.
    """
    makers = {path: maker_of(row, apps) for path, row in rulesets.items()}
    for app in (app for app in apps if app.creates):
        if [maker for maker in makers.values() if maker].count(app) != 1:
            raise invalid(FOLDER, f"has not one ruleset that restricts making {app.creates}")
    for path, ruleset in rulesets.items():
        enforcement, bypass = _wanted(makers[path])
        if ruleset.enforcement != enforcement:
            raise invalid(f"{path}.enforcement", f"is not {enforcement}")
        if ruleset.bypass != bypass:
            raise invalid(f"{path}.bypass_actors", f"is not {', '.join(bypass) or 'empty'}")


def _wanted(maker: App | None) -> tuple[str, tuple[str, ...]]:
    if maker is None:
        return "active", ()
    if not maker.installed:
        return "disabled", ()
    return "active", (f"Integration {maker.id} (always)",)
