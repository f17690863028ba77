"""From the working tree to an immutable, signed release and the bot's pull request."""

from release.names import REGISTRY, SIGNED_BLOBS, Names, Role, Tag, card_path
from tests.rehearsal.failure import require_same
from tests.rehearsal.hosts.records import ReleaseRecord
from tests.rehearsal.hosts.tokens import ACTIONS_BOT
from tests.rehearsal.signer import signer_of
from tests.rehearsal.world import World

WORKFLOW = "u2netp-mirror-attach.yml"
JOBS = ("guard", "acquire", "export", "prove", "sign", "attach", "record", "verify")
NAMES = Names(Tag(model="u2netp", n=1))
SIGNATURES = len(SIGNED_BLOBS) + 1


def run(world: World) -> None:
    """Release, as whoever is first in line asks: a dispatch that waits, else a maintainer."""
    before = world.sigstore.log_size()
    waiting = world.new_dispatches()
    done = world.follow(waiting[0]) if waiting else world.run(WORKFLOW)
    require_same("jobs of the run", tuple(job.id for job in done.jobs), JOBS)
    require_same("new log entries", world.sigstore.log_size() - before, SIGNATURES)
    require_public(world, done.sha)
    require_proposed(world)
    require_same("attestations in the store", len(world.github.hub.state.attestations), 1)


def published(world: World) -> ReleaseRecord:
    """Return the one published release; raises RehearsalError when there is another number."""
    records = [record for record in world.github.releases() if not record.draft]
    require_same("published releases", [record.tag for record in records], [str(NAMES.tag)])
    return records[0]


def require_public(world: World, commit: str) -> None:
    """Compare the release with what trust.md promises of it."""
    record = published(world)
    require_same("drafts left", [r.tag for r in world.github.releases() if r.draft], [])
    require_same("commit of the tag", record.commit, commit)
    require_same("immutable", record.release.immutable, expected=True)
    require_same("shown as Latest", record.latest, expected=False)
    assets = {asset.name: asset for asset in record.assets}
    require_same("assets", set(assets), set(NAMES.release_set))
    require_same("states", {asset.state for asset in record.assets}, {"uploaded"})
    for role in (*SIGNED_BLOBS.values(), Role.PROVENANCE):
        signer = signer_of(assets[NAMES.asset(role)].path.read_bytes())
        publisher = world.policy.publisher(NAMES.tag)
        require_same(f"signer of {role.value}", signer.san, publisher.san)
        require_same(f"issuer for {role.value}", signer.issuer, publisher.issuer)


def require_proposed(world: World) -> None:
    """Compare the bot's pull request with what record promises: text only, never the model."""
    opened = [pull for pull in world.github.pulls() if pull.state == "open"]
    require_same("open pull requests", [pull.author for pull in opened], [ACTIONS_BOT])
    changed = world.git.changed(world.tip(), opened[0].head_sha)
    require_same("changed paths", set(changed), proposed_paths())


def proposed_paths() -> set[str]:
    """Return the paths that the bot's pull request may change."""
    folder = REGISTRY.rsplit("/", 1)[0]
    in_folder = {f"{folder}/{name}" for name in (NAMES.sidecar, NAMES.tree_bundle)}
    return {REGISTRY, card_path("u2netp"), NAMES.fragment, *in_folder}
