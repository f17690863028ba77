"""From a merged pull request to a version of this repository that a stranger accepts."""

from collections.abc import Mapping
from pathlib import Path

from release.supply_chain.resolve import VERSIONS, version_in
from release.version import BUNDLES, LISTED, Part, Version, VersionNames
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.faults import corrupt
from tests.rehearsal.hosts.records import ReleaseRecord
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.scenarios.consumer import Verifier, cosign_identity, judge, run_commands
from tests.rehearsal.scenarios.dispatch import DOOR
from tests.rehearsal.signer import signer_of
from tests.rehearsal.world import World
from tests.static.page import block, commands
from tests.static.tree import ROOT, text
from upkeep.next_version import BRANCH

WORKFLOW, WATCH = "supply-chain.yml", "verify-published.yml"
JOBS = ("resolve", "build", "sign", "attach", "attest", "verify")
TOLD = ("A thing is said.", "Another thing is said.")
PAGE = Path("docs/supply-chain.md")
SHOWN = "0.2.0"
"""The version of which the page speaks; the commands are run for the one that is made here."""


def _next() -> Version:
    """Return what release-please proposes for a feature after the tree's own version."""
    last = version_in((ROOT / VERSIONS).read_bytes())
    return Version(major=last.major, minor=last.minor + 1, patch=0)


TAG = _next().tag
NAMES = VersionNames(TAG.version)
SIGNATURES = len(BUNDLES) + 1


def run(world: World) -> None:
    """Propose, merge, tag, build, sign, publish, verify; the model's release is not touched."""
    propose(world)
    commit = merge(world)
    before = world.sigstore.log_size()
    (dispatch,) = (d for d in world.new_dispatches() if d.workflow == WORKFLOW)
    require_same("asked for", (dispatch.inputs, dispatch.actor), ({"tag": str(TAG)}, ACTIONS_BOT))
    done = world.follow(dispatch)
    require_same("jobs of the run", tuple(job.id for job in done.jobs), JOBS)
    require_same("new log entries", world.sigstore.log_size() - before, SIGNATURES)
    require_public(world, commit)
    consume(world)
    watched(world)


def propose(world: World) -> None:
    """Merge two changes, one after the other, and look at the pull request that comes of them.

    The second comes while the pull request is open: release-please makes its branch anew then.
    """
    for n, said in enumerate(TOLD):
        world.commit({f"changelog.d/fixed/000{n}-said.md": f"- {said}\n".encode()}, "feat: say it")
        world.run(DOOR, "push")
    (pull,) = (pull for pull in world.github.pulls() if pull.state == "open")
    require_same("title", pull.title, f"Release {TAG.version}")
    head = world.git.tip(f"refs/heads/{BRANCH}") or ""
    changed = world.git.changed(world.tip(), head)
    fragments = {path for path in changed if path.startswith("changelog.d/")}
    versions = {"pyproject.toml", ".release-please-manifest.json", "CHANGELOG.md"}
    require_same("changed paths", set(changed) - fragments, versions)
    page = world.git.read(head, "CHANGELOG.md").decode()
    require_same("the section", f"\n## {TAG.version}, " in page, expected=True)
    require_same("what is told", [said for said in TOLD if f"- {said}" in page], list(TOLD))


def merge(world: World) -> str:
    """Merge it as a maintainer; the next run makes tag and draft, and asks for the release."""
    (pull,) = (pull for pull in world.github.pulls() if pull.state == "open")
    commit = world.github.merge(pull.number)
    world.run(DOOR, "push")
    (record,) = (record for record in world.github.releases() if record.tag == str(TAG))
    require_same(
        "tag and draft", (record.tag, record.draft, record.commit), (str(TAG), True, commit)
    )
    return commit


def published(world: World) -> ReleaseRecord:
    """Return the one published release."""
    (record,) = (record for record in world.github.releases() if not record.draft)
    return record


