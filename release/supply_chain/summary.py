"""What the run page says about a version."""

from release.attach.publication import Receipt
from release.policy import Publisher
from release.report import file_table
from release.sign.summary import made_and_found
from release.supply_chain.signing import SIGNATURES, Signed
from release.supply_chain.version_set import VersionSet
from release.supply_chain.wanted import WantedVersion
from release.writers import JOB_ACTOR, Writer


def writing(writer: Writer) -> str:
    """Return who proposes, tags and drafts, and what follows from it."""
    head = f"### release-please writes as `{writer.actor}`"
    said = (
        "**Degraded mode**: with the job's own token, as model/policy.toml says. The checks of its"
        " pull request wait for a maintainer's approval, and review alone keeps this token from the"
        " tags of a mirror."
        if writer.degraded
        else "The checks of its pull request start by themselves. The rulesets let it make tags of"
        " versions, and none of a mirror."
    )
    return f"{head}\n\n{said}\n"


def built(made: VersionSet, commit: str) -> str:
    """Return what was built, and how often."""
    head = f"### {made.version.tag} of `{commit}`"
    said = "Built twice, in two folders; both times the same bytes."
    return f"{head}\n\n{said}\n\n{file_table(made.artifacts())}\n"


def signed(done: Signed, publisher: Publisher) -> str:
    """Return who signed which bytes, and how many of the signatures are new."""
    whole, new = done.whole, len(SIGNATURES) - len(done.found)
    head = f"### Signed set of {whole.version.tag}\n\n{made_and_found(new, len(done.found))}"
    return f"{head}\n\nSigner: `{publisher.san}`\n\n{file_table(whole.artifacts())}\n"


def published(receipt: Receipt, wanted: WantedVersion) -> str:
    """Return where the version is, and what this run had to do for it."""
    page = f"{wanted.repository.url}/releases/tag/{wanted.tag}"
    degraded = (
        "\nWritten with the job's own token: whether releases are immutable was looked at"
        " afterwards.\n"
        if wanted.account == JOB_ACTOR
        else ""
    )
    return (
        f"### [{wanted.tag}]({page}) is public and immutable\n\n"
        f"{receipt.uploads} files were uploaded in this run; tag at `{receipt.commit}`.\n"
        f"{degraded}\n{file_table(wanted.artifacts())}\n"
    )
