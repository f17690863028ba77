"""What the run page says about a signed set."""

from release.policy import Publisher
from release.report import file_table
from release.sign.release_set import ReleaseSet


def rendered(signed: ReleaseSet, publisher: Publisher, *, published: bool) -> str:
    """Return the job summary: who signed which bytes, and whether that is news."""
    lines = [
        f"### Signed set of {signed.tag}",
        "",
        "The signatures were public already; they were fetched and accepted again."
        if published
        else "Three bundles and the provenance were made, and accepted, in this job.",
        "",
        f"Signer: `{publisher.san}`",
        "",
        file_table(signed.artifacts()),
    ]
    return "\n".join(lines) + "\n"
