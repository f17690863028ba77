"""A version of this repository, and every name that follows from it: tag, files, roles."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from release.errors import InvalidRecordError
from release.names import Tag

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
STEM = "u2netp_mirror"
"""What files of a version begin with: the project's name as PEP 625 and PEP 427 spell it."""


class Part(Enum):
    """What a file of a version is for. The order is the order of upload."""

    WHEEL = "wheel"
    SDIST = "sdist"
    REGISTRY = "registry"
    SBOM = "sbom"
    SUMS = "sums"
    WHEEL_BUNDLE = "wheel-bundle"
    SDIST_BUNDLE = "sdist-bundle"
    REGISTRY_BUNDLE = "registry-bundle"
    SUMS_BUNDLE = "sums-bundle"
    PROVENANCE = "provenance"


BUILT = (Part.WHEEL, Part.SDIST, Part.REGISTRY)
"""What `build` makes, and what the bill of materials is about."""

LISTED = (*BUILT, Part.SBOM)
"""The lines of SHA256SUMS."""

UNSIGNED = (*LISTED, Part.SUMS)
"""What is handed to `sign`, beside the provenance statement."""

BUNDLES = {
    Part.WHEEL: Part.WHEEL_BUNDLE,
    Part.SDIST: Part.SDIST_BUNDLE,
    Part.REGISTRY: Part.REGISTRY_BUNDLE,
    Part.SUMS: Part.SUMS_BUNDLE,
}
"""Which files get a bundle of their own, and which part that is."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Version:
    """A version X.Y.Z; its tag is `vX.Y.Z`, which no tag of a model can be."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return X.Y.Z; `parse` is the inverse."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Read X.Y.Z; raises InvalidRecordError for anything but its one spelling."""
        if not (match := _VERSION.fullmatch(text)):
            raise _not(text, "X.Y.Z, for example 0.2.0")
        major, minor, patch = map(int, match.groups())
        return cls(major=major, minor=minor, patch=patch)

    @property
    def tag(self) -> "VersionTag":
        """The tag of this version."""
        return VersionTag(self)


@dataclass(frozen=True, slots=True, order=True)
class VersionTag:
    """The tag of a version."""

    version: Version

    def __str__(self) -> str:
        """Return vX.Y.Z; `parse` is the inverse."""
        return f"v{self.version}"

    @classmethod
    def parse(cls, text: str) -> "VersionTag":
        """Read a tag; raises InvalidRecordError for anything but its one spelling."""
        if not (text.startswith("v") and _VERSION.fullmatch(text[1:])):
            raise _not(text, "vX.Y.Z, for example v0.2.0; tags of a model have another workflow")
        return cls(Version.parse(text[1:]))


AnyTag: TypeAlias = Tag | VersionTag
"""The tag of whatever we release; no text is both."""


def _not(text: str, expected: str) -> InvalidRecordError:
    return InvalidRecordError(
        f"not a version of this repository: {text[:80]!r}",
        expected=expected,
        remedy="take the tag from the draft that release-please made",
    )


@dataclass(frozen=True, slots=True)
class VersionNames:
    """The names of the files of a version."""

    version: Version

    def asset(self, part: Part) -> str:
        """Return the name of the file that is `part`."""
        stem = f"{STEM}-{self.version}"
        return {
            Part.WHEEL: f"{stem}-py3-none-any.whl",
            Part.SDIST: f"{stem}.tar.gz",
            Part.REGISTRY: f"{stem}.registry.tar",
            Part.SBOM: f"{stem}.cdx.json",
            Part.SUMS: "SHA256SUMS",
            Part.WHEEL_BUNDLE: f"{stem}-py3-none-any.whl.bundle",
            Part.SDIST_BUNDLE: f"{stem}.tar.gz.bundle",
            Part.REGISTRY_BUNDLE: f"{stem}.registry.tar.bundle",
            Part.SUMS_BUNDLE: "SHA256SUMS.bundle",
            Part.PROVENANCE: f"{stem}.intoto.jsonl",
        }[part]

    @property
    def assets(self) -> tuple[str, ...]:
        """Exactly the assets of a version, in the order of upload."""
        return tuple(self.asset(part) for part in Part)
