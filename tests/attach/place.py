"""A signed set in a folder, and everything around one call of `attach`."""

import tempfile
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from release.artifact import Digest
from release.attach.desired import Desired
from release.attach.outside import Outside
from release.attach.patience import Patience
from release.attach.publication import Receipt, attach
from release.attach.readback import Surroundings
from release.attach.releases import Releases
from release.attach.staged import StagedSet, read_staged
from release.attach.wanted import Wanted
from release.writers import JOB_ACTOR
from tests.attach.memory import COMMIT, InMemoryReleases
from tests.attach.web import InMemoryWeb
from tests.core.samples import TAG, manifest, plan, policy
from tests.sign import samples

_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@cache
def staged(signer: str = samples.PUBLISHER.san, salt: str = "") -> StagedSet:
    """Return the sample set, signed; `salt` makes other signatures over the same bytes."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="staged-"))
    folder = Path(_FOLDERS[-1].name)
    signed = samples.signed(signer, salt)
    signed.write(folder)
    return read_staged(folder, tag=TAG, expected=signed.manifest_digest)


@cache
def other_content() -> StagedSet:
    """Return a signed set for the same tag, of other content."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="other-"))
    folder = Path(_FOLDERS[-1].name)
    other = replace(manifest(), content_key=Digest.of(b"another pin"))
    signed = samples.signed(made=other)
    signed.write(folder)
    return read_staged(folder, tag=TAG, expected=signed.manifest_digest)


def wanted(signed: StagedSet | None = None, account: str = JOB_ACTOR) -> Wanted:
    """Return what the job wants."""
    return Wanted(
        plan=replace(plan(), previous=None),
        signed=signed or staged(),
        publisher=samples.PUBLISHER,
        commit=COMMIT,
        account=account,
        void=frozenset(),
    )


@dataclass
class Place:
    """Everything around one call of `attach`."""

    releases: InMemoryReleases = field(default_factory=InMemoryReleases)
    changes: dict[str, bytes] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.releases.pause(seconds)

    def around(self, releases: Releases | None = None) -> Surroundings:
        web = InMemoryWeb(self.releases, self.changes)
        return Surroundings(
            releases=releases or self.releases,
            outside=Outside(repository=policy().repository, web=web),
            accepts=samples.InMemoryCosign(),
            patience=Patience(pause=self.pause, tell=self.lines.append),
            tell=self.lines.append,
        )

    def attach(self, what: Desired | None = None) -> Receipt:
        return attach(what or wanted(), self.around())
