"""A version can never pass as a model, nor a model as a version: each signs the other's files.

Everything else is right: the files, the list, the statement, the claims of a real job. Only the job
is the other one. The twin, signed by the right job, is accepted each time.
"""

import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from release.errors import InvalidRecordError, SignatureError
from release.names import STATEMENT, Names, Role
from release.policy import Publisher
from release.prove.sums import dump
from release.sign.layout import Layout, mirror_layout, version_layout
from release.sign.release_set import ReleaseSet, compared
from release.sign.signatures import accept as accept_model
from release.sigstore import Cosign
from release.supply_chain import signing, version_set
from release.supply_chain.statement import statement
from release.verify.stranger import Stranger
from release.verify.target import Folder
from release.version import LISTED, Part, VersionNames, VersionTag
from tests.core.samples import TAG as MODEL
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.oidc import Claims
from tests.rehearsal.pages import call
from tests.rehearsal.scenarios.consumer import cosign_identity
from tests.rehearsal.world import World
from tests.sign import samples

VERSION = VersionTag.parse("v0.2.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where somebody verifies: the world's policy, real cosign, and a stranger's variables."""

    world: World
    env: Mapping[str, str]
    cosign: Cosign

    @classmethod
    def of(cls, world: World) -> "Desk":
        """Take a place."""
        env = world.consumer_env()
        return cls(world=world, env=env, cosign=Cosign.found(env, least=world.policy.cosign))

    @property
    def publishers(self) -> tuple[Publisher, Publisher]:
        """Who signs the model, and who signs the version."""
        policy = self.world.policy
        return policy.publisher(MODEL), policy.version_publisher(VERSION.version)


def run(world: World) -> None:
    """Let both jobs sign both sets, and offer all four to everybody who verifies."""
    desk = Desk.of(world)
    model, version = desk.publishers
    with ThreadPoolExecutor(4) as pool:  # one wait for the log, not four
        sets = {
            (kind, by.environment): pool.submit(make, desk, by)
            for kind, make in (("model", signed_model), ("version", signed_version))
            for by in (model, version)
        }
        folders = {key: made.result() for key, made in sets.items()}
    for right, wrong, layout in (
        (("model", model), version, mirror_layout(MODEL)),
        (("version", version), model, version_layout(VERSION.version)),
    ):
        kind, publisher = right
        good, bad = folders[kind, publisher.environment], folders[kind, wrong.environment]
        require_cosign(desk, good, layout, publisher, accepts=True)
        require_cosign(desk, bad, layout, publisher, accepts=False)
        for name, verifier in verifiers(desk)[kind].items():
            require_verdict(f"{name}: {kind}", partial(verifier, good), accepts=True)
            require_verdict(f"{name}: {kind} by the other", partial(verifier, bad), accepts=False)
    swapped(desk, folders["model", model.environment], folders["version", version.environment])


def signed_model(desk: Desk, by: Publisher) -> Path:
    """Return a folder with a release of the model, every signature of it made by the job `by`."""
    names, files = Names(MODEL), samples.proved_files()
    named = {names.asset(role): data for role, data in files.items()}
    said = samples.statement(files)
    return signed_folder(desk, by, named, said, mirror_layout(MODEL))


def signed_version(desk: Desk, by: Publisher) -> Path:
    """Return a folder with a version, every signature of it made by the job `by`."""
    names, own = VersionNames(VERSION.version), desk.publishers[1]
    files = {part: part.value.encode() for part in LISTED}
    listed = version_set.VersionSet(version=VERSION.version, files=files)
    files[Part.SUMS] = dump(listed.artifacts())
    made = version_set.compared(files, VERSION.version, expected=None)
    said = statement(VERSION, own, commit=desk.world.tip(), subjects=made.artifacts())
    named = {names.asset(part): data for part, data in files.items()}
    return signed_folder(desk, by, named, said, version_layout(VERSION.version))


def signed_folder(
    desk: Desk, by: Publisher, files: Mapping[str, bytes], said: bytes, layout: Layout
) -> Path:
    """Write `files`, and let the job `by` sign them as `layout` says."""
    folder = Path(tempfile.mkdtemp(prefix="set-", dir=desk.world.root))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with tempfile.TemporaryDirectory(dir=desk.world.root) as place:
        unsigned = Path(place) / STATEMENT
        unsigned.write_bytes(said)
        oidc = desk.world.github.oidc
        identity = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": oidc.request_url,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": oidc.register(claims(desk.world, by)),
        }
        least = desk.world.policy.cosign
        signer = Cosign.found(desk.env, least=least, identity=identity)
        signer.attest_blob(unsigned, folder / layout.provenance)
        with ThreadPoolExecutor(len(layout.bundles)) as pool:
            for done in [
                pool.submit(signer.sign_blob, folder / blob, folder / bundle)
                for blob, bundle in layout.bundles.items()
            ]:
                done.result()
    return folder


