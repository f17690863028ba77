"""What a person is told when a row of the state table ends the run."""

from release.attach.desired import Desired
from release.attach.observation import Observed
from release.attach.releases import Release
from release.errors import (
    ForeignObjectError,
    MissingRightError,
    SettingError,
    TryAgainLaterError,
    UnexpectedAssetError,
)

_SWITCH = "switch on Settings, General, Enable release immutability"


def taken(wanted: Desired) -> ForeignObjectError:
    """Return the error for a tag that is published with other content."""
    return ForeignObjectError(
        f"{wanted.tag} is published with other content",
        expected=wanted.expected,
        remedy=f"never touch it: {wanted.again}",
    )


def mutable(wanted: Desired) -> SettingError:
    """Return the error for a release that is public and can still be changed."""
    return SettingError(
        f"{wanted.tag} is published, but can still be changed",
        expected="immutable releases switched on before publishing",
        remedy=f"{_SWITCH}; supersede this release",
    )


def moved_tag(wanted: Desired, seen: Observed, target: str) -> ForeignObjectError:
    """Return the error for a tag that somebody made at another commit."""
    return ForeignObjectError(
        f"the tag {wanted.tag} points at {seen.tagged}",
        expected=f"{target}, the commit the release was made for",
        remedy="find out who made the tag; never move it",
    )


def not_shown(wanted: Desired, what: str) -> TryAgainLaterError:
    """Return the error for something GitHub confirmed, and does not show."""
    return TryAgainLaterError(
        f"GitHub does not show {what} of {wanted.tag}",
        expected="what GitHub confirmed, within three minutes",
        remedy="run the failed job again; it goes on where this one stopped",
    )


def deleted(wanted: Desired) -> ForeignObjectError:
    """Return the error for a published release that is gone."""
    return ForeignObjectError(
        f"{wanted.tag} was published, and is gone",
        expected="a published release, which only an administrator can delete",
        remedy="find out who deleted it; mark it burned in a reviewed pull request",
    )


def burned(wanted: Desired) -> ForeignObjectError:
    """Return the error for a number that can never be used."""
    return ForeignObjectError(
        f"{wanted.tag} can never be used: its name belonged to an immutable release",
        expected="a name that was never used",
        remedy=f"{wanted.again}; find out who used this one",
    )


def switched_off(wanted: Desired) -> SettingError:
    """Return the error for a repository whose releases would stay changeable."""
    return SettingError(
        f"immutable releases are off, so {wanted.tag} could be changed later",
        expected="immutable releases switched on before there is a draft",
        remedy=f"{_SWITCH}; then run the failed job again",
    )


def unreadable(wanted: Desired) -> MissingRightError:
    """Return the error for an App that may not read the setting."""
    return MissingRightError(
        f"{wanted.account} may not read whether immutable releases are on",
        expected="the permission administration: read",
        remedy="give the release App this permission, and accept it for the repository",
    )


def unplanned(wanted: Desired, names: list[str]) -> UnexpectedAssetError:
    """Return the error for files that nobody planned."""
    return UnexpectedAssetError(
        f"the draft of {wanted.tag} has too many: {', '.join(names)}",
        expected=f"exactly the {len(wanted.artifacts())} files that were signed",
        remedy="find out who added it; delete the draft, and run the failed job again",
    )


def altered(wanted: Desired, draft: Release) -> ForeignObjectError:
    """Return the error for our draft that is none of ours any more, or never was."""
    return ForeignObjectError(
        f"draft {draft.id} of {wanted.tag}, which this run works on, is by {draft.author[:40]!r},"
        f" for {draft.target[:40]!r}, or has lost its mark",
        expected=f"a draft by {wanted.account} for {wanted.commit}, as it was made",
        remedy="find out who edited it, delete it, and run the job again",
    )


def unrepaired(wanted: Desired, name: str) -> TryAgainLaterError:
    """Return the error for a file that GitHub keeps breaking."""
    return TryAgainLaterError(
        f"GitHub does not keep {name} of {wanted.tag} whole, three times",
        expected="the bytes that were sent",
        remedy="run the failed job again later; it goes on where this one stopped",
    )
