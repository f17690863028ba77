"""Verifying: one model in a warm and in a cold process, a whole release, and a model of 2 GB."""

import json
import mmap
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

from release.artifact import Artifact
from release.bundle import Shape
from release.manifest import ListedAsset
from release.names import LISTED_IN_SUMS, SIGNED_BLOBS, Names, Role
from release.policy import Publisher
from release.verify import jail
from release.verify.demands import Trust
from tests.bench.measure import ROOT, Row, medians, within
from tests.cases.graphs import exported
from tests.export.installed import installed_python
from tests.pinned import synthetic
from tests.rehearsal.shown import Shown
from tests.rehearsal.tools import Tools
from tests.rehearsal.world import World
from tests.sign import samples
from tests.verify.shelf import NAME, Shelf, manifest_of
from tests.watch.seeded import tag

Argv = list[str | Path]

_WARM_ROUNDS, _COLD_ROUNDS = 31, 7
_HUGE = 2 << 30
_PROGRAM = """
import json, sys, time
from pathlib import Path
from release.policy import Policy
from release.verify import jail, model, trust
from release.verify.demands import Demands
from release.verify.seen import StateFile
models, root, state, policy = map(Path, sys.argv[1:])
rules = Policy.parse(policy.read_bytes())
kept = trust.kept(root, rules, trust.today())
demands = Demands(policy=rules, trust=kept, memory=StateFile(state), today=trust.today)
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
before, began = peak(), time.process_time()
with jail.opened(models) as directory:
    getattr(model, {function!r})({name!r}, directory, demands)
taken, after, at = time.process_time() - began, peak(), time.monotonic()
print(json.dumps(dict(seconds=taken, kibibytes=after - before, at=at)))
"""


def rows(tools: Tools) -> Iterator[Row]:
    """Return one row for each promise."""
    with tempfile.TemporaryDirectory(prefix="bench-") as text:
        place = Path(text)
        python = installed_python(place / "venv")
        shelves = [Shelf(path=_made(place / shape.value), shape=shape) for shape in Shape]
        for shelf in shelves:
            shelf.release()
            shelf.publish_list(1)
            yield from warm(shelf)
        yield cold(python, shelves[0])
        yield whole(python, tools, place)
        yield from huge(python, Shelf(path=_made(place / "huge")))


def warm(shelf: Shelf) -> Iterator[Row]:
    """Return how long a warm process takes: for a model of its own, and for one it knows.

    Manifest, list and graph of the second were accepted before, and are known by their digests; its
    signature is judged each time.
    """
    demands = shelf.demands()
    new, known = medians(
        (
            lambda: shelf.verify(demands=replace(demands, trust=fresh(demands.trust))),
            lambda: shelf.verify(demands=demands),
        ),
        rounds=_WARM_ROUNDS,
    )
    shape = shelf.shape.value
    yield Row(
        number=f"verifying a new model, warm process, {shape}",
        measured=f"{1000 * new:.1f} ms",
        against=f"the same model again ({1000 * known:.1f} ms)",
        aim="none; three bundles, each by each of its clocks",
        kept=True,
    )
    yield within(f"verifying a model again, {shape}", 1000 * known, limit=15, unit="ms")


def fresh(trust: Trust) -> Trust:
    """Return `trust` as if it had accepted nothing yet."""
    return Trust(judge=trust.judge, check=trust.check)


def cold(python: Path, shelf: Shelf) -> Row:
    """Return how long after its start a process has verified a model, with all it imports.

    A program goes on from there: that Python tidies up for 0.08 s at the end is not counted.
    """
    taken = median(program(python, shelf, "read_verified")["until"] for _ in range(_COLD_ROUNDS))
    return within("verifying a model, from the start of the process", taken, limit=0.5, unit="s")


def whole(python: Path, tools: Tools, place: Path) -> Row:
    """Return how long the script takes for a release, beside cosign for one file at a time."""
    folder, root = release_in(_made(place / "release")), samples.instance().write(place / "trust")
    argv: Argv = [python, "-I", ROOT / "scripts/verify.py", folder]
    argv += ["--trusted-root", root.trusted_root]
    calls = by_cosign(tools, samples.NAMES, samples.PUBLISHER, root.trusted_root)
    ours, theirs = medians(
        (lambda: _call(argv, folder, {}), lambda: _each(calls, folder, {})), rounds=_COLD_ROUNDS
    )
    return Row(
        number="verify.py, a whole release, under a trust root in a file",
        measured=f"{ours:.2f} s, {ours / theirs:.1f} x",
        against=f"every file by cosign, one after the other ({theirs:.2f} s)",
        aim="at most 1 s",
        kept=ours <= 1,
    )


