"""The four signatures of a release at the same time, beside the same four one after the other."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from release.artifact import Artifact
from release.names import Tag
from release.pin import Pin
from release.prove.statement import statement
from release.sigstore import Cosign
from tests.bench.measure import ROOT, Row, medians
from tests.rehearsal.hosts.oidc import Claims
from tests.rehearsal.world import World

LIMIT = 2.5
_ROUNDS = 3
_SIZE = 4_600_000
"""About the size of the model; what cosign does with it is a hash."""


def row(world: World) -> Row:
    """Return how long all signatures of a release take, and how much longer one by one."""
    with tempfile.TemporaryDirectory(prefix="sign-") as place:
        tasks = _tasks(world, Path(place))
        together, in_turn = medians(
            (partial(_at_once, tasks), partial(_in_turn, tasks)), rounds=_ROUNDS
        )
    return Row(
        number="all signatures of a release",
        measured=f"{together:.2f} s",
        against=f"one after the other: {in_turn / together:.1f} x ({in_turn:.2f} s)",
        aim=f"at most {LIMIT:g} s",
        kept=together <= LIMIT,
    )


def _tasks(world: World, folder: Path) -> tuple[Callable[[], None], ...]:
    cosign = _cosign(world)
    blobs = [folder / name for name in ("model", "manifest", "sums")]
    for blob in blobs:
        blob.write_bytes(blob.name.encode() * (_SIZE // len(blob.name)))
    about = folder / "statement.json"
    about.write_bytes(_statement(world, blobs))
    signing = [partial(cosign.sign_blob, b, b.with_suffix(".bundle")) for b in blobs]
    return (*signing, partial(cosign.attest_blob, about, folder / "provenance.bundle"))


def _statement(world: World, blobs: list[Path]) -> bytes:
    pin = Pin.parse((ROOT / "model/u2netp_mirror.toml").read_bytes())
    publisher = world.policy.publisher(Tag(model=pin.model, n=1))
    subjects = [Artifact.from_file(blob, limit=2 * _SIZE) for blob in blobs]
    return statement(pin, publisher, source_commit="0" * 40, subjects=subjects)


def _cosign(world: World) -> Cosign:
    """Return cosign as the job sign has it."""
    repository, oidc = world.policy.repository, world.github.oidc
    request_token = oidc.register(
        Claims(
            repository=repository.name,
            repository_id=repository.id,
            owner_id=repository.owner_id,
            ref="refs/heads/main",
            sha="0" * 40,
            workflow_name="u2netp-mirror-attach",
            workflow_file="u2netp-mirror-attach.yml",
            event="workflow_dispatch",
            run_id=1,
            environment="mirror-sign",
        )
    )
    identity = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": oidc.request_url,
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": request_token,
    }
    return Cosign.found(world.consumer_env(), least=world.policy.cosign, identity=identity)


def _at_once(tasks: tuple[Callable[[], None], ...]) -> None:
    with ThreadPoolExecutor(len(tasks)) as pool:
        for future in [pool.submit(task) for task in tasks]:
            future.result()


def _in_turn(tasks: tuple[Callable[[], None], ...]) -> None:
    for task in tasks:
        task()