def claims(world: World, by: Publisher) -> Claims:
    """Return the claims of the job that `by` describes."""
    file = by.workflow_file
    return Claims(
        repository=by.repository.name,
        repository_id=by.repository.id,
        owner_id=by.repository.owner_id,
        ref=by.ref,
        sha=world.tip(),
        workflow_name=file.removesuffix(".yml"),
        workflow_file=file,
        event="workflow_dispatch",
        run_id=1,
        environment=by.environment,
    )


def require_cosign(
    desk: Desk, folder: Path, layout: Layout, publisher: Publisher, *, accepts: bool
) -> None:
    """Offer the list of files to cosign, as the pages tell a consumer."""
    words = ("--bundle", layout.bundles[layout.sums], layout.sums)
    done = call(("cosign", "verify-blob", *cosign_identity(publisher), *words), folder, desk.env)
    said = f"cosign accepts {layout.provenance} in {folder.name}"
    require_same(said, done.returncode == 0, expected=accepts)


Verifier = Callable[[Path], object]


def verifiers(desk: Desk) -> Mapping[str, Mapping[str, Verifier]]:
    """Return our own verifiers, by kind: what sign, attach and verify ask."""
    model, version = desk.publishers
    stranger = Stranger(checkout=desk.world.tree, policy=desk.world.policy, environment=desk.env)
    return {
        "model": {
            "sign and attach": lambda f: accept_model(read_model(f), desk.cosign, model),
            "verify": lambda f: stranger.examine(Folder(path=f, tag=MODEL), lambda _: None),
        },
        "version": {
            "supply-chain": lambda f: signing.accept(read_version(f), desk.cosign, version),
        },
    }


def read_model(folder: Path) -> ReleaseSet:
    """Read a release of the model."""
    names = Names(MODEL)
    files = {role: (folder / names.asset(role)).read_bytes() for role in Role}
    return compared(files, tag=MODEL, expected=None)


def read_version(folder: Path) -> version_set.VersionSet:
    """Read a version."""
    names = VersionNames(VERSION.version)
    files = {part: (folder / names.asset(part)).read_bytes() for part in Part}
    return version_set.compared(files, VERSION.version, expected=None)


def require_verdict(what: str, verify: Callable[[], object], *, accepts: bool) -> None:
    """Compare what a verifier of ours says; a refusal must be about the signer."""
    try:
        verify()
    except SignatureError:
        require_same(what, seen=False, expected=accepts)
    else:
        require_same(what, seen=True, expected=accepts)


def swapped(desk: Desk, model: Path, version: Path) -> None:
    """Offer the provenance of one, rightly signed, beside the files of the other."""
    one = model / Names(MODEL).asset(Role.PROVENANCE)
    other = version / VersionNames(VERSION.version).asset(Part.PROVENANCE)
    of_model, of_version = one.read_bytes(), other.read_bytes()
    one.write_bytes(of_version)
    other.write_bytes(of_model)
    for verify in (
        partial(verifiers(desk)["model"]["sign and attach"], model),
        partial(verifiers(desk)["version"]["supply-chain"], version),
    ):
        try:
            verify()
        except InvalidRecordError:
            continue
        require_same("a swapped provenance is accepted", seen=True, expected=False)