def asked(tools: Tools, world: World) -> Row:
    """Return the same where each program asks for the trust root, as the commands of the page do.

    The root is served on this machine: a network would add its delay to each of cosign's calls.
    """
    shown = Shown.of(world, (1,), {1: exported()})
    names, env = Names(tag(1)), [world.consumer_env() for _ in range(2)]
    folder = _made(world.root / "release")
    for role, data in shown.shelf.sets[1].files.items():
        (folder / names.asset(role)).write_bytes(data)
    argv: Argv = [shown.python, "-I", ROOT / "scripts/verify.py", folder]
    calls = by_cosign(tools, names, world.policy.publisher(tag(1)))
    ours, theirs = medians(
        (lambda: _call(argv, folder, env[0]), lambda: _each(calls, folder, env[1])),
        rounds=_COLD_ROUNDS,
    )
    return Row(
        number="verify.py, a whole release",
        measured=f"{ours / theirs:.2f} x ({ours:.2f} s)",
        against=f"every file by cosign, as on the consumer's page ({theirs:.2f} s)",
        aim="at most 1 s, and less than cosign",
        kept=ours <= min(1.0, theirs),
    )


def huge(python: Path, shelf: Shelf) -> Iterator[Row]:
    """Return speed and memory for a model of 2 GB; the file is sparse, so no disk is measured."""
    path = shelf.models / NAME
    path.touch()
    os.truncate(path, _HUGE)
    with jail.opened(shelf.models) as directory, directory.file(NAME, limit=_HUGE) as opened:
        model = Artifact(name=NAME, size=_HUGE, digest=opened.digest())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as data:
        shelf.release_of(1, model, data)
    told = program(python, shelf, "verify_model")
    speed, mebibytes = _HUGE / 1e9 / told["seconds"], told["kibibytes"] / 1024
    yield Row(
        number="a model of 2 GB",
        measured=f"{speed:.2f} GB/s on one core",
        against="nothing comparable",
        aim="at least 1 GB/s",
        kept=speed >= 1,
    )
    yield within("memory for it, beyond the start", mebibytes, limit=32, unit="MiB")


def program(python: Path, shelf: Shelf, function: str) -> dict[str, float]:
    """Verify the model of `shelf` in a process of its own; return what it measured."""
    code = _PROGRAM.format(function=function, name=NAME)
    words = (shelf.models, shelf.trusted_root, shelf.state.path, ROOT / "model/policy.toml")
    began = time.monotonic()  # the same clock in every process of this machine
    done = subprocess.run([python, "-I", "-c", code, *words], check=True, capture_output=True)
    told: dict[str, float] = json.loads(done.stdout)
    return {**told, "until": told["at"] - began}


def release_in(folder: Path) -> Path:
    """Fill `folder` with a release whose model and checkpoint have their real sizes."""
    held = {Role.MODEL: exported(), Role.CHECKPOINT: synthetic().checkpoint}
    files = {**samples.proved_files(), **held}
    manifest = manifest_of(1, Artifact.of(NAME, held[Role.MODEL]))
    assets = tuple(
        ListedAsset(role=a.role, artifact=Artifact.of(a.artifact.name, files[a.role]))
        for a in manifest.assets
    )
    files[Role.MANIFEST] = replace(manifest, assets=assets).dump()
    files[Role.SUMS] = samples.sums(files)
    claims = samples.made_by(samples.PUBLISHER.san)
    for blob, bundle in SIGNED_BLOBS.items():
        files[bundle] = samples.blob_bundle(files[blob], claims)
    files[Role.PROVENANCE] = samples.attestation(samples.statement(files), claims)
    for role, data in files.items():
        (folder / samples.NAMES.asset(role)).write_bytes(data)
    return folder


def by_cosign(
    tools: Tools, names: Names, publisher: Publisher, root: Path | None = None
) -> tuple[Argv, ...]:
    """Return the calls that verify every file: by its bundle, or as a subject of the provenance."""
    who: Argv = ["--certificate-identity", publisher.san]
    who += ["--certificate-oidc-issuer", publisher.issuer]
    who += ["--trusted-root", root] if root else []
    attested = ("verify-blob-attestation", "--type", "slsaprovenance1")
    calls = []
    for file in (*LISTED_IN_SUMS, Role.SUMS):
        bundle = SIGNED_BLOBS.get(file)
        words = ("verify-blob",) if bundle else attested
        beside = names.asset(bundle or Role.PROVENANCE)
        calls.append([tools.cosign, *words, *who, "--bundle", beside, names.asset(file)])
    return tuple(calls)


def _each(calls: tuple[Argv, ...], folder: Path, env: Mapping[str, str]) -> None:
    for argv in calls:
        _call(argv, folder, env)


def _call(argv: Argv, folder: Path, env: Mapping[str, str]) -> None:
    subprocess.run(argv, cwd=folder, env=env, check=True, capture_output=True)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