def require_public(world: World, commit: str) -> None:
    """Compare the version with what docs/supply-chain.md promises of it."""
    record, publisher = published(world), world.policy.version_publisher(TAG.version)
    require_same("drafts left", [r.tag for r in world.github.releases() if r.draft], [])
    require_same("tag", (record.tag, record.commit), (str(TAG), commit))
    require_same("immutable, and Latest", (record.release.immutable, record.latest), (True, True))
    assets = {asset.name: asset for asset in record.assets}
    require_same("assets", set(assets), set(NAMES.assets))
    for part in (*BUNDLES.values(), Part.PROVENANCE):
        signer = signer_of(assets[NAMES.asset(part)].path.read_bytes())
        require_same(f"signer of {part.value}", signer.san, publisher.san)
    notes = record.release.body or ""
    require_same("the notes tell", [said for said in TOLD if f"- {said}" in notes], list(TOLD))


def consume(world: World) -> None:
    """Fetch and verify it as the page says, then as other programs do."""
    env = world.consumer_env()
    folder = Path(env["HOME"]) / "version"
    folder.mkdir()
    shown = commands(text(PAGE))
    require_same(f"{PAGE} speaks of {SHOWN}", SHOWN in "".join(shown), expected=True)
    own = tuple(command.replace(SHOWN, str(TAG.version)) for command in shown)
    run_commands(world, PAGE, own, folder, env)
    require_same("fetched", {path.name for path in folder.iterdir()}, set(NAMES.assets))
    for verifier in verifiers(world):
        judge(world, verifier, folder, env)
    ask_store(world, folder, env)
    ask_ours(world, env)


def ask_store(world: World, folder: Path, env: Mapping[str, str]) -> None:
    """Ask GitHub's store as the page says, under the world's trust root; then about other bytes."""
    stored = world.github.hub.state.attestations.values()
    require_same("in the store", [len(one.subjects) for one in stored], [len(LISTED) + 1])
    told = block(text(PAGE), "sh", "gh attestation verify")
    command = told.replace(SHOWN, str(TAG.version)).strip()
    own = f"{command} --custom-trusted-root {world.sigstore.trusted_root_lines}"
    run_commands(world, PAGE, (own,), folder, env)
    wheel = folder / NAMES.asset(Part.WHEEL)
    right = wheel.read_bytes()
    wheel.write_bytes(corrupt(right))
    run_commands(world, PAGE, (f"! {own}",), folder, env)
    wheel.write_bytes(right)


def ask_ours(world: World, env: Mapping[str, str]) -> None:
    """Ask the one command of a checkout, as the page says."""
    told = block(text(PAGE), "sh", "scripts/supply_chain_verify.py")
    path = f"{world.tools.base}:{env['PATH']}"
    own = told.replace(SHOWN, str(TAG.version)).strip()
    run_commands(world, PAGE, (own,), world.tree, {**env, "PATH": path})


def watched(world: World) -> None:
    """Let the daily watch look at it."""
    done = world.run(WATCH, "schedule")
    said = (done.job("verify").log or done.folder).read_text()
    require_same("the watch saw it", f"{TAG} is as it was signed" in said, expected=True)


def verifiers(world: World) -> tuple[Verifier, ...]:
    """Return programs that are not ours, each asked about the wheel."""
    publisher = world.policy.version_publisher(TAG.version)
    python, signing = str(world.tools.python), world.sigstore
    wheel, bundle, provenance = map(NAMES.asset, (Part.WHEEL, Part.WHEEL_BUNDLE, Part.PROVENANCE))
    said = ("cosign", "verify-blob-attestation", "--bundle", provenance)
    return (
        Verifier(
            name="cosign, provenance of a version",
            version=("cosign", "version"),
            argv=(*said, "--type", "slsaprovenance1", *cosign_identity(publisher), wheel),
        ),
        Verifier(
            name="sigstore-python, a version",
            version=(python, "-m", "sigstore", "--version"),
            argv=(
                *(python, "-m", "sigstore", "--trust-config", str(signing.trust_config)),
                *("verify", "identity", "--bundle", bundle, "--cert-identity", publisher.san),
                *("--cert-oidc-issuer", publisher.issuer, wheel),
            ),
        ),
        Verifier(
            name="gh attestation verify, a version",
            version=("gh", "--version"),
            argv=(
                *("gh", "attestation", "verify", wheel, "--bundle", provenance),
                *("--repo", publisher.repository.name, "--cert-identity", publisher.san),
                *("--source-ref", publisher.ref, "--deny-self-hosted-runners"),
                *("--custom-trusted-root", str(signing.trusted_root_lines)),
            ),
        ),
    )
