"""What the run page says about a signed set."""

from release.policy import Publisher
from release.report import file_table
from release.sign.signatures import BUNDLES
from release.sign.signing import Signed


def rendered(signed: Signed, publisher: Publisher, *, published: bool) -> str:
    """Return the job summary: who signed which bytes, and whether that is news."""
    made = len(BUNDLES) - len(signed.found)
    lines = [
        f"### Signed set of {signed.release_set.tag}",
        "",
        "The signatures were public already; they were fetched and accepted again."
        if published
        else made_and_found(made, len(signed.found)),
        "",
        f"Signer: `{publisher.san}`",
        "",
        file_table(signed.release_set.artifacts()),
    ]
    return "\n".join(lines) + "\n"


def made_and_found(made: int, found: int) -> str:
    """Return the sentence that says which signatures are news."""
    return (
        f"{made} signatures were made in this job, {found} by an earlier run; "
        "all were accepted in this one."
    )
